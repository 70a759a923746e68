/**
 * Whether answers helped, as people say with one press. Owns writing it to the turn's journal: only an answer that is over
 * can be rated, and everybody's latest word counts.
 */
import * as Effect from "effect/Effect"
import type { Person } from "../model/Conversation.ts"
import { TurnId } from "../model/Ids.ts"
import type { PressAction } from "../model/InboundEvent.ts"
import { Journal, JournalEntry, type JournalError } from "../ports/Journal.ts"

/** False when there is no such answer. */
export type Rate = (turn: string, helpful: boolean, by: Person) => Effect.Effect<boolean, JournalError>

export const ratingOf = (action: PressAction): boolean | undefined =>
  action === "helpful" ? true : action === "unhelpful" ? false : undefined

export const ratings: Effect.Effect<Rate, never, Journal> = Effect.map(Journal, (journal) =>
  Effect.fnUntraced(function* (target, helpful, { id, name }) {
    const turn = TurnId.make(target)
    const rows = yield* journal.turn(turn)
    const ended = rows.find(({ entry }) => entry._tag === "Ended")
    if (ended === undefined) return false
    const latest = rows.findLast(({ entry }) => entry._tag === "Rated" && entry.user === id)?.entry
    if (latest?._tag === "Rated" && latest.helpful === helpful) return true
    yield* journal.append(ended.session, turn, [JournalEntry.cases.Rated.make({ helpful, by: name, user: id })])
    return true
  })
)
