/**
 * What was asked of Slack under each post key, kept for a day at least: the intent before the request, the message after it. Slack
 * knows no repeated request, so it is what makes a repeated post, in this life of the service or the next, find what is
 * already there. Owns the records; asks and posts nothing.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type KeptPosts, keptPosts } from "../../../../core/chat/KeptPosts.ts"
import { MessageId } from "../../../../core/model/Ids.ts"
import type { State } from "../../../../core/ports/State.ts"

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

export interface PostRecords extends KeptPosts<PostRecord> {
  /** The messages that other keys have in this channel. */
  readonly taken: (key: string, channel: string) => Effect.Effect<ReadonlySet<string>>
}

export const postRecords: Effect.Effect<PostRecords, never, State> = Effect.map(
  keptPosts("slack-posts", PostRecord),
  (posts) => ({
    ...posts,
    taken: (key, channel) =>
      Effect.map(
        posts.under(""),
        (entries): ReadonlySet<string> =>
          new Set(
            entries.flatMap(([other, record]) =>
              other === key || record.channel !== channel || record.message === undefined ? [] : [record.message]
            )
          )
      )
  })
)
