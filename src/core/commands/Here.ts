/**
 * Which session a command means: that of the named agent in this conversation, or of the agent that answers here. Owns
 * that choice, once for all commands.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import type { Bindings } from "../agents/Bindings.ts"
import type { Agent } from "../model/Agent.ts"
import { sessionId } from "../model/Conversation.ts"
import type { SessionId } from "../model/Ids.ts"
import type { State } from "../ports/State.ts"
import { routesHere } from "../sessions/RoutesHere.ts"
import type { SessionOf } from "../sessions/SessionContext.ts"
import { type CommandCall, CommandError, type CommandOption } from "./Command.ts"

export interface SessionHere {
  readonly agent: Agent
  readonly session: SessionId
  readonly of: SessionOf
}

export const agentOption: CommandOption = {
  name: "agent",
  help: "the agent that is meant; without it the one that answers here",
  required: false,
  values: "agents"
}

/** Any failure of a service as a command's own. */
export const failed = (error: { readonly message: string }) =>
  new CommandError({ reason: "failed", detail: error.message })

export const sessionHere: Effect.Effect<
  (call: CommandCall) => Effect.Effect<SessionHere, CommandError>,
  never,
  Agents | Bindings | State
> = Effect.gen(function* () {
  const agents = yield* Agents
  const routes = yield* routesHere
  return Effect.fnUntraced(function* ({ args, conversation }: CommandCall) {
    const [route] = yield* routes({ conversation, named: [] }).pipe(Effect.mapError(failed))
    const name = args.agent ?? route?.agent
    if (name === undefined) {
      return yield* new CommandError({ reason: "usage", detail: "no agent answers here; name one: agent=scout" })
    }
    const agent = yield* agents.get(name).pipe(Effect.mapError(failed))
    return {
      agent,
      session: sessionId(agent.host, agent.name, conversation),
      of: { agent: agent.name, conversation }
    }
  })
})
