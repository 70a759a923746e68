/**
 * Where turns live that come in through control and not from a chat. Owns the address of such a conversation.
 */
import type { Conversation } from "../model/Conversation.ts"
import { ConversationId, PlatformName } from "../model/Ids.ts"
import { invisiblePlatform } from "../sessions/InvisiblePlatform.ts"

export const controlPlatformName = PlatformName.make("control")

export const controlPlatform = invisiblePlatform(controlPlatformName)

export const controlConversation = (name: string): Conversation => ({
  platform: controlPlatformName,
  id: ConversationId.make(name),
  within: [],
  kind: "direct"
})
