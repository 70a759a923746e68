/**
 * A platform that shows nothing: where turns live that are not said in a chat, because whoever asked watches the session
 * instead. Owns that such a turn ends like any other.
 */
import * as Effect from "effect/Effect"
import { MessageId, type PlatformName } from "../model/Ids.ts"
import { type ChatPlatform, noCapabilities } from "../ports/ChatPlatform.ts"

export const invisiblePlatform = (name: PlatformName): ChatPlatform => ({
  name,
  capabilities: { ...noCapabilities, maxLength: Number.MAX_SAFE_INTEGER, idempotentPosts: true },
  receive: () => Effect.void,
  perform: (operation) =>
    Effect.succeed(
      operation._tag === "Post" || operation._tag === "Upload"
        ? {
            message: {
              platform: name,
              conversation: operation.conversation,
              message: MessageId.make(operation.key)
            }
          }
        : {}
    )
})
