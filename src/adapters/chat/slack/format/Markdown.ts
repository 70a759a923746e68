/**
 * Markdown as the core and models write it, as a `markdown` block takes it: standard Markdown, in which nothing is Slack's
 * own notation and no link pretends to be another. Blocks stay as they are: Slack knows headings, lists, tables, quotes and
 * fences. Pure, linear, line by line.
 */
import { tameText } from "../../../../core/chat/HostileText.ts"
import { closeFence } from "../../../../core/render/Heal.ts"
import { type LineKind, scanLines } from "../../../../core/render/Lines.ts"
import { inlineMarkdown } from "./InlineMarkdown.ts"
import { codeMarkdown } from "./Links.ts"

/** Slack's limit of one `markdown` block, and of the text in one piece of a stream. */
export const longestBlock = 12_000

const inFence: ReadonlySet<LineKind> = new Set(["opening", "code", "closing"])

/** A stretch of a line, by what the whole text makes of it. */
export const lineMarkdown = (line: string, kind: LineKind, from = 0, until = line.length): string =>
  inFence.has(kind) ? codeMarkdown(line, from, until) : inlineMarkdown(line.slice(from, until))

/** The text as Slack gets it. */
export const slackMarkdown = (markdown: string): string => {
  // What was taken away may have hidden a fence from the core, which has closed all that it saw.
  const text = closeFence(tameText(markdown).trimEnd())
  return scanLines(text)
    .map(({ end, kind, start }) => lineMarkdown(text.slice(start, end), kind))
    .join("\n")
    .trimEnd()
}

/** The length of the converted text, in UTF-16 units. */
export const measure = (markdown: string): number => slackMarkdown(markdown).length
