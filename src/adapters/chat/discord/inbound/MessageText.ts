/**
 * What a message says, as one text for an agent: what it answers, its own words, what it forwards, and in words what is
 * no text. Pure. Nothing that a person sent is left out without a word.
 */
import * as Option from "effect/Option"
import { decoration, type RawMessage } from "./RawMessage.ts"
import { type Names, readableText, tameName } from "./ReadableText.ts"

const quoteLines = 4
const quoteLength = 300

/** The beginning of a text as a quotation: a reminder, not the whole. */
const quoted = (text: string): string => {
  const lines = text.trim().split("\n")
  const head = [...lines.slice(0, quoteLines).join("\n")]
  const cut = head.length > quoteLength || lines.length > quoteLines
  const kept = head.slice(0, quoteLength).join("").trimEnd()
  return (cut ? `${kept} …` : kept)
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n")
}

/** A whole text as a quotation. */
const block = (text: string): string =>
  text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n")

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
      return text === "" ? "[a forwarded message]" : `forwarded:\n${block(text)}`
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
