/**
 * Finds what a request made of which nobody learnt how it ended: the message with the key in its metadata, the stream that
 * has none yet, the file that is shared. Owns how each is recognised; only reads.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { tsAt } from "../Address.ts"
import type { Account, Tokens } from "../Tokens.ts"
import type { Api } from "../web/Api.ts"
import type { PostRecord, PostRecords } from "./PostRecords.ts"

export interface Copies {
  /** The message, or the file, that the record's request has made; undefined when there is none. */
  readonly find: (key: string, record: PostRecord) => Effect.Effect<string | undefined, PlatformError>
}

const eventType = "orchestrator_post"

/** What a message of ours says of itself to those who ask for it. */
export const metadataOf = (key: string) => ({ event_type: eventType, event_payload: { key } })

/** Our clock may be ahead of Slack's by this much. */
const skewMillis = 5000
/** Of 200 messages each, from when it was first asked for. */
const mostPages = 5

const Stored = Schema.Struct({
  ts: Schema.String,
  user: Schema.optional(Schema.String),
  bot_id: Schema.optional(Schema.String),
  username: Schema.optional(Schema.String),
  files: Schema.optional(Schema.Unknown),
  metadata: Schema.optional(Schema.Unknown)
})
type Stored = typeof Stored.Type
const Page = Schema.Struct({
  messages: Schema.Array(Stored),
  response_metadata: Schema.optional(Schema.Struct({ next_cursor: Schema.optional(Schema.String) }))
})
const Ours = Schema.Struct({
  event_type: Schema.Literal(eventType),
  event_payload: Schema.Struct({ key: Schema.String })
})
const ours = Schema.decodeUnknownOption(Ours)

const Shares = Schema.Record(Schema.String, Schema.Unknown)
const Channels = Schema.optional(Schema.Array(Schema.String))
const Info = Schema.Struct({
  file: Schema.Struct({
    shares: Schema.optional(Schema.Struct({ public: Schema.optional(Shares), private: Schema.optional(Shares) })),
    channels: Channels,
    groups: Channels,
    ims: Channels
  })
})

/** A file has one key and so one place. */
const isShared = ({ file }: typeof Info.Type, channel: string): boolean =>
  [file.channels, file.groups, file.ims].some((ids) => ids?.includes(channel) === true) ||
  [file.shares?.public, file.shares?.private].some((shares) => shares?.[channel] !== undefined)

const keyOf = ({ metadata }: Stored): string | undefined =>
  Option.getOrUndefined(Option.map(ours(metadata), ({ event_payload }) => event_payload.key))

const isOurs = ({ bot_id, user }: Stored, account: Account): boolean => bot_id === account.bot || user === account.user

export const makeCopies = (parts: {
  readonly api: Api
  readonly tokens: Pick<Tokens, "account">
  readonly records: Pick<PostRecords, "taken">
}): Copies => {
  const { api, records, tokens } = parts

  const pageOf = ({ channel, startedAt, team, thread }: PostRecord, cursor: string) =>
    api.ask(Page, {
      team,
      method: thread === undefined ? "conversations.history" : "conversations.replies",
      args: {
        channel,
        ...(thread === undefined ? {} : { ts: thread }),
        oldest: tsAt(startedAt - skewMillis),
        inclusive: true,
        include_all_metadata: true,
        limit: 200,
        ...(cursor === "" ? {} : { cursor })
      }
    })

  const findMessage = Effect.fnUntraced(function* (key: string, record: PostRecord) {
    const account = yield* tokens.account(record.team)
    const taken = yield* records.taken(key, record.channel)
    const since = record.startedAt - skewMillis
    const { streamed, thread } = record
    const isStream = (message: Stored) =>
      streamed !== undefined &&
      message.ts !== thread &&
      Number(message.ts) * 1000 >= since &&
      message.metadata === undefined &&
      message.files === undefined &&
      !taken.has(message.ts) &&
      (streamed.username === undefined || message.username === undefined || message.username === streamed.username)
    let stream: string | undefined
    let cursor = ""
    for (let page = 0; page < mostPages; page++) {
      const found: typeof Page.Type = yield* pageOf(record, cursor)
      const own = found.messages.filter((message) => isOurs(message, account))
      const copy = own.find((message) => keyOf(message) === key)
      if (copy !== undefined) return copy.ts
      stream ??= own.find(isStream)?.ts
      cursor = found.response_metadata?.next_cursor ?? ""
      if (cursor === "") break
    }
    return stream
  })

  const findFile = ({ channel, team }: PostRecord, id: string) =>
    Effect.map(api.ask(Info, { team, method: "files.info", args: { file: id } }), (info) =>
      isShared(info, channel) ? id : undefined
    )

  return {
    find: (key, record) =>
      (record.file === undefined ? findMessage(key, record) : findFile(record, record.file.id)).pipe(
        Effect.catchIf(
          ({ reason }) => reason._tag === "Forbidden" || reason._tag === "Gone",
          () => Effect.undefined
        ),
        Effect.withSpan("Copies.find")
      )
  }
}
