/**
 * One write of the core as calls to Slack. Owns which part does what. Must not repeat a call: the outbox does.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { keptForThreads } from "../../../../core/chat/KeptPosts.ts"
import type { ConversationId } from "../../../../core/model/Ids.ts"
import {
  type Body,
  type ChatPlatform,
  type Face,
  Operation,
  type PlatformError,
  type Receipt
} from "../../../../core/ports/ChatPlatform.ts"
import type { State } from "../../../../core/ports/State.ts"
import { splitMarkdown } from "../../../../core/render/Split.ts"
import { addressOf, conversationIdOf } from "../Address.ts"
import { capabilities } from "../Capabilities.ts"
import { renderBody } from "../format/Body.ts"
import { keptThreads } from "../inbound/LiveThreads.ts"
import { placeOf } from "../inbound/Messages.ts"
import type { Replies } from "../interactions/Replies.ts"
import { conversationAt } from "../Place.ts"
import type { SlackConfig } from "../SlackConfig.ts"
import type { Tokens } from "../Tokens.ts"
import type { Api } from "../web/Api.ts"
import { makeCopies } from "./Copies.ts"
import { type Edits, makeEdits } from "./Edits.ts"
import { makeFaces } from "./Faces.ts"
import { makeMarks } from "./Marks.ts"
import { postRecords } from "./PostRecords.ts"
import { makePosts, type Sending } from "./Posts.ts"
import type { Recipients } from "./Recipients.ts"
import { makeSendOnce } from "./SendOnce.ts"
import { makeSessionStatus } from "./SessionStatus.ts"
import { makeStreamGovernor } from "./StreamGovernor.ts"
import { makeStreams } from "./Streams.ts"
import { makeThinking } from "./Thinking.ts"
import { makeTitles } from "./Titles.ts"
import { makeUploads, type Uploading } from "./Uploads.ts"

export interface OutboundParts {
  readonly api: Api
  readonly tokens: Pick<Tokens, "account">
  readonly config: Pick<SlackConfig, "faces" | "streams" | "reactions">
  readonly recipients: Pick<Recipients, "find">
  readonly replies: Pick<Replies, "answer">
}

export interface Outbound extends Required<Pick<ChatPlatform, "perform" | "leftBehind">> {
  readonly stopTarget: Edits["stopTarget"]
}

/** More than this is a file. */
const mostPieces = 5

const service: Face = { name: "orchestrator", service: true }

export const makeOutbound = Effect.fn("Outbound.make")(function* ({
  api,
  config,
  recipients,
  replies,
  tokens
}: OutboundParts): Effect.fn.Return<Outbound, never, State | Scope.Scope> {
  const records = yield* postRecords
  const governor = makeStreamGovernor()
  const faces = makeFaces({ tokens, faces: config.faces })
  const thinking = yield* makeThinking({ api })
  const session = makeSessionStatus({ api, recipients, thinking, sessions: !config.reactions })
  const streams = makeStreams({ api, faces, governor, streams: config.streams, stoppable: session.isShown })
  const once = makeSendOnce({
    records,
    copies: makeCopies({ api, tokens, records }),
    // What a stream shows that nobody held in hand is not known: it is edited from now on.
    found: (key, { channel, streamed, team }, ts) =>
      streamed === undefined
        ? Effect.void
        : Effect.ignore(streams.stopFound({ team, channel, ts }, key), {
            log: "Debug",
            message: "slack: a stream of before could not be stopped"
          })
  })
  const posts = makePosts({ api, faces, once, recipients, streams })
  const uploads = makeUploads({ api, once })
  const edits = makeEdits({ api, governor, streams })
  const marks = makeMarks({ api, session })
  const titles = makeTitles({ api, sessions: !config.reactions })
  const threads = yield* keptThreads

  const post = (sending: Sending) =>
    posts.send(sending).pipe(
      Effect.tap((message) => {
        edits.shown(message, sending.body)
        return session.posted(sending.conversation)
      })
    )
  const upload = (uploading: Uploading) =>
    Effect.tap(uploads.send(uploading), () => session.posted(uploading.conversation))

  /** Our own message stands in the channel, and the thread hangs on it. */
  const open = Effect.fnUntraced(function* ({ title, ...opening }: Extract<Operation, { readonly _tag: "Open" }>) {
    const { channel, team } = addressOf(opening.conversation)
    const before = yield* records.get(opening.key)
    const message = yield* post({
      ...opening,
      conversation: conversationIdOf({ team, channel }),
      keptFor: keptForThreads
    })
    const conversation = conversationAt(placeOf(team, channel, message.message))
    yield* threads.note(conversation.id)
    // It may have been given another title since.
    if (before?.message !== undefined) return { message, conversation }
    yield* Effect.ignore(titles.give(conversation.id, title), {
      log: "Debug",
      message: "slack: a new thread has no title"
    })
    return { message, conversation }
  })

  /** Nobody waits at the command any more: what was said to it becomes messages. */
  const instead = Effect.fnUntraced(function* (handle: string, conversation: ConversationId, body: Body) {
    const key = (part: number) => `reply:${handle}/${part}`
    const split = splitMarkdown(body.markdown, capabilities)
    const pieces = split.length === 0 ? [body.markdown] : split
    const shown = pieces.length <= mostPieces ? pieces : pieces.slice(0, 1)
    for (const [part, markdown] of shown.entries()) {
      const controls = part === shown.length - 1 ? body.controls : []
      yield* post({ key: key(part), conversation, face: service, body: { markdown, controls } })
    }
    if (shown.length === pieces.length) return
    yield* upload({ key: key(shown.length), conversation, name: "reply.md", content: body.markdown })
  })

  const perform = (operation: Operation): Effect.Effect<Receipt, PlatformError> =>
    Operation.match(operation, {
      Post: (sending) => Effect.map(post(sending), (message) => ({ message })),
      Upload: (uploading) => Effect.map(upload(uploading), (message) => ({ message })),
      Open: open,
      Title: ({ conversation, title }) => Effect.as(titles.give(conversation, title), {}),
      Edit: ({ body, final, message }) => Effect.as(edits.edit(message, body, final), {}),
      Delete: ({ message }) => Effect.as(edits.remove(message), {}),
      Mark: ({ message, state }) => Effect.as(marks.mark(message, state), {}),
      Reply: ({ body, conversation, failed, handle }) =>
        replies.answer(handle, renderBody(body), failed).pipe(
          Effect.flatMap((answered) => (answered ? Effect.void : instead(handle, conversation, body))),
          Effect.as({})
        )
    })

  return {
    leftBehind: once.leftBehind,
    stopTarget: edits.stopTarget,
    perform: Effect.fn("Outbound.perform")(perform)
  }
})
