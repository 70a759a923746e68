/**
 * How Discord's ids become the core's and back. Owns both notations; nobody else takes an id apart.
 *
 * A conversation is `channel`, or `channel-thread` for a thread: a thread that a message opens has that message's id, so
 * its conversation can be named, and a turn stored in it, before the thread exists.
 *
 * A message is its own id. One that stands behind a webhook also names the webhook (`id.w123`), since only that can
 * change it; one that stands elsewhere than its conversation says names the channel (`id.c123`).
 */
import { ConversationId, MessageId } from "../../../core/model/Ids.ts"

export interface ConversationAddress {
  /** The channel, or the parent channel of the thread. */
  readonly channel: string
  readonly thread?: string
}

export interface MessageAddress {
  readonly id: string
  readonly webhook?: string
  /** Where it stands, when that is not where its conversation is. */
  readonly elsewhere?: string
}

export const conversationIdOf = ({ channel, thread }: ConversationAddress): ConversationId =>
  ConversationId.make(thread === undefined ? channel : `${channel}-${thread}`)

export const addressOf = (conversation: ConversationId): ConversationAddress => {
  const [channel = "", thread] = conversation.split("-")
  return thread === undefined ? { channel } : { channel, thread }
}

/** The channel that messages of this conversation are written to. */
export const targetOf = (conversation: ConversationId): string => {
  const { channel, thread } = addressOf(conversation)
  return thread ?? channel
}

export const messageIdOf = ({ elsewhere, id, webhook }: MessageAddress): MessageId =>
  MessageId.make(
    `${id}${webhook === undefined ? "" : `.w${webhook}`}${elsewhere === undefined ? "" : `.c${elsewhere}`}`
  )

export const messageAddressOf = (message: MessageId): MessageAddress => {
  const [id = "", ...marks] = message.split(".")
  const marked = (letter: string) => marks.find((mark) => mark.startsWith(letter))?.slice(1)
  const webhook = marked("w")
  const elsewhere = marked("c")
  return { id, ...(webhook === undefined ? {} : { webhook }), ...(elsewhere === undefined ? {} : { elsewhere }) }
}

const epoch = 1_420_070_400_000n

/** When something with this id came to be, in epoch milliseconds by Discord's clock. */
export const madeAt = (id: string): number => Number((BigInt(id) >> 22n) + epoch)

/** The smallest id that something made at this time can have. */
export const idAt = (millis: number): string => String((BigInt(Math.max(0, Math.floor(millis))) - epoch) << 22n)
