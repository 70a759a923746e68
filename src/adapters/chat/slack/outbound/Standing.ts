/**
 * Where a new message stands. Pure.
 */
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { ConversationId } from "../../../../core/model/Ids.ts"
import { addressOf, type ConversationAddress, isFile } from "../Address.ts"

/** Answers to a message in a channel hang on that message. */
export const standingOf = (conversation: ConversationId, replyTo?: MessageRef): ConversationAddress => {
  const at = addressOf(conversation)
  if (at.thread !== undefined || replyTo === undefined) return at
  const said = addressOf(replyTo.conversation)
  const thread = said.thread ?? (isFile(replyTo.message) ? undefined : replyTo.message)
  return said.channel !== at.channel || thread === undefined ? at : { ...at, thread }
}
