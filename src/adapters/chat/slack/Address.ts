/**
 * How Slack's ids become the core's and back. Owns both notations; nobody else takes an id apart.
 *
 * A conversation is `team-channel`, or `team-channel-ts` for a thread: a thread has the timestamp of the message that it
 * hangs on, so that its conversation can be named before anybody answered there. In a direct channel every first message
 * opens one as well. A message is its timestamp; a file that was sent is its file id.
 */
import { ConversationId, MessageId } from "../../../core/model/Ids.ts"

export interface ConversationAddress {
  readonly team: string
  readonly channel: string
  /** The timestamp of the message that the thread hangs on. */
  readonly thread?: string
}

export const conversationIdOf = ({ channel, team, thread }: ConversationAddress): ConversationId =>
  ConversationId.make(thread === undefined ? `${team}-${channel}` : `${team}-${channel}-${thread}`)

export const addressOf = (conversation: ConversationId): ConversationAddress => {
  const [team = "", channel = "", thread] = conversation.split("-")
  return thread === undefined ? { team, channel } : { team, channel, thread }
}

export const messageIdOf = (id: string): MessageId => MessageId.make(id)

/** `F024BERPE`: a message that is a file. */
export const isFile = (message: MessageId): boolean => message.startsWith("F")

/** When a message with this timestamp was written, in epoch milliseconds by Slack's clock. */
export const madeAt = (ts: string): number => Math.floor(Number(ts) * 1000)

/** The timestamp that a message of this time would have. */
export const tsAt = (millis: number): string => (Math.max(0, millis) / 1000).toFixed(6)
