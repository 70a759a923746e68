/**
 * Slack's notation of its own (people, channels, groups, times, calls to everybody, links with another text) made
 * harmless: in Markdown, in code, in mrkdwn and in titles that are no markup at all. Slack reads an entity back as the
 * character and never as notation. Owns the escapes alone. Pure, linear.
 */
import { oneLine } from "../../../../core/chat/Cut.ts"
import { tameText } from "../../../../core/chat/HostileText.ts"

export const zeroWidth = "\u200b"

/** What Slack calls everybody by where somebody lets it look for names. */
export const everybody: ReadonlyArray<string> = ["channel", "here", "everyone"]
const calls = /@(?=(?:channel|here|everyone)(?![A-Za-z0-9_]))/gi

export const withoutCalls = (text: string): string => text.replace(calls, `@${zeroWidth}`)

const entity = /&(?=#?\w{1,31};)/g

/** Reads as it was written, whatever is in it. */
export const escapeCode = (code: string): string => code.replace(entity, "&amp;").replaceAll("<", "&lt;")

const mark = /(?<![\p{L}\p{N}])[*_~`](?=\S)/gu
const reference: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }

export const escapeEntities = (text: string): string => text.replace(/[&<>]/g, (sign) => reference[sign] ?? sign)

/** Plain text as mrkdwn that shows it. */
export const escapeMrkdwn = (text: string): string =>
  escapeEntities(withoutCalls(tameText(text))).replace(mark, `${zeroWidth}$&`)

const notation = /<(?=[!@#]|https?:|mailto:)/gi

/** Within `most` UTF-16 units, which is how Slack may count, and never ending within a character. */
export const clipTo = (text: string, most: number): string => {
  if (text.length <= most) return text
  const end = most - 1
  const high = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800
  return `${text.slice(0, high ? end - 1 : end).trimEnd()}…`
}

/** A title in one line, where nobody says whether Slack reads notation in it: harmless if it does, whole if not. */
export const plainTitle = (text: string, most: number): string =>
  clipTo(withoutCalls(oneLine(text)).replace(notation, `<${zeroWidth}`), most)

/** For a label, which must say something. */
export const labelText = (text: string, most: number, otherwise: string): string => {
  const label = plainTitle(text, most)
  return label === "" ? otherwise : label
}
