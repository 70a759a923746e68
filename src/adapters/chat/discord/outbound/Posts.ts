/**
 * New messages: under whose face, into which channel or thread, and one for each key however often it is asked for. Owns
 * that; must not render, and knows webhooks and threads only by what they answer.
 *
 * The bot's own messages carry a nonce, by which Discord knows a repeat for some minutes. Webhooks have none: whenever it
 * is not known what became of a request, what it would have made is looked for before it is made again.
 */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeOneAtATime } from "../../../../core/chat/OneAtATime.ts"
import { patiently } from "../../../../core/chat/Patience.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { ConversationId, MessageId } from "../../../../core/model/Ids.ts"
import type { ChatPlatform, Face, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Account } from "../Account.ts"
import { idAt, messageAddressOf, messageIdOf, targetOf } from "../Address.ts"
import type { MessagePayload } from "../format/Body.ts"
import { discord } from "../Place.ts"
import type { Api, ApiFile } from "../rest/Api.ts"
import { Code, codeOf } from "../rest/Faults.ts"
import { webhookFace } from "./FaceName.ts"
import {
  digestOfFile,
  digestOfText,
  isCopy,
  nonceOf,
  type PostRecord,
  type PostRecords,
  StoredMessage
} from "./PostRecords.ts"
import type { Standing, Threads } from "./Threads.ts"
import { type Webhook, type Webhooks, webhookRoute } from "./Webhooks.ts"

export interface Sending {
  readonly key: string
  readonly conversation: ConversationId
  readonly face: Face
  readonly content: MessagePayload | ApiFile
  readonly notify: boolean
  readonly replyTo?: MessageRef
  /** How long the key is known; a day unless said. */
  readonly keptFor?: Duration.Input
}

type Named = Pick<Sending, "key" | "conversation" | "keptFor">

export interface Posts {
  /** The message that now exists under the key. */
  readonly send: (sending: Sending) => Effect.Effect<MessageRef, PlatformError>
  readonly leftBehind: NonNullable<ChatPlatform["leftBehind"]>
}

const flag = { suppressEmbeds: 4, suppressNotifications: 4096 } as const
/** Our clock may be ahead of Discord's by this much. */
const skewMillis = 5000
/** Of 100 messages each, from when it was first asked for. */
const mostPages = 5
const remembered = 2000

const Made = Schema.Struct({ id: Schema.String })
const Stored = Schema.Array(StoredMessage)

const bytesOf = ({ data }: ApiFile): number =>
  typeof data === "string" ? new TextEncoder().encode(data).length : data.length

/** Whether the request may have made a message all the same. */
const isOpen = (error: PlatformError): boolean =>
  error.reason._tag === "Unreachable" || (error.reason._tag === "Rejected" && codeOf(error) === undefined)

const contentOf = ({ content, notify }: Sending) => {
  const flags = flag.suppressEmbeds | (notify ? 0 : flag.suppressNotifications)
  if ("data" in content) {
    const body = { flags, allowed_mentions: { parse: [] }, attachments: [{ id: 0, filename: content.name }] }
    return { body, files: { files: [content] }, digest: digestOfFile(bytesOf(content)) }
  }
  const { components, ...text } = content
  const body = { flags, ...text, ...(components.length === 0 ? {} : { components }) }
  return { body, files: {}, digest: digestOfText(content.content) }
}

/** The message that a post in this channel can reply to. */
const repliedTo = ({ replyTo }: Sending, { channel, opener, thread }: Standing): string | undefined => {
  if (opener !== undefined) return opener
  if (replyTo === undefined) return undefined
  const { elsewhere, id } = messageAddressOf(replyTo.message)
  return (elsewhere ?? targetOf(replyTo.conversation)) === (thread ?? channel) ? id : undefined
}

