/**
 * Where something happens on Slack, and which conversation that is. Pure.
 */
import type { Conversation, MessageRef } from "../../../core/model/Conversation.ts"
import { ConversationId, PlatformName } from "../../../core/model/Ids.ts"
import { conversationIdOf, messageIdOf } from "./Address.ts"

export const slack = PlatformName.make("slack")

export interface Place {
  /** The workspace in which the app is installed. */
  readonly team: string
  readonly channel: string
  /** Alone with the bot. */
  readonly direct: boolean
  /** The timestamp of the message that the thread hangs on; absent in the channel itself. */
  readonly thread?: string
}

/** What stands around a conversation, nearest first, in the ids that people copy from Slack. */
export const conversationAt = (place: Place): Conversation => {
  const { channel, direct, team, thread } = place
  const around = [...(thread === undefined ? [] : [conversationIdOf({ team, channel })]), channel, team]
  return {
    platform: slack,
    id: conversationIdOf(place),
    within: around.map((id) => ConversationId.make(id)),
    kind: direct ? "direct" : thread === undefined ? "channel" : "thread"
  }
}

/** The conversation in which a message is answered: the thread that it opens, or the one in which it stands. */
export const conversationOf = (place: Place, message: string): Conversation =>
  conversationAt({ ...place, thread: place.thread ?? message })

export const refIn = (place: Place, message: string): MessageRef => ({
  platform: slack,
  conversation: conversationIdOf(place),
  message: messageIdOf(message)
})
