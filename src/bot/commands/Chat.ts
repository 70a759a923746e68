/**
 * `orchestrator chat`: talk to agents in this terminal, or drive them from a script with `--json`.
 */

import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { manifest as terminal } from "../../adapters/chat/console/index.ts"
import { createPlatform } from "../Platforms.ts"
import { layerMachine, runService } from "../Service.ts"

export const chat = Command.make(
  "chat",
  {
    agent: Argument.String("agent").pipe(
      Argument.withDescription("Who is spoken to; the configuration's default agent unless given"),
      Argument.optional
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("Events as NDJSON on stdin, operations as NDJSON on stdout"),
      Flag.withDefault(false)
    ),
    conversation: Flag.String("conversation").pipe(
      Flag.withDescription("Which conversation to continue"),
      Flag.withDefault("main")
    )
  },
  Effect.fn("chat")(function* ({ agent, conversation, json }) {
    const settings = {
      mode: json ? "json" : "terminal",
      conversation,
      ...(Option.isNone(agent) ? {} : { agent: agent.value })
    }
    yield* runService(
      Effect.map(createPlatform(terminal, settings), (platform) => [platform]),
      "quiet"
    ).pipe(Effect.provide(layerMachine({ quiet: true })))
  })
).pipe(
  Command.withDescription("Talks to agents in this terminal"),
  Command.withExamples([
    { command: "orchestrator chat scout", description: "talk to scout" },
    { command: `echo '{"say":"hi"}' | orchestrator chat --json`, description: "from a script" }
  ])
)
