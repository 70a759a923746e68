/**
 * Lines that stand back (`*…*` from end to end) as Slack's own small print: those at the beginning and at the end of a
 * message, when there is nothing in them but words and code. Pure.
 */
import type { ContextBlock } from "@slack/types"
import { tameText } from "../../../../core/chat/HostileText.ts"
import { escapeMrkdwn } from "./Escapes.ts"

/** Of three lines, which together are one element of at most 2,000 characters. */
const longestLine = 600
const dim = /^\*(?![*\s])(.*[^\s\\*])\*$/
const code = /(?<![\\`])(`+)(?!`)(.*?[^`])\1(?!`)/
const escaped = /\\([!-/:-@[-`{-~])/g
const meant = /(?<!\\)[*_~[\]<]/

const plain = (text: string): string | undefined =>
  meant.test(text.replace(/(?<=[\p{L}\p{N}])_+(?=[\p{L}\p{N}])/gu, "")) || /(?<!\\)`/.test(text)
    ? undefined
    : escapeMrkdwn(text.replace(escaped, "$1").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"))

/** The line as mrkdwn; undefined for every line that is not dim or not simple. */
export const dimLine = (line: string): string | undefined => {
  const inner = line.length > longestLine ? undefined : dim.exec(line)?.[1]
  if (inner === undefined) return undefined
  const said: Array<string> = []
  for (let rest = inner; rest !== ""; ) {
    const found = code.exec(rest)
    const words = plain(found === null ? rest : rest.slice(0, found.index))
    if (words === undefined) return undefined
    said.push(words)
    if (found === null) break
    const [whole, , literal = ""] = found
    // mrkdwn knows no code with a backtick in it.
    if (literal.includes("`")) return undefined
    said.push(`\`${escapeMrkdwn(literal).replaceAll("\u200b", "")}\``)
    rest = rest.slice(found.index + whole.length)
  }
  const text = said.join("")
  return text.length > longestLine ? undefined : text
}

export const contextBlock = (lines: ReadonlyArray<string>): ContextBlock => ({
  type: "context",
  elements: [{ type: "mrkdwn", text: lines.join("\n"), verbatim: true }]
})

export interface Dimmed {
  readonly above: ReadonlyArray<string>
  readonly markdown: string
  readonly below: ReadonlyArray<string>
}

/** One line above and what is dim at the end; what is between is left as it is. */
export const dimmed = (markdown: string): Dimmed => {
  const lines = tameText(markdown).trim().split("\n")
  const below: Array<string> = []
  while (below.length < 3) {
    const last = dimLine(lines.at(-1) ?? "")
    if (last === undefined) break
    below.unshift(last)
    lines.pop()
  }
  const first = below.length > 0 && lines.every((line) => line.trim() === "") ? undefined : dimLine(lines[0] ?? "")
  if (first !== undefined) lines.shift()
  return { above: first === undefined ? [] : [first], markdown: lines.join("\n"), below }
}
