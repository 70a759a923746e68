/**
 * One write of the core as requests to Discord. Owns which part does what, and edits and deletes; pacing of previews is
 * the governor's, everything else leaves when it is asked for. Must not repeat a request: the outbox does.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { threadTitle } from "../../../../core/chat/ThreadTitle.ts"
import { uploadBytes } from "../../../../core/chat/UploadBytes.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { ConversationId } from "../../../../core/model/Ids.ts"
import {
  type Body,
  type ChatPlatform,
  type Face,
  Operation,
  type PlatformError,
  RateLimited,
  type Receipt
} from "../../../../core/ports/ChatPlatform.ts"
import type { State } from "../../../../core/ports/State.ts"
import { splitMarkdown } from "../../../../core/render/Split.ts"
import type { Account } from "../Account.ts"
import { addressOf, messageAddressOf, targetOf } from "../Address.ts"
import { capabilities } from "../Capabilities.ts"
import type { DiscordConfig } from "../DiscordConfig.ts"
import { renderBody } from "../format/Body.ts"
import type { Replies } from "../interactions/Replies.ts"
import type { Api } from "../rest/Api.ts"
import { Code, codeOf, faultOf } from "../rest/Faults.ts"
import { makeEditGovernor } from "./EditGovernor.ts"
import { makeMarks } from "./Marks.ts"
import { makeOpenings } from "./Openings.ts"
import { postRecords } from "./PostRecords.ts"
import { makePosts, type Sending } from "./Posts.ts"
import type { Threads } from "./Threads.ts"
import { makeTyping } from "./Typing.ts"
import { makeWebhooks, webhookRoute } from "./Webhooks.ts"

export interface OutboundParts {
  readonly api: Api
  readonly account: Effect.Effect<Account, PlatformError>
  readonly config: Pick<DiscordConfig, "faces">
  readonly threads: Threads
  readonly replies: Pick<Replies, "answer">
}

export interface Outbound extends Required<Pick<ChatPlatform, "leftBehind">> {
  readonly perform: ChatPlatform["perform"]
}

/** More than this is a file. */
const mostPieces = 5

const service: Face = { name: "orchestrator", service: true }

export const makeOutbound = Effect.fn("Outbound.make")(function* ({
  account,
  api,
  config,
  replies,
  threads
}: OutboundParts): Effect.fn.Return<Outbound, never, State | Scope.Scope> {
  const webhooks = makeWebhooks({ api, account })
  const posts = makePosts({ api, account, faces: config.faces, records: yield* postRecords, threads, webhooks })
  const openings = makeOpenings({ api, account, post: posts.send, threads })
  const marks = makeMarks({ api })
  const typing = yield* makeTyping({ api })
  const governor = makeEditGovernor()

  const where = (message: MessageRef) => {
    const { elsewhere, id, webhook } = messageAddressOf(message.message)
    const channel = elsewhere ?? targetOf(message.conversation)
    const thread = elsewhere === undefined && addressOf(message.conversation).thread !== undefined
    return { id, channel, webhook, thread, bucket: webhook === undefined ? channel : `webhook ${webhook}` }
  }

  /** The route of an existing message, as its author. */
  const routeTo = Effect.fnUntraced(function* (message: MessageRef) {
    const { channel, id, thread, webhook } = where(message)
    if (webhook === undefined) return { route: `/channels/${channel}/messages/${id}` as const }
    const found = yield* webhooks.byId(webhook)
    return {
      route: webhookRoute(found, `/messages/${id}`),
      auth: false,
      ...(thread ? { query: { thread_id: channel } } : {})
    }
  })

  const edit = Effect.fnUntraced(function* (message: MessageRef, body: Body, final: boolean) {
    const { bucket, id } = where(message)
    const now = yield* Clock.currentTimeMillis
    const wait = final ? governor.final(bucket, id, now) : governor.preview(bucket, id, now)
    if (wait > 0) return yield* faultOf(new RateLimited({ retryAfterMillis: Math.ceil(wait), scope: "write" }))
    // Components are sent even when there are none, so that buttons go away.
    yield* api.tell({ method: "PATCH", ...(yield* routeTo(message)), body: renderBody(body) })
  })

  /** What stands behind a webhook that is gone can still be taken away, as anybody's message can. */
  const remove = Effect.fnUntraced(function* (message: MessageRef) {
    const { bucket, channel, id, webhook } = where(message)
    const now = yield* Clock.currentTimeMillis
    const wait = webhook === undefined ? 0 : governor.removal(bucket, id, now)
    if (wait > 0) return yield* faultOf(new RateLimited({ retryAfterMillis: Math.ceil(wait), scope: "write" }))
    yield* Effect.flatMap(routeTo(message), (route) => api.tell({ method: "DELETE", ...route })).pipe(
      Effect.catchIf(
        (error) => codeOf(error) === Code.unknownWebhook,
        () => api.tell({ method: "DELETE", route: `/channels/${channel}/messages/${id}` })
      )
    )
  })

  const send = (sending: Sending) => Effect.tap(posts.send(sending), () => typing.posted(sending.conversation))

  /** Nobody waits at the command any more: what was said to it becomes messages. */
  const instead = Effect.fnUntraced(function* (handle: string, conversation: ConversationId, body: Body) {
    const post = (part: number, content: Sending["content"]) =>
      send({ key: `reply:${handle}/${part}`, conversation, face: service, content, notify: part === 0 })
    const split = splitMarkdown(body.markdown, capabilities)
    const pieces = split.length === 0 ? [body.markdown] : split
    const shown = pieces.length <= mostPieces ? pieces : pieces.slice(0, 1)
    for (const [part, markdown] of shown.entries()) {
      yield* post(part, renderBody({ markdown, controls: part === shown.length - 1 ? body.controls : [] }))
    }
    if (shown.length === pieces.length) return
    yield* post(shown.length, { name: "reply.md", contentType: "text/markdown; charset=utf-8", data: body.markdown })
  })

  const perform = (operation: Operation): Effect.Effect<Receipt, PlatformError> =>
    Operation.match(operation, {
      Post: ({ body, ...post }) => Effect.map(send({ ...post, content: renderBody(body) }), (message) => ({ message })),
      Upload: ({ conversation, face, key, mediaType, name, ...file }) =>
        Effect.fromResult(uploadBytes(file)).pipe(
          Effect.mapError((reason) => faultOf(reason)),
          Effect.flatMap((data) =>
            send({ key, conversation, face, content: { name, contentType: mediaType, data }, notify: false })
          ),
          Effect.map((message) => ({ message }))
        ),
      Open: openings.open,
      Title: ({ conversation, title }) => Effect.as(threads.entitle(conversation, threadTitle(title, [])), {}),
      Edit: ({ body, final, message }) => Effect.as(edit(message, body, final), {}),
      Delete: ({ message }) => Effect.as(remove(message), {}),
      Mark: ({ message, state }) =>
        Effect.as(Effect.andThen(typing.marked(message, state), marks.mark(message, state)), {}),
      Reply: ({ body, conversation, failed, handle }) =>
        replies.answer(handle, renderBody(body), failed).pipe(
          Effect.flatMap((answered) => (answered ? Effect.void : instead(handle, conversation, body))),
          Effect.as({})
        )
    })

  return {
    leftBehind: posts.leftBehind,
    perform: Effect.fn("Outbound.perform")(function* (operation) {
      if (operation._tag !== "Edit") governor.other(yield* Clock.currentTimeMillis)
      return yield* perform(operation)
    })
  }
})