export const makePosts = (parts: {
  readonly api: Api
  readonly account: Effect.Effect<Account, PlatformError>
  readonly faces: boolean
  readonly records: PostRecords
  readonly threads: Threads
  readonly webhooks: Webhooks
}): Posts => {
  const { account, api, faces, records, threads, webhooks } = parts
  const oneAtATime = makeOneAtATime()
  /** Keys whose last request is known to have made nothing, in this life of the service. */
  const clear = makeRecent<string, true>(remembered)

  const refOf = ({ conversation }: Named, message: MessageId): MessageRef => ({
    platform: discord,
    conversation,
    message
  })

  const request = (sending: Sending, standing: Standing, webhook: Webhook | undefined) => {
    const { body, files } = contentOf(sending)
    if (webhook !== undefined) {
      return api.ask(Made, {
        method: "POST",
        route: webhookRoute(webhook),
        query: { wait: "true", ...(standing.thread === undefined ? {} : { thread_id: standing.thread }) },
        body: { ...body, ...webhookFace(sending.face) },
        auth: false,
        ...files
      })
    }
    const replied = repliedTo(sending, standing)
    const reply =
      replied === undefined
        ? {}
        : {
            message_reference: { message_id: replied, fail_if_not_exists: false },
            allowed_mentions: { ...body.allowed_mentions, replied_user: sending.notify }
          }
    return api.ask(Made, {
      method: "POST",
      route: `/channels/${standing.thread ?? standing.channel}/messages`,
      body: { ...body, nonce: nonceOf(sending.key), enforce_nonce: true, ...reply },
      ...files
    })
  }

  const keep = Effect.fnUntraced(function* (sending: Named, record: PostRecord, id: string) {
    const message = messageIdOf({
      id,
      ...(record.webhook === undefined ? {} : { webhook: record.webhook.id }),
      ...(record.elsewhere ? { elsewhere: record.channel } : {})
    })
    yield* records.set(sending.key, { ...record, message }, sending.keptFor)
    return refOf(sending, message)
  })

  const attempt = Effect.fnUntraced(function* (
    sending: Sending,
    standing: Standing,
    webhook: Webhook | undefined,
    earlier: PostRecord | undefined
  ) {
    const channel = standing.thread ?? standing.channel
    const record: PostRecord = {
      startedAt: earlier?.channel === channel ? earlier.startedAt : yield* Clock.currentTimeMillis,
      channel,
      ...(webhook === undefined ? {} : { webhook: { id: webhook.id, name: webhookFace(sending.face).username } }),
      elsewhere: standing.opener !== undefined,
      digest: contentOf(sending).digest
    }
    clear.delete(sending.key)
    yield* records.set(sending.key, record, sending.keptFor)
    const made = yield* request(sending, standing, webhook).pipe(
      Effect.tapError((error) =>
        Effect.sync(() => {
          if (!isOpen(error)) clear.set(sending.key, true)
        })
      )
    )
    return yield* keep(sending, record, made.id)
  })

  /** What can be put right is put right once: a webhook or a thread that was deleted, a name that Discord refuses. */
  const post = (
    sending: Sending,
    standing: Standing,
    earlier: PostRecord | undefined,
    allowed: { readonly face: boolean; readonly webhook: boolean; readonly thread: boolean }
  ): Effect.Effect<MessageRef, PlatformError> =>
    Effect.gen(function* () {
      const wanted = faces && allowed.face && sending.face.service !== true && standing.opener === undefined
      const webhook = wanted ? yield* webhooks.of(standing.channel) : undefined
      return yield* attempt(sending, standing, webhook, earlier).pipe(
        Effect.catch((error) => {
          const code = codeOf(error)
          const { reason } = error
          if (webhook !== undefined && code === Code.unknownWebhook) {
            webhooks.forget(standing.channel, webhook)
            return post(sending, standing, earlier, { ...allowed, face: allowed.webhook, webhook: false })
          }
          if (webhook !== undefined && reason._tag === "Rejected" && reason.detail.includes("username")) {
            return post(sending, standing, earlier, { ...allowed, face: false })
          }
          if (standing.thread !== undefined && allowed.thread && code === Code.unknownChannel) {
            return Effect.flatMap(threads.missing(sending.conversation, standing), (found) =>
              post(sending, found, earlier, { ...allowed, thread: false })
            )
          }
          return Effect.fail(error)
        })
      )
    })

  const findCopy = Effect.fn("Posts.findCopy")(function* (sending: Named, record: PostRecord) {
    const { user } = yield* account
    const taken = yield* records.taken(sending.key)
    let after = idAt(record.startedAt - skewMillis)
    for (let page = 0; page < mostPages; page++) {
      const found: ReadonlyArray<StoredMessage> = yield* api.ask(Stored, {
        method: "GET",
        route: `/channels/${record.channel}/messages`,
        query: { after, limit: "100" }
      })
      const copy = found.filter((message) => isCopy(record, message, user) && !taken.has(message.id)).at(-1)
      if (copy !== undefined) return copy.id
      if (found.length < 100) return undefined
      after = found.reduce((latest, { id }) => (BigInt(id) > BigInt(latest) ? id : latest), after)
    }
    return undefined
  })

  const look = (sending: Named, record: PostRecord) =>
    findCopy(sending, record).pipe(
      Effect.catchIf(
        ({ reason }) => reason._tag === "Forbidden" || reason._tag === "Gone",
        () => Effect.undefined
      )
    )

  return {
    send: (sending) =>
      oneAtATime(sending.key)(
        Effect.gen(function* () {
          const earlier = yield* records.get(sending.key)
          if (earlier?.message !== undefined) return refOf(sending, earlier.message)
          if (earlier !== undefined && !clear.has(sending.key)) {
            const stored = yield* look(sending, earlier)
            if (stored !== undefined) return yield* keep(sending, earlier, stored)
          }
          const standing = yield* threads.standing(sending.conversation)
          return yield* post(sending, standing, earlier, { face: true, webhook: true, thread: true })
        })
      ).pipe(Effect.withSpan("Posts.send")),
    leftBehind: Effect.fn("Posts.leftBehind")(function* (conversation, prefix) {
      const found: Array<readonly [string, MessageRef]> = []
      for (const [key] of yield* records.under(prefix)) {
        const named = { key, conversation }
        const message = yield* oneAtATime(key)(
          Effect.gen(function* () {
            const record = yield* records.get(key)
            if (record?.message !== undefined) return refOf(named, record.message)
            if (record === undefined || clear.has(key)) return undefined
            const stored = yield* patiently(look(named, record))
            return stored === undefined ? undefined : yield* keep(named, record, stored)
          })
        )
        if (message !== undefined) found.push([key, message])
      }
      return found
    })
  }
}
