/**
 * What was asked of Discord under each post key, kept for a day at least: the intent before the request, the message after it. It
 * is what makes a repeated post, in this life of the service or the next, find what is already there. Owns the records
 * and the recognition of a stored copy; asks and posts nothing. node:crypto: a digest is compared in the middle of a pure
 * function, and Effect's is asynchronous.
 */
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type KeptPosts, keptPosts } from "../../../../core/chat/KeptPosts.ts"
import { MessageId } from "../../../../core/model/Ids.ts"
import type { State } from "../../../../core/ports/State.ts"
import { messageAddressOf } from "../Address.ts"

export const PostRecord = Schema.Struct({
  /** Epoch milliseconds by our clock. */
  startedAt: Schema.Finite,
  /** The channel or thread that was posted to. */
  channel: Schema.String,
  /** Posted behind this webhook under this name; absent for the bot's own face. */
  webhook: Schema.optionalKey(Schema.Struct({ id: Schema.String, name: Schema.String })),
  /** It stands in the parent channel, not where its conversation says. */
  elsewhere: Schema.Boolean,
  digest: Schema.String,
  message: Schema.optionalKey(MessageId)
})
export type PostRecord = typeof PostRecord.Type

export const StoredMessage = Schema.Struct({
  id: Schema.String,
  content: Schema.String,
  author: Schema.Struct({ id: Schema.String, username: Schema.String }),
  webhook_id: Schema.optionalKey(Schema.NullOr(Schema.String)),
  attachments: Schema.optionalKey(Schema.Array(Schema.Struct({ size: Schema.Finite })))
})
export type StoredMessage = typeof StoredMessage.Type

const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url")

/** The most that Discord takes. */
export const nonceOf = (key: string): string => sha256(key).slice(0, 25)

/** Discord trims what it stores. */
export const digestOfText = (content: string): string => sha256(`text:${content.trim()}`)
/** Discord makes file names its own: their size is what stays. */
export const digestOfFile = (bytes: number): string => sha256(`file:${bytes}`)

const digestOf = ({ attachments, content }: StoredMessage): string => {
  const [file, ...more] = attachments ?? []
  return file === undefined || more.length > 0 || content !== "" ? digestOfText(content) : digestOfFile(file.size)
}

/** Whether this message is what the record's request would have made. `bot` is our own user id. */
export const isCopy = (record: PostRecord, message: StoredMessage, bot: string): boolean =>
  record.digest === digestOf(message) &&
  (record.webhook === undefined
    ? message.author.id === bot && message.webhook_id == null
    : message.webhook_id === record.webhook.id && message.author.username === record.webhook.name)

export interface PostRecords extends KeptPosts<PostRecord> {
  /** The messages that other keys have, by Discord's own ids. */
  readonly taken: (key: string) => Effect.Effect<ReadonlySet<string>>
}

export const postRecords: Effect.Effect<PostRecords, never, State> = Effect.map(
  keptPosts("discord-posts", PostRecord),
  (posts) => ({
    ...posts,
    taken: (key) =>
      Effect.map(
        posts.under(""),
        (entries): ReadonlySet<string> =>
          new Set(
            entries.flatMap(([other, { message }]) =>
              other === key || message === undefined ? [] : [messageAddressOf(message).id]
            )
          )
      )
  })
)
