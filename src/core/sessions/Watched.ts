/**
 * What is heard by whoever watches a session: each step of its turns as it happens. Owns the shape. What is heard is not
 * the record: whoever needs every word reads the journal.
 */
import * as Schema from "effect/Schema"
import { TurnId } from "../model/Ids.ts"
import { JournalEntry } from "../ports/Journal.ts"

export const Watched = Schema.Struct({
  turn: TurnId,
  at: Schema.Finite,
  entry: JournalEntry,
  /**
   * Of text: which attempt says it, how often text of the turn was taken back before, and how much of its part was said
   * since, in UTF-16 units.
   */
  said: Schema.optionalKey(
    Schema.Struct({ attempt: Schema.Natural, retracted: Schema.Natural, before: Schema.Natural })
  )
})
export type Watched = typeof Watched.Type
