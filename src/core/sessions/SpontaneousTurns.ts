/**
 * Turns that a CLI begins by itself: a background task that ended and made the agent speak. Owns that each is a turn of
 * its own, journaled and shown like any other, beside the lane: the CLI is already running it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AgentEvent } from "../model/AgentEvent.ts"
import { type SessionId, TurnId, UserId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import type { BackendSession } from "../ports/AgentBackend.ts"
import { JournalEntry } from "../ports/Journal.ts"
import type { State } from "../ports/State.ts"
import type { LiveTurn } from "./LiveTurn.ts"
import { sessionRecords } from "./SessionRecords.ts"
import { type KnownTurn, knownTurn } from "./TurnFate.ts"

export const consumeSpontaneous = Effect.fnUntraced(function* <R>(
  session: SessionId,
  opened: BackendSession,
  live: (turn: Turn, known: KnownTurn) => Effect.Effect<LiveTurn, never, R | Scope.Scope>
): Effect.fn.Return<void, never, Exclude<R, Scope.Scope> | State> {
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
        saidAt: now
      }
      const turnLive = yield* live(turn, knownTurn(turn, []))
      yield* turnLive.record(JournalEntry.cases.Accepted.make({ turn }))
      yield* turnLive.record(JournalEntry.cases.Dispatched.make({ attempt: 1 }))
      yield* Stream.runForEach(events, (event) =>
        event._tag === "Completed"
          ? Effect.flatMap(Clock.currentTimeMillis, (end) =>
              turnLive.record(JournalEntry.cases.Ended.make({ outcome: event.outcome, elapsedMillis: end - now }))
            )
          : turnLive.event(event)
      )
      yield* turnLive.shown
      yield* turnLive.record(JournalEntry.cases.Delivered.make({}))
    }).pipe(Effect.scoped, Effect.annotateLogs({ session }), Effect.ignore({ log: "Error" }))

  yield* Stream.runForEach(opened.spontaneous, show)
})
