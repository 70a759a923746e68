/**
 * What was asked of Slack under each post key, kept for a day: the intent before the request, the message after it. Slack
 * knows no repeated request, so it is what makes a repeated post, in this life of the service or the next, find what is
 * already there. Owns the records; asks and posts nothing.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { MessageId } from "../../../../core/model/Ids.ts"
import { State, type StateError } from "../../../../core/ports/State.ts"

export const PostRecord = Schema.Struct({
  /** Epoch milliseconds by our clock. */
  startedAt: Schema.Finite,
  team: Schema.String,
  channel: Schema.String,
  thread: Schema.optionalKey(Schema.String),
  /** A stream begins without the key: its message is known by what else is known of it. */
  streamed: Schema.optionalKey(Schema.Struct({ username: Schema.optionalKey(Schema.String) })),
  /** An upload, and whether its bytes are with Slack. */
  file: Schema.optionalKey(Schema.Struct({ id: Schema.String, whole: Schema.Boolean })),
  message: Schema.optionalKey(MessageId)
})
export type PostRecord = typeof PostRecord.Type

export interface PostRecords {
  readonly get: (key: string) => Effect.Effect<PostRecord | undefined>
  readonly set: (key: string, record: PostRecord) => Effect.Effect<void>
  readonly under: (prefix: string) => Effect.Effect<ReadonlyArray<readonly [key: string, record: PostRecord]>>
  /** The messages that other keys have in this channel. */
  readonly taken: (key: string, channel: string) => Effect.Effect<ReadonlySet<string>>
}

/** Posting does not depend on it: without its records it goes on, only a repeat may then double. */
const anyway =
  <A>(otherwise: A) =>
  (self: Effect.Effect<A, StateError>) =>
    Effect.catch(self, (error) => Effect.as(Effect.logError(error), otherwise))

export const postRecords: Effect.Effect<PostRecords, never, State> = Effect.map(State, (state) => {
  const kept = state.namespace("slack-posts", PostRecord)
  return {
    get: (key) => Effect.map(kept.get(key), Option.getOrUndefined).pipe(anyway<PostRecord | undefined>(undefined)),
    set: (key, record) => kept.set(key, record, "1 day").pipe(anyway<void>(undefined)),
    under: (prefix) =>
      Effect.map(kept.entries, (entries) => entries.filter(([key]) => key.startsWith(prefix))).pipe(
        anyway<ReadonlyArray<readonly [string, PostRecord]>>([])
      ),
    taken: (key, channel) =>
      Effect.map(
        kept.entries,
        (entries): ReadonlySet<string> =>
          new Set(
            entries.flatMap(([other, record]) =>
              other === key || record.channel !== channel || record.message === undefined ? [] : [record.message]
            )
          )
      ).pipe(anyway<ReadonlySet<string>>(new Set()))
  }
})
