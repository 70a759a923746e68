/**
 * The tools about other agents. Owns who may go on waiting for which answer; how agents speak to one another is in
 * `core/together`.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import { type Conversation, conversationKey } from "../model/Conversation.ts"
import { TurnId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import { Journal, type JournalEntry } from "../ports/Journal.ts"
import { answerText, type TurnState } from "../sessions/TurnState.ts"
import { type Asker, Together, type TogetherError } from "../together/Together.ts"
import type { Acting, Actors } from "./Acting.ts"
import { agentView } from "./AgentView.ts"
import { errorOf } from "./JobViews.ts"
import { askAgent, handOver, listAgents } from "./shapes/AgentShapes.ts"
import { failed, type Tool, tool } from "./Tool.ts"
import { type ToolCall, ToolError } from "./Toolbox.ts"
import { outside } from "./WorkerWishes.ts"

const states = {
  Done: "done",
  Failed: "failed",
  Stopped: "stopped",
  Withdrawn: "stopped",
  Limited: "limited",
  OverBudget: "over-budget"
} as const

const refused = ({ detail, reason }: TogetherError) => new ToolError({ reason, detail })

const answerView = (turn: Turn, state: TurnState) => {
  const { elapsedMillis, outcome, usage } = state
  const error = outcome === undefined ? undefined : errorOf(outcome)
  return {
    agent: turn.agent,
    ask: turn.id,
    state: outcome === undefined ? ("working" as const) : states[outcome._tag],
    text: answerText(state).trim(),
    ...(error === undefined ? {} : { error }),
    ...(usage?.costUsd === undefined ? {} : { cost_usd: usage.costUsd }),
    ...(outcome === undefined ? {} : { seconds: Math.round(elapsedMillis / 100) / 10 })
  }
}

export const agentTools = (actors: Actors) =>
  Effect.gen(function* () {
    const agents = yield* Agents
    const journal = yield* Journal
    const together = yield* Together

    const askerOf = (acting: Acting, named: Conversation | undefined): Asker =>
      acting._tag === "Owner"
        ? { conversation: named ?? outside, person: acting.person }
        : { conversation: acting.turn.conversation, person: acting.turn.person, turn: acting.turn }

    const list = tool(listAgents, (_, { acting }) =>
      Effect.map(agents.all, (all) => ({
        agents: all.map((agent) => ({
          ...agentView(agent),
          ...(acting._tag === "Session" && acting.turn.agent === agent.name ? { you: true } : {})
        }))
      }))
    )

    /** An ask of the same agent in the same conversation: whatever else there is, is none of its business. */
    const earlier = Effect.fnUntraced(function* (acting: Acting, id: string) {
      const rows = yield* Effect.mapError(journal.turn(TurnId.make(id)), failed)
      const accepted = rows.find(({ entry }) => entry._tag === "Accepted")?.entry
      const turn = accepted?._tag === "Accepted" ? accepted.turn : undefined
      const isOwn =
        acting._tag === "Owner" ||
        (turn?.asked?.at(-1) === acting.turn.agent &&
          conversationKey(turn.conversation) === conversationKey(acting.turn.conversation))
      if (turn === undefined || !isOwn) {
        return yield* new ToolError({ reason: "unknown", detail: `nothing was asked as ${id} here` })
      }
      return turn
    })

    const hear =
      (name: string, { progress }: ToolCall) =>
      (entry: JournalEntry): Effect.Effect<void> => {
        if (entry._tag !== "Happened" || entry.event._tag !== "Activity") return Effect.void
        const { phase, title, tool: used } = entry.event
        return phase === "started"
          ? progress({ done: 0, total: 1, message: `${name} · ${used}: ${title}` })
          : Effect.void
      }

    const ask = tool(askAgent, ({ agent, ask: before, conversation, text, wait = 300 }, { acting, call }) =>
      Effect.gen(function* () {
        const asker = askerOf(acting, yield* actors.placeOf(acting, conversation))
        if (before === undefined && (agent === undefined || text === undefined)) {
          return yield* new ToolError({
            reason: "invalid",
            detail: `${askAgent.name}: expected agent and text, or the ask of an earlier call`
          })
        }
        const turn =
          before === undefined
            ? yield* Effect.mapError(together.ask(asker, agent ?? "", text ?? ""), refused)
            : yield* earlier(acting, before)
        yield* call.progress({ done: 0, total: 1, message: `${turn.agent} is asked` })
        const state = yield* together
          .answer(asker, turn, { seconds: wait, heard: hear(turn.agent, call) })
          .pipe(Effect.mapError(refused))
        return answerView(turn, state)
      })
    )

    const hand = tool(handOver, ({ agent, text }, { acting }) =>
      Effect.gen(function* () {
        if (acting._tag === "Owner") {
          return yield* new ToolError({
            reason: "refused",
            detail: "only an agent can hand its conversation over; bind another agent there instead"
          })
        }
        const turn = yield* Effect.mapError(together.handOver(askerOf(acting, undefined), agent, text), refused)
        return { agent: turn.agent, note: `${turn.agent} goes on from here; say so in one line and end your turn` }
      })
    )

    return [list, ask, hand] satisfies ReadonlyArray<Tool>
  })
