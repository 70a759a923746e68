/**
 * What is remembered of the cards of jobs: which messages show them, so that a restart goes on with the same ones. Owns
 * the record's shape and its namespace; what a job is stays with the pool.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { MessageRef } from "../model/Conversation.ts"
import { JobId } from "../model/Ids.ts"
import { State, type StateError } from "../ports/State.ts"

export const CardRecord = Schema.Struct({
  job: JobId,
  /** From 1; rises each time a job that was over begins anew. */
  opening: Schema.Natural,
  /** Its messages, by slot key. */
  posted: Schema.Record(Schema.String, MessageRef),
  /** It shows how the job ended. */
  delivered: Schema.Boolean
}).annotate({ identifier: "CardRecord" })
export type CardRecord = typeof CardRecord.Type

export interface CardRecords {
  readonly get: (job: JobId) => Effect.Effect<CardRecord | undefined, StateError>
  readonly set: (record: CardRecord) => Effect.Effect<void, StateError>
}

export const cardRecords = (keep: Duration.Input): Effect.Effect<CardRecords, never, State> =>
  Effect.map(State, (state) => {
    const cards = state.namespace("cards", CardRecord)
    return {
      get: (job) => Effect.map(cards.get(job), Option.getOrUndefined),
      set: (record) => cards.set(record.job, record, keep)
    }
  })
