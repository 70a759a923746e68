/**
 * Where sessions live that are begun in the dashboard. Owns the address of such a conversation, and the name by which the
 * access rules know people who are signed in there.
 */
import type { Conversation } from "../model/Conversation.ts"
import { ConversationId, PlatformName } from "../model/Ids.ts"
import { invisiblePlatform } from "../sessions/InvisiblePlatform.ts"

export const webPlatformName = PlatformName.make("web")

export const webPlatform = invisiblePlatform(webPlatformName)

export const webConversation = (name: string): Conversation => ({
  platform: webPlatformName,
  id: ConversationId.make(name),
  within: [],
  kind: "direct"
})

/** Where a rule is asked that concerns the dashboard as a whole and no session. */
export const dashboard: Conversation = webConversation("dashboard")
