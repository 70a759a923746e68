/**
 * Where people talk. Owns the addresses of conversations and people, and how a session id and a turn id are made of
 * them. Must not know what any platform's ids look like inside.
 */
import * as Schema from "effect/Schema"
import {
  type AgentName,
  ConversationId,
  type HostName,
  MessageId,
  PlatformName,
  SessionId,
  TurnId,
  UserId
} from "./Ids.ts"

export const Conversation = Schema.Struct({
  platform: PlatformName,
  id: ConversationId,
  /** The conversations that contain this one, nearest first: a thread's channel, its category, its workspace. */
  within: Schema.Array(ConversationId),
  kind: Schema.Literals(["channel", "thread", "direct"])
}).annotate({ identifier: "Conversation" })
export type Conversation = typeof Conversation.Type

export const Person = Schema.Struct({
  id: UserId,
  name: Schema.String,
  roles: Schema.Array(Schema.String)
}).annotate({ identifier: "Person" })
export type Person = typeof Person.Type

/** A message that exists on a platform: what an edit, a delete or a mark is aimed at. */
export const MessageRef = Schema.Struct({
  platform: PlatformName,
  conversation: ConversationId,
  message: MessageId
}).annotate({ identifier: "MessageRef" })
export type MessageRef = typeof MessageRef.Type

/** `platform:id`: one conversation among all platforms. */
export const conversationKey = (conversation: {
  readonly platform: PlatformName
  readonly id: ConversationId
}): string => `${conversation.platform}:${conversation.id}`

export const sessionId = (host: HostName, agent: AgentName, conversation: Conversation): SessionId =>
  SessionId.make(`${host}/${agent}/${conversationKey(conversation)}`)

/** One message may be for several agents: each has a turn of its own. */
export const turnId = (ref: MessageRef, agent: AgentName): TurnId =>
  TurnId.make(`${ref.platform}:${ref.conversation}:${ref.message}:${agent}`)
