/**
 * The next stretch of a text that still grows, as Slack gets it. What was sent cannot be taken back: so a stretch ends
 * before anything that has only begun (a link, code in a line, a call, an entity) unless that takes too long, and what
 * comes then cannot complete it. Pure.
 */
import { characterCut } from "../../../../core/render/Cut.ts"
import type { Line } from "../../../../core/render/Lines.ts"
import { zeroWidth } from "./Escapes.ts"
import { openFrom } from "./InlineMarkdown.ts"
import { lineMarkdown } from "./Markdown.ts"

/** Longer things are rarely what they seemed to begin. */
const mostHeld = 400

const halfEntity = /&#?\w{0,31}$/
/** Only its whole address says whether a link is what it seems. */
const halfTarget = /(?<=\])(?:\([ \t]{0,8}<?[^\s<>()]*|:[ \t]{0,8}<?[^\s<>]*)$/
const halfFence = /^[ \t>]{0,40}[`~]{1,2}$/
const halfAddress = /https?:\/\/[^\s<>`|*\\[\]"^]*$/i
const restOfAddress = /^[^\s<>`|*\\[\]"^]+/
const white = /\s/
const joiner = "\u200d"

const withoutTrailingSpace = (text: string, from: number, until: number): number => {
  let end = until
  while (end > from && white.test(text.charAt(end - 1))) end--
  return end
}

/** Where in the code of a line that still grows the first thing stands that has only begun. */
const openInFence = (kind: Line["kind"], line: string): number => {
  if (kind === "opening" || halfFence.test(line)) return 0
  const from = Math.max(0, line.length - mostHeld)
  const tail = line.slice(from)
  return from + Math.min(halfEntity.exec(tail)?.index ?? mostHeld, halfTarget.exec(tail)?.index ?? mostHeld)
}

/** Up to where a text can be shown of which more may come. */
export const shownUntil = (text: string, lines: ReadonlyArray<Line>, from: number): number => {
  const last = lines.at(-1)
  if (last === undefined) return from
  const start = Math.max(from, last.start)
  const open =
    last.fence === undefined
      ? start + openFrom(text.slice(start))
      : last.start + openInFence(last.kind, text.slice(last.start))
  const held = open < text.length && text.length - open <= mostHeld ? open : text.length
  const until = held > from ? characterCut(text, from, held) : from
  if (text[until - 1] === joiner) return from
  return withoutTrailingSpace(text, from, Math.min(until, held))
}

const stretch = (text: string, line: Line, from: number, until: number): string => {
  const whole = text.slice(line.start, line.end)
  const start = Math.max(0, from - line.start)
  const end = Math.min(whole.length, until - line.start)
  if (start === 0 || line.fence !== undefined) return lineMarkdown(whole, line.kind, start, end)
  const before = whole.slice(0, start)
  const address = halfAddress.test(before) ? (restOfAddress.exec(whole.slice(start, end))?.[0] ?? "") : ""
  const rest = lineMarkdown(whole, line.kind, start + address.length, end)
  return address + (before.endsWith("]") && /^[([:]/.test(whole.slice(start)) ? zeroWidth + rest : rest)
}

/** What stands in [from, until), as the whole text makes it. */
export const growthText = (text: string, lines: ReadonlyArray<Line>, from: number, until: number): string => {
  const parts: Array<string> = []
  for (const line of lines) {
    if (line.start > until) break
    if (line.end >= from) parts.push(stretch(text, line, from, until))
  }
  return parts.join("\n")
}
