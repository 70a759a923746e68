/**
 * What a message says, as one text for an agent: its own words, what it forwards, and in words what is no text. Pure.
 * Nothing that a person sent is left out without a word.
 */
import { tameName } from "../../../../core/chat/Cut.ts"
import { quoted, quotedWhole } from "../../../../core/chat/Quoted.ts"
import { filesOf, withheldIn } from "./MessageFiles.ts"
import { type Attached, attachedTo, type RawMessage } from "./RawMessage.ts"
import { type Names, readableText } from "./ReadableText.ts"

const shared = ({ is_msg_unfurl, is_share }: Attached): boolean => is_share === true || is_msg_unfurl === true

/** What was forwarded is quoted as a whole, what is linked to in short. */
const forwarded = (attached: Attached, names: Names): string => {
  const text = readableText(attached.text || attached.fallback || "", names).trim()
  const author = tameName(attached.author_name || attached.author_subname || "")
  const by = author === "" ? "" : ` from ${author}`
  if (text === "") return attached.is_share === true ? `[a forwarded message${by}]` : ""
  return attached.is_share === true
    ? `forwarded${by}:\n${quotedWhole(text)}`
    : quoted(author === "" ? text : `${author}: ${text}`)
}

/** Everything in which names may have to be known. */
export const writtenIn = (message: RawMessage): string =>
  [
    message.text ?? "",
    ...attachedTo(message.attachments)
      .filter(shared)
      .map(({ fallback, text }) => text || fallback || "")
  ].join("\n")

/** `content` is the message's own text, without what it was addressed with. */
export const messageText = (message: RawMessage, content: string, names: Names): string =>
  [
    readableText(content, names).trim(),
    ...attachedTo(message.attachments)
      .filter(shared)
      .map((attached) => forwarded(attached, names)),
    ...filesOf(message).map((file) => withheldIn(file) ?? "")
  ]
    .filter((part) => part !== "")
    .join("\n\n")
