/**
 * Where something happens on Discord, and which conversation that is. Pure; `Places` finds a place by its id.
 */
import type { Conversation, MessageRef } from "../../../core/model/Conversation.ts"
import { ConversationId, MessageId, PlatformName } from "../../../core/model/Ids.ts"
import { conversationIdOf } from "./Address.ts"

export const discord = PlatformName.make("discord")

export interface Place {
  readonly kind: "channel" | "thread" | "direct"
  /** The channel, or the parent channel of the thread. */
  readonly channel: string
  readonly thread?: string
  readonly category?: string
  readonly guild?: string
  /** A message in here that is for an agent opens a thread: the kind of channel, our permissions and the configuration allow it. */
  readonly opensThreads: boolean
  /** A thread that we opened. */
  readonly own: boolean
}

export const conversationAt = (place: Place): Conversation => {
  const { category, channel, guild, kind, thread } = place
  const around = [...(thread === undefined ? [] : [thread, channel]), category, guild]
  return {
    platform: discord,
    id: conversationIdOf(thread === undefined ? { channel } : { channel, thread }),
    within: around.filter((id) => id !== undefined).map((id) => ConversationId.make(id)),
    kind
  }
}

/** The conversation in which a message is answered: the thread that it opens, or the place itself. */
export const conversationOf = (place: Place, message: string): Conversation =>
  place.kind === "channel" && place.opensThreads
    ? conversationAt({ ...place, kind: "thread", thread: message })
    : conversationAt(place)

export const refIn = (place: Place, message: string): MessageRef => ({
  platform: discord,
  conversation: conversationAt(place).id,
  message: MessageId.make(message)
})
