/**
 * Waiting for the end of somebody else's turn. Owns that the end is found whatever happens on the way: by watching, and
 * by looking into the journal now and then, because a watch may begin too late or break.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { SessionId, TurnId } from "../model/Ids.ts"
import type { Outcome } from "../model/Outcome.ts"
import { Journal, type JournalEntry } from "../ports/Journal.ts"
import { Sessions } from "../sessions/Sessions.ts"

const lookEvery = "5 seconds"

const outcomeIn = (entry: JournalEntry): ReadonlyArray<Outcome> => (entry._tag === "Ended" ? [entry.outcome] : [])

export interface TurnEnds {
  /** Returns when the turn has ended; `heard` is told what happens in it meanwhile. */
  readonly end: (
    session: SessionId,
    turn: TurnId,
    heard: (entry: JournalEntry) => Effect.Effect<void>
  ) => Effect.Effect<Outcome>
}

export const turnEnds: Effect.Effect<TurnEnds, never, Journal | Sessions> = Effect.gen(function* () {
  const journal = yield* Journal
  const sessions = yield* Sessions
  return {
    end: (session, turn, heard) => {
      const watched = sessions.watch(session).pipe(
        Stream.filter((watched) => watched.turn === turn),
        Stream.tap(({ entry }) => heard(entry)),
        Stream.flatMap(({ entry }) => Stream.fromIterable(outcomeIn(entry))),
        Stream.catchCause(() => Stream.never)
      )
      const looked = Stream.fromEffectSchedule(
        Effect.orElseSucceed(journal.turn(turn), () => []),
        Schedule.spaced(lookEvery)
      ).pipe(Stream.flatMap((rows) => Stream.fromIterable(rows.flatMap(({ entry }) => outcomeIn(entry)))))
      return Stream.merge(watched, looked).pipe(
        Stream.runHead,
        // Neither of the two ends by itself.
        Effect.flatMap(Option.match({ onNone: () => Effect.never, onSome: Effect.succeed }))
      )
    }
  }
})
