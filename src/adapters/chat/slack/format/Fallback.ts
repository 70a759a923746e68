/**
 * What a message says where its blocks cannot be shown: in notifications and lists. Its first words, without the marks of
 * Markdown. Pure; people see it cut anyway.
 */
import { tameText } from "../../../../core/chat/HostileText.ts"
import { clipTo, escapeMrkdwn } from "./Escapes.ts"

/** Slack takes 4,000; a character can become five of them. */
const mostRead = 700
const mostLooked = 4_000
export const nothing = "(nothing to show)"

const fence = /^[\s>]*(?:`{3,}|~{3,})/
const rule = /^[\s>|:*_=-]*$/
const lead = /^\s*(?:>\s*|#{1,6}\s+|[-*+]\s+(?:\[[ xX]\]\s+)?|\|\s*)+/
const visible = /[^\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u

export const isVisible = (text: string): boolean => visible.test(text)

const unmarked = (text: string): string =>
  text
    .replace(/!?\[([^[\]]{0,300})\]\([^()\s]{0,1500}\)/g, "$1")
    .replace(/(?<!\\)(?:\*{1,3}|~~|`+)/g, "")
    .replace(/(?<![\p{L}\p{N}\\])_{1,3}|(?<!\\)_{1,3}(?![\p{L}\p{N}_])/gu, "")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/\s*\|\s*/g, " ")

const words = (line: string): string =>
  line
    .replace(lead, "")
    .split(/(?<!\\)`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? part : unmarked(part)))
    .join("")
    .trim()

/** Escaped for Slack; never empty. */
export const fallbackText = (markdown: string): string => {
  const lines = tameText(markdown.slice(0, mostLooked)).split("\n")
  const said = lines.filter((line) => !fence.test(line) && !rule.test(line)).map(words)
  const text = clipTo(said.filter((line) => line !== "").join("\n"), mostRead)
  return isVisible(text) ? escapeMrkdwn(text) : nothing
}
