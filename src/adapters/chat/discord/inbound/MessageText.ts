/**
 * What a message says, as one text for an agent: what it answers, its own words, what it forwards, and in words what is
 * no text. Pure. Nothing that a person sent is left out without a word.
 */
import * as Option from "effect/Option"
import { tameName } from "../../../../core/chat/Cut.ts"
import { quoted, quotedWhole } from "../../../../core/chat/Quoted.ts"
import { decoration, type RawMessage } from "./RawMessage.ts"
import { type Names, readableText } from "./ReadableText.ts"

const answered = (message: RawMessage, names: Names, ours: (author: string, application?: string) => boolean) => {
  const referenced = Option.getOrUndefined(decoration.referenced(message.referenced_message))
  if (referenced === undefined || ours(referenced.author.id, referenced.application_id ?? undefined)) return ""
  const content = referenced.content ?? ""
  if (content.trim() === "") return ""
  const author = tameName(referenced.author.global_name ?? referenced.author.username)
  return quoted(`${author}: ${readableText(content, names)}`)
}

const stickers = (value: unknown): ReadonlyArray<string> =>
  Option.getOrElse(decoration.stickers(value), () => []).map(({ name }) => `[sticker: ${tameName(name)}]`)

const polled = (message: RawMessage): string => {
  if (message.poll === undefined || message.poll === null) return ""
  const poll = Option.getOrUndefined(decoration.poll(message.poll))
  if (poll === undefined) return "[a poll]"
  const options = poll.answers.map(({ poll_media: { text } }) => tameName(text ?? ""))
  return `[poll: ${[tameName(poll.question.text ?? ""), ...options].join(" | ")}]`
}

const forwarded = (message: RawMessage, names: Names): string =>
  Option.getOrElse(decoration.forwarded(message.message_snapshots), () => [])
    .map(({ message: { content, sticker_items } }) => {
      const text = [readableText(content ?? "", names), ...stickers(sticker_items)].join("\n").trim()
      return text === "" ? "[a forwarded message]" : `forwarded:\n${quotedWhole(text)}`
    })
    .join("\n\n")

export interface Reader {
  readonly names: Names
  /** A message by this author, or of this application, is ours. */
  readonly ours: (author: string, application?: string) => boolean
}

/** `content` is the message's own text, without what it was addressed with. */
export const messageText = (message: RawMessage, content: string, { names, ours }: Reader): string =>
  [
    answered(message, names, ours),
    readableText(content, names).trim(),
    forwarded(message, names),
    ...stickers(message.sticker_items),
    polled(message)
  ]
    .filter((part) => part !== "")
    .join("\n\n")
