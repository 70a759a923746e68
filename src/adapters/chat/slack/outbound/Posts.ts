/**
 * New messages: where each stands, whether it grows as a stream or is posted whole, under whose face. Owns that; must not
 * render, and leaves to `SendOnce` that a key is one message.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { Body, Face, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { ConversationAddress } from "../Address.ts"
import { renderBody } from "../format/Body.ts"
import type { Api } from "../web/Api.ts"
import { metadataOf } from "./Copies.ts"
import type { FaceFields, Faces } from "./Faces.ts"
import type { PostRecord } from "./PostRecords.ts"
import type { Recipients } from "./Recipients.ts"
import type { During, Named, SendOnce } from "./SendOnce.ts"
import { standingOf } from "./Standing.ts"
import type { Streams } from "./Streams.ts"

export interface Sending extends Named {
  readonly face: Face
  readonly body: Body
  readonly replyTo?: MessageRef
}

export interface Posts {
  /** The message that now exists under the key. */
  readonly send: (sending: Sending) => Effect.Effect<MessageRef, PlatformError>
}

const Made = Schema.Struct({ ts: Schema.String })

/** The intent of a request that leaves now, or when the first for this key left. */
export const intentOf = (
  { channel, team, thread }: ConversationAddress,
  earlier: PostRecord | undefined
): Effect.Effect<PostRecord> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    startedAt: earlier?.channel === channel ? earlier.startedAt : now,
    team,
    channel,
    ...(thread === undefined ? {} : { thread })
  }))

export const makePosts = (parts: {
  readonly api: Api
  readonly faces: Faces
  readonly once: SendOnce
  readonly recipients: Pick<Recipients, "find">
  readonly streams: Streams
}): Posts => {
  const { api, faces, once, recipients, streams } = parts

  const streamed = Effect.fnUntraced(function* (
    sending: Sending,
    { channel, team, thread }: ConversationAddress,
    intent: PostRecord,
    during: During
  ) {
    const { body, conversation, face, key, replyTo } = sending
    const { controls, growth } = body
    if (growth === undefined || growth.over || thread === undefined) return undefined
    const recipient = yield* Effect.catch(recipients.find(conversation, replyTo), () => Effect.undefined)
    if (recipient === undefined) return undefined
    return yield* streams.start(
      { key, team, channel, thread, face, growth, controls, recipient },
      ({ username }, request) => during({ ...intent, streamed: username === undefined ? {} : { username } }, request)
    )
  })

  const posted = ({ body, face, key }: Sending, at: ConversationAddress, intent: PostRecord, during: During) => {
    const { channel, team, thread } = at
    const request = (fields: FaceFields) =>
      api.ask(Made, {
        team,
        method: "chat.postMessage",
        args: {
          channel,
          ...(thread === undefined ? {} : { thread_ts: thread }),
          ...renderBody(body),
          metadata: metadataOf(key),
          unfurl_links: false,
          unfurl_media: false,
          ...fields
        }
      })
    return Effect.map(
      faces.wear(team, face, (fields) => during(intent, request(fields))),
      ({ ts }) => ts
    )
  }

  return {
    send: (sending) =>
      once.send(sending, (during, earlier) =>
        Effect.gen(function* () {
          const at = standingOf(sending.conversation, sending.replyTo)
          const intent = yield* intentOf(at, earlier)
          const stream = yield* streamed(sending, at, intent, during)
          return stream ?? (yield* posted(sending, at, intent, during))
        })
      )
  }
}
