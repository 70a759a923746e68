/**
 * `orchestrator setup`: from nothing to an agent that answers in a chat. Asks only for what cannot be looked up, checks
 * it at once, and goes on where it stood when it is run again.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { serviceListens } from "../ControlSocket.ts"
import { layerProcesses } from "../Core.ts"
import { Interactive } from "../Interactive.ts"
import { platformList } from "../PlatformList.ts"
import { configuredPlatforms } from "../Platforms.ts"
import { UsageError } from "../ReportError.ts"
import { layerMachine, runService } from "../Service.ts"
import { terminalInterview } from "../setup/Interview.ts"
import { meetFirstAgent } from "../setup/MeetFirstAgent.ts"
import { prepare } from "../setup/Prepare.ts"
import { SetupError } from "../setup/SetupError.ts"

export const setup = Command.make(
  "setup",
  {
    platform: Argument.String("platform").pipe(
      Argument.withDescription("Which chat platform; asks when there are several"),
      Argument.optional
    )
  },
  Effect.fn("setup")(function* ({ platform }) {
    if (!(yield* Interactive)) {
      return yield* new UsageError({
        detail:
          "setup asks questions: run it in a terminal, or put the token into the environment and the platform into the configuration yourself"
      })
    }
    const interview = yield* terminalInterview
    // Each part reads the configuration anew: the first one changes it.
    const prepared = yield* Effect.gen(function* () {
      if (yield* serviceListens) {
        return yield* new SetupError({
          detail: "a service runs on this data directory",
          remedy: "go on in its dashboard (a link: orchestrator login), or stop it and run again: orchestrator setup"
        })
      }
      return yield* prepare(interview, platformList, Option.getOrUndefined(platform))
    }).pipe(Effect.provide(layerProcesses.pipe(Layer.provideMerge(layerMachine({ quiet: true })))))
    yield* meetFirstAgent(interview, prepared).pipe(Effect.provide(layerMachine({ quiet: true })))
    if (!(yield* interview.confirm("keep the service running in this terminal?"))) return
    yield* interview.say("it runs; Ctrl-C ends it")
    yield* runService(configuredPlatforms, "stopped").pipe(Effect.provide(layerMachine({ quiet: false })))
  })
).pipe(
  Command.withDescription("Sets up a chat platform step by step, until an agent has answered there"),
  Command.withExamples([{ command: "orchestrator setup", description: "asks for what it cannot find out" }])
)
