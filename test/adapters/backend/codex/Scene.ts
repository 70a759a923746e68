/** A scout on codex: the agent, the message and the backend that the tests of this folder use. */
import { Effect, Schema } from "effect"
import { makeCodexBackend } from "../../../../src/adapters/backend/codex/CodexBackend.ts"
import { CodexConfig } from "../../../../src/adapters/backend/codex/CodexConfig.ts"
import { Agent } from "../../../../src/core/model/Agent.ts"
import { ResumeToken, SessionId, TurnId } from "../../../../src/core/model/Ids.ts"
import type { AgentBackend, OpenSession, TurnInput } from "../../../../src/core/ports/AgentBackend.ts"
import type { FakeHost } from "./FakeCodex.ts"

export const scout = (over: Partial<typeof Agent.Encoded> = {}): Agent =>
  Schema.decodeSync(Agent)({
    name: "scout",
    description: "",
    backend: "codex",
    workdir: "/workspace",
    persona: "You are Scout.",
    personaVersion: "1",
    ...over
  })

export const session = (token?: string, over: Partial<typeof Agent.Encoded> = {}): OpenSession => ({
  session: SessionId.make("default/scout/console:1"),
  agent: scout(over),
  fork: false,
  ...(token === undefined ? {} : { token: ResumeToken.make(token) })
})

export const message = (text: string, turn = "console:1:1"): TurnInput => ({
  turn: TurnId.make(turn),
  text,
  attachments: []
})

export const backendOn = (host: FakeHost, config: typeof CodexConfig.Encoded = {}): Effect.Effect<AgentBackend> =>
  makeCodexBackend(Schema.decodeSync(CodexConfig)(config), {
    environment: { PATH: "/bin", HOME: "/home/user", CODEX_HOME: "/home/user/.codex", DISCORD_TOKEN: "secret" },
    directory: "/data"
  }).pipe(Effect.provide(host.layer))
