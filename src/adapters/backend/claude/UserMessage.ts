/**
 * What a person said, as one line on the CLI's stdin: text untouched, images as images, other files by their path.
 * Owns that line; must not decide when it is sent.
 */
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as FileSystem from "effect/FileSystem"
import type { Attachment } from "../../../core/model/InboundEvent.ts"

const imageTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"]
/** The API refuses larger ones, and one refused image spoils every later turn of the conversation. */
const maxImageBytes = 5 * 1024 * 1024

interface ImageBlock {
  readonly type: "image"
  readonly source: { readonly type: "base64"; readonly media_type: string; readonly data: string }
}

const isSendable = (attachment: Attachment): boolean =>
  imageTypes.includes(attachment.mediaType) && attachment.bytes <= maxImageBytes

const readImage = Effect.fnUntraced(function* (attachment: Attachment) {
  const files = yield* FileSystem.FileSystem
  const bytes = yield* files.readFile(attachment.path)
  const image: ImageBlock = {
    type: "image",
    source: { type: "base64", media_type: attachment.mediaType, data: Base64.encode(bytes) }
  }
  return image
})

const mention = (attachment: Attachment): string =>
  `[attached file: ${attachment.path} (${attachment.name}, ${attachment.mediaType}, ${attachment.bytes} bytes)]`

/** A line for stdin. `client_composed` keeps `/clear` and `@path` in the text from doing anything. */
export const userMessage = Effect.fn("UserMessage.userMessage")(function* (message: {
  readonly uuid: string
  readonly text: string
  readonly attachments: ReadonlyArray<Attachment>
}) {
  const images: Array<ImageBlock> = []
  const mentions: Array<string> = []
  for (const attachment of message.attachments) {
    const image = isSendable(attachment) ? yield* Effect.option(readImage(attachment)) : undefined
    if (image !== undefined && image._tag === "Some") images.push(image.value)
    else mentions.push(mention(attachment))
  }
  const text = [message.text, ...mentions].filter((part) => part !== "").join("\n\n")
  return {
    type: "user",
    uuid: message.uuid,
    client_composed: true,
    parent_tool_use_id: null,
    message: {
      role: "user",
      content: [...(text === "" && images.length > 0 ? [] : [{ type: "text", text }]), ...images]
    }
  } as const
})
