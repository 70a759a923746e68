/**
 * What operators learn of turns: one log line when a turn settles, counters and durations, and a span around it. Owns
 * their names; says nothing of what people or agents wrote.
 */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type { Turn } from "../model/Turn.ts"
import type { TurnState } from "./TurnState.ts"

const turns = Metric.counter("orchestrator_turns_total", { incremental: true })
const seconds = Metric.histogram("orchestrator_turn_seconds", {
  boundaries: Metric.exponentialBoundaries({ start: 1, factor: 2, count: 12 })
})
const accepted = Metric.counter("orchestrator_messages_accepted_total", { incremental: true })

export const turnAccepted = ({ agent }: Turn): Effect.Effect<void> =>
  Metric.update(accepted.pipe(Metric.withAttributes({ agent })), 1)

export const turnSettled = ({ elapsedMillis, outcome, turn, usage }: TurnState): Effect.Effect<void> =>
  Effect.gen(function* () {
    const how = outcome?._tag ?? "Unknown"
    const attributes = { agent: turn.agent, outcome: how }
    yield* Metric.update(turns.pipe(Metric.withAttributes(attributes)), 1)
    yield* Metric.update(seconds.pipe(Metric.withAttributes({ agent: turn.agent })), elapsedMillis / 1000)
    yield* Effect.logInfo("turn settled").pipe(
      Effect.annotateLogs({
        outcome: how,
        elapsedMillis,
        ...(usage?.costUsd === undefined ? {} : { costUsd: usage.costUsd })
      })
    )
  })

/** Everything that is logged or traced inside names the session, the turn and the agent. */
export const observedTurn =
  (turn: Turn) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const names = { session: turn.session, turn: turn.id, agent: turn.agent }
    return effect.pipe(Effect.annotateLogs(names), Effect.withSpan("turn", { attributes: names, root: true }))
  }
