/**
 * Says the message of a turn once more, as a turn of its own. Owns that two presses are one turn; whether somebody may is
 * asked where it is pressed.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { DoneBy } from "../model/DoneBy.ts"
import type { TurnId } from "../model/Ids.ts"
import { Journal, type JournalError } from "../ports/Journal.ts"
import { again } from "./Again.ts"
import { Sessions, type SessionsError } from "./Sessions.ts"

/** `next` is the turn that says it. */
export type Retried =
  | { readonly _tag: "Said"; readonly next: TurnId }
  /** Somebody did so before. */
  | { readonly _tag: "Already"; readonly next: TurnId }
  /** There is no such turn any more. */
  | { readonly _tag: "Gone" }

export type Retry = (turn: TurnId, by: DoneBy) => Effect.Effect<Retried, JournalError | SessionsError>

export const retrying: Effect.Effect<Retry, never, Journal | Sessions> = Effect.gen(function* () {
  const journal = yield* Journal
  const sessions = yield* Sessions

  return Effect.fnUntraced(function* (turn: TurnId, by: DoneBy) {
    const rows = yield* journal.turn(turn)
    const accepted = rows.find((row) => row.entry._tag === "Accepted")
    if (accepted?.entry._tag !== "Accepted") return { _tag: "Gone" }
    const next = again(accepted.entry.turn, rows, yield* Clock.currentTimeMillis, by)
    if ((yield* journal.turn(next.id)).length > 0) return { _tag: "Already", next: next.id }
    yield* sessions.say(next)
    return { _tag: "Said", next: next.id }
  })
})
