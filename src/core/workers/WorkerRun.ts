/**
 * Follows one worker from the moment its task is said to its session until its turn is over. Owns that following: a watch
 * that breaks is made again, and an end that nobody saw is found in the journal. Must not decide when a worker starts or
 * what its end means.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { DoneBy } from "../model/DoneBy.ts"
import type { Turn } from "../model/Turn.ts"
import { Journal, type JournalError, type JournalRow } from "../ports/Journal.ts"
import { Sessions, type SessionsError } from "../sessions/Sessions.ts"
import { knownTurn } from "../sessions/TurnFate.ts"
import { reduceTurn, type TurnState } from "../sessions/TurnState.ts"

/** A watch may begin too late, or be lost with the node that served it: then the journal tells. */
const looks = Schedule.min([Schedule.exponential("500 millis"), Schedule.spaced("15 seconds")])
/** How long an end may wait for its delivery, in milliseconds, before it counts without. */
const patienceMillis = 30_000

/** Over is what was delivered: until then its process may still be there. */
const isOver = (rows: ReadonlyArray<JournalRow>, now: number): boolean =>
  rows.some(({ at, entry }) => entry._tag === "Delivered" || (entry._tag === "Ended" && now - at > patienceMillis))

export interface WorkerRunOptions {
  readonly turn: Turn
  /** Hears each new picture of the turn. */
  readonly seen: (state: TurnState) => Effect.Effect<void>
  /** Returns when somebody wants it to end, and who. */
  readonly cut: Effect.Effect<DoneBy>
}

export const runWorker: (
  options: WorkerRunOptions
) => Effect.Effect<TurnState, JournalError | SessionsError, Journal | Sessions> = Effect.fn("runWorker")(function* ({
  cut,
  seen,
  turn
}) {
  const journal = yield* Journal
  const sessions = yield* Sessions
  const clock = yield* Clock.Clock
  const over = yield* Deferred.make<TurnState>()

  const look = Effect.gen(function* () {
    const rows = yield* journal.turn(turn.id)
    const { state } = knownTurn(turn, rows)
    if (isOver(rows, clock.currentTimeMillisUnsafe())) yield* Deferred.succeed(over, state)
    return state
  })
  let state = yield* look

  const follow = sessions.watch(turn.session).pipe(
    Stream.filter((watched) => watched.turn === turn.id),
    Stream.runForEach(({ at, entry }) =>
      Effect.suspend(() => {
        state = reduceTurn(state, entry, at)
        return entry._tag === "Delivered" ? Effect.asVoid(look) : seen(state)
      })
    ),
    Effect.retry(Schedule.spaced("1 second"))
  )

  /** It may wait, run, or not be there yet: one of these hits, sooner or later. */
  const end = Effect.gen(function* () {
    const by = yield* cut
    const ending = Effect.gen(function* () {
      if (!(yield* sessions.stop(turn.session, by, turn.id))) yield* sessions.withdraw(turn.session, turn.id, by)
      yield* look
    })
    yield* Effect.repeat(Effect.ignore(ending, { log: "Warn" }), Schedule.spaced("1 second"))
  })

  for (const beside of [follow, Effect.repeat(look, looks), end]) {
    yield* beside.pipe(
      Effect.tapCause((cause) => Effect.logError("following a worker failed", cause)),
      Effect.forkScoped({ startImmediately: true })
    )
  }
  if (!(yield* Deferred.isDone(over))) yield* sessions.say(turn)
  return yield* Deferred.await(over)
}, Effect.scoped)
