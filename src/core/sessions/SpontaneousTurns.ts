/**
 * Turns that a CLI begins by itself: a background task that ended and made the agent speak. Owns that each is a turn of
 * its own, journaled, paid for and shown like any other, beside the lane: the CLI is already running it, so no budget
 * refuses it, but each counts it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Agents } from "../agents/Agents.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import type { Agent } from "../model/Agent.ts"
import type { AgentEvent } from "../model/AgentEvent.ts"
import { type SessionId, TurnId, UserId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import type { BackendSession } from "../ports/AgentBackend.ts"
import { JournalEntry } from "../ports/Journal.ts"
import type { State } from "../ports/State.ts"
import type { LiveTurn } from "./LiveTurn.ts"
import { sessionRecords } from "./SessionRecords.ts"
import { makeTurnBudget } from "./TurnBudget.ts"
import { type KnownTurn, knownTurn } from "./TurnFate.ts"

export const consumeSpontaneous = Effect.fnUntraced(function* <R>(
  session: SessionId,
  opened: BackendSession,
  live: (turn: Turn, known: KnownTurn) => Effect.Effect<LiveTurn, never, R | Scope.Scope>
): Effect.fn.Return<void, never, Agents | Exclude<R, Scope.Scope> | Ledger | State> {
  const agents = yield* Agents
  const records = yield* sessionRecords

  const show = (events: Stream.Stream<AgentEvent>) =>
    Effect.gen(function* () {
      const record = yield* records.get(session)
      if (Option.isNone(record)) return yield* Stream.runDrain(events)
      const now = yield* Clock.currentTimeMillis
      const { agent, conversation } = record.value
      const turn: Turn = {
        id: TurnId.make(`${session}/spontaneous/${now}`),
        session,
        agent,
        conversation,
        person: { id: UserId.make(agent), name: agent, roles: [] },
        text: "",
        attachments: [],
        saidAt: now,
        byItself: true
      }
      const turnLive = yield* live(turn, knownTurn(turn, []))
      yield* turnLive.record(JournalEntry.cases.Accepted.make({ turn }))
      yield* turnLive.record(JournalEntry.cases.Dispatched.make({ attempt: 1 }))
      const budget = yield* makeTurnBudget(turnLive)
      const known = yield* Effect.option(agents.get(agent))
      const counted = <E>(count: (agent: Agent) => Effect.Effect<unknown, E>) =>
        Option.isNone(known) ? Effect.void : Effect.ignore(count(known.value), { log: "Error" })
      yield* counted(budget.allowance)
      yield* Stream.runForEach(events, (event) =>
        Effect.gen(function* () {
          if (event._tag !== "Completed") yield* turnLive.event(event)
          if (event._tag === "Used" || event._tag === "Spending") yield* counted(budget.meter)
          if (event._tag !== "Completed") return
          const { outcome } = event
          const elapsedMillis = (yield* Clock.currentTimeMillis) - now
          yield* turnLive.record(JournalEntry.cases.Ended.make({ outcome, elapsedMillis }))
          yield* counted((agent) => budget.enter(agent, outcome, elapsedMillis))
        })
      )
      yield* turnLive.shown
      yield* turnLive.record(JournalEntry.cases.Delivered.make({}))
    }).pipe(Effect.scoped, Effect.annotateLogs({ session }), Effect.ignore({ log: "Error" }))

  yield* Stream.runForEach(opened.spontaneous, show)
})
