/**
 * Commands about what runs and waits here: `ask`, `stop`, `queue`, `status`.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import { sessionId, turnId } from "../model/Conversation.ts"
import { doneBy } from "../model/DoneBy.ts"
import { type AgentName, MessageId, type TurnId } from "../model/Ids.ts"
import { Journal } from "../ports/Journal.ts"
import { plain } from "../render/Inline.ts"
import { Stage } from "../render/Stage.ts"
import * as Words from "../render/Words.ts"
import { Backends } from "../sessions/Backends.ts"
import { openTurns } from "../sessions/OpenTurns.ts"
import type { SessionStatus } from "../sessions/SessionStatus.ts"
import { Sessions } from "../sessions/Sessions.ts"
import type { Command, CommandCall } from "./Command.ts"
import { agentOption, failed, sessionHere } from "./Here.ts"

const longestWaiting = 100

const line = (agent: string, status: SessionStatus, now: number): string => {
  const { running, waiting } = status
  const doing =
    running === undefined
      ? "idle"
      : running.asks.length > 0
        ? Words.waitingForYou
        : `${Words.working} for ${Words.duration(now - running.startedAt)}`
  return Words.facts(agent, doing, waiting.length === 0 ? "" : `${waiting.length} waiting`, status.warm ? "warm" : "")
}

export const turnCommands = Effect.gen(function* () {
  const agents = yield* Agents
  const backends = yield* Backends
  const journal = yield* Journal
  const scope = yield* Effect.scope
  const sessions = yield* Sessions
  const stage = yield* Stage
  const here = yield* sessionHere
  const open = yield* openTurns

  /** Who wrote what, as it was last edited. */
  const written = (turn: TurnId) =>
    Effect.map(journal.turn(turn), (rows) => {
      let who = ""
      let text = ""
      for (const { entry } of rows) {
        if (entry._tag === "Accepted") {
          who = entry.turn.person.name
          text = entry.turn.text
        }
        if (entry._tag === "Amended") text = entry.text
      }
      return `${plain(who, 40)}: ${plain(text, longestWaiting)}`
    }).pipe(Effect.mapError(failed))

  /** Turns of the agent in threads of this conversation: there are platforms on which a thread knows no commands. */
  const threadsOf = ({ conversation }: CommandCall, agent: AgentName) =>
    open.below(conversation).pipe(
      Effect.map((turns) => turns.filter(({ turn }) => turn.agent === agent)),
      Effect.mapError(failed)
    )

  const ask: Command = {
    name: "ask",
    help: "says something to an agent, as a message would",
    options: [{ name: "text", help: "what is said", required: true, long: true }, agentOption],
    action: "talk",
    run: Effect.fnUntraced(function* (call) {
      const { agent, of, session } = yield* here(call)
      const { conversation, handle, origin, person } = call
      yield* sessions
        .say({
          ...of,
          id: turnId(
            { platform: conversation.platform, conversation: conversation.id, message: MessageId.make(handle) },
            agent.name
          ),
          session,
          person,
          text: call.args.text ?? "",
          attachments: [],
          saidAt: yield* Clock.currentTimeMillis,
          ...(origin === undefined ? {} : { origin })
        })
        .pipe(Effect.mapError(failed))
      if (origin !== undefined) {
        yield* Effect.forkIn(stage.mark(origin, "accepted"), scope, { startImmediately: true })
      }
      return `asked ${agent.name}`
    })
  }

  const stop: Command = {
    name: "stop",
    help: "stops what runs here; what was said so far stays",
    options: [agentOption],
    action: "talk",
    run: Effect.fnUntraced(function* (call) {
      const { agent, session } = yield* here(call)
      const who = doneBy(call.person, call.conversation.platform)
      if (yield* sessions.stop(session, who).pipe(Effect.mapError(failed))) return `stopping ${agent.name}`
      const below = yield* threadsOf(call, agent.name)
      const stopped = yield* Effect.filter(below, ({ turn }) =>
        sessions.stop(turn.session, who, turn.id).pipe(Effect.mapError(failed))
      )
      return stopped.length === 0
        ? `${agent.name} is not working here`
        : `stopping ${agent.name} in ${Words.count(stopped.length, "thread")}`
    })
  }

  const queue: Command = {
    name: "queue",
    help: "shows what waits here",
    options: [agentOption],
    action: "talk",
    run: Effect.fnUntraced(function* (call) {
      const { agent, session } = yield* here(call)
      const { waiting } = yield* sessions.status(session).pipe(Effect.mapError(failed))
      const below = yield* threadsOf(call, agent.name)
      const all = [...waiting, ...below.flatMap(({ dispatched, turn }) => (dispatched ? [] : [turn.id]))]
      if (all.length === 0) return `nothing waits for ${agent.name} here`
      const lines = yield* Effect.forEach(all, written)
      return lines.map((words, index) => `${index + 1}. ${words}`).join("\n")
    })
  }

  const status: Command = {
    name: "status",
    help: "shows every agent in this conversation, and the backends",
    options: [],
    action: "talk",
    run: Effect.fnUntraced(function* (call) {
      const now = yield* Clock.currentTimeMillis
      const lines = yield* Effect.forEach(yield* agents.all, (agent) =>
        sessions.status(sessionId(agent.host, agent.name, call.conversation)).pipe(
          Effect.flatMap((found) =>
            Effect.map(threadsOf(call, agent.name), (below) => {
              const threads = below.length === 0 ? "" : Words.inThreads(below.length)
              return `- ${Words.facts(line(agent.name, found, now), threads)}`
            })
          ),
          Effect.mapError(failed)
        )
      )
      const missing = [...backends.all].flatMap(([name, known]) =>
        known._tag === "Unavailable" ? [`- ${Words.failed} ${name}: ${known.detail}; ${known.remedy}`] : []
      )
      return [...lines, ...missing].join("\n")
    })
  }

  return [ask, stop, queue, status]
})
