/**
 * Threads that are opened because somebody wants one, and not by a message of a person: our own message stands in the
 * channel, and the thread hangs on it. Owns where it can be opened, and which conversation it is: the one that a message
 * in it will come from. Posts nothing by itself.
 */
import * as Effect from "effect/Effect"
import { keptForThreads } from "../../../../core/chat/KeptPosts.ts"
import { threadTitle } from "../../../../core/chat/ThreadTitle.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import { type Operation, type PlatformError, type Receipt, Rejected } from "../../../../core/ports/ChatPlatform.ts"
import type { Account } from "../Account.ts"
import { addressOf, conversationIdOf, messageAddressOf } from "../Address.ts"
import { renderBody } from "../format/Body.ts"
import { type KnownChannels, makePlaces } from "../inbound/Places.ts"
import { conversationAt } from "../Place.ts"
import type { Api } from "../rest/Api.ts"
import { faultOf } from "../rest/Faults.ts"
import type { Sending } from "./Posts.ts"
import type { Threads } from "./Threads.ts"

type Opening = Extract<Operation, { readonly _tag: "Open" }>

export interface Openings {
  /** Asked for again under its key, what is missing of it is made. */
  readonly open: (opening: Opening) => Effect.Effect<Receipt, PlatformError>
}

const nothingKnown: KnownChannels = { channel: () => undefined, mayOpenThreads: () => undefined }

const nowhere = (detail: string) => Effect.fail(faultOf(new Rejected({ detail })))

export const makeOpenings = (parts: {
  readonly api: Api
  readonly account: Effect.Effect<Account, PlatformError>
  readonly post: (sending: Sending) => Effect.Effect<MessageRef, PlatformError>
  readonly threads: Pick<Threads, "begin">
}): Openings => ({
  open: Effect.fn("Openings.open")(function* ({ body, conversation, face, key, title }) {
    const { channel } = addressOf(conversation)
    const { user: self } = yield* parts.account
    // Asked anew each time: what stands around a channel may change.
    const places = makePlaces({ api: parts.api, config: { threads: true }, cache: nothingKnown, self })
    const place = yield* places.find(channel)
    if (place.kind === "direct") return yield* nowhere("there are no threads in direct messages: ask in a channel")
    if (!place.opensThreads) return yield* nowhere("this kind of channel has no threads to open: ask in a text channel")
    const message = yield* parts.post({
      key,
      conversation: conversationIdOf({ channel }),
      face,
      content: renderBody(body),
      notify: false,
      keptFor: keptForThreads
    })
    const opened = conversationAt({ ...place, kind: "thread", thread: messageAddressOf(message.message).id })
    yield* parts.threads.begin(opened.id, threadTitle(title, []))
    return { message, conversation: opened }
  })
})
