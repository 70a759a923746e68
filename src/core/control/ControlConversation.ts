/**
 * Where turns live that come in through control and not from a chat: a platform that shows nothing, because whoever
 * asked watches the session instead. Owns that such a turn ends like any other.
 */
import * as Effect from "effect/Effect"
import type { Conversation } from "../model/Conversation.ts"
import { ConversationId, MessageId, PlatformName } from "../model/Ids.ts"
import { type ChatPlatform, noCapabilities } from "../ports/ChatPlatform.ts"

export const controlPlatformName = PlatformName.make("control")

export const controlPlatform: ChatPlatform = {
  name: controlPlatformName,
  capabilities: { ...noCapabilities, maxLength: Number.MAX_SAFE_INTEGER, idempotentPosts: true },
  receive: () => Effect.void,
  perform: (operation) =>
    Effect.succeed(
      operation._tag === "Post" || operation._tag === "Upload"
        ? {
            message: {
              platform: controlPlatformName,
              conversation: operation.conversation,
              message: MessageId.make(operation.key)
            }
          }
        : {}
    )
}

export const controlConversation = (name: string): Conversation => ({
  platform: controlPlatformName,
  id: ConversationId.make(name),
  within: [],
  kind: "direct"
})
