/**
 * Markdown as the core and models write it, in Discord's dialect: `#` to `###`, `-#`, lists, one level of quotes, fences of
 * three backticks, links to the web. What Discord does not know becomes what looks most like it; what it knows and nobody
 * meant is escaped. Pure, linear, line by line.
 */

import { lengthOf } from "../../../../core/chat/Cut.ts"
import { tameText } from "../../../../core/chat/HostileText.ts"
import { fenceAfter, type Line, scanLines } from "../../../../core/render/Lines.ts"
import { type Around, dimmed, inlineMarkdown } from "./InlineMarkdown.ts"
import { codeBlock, escapesIn, notABlock } from "./Literal.ts"
import { type MarkdownLine, quotesOf, readLine } from "./MarkdownLine.ts"

const thinLine = `-# ${"─".repeat(16)}`

const itemHeading = (line: MarkdownLine): MarkdownLine | undefined => {
  const inner = line.kind === "item" ? readLine(line.words) : undefined
  return inner?.kind === "heading" && inner.quotes === 0 ? inner : undefined
}

class Page {
  readonly lines: Array<string> = []
  #open: Array<MarkdownLine> = []
  readonly #around: Around

  constructor(text: string) {
    this.#around = { bold: false, escapes: escapesIn(text) }
  }

  read(line: MarkdownLine): void {
    const above = this.#open.at(-1)
    if (line.kind === "underline" && this.#open.length === 1 && above?.kind === "text") {
      this.#open = []
      this.add(this.#heading({ ...above, kind: "heading", level: 1, prefix: `${"> ".repeat(above.quotes)}# ` }))
      return
    }
    if (above !== undefined && (above.quotes !== line.quotes || (line.kind !== "text" && line.kind !== "underline"))) {
      this.flush()
    }
    switch (line.kind) {
      case "blank":
        this.#blank(line)
        break
      case "rule":
        this.add(line.prefix + thinLine)
        break
      case "heading":
        this.add(this.#heading(line))
        break
      case "subtext":
        this.add(line.prefix + inlineMarkdown(line.words, this.#around))
        break
      default:
        this.#words(line)
    }
  }

  code(lines: ReadonlyArray<string>, info: string, prefix: string): void {
    this.flush()
    this.lines.push(codeBlock(lines, info, prefix))
  }

  flush(): void {
    const open = this.#open
    this.#open = []
    if (open.length > 0) this.lines.push(...this.#paragraph(open))
  }

  add(line: string): void {
    this.flush()
    this.lines.push(line.trimEnd())
  }

  /** Lines that are one paragraph: emphasis may begin in one and end in another. */
  #paragraph(lines: ReadonlyArray<MarkdownLine>): ReadonlyArray<string> {
    const words = lines.map((line) => line.words).join("\n")
    const written = inlineMarkdown(words, this.#around).split("\n")
    return lines.map(({ prefix }, index) => (prefix + notABlock(written[index] ?? "")).trimEnd())
  }

  #heading({ level, prefix, words }: MarkdownLine): string {
    return prefix + inlineMarkdown(words, { ...this.#around, bold: level > 3 })
  }

  #words(line: MarkdownLine): void {
    const title = itemHeading(line)
    const quiet = line.kind === "text" && line.prefix === "" ? dimmed(line.words, this.#around) : undefined
    if (title !== undefined) this.add(line.prefix + this.#heading({ ...title, level: 6, prefix: "" }))
    else if (quiet !== undefined) this.add(`-# ${quiet}`)
    else this.#open.push(line)
  }

  #blank({ prefix }: MarkdownLine): void {
    // A quote without the space behind its sign is none.
    if (prefix !== "") this.lines.push(prefix)
    else if (this.lines.length > 0 && this.lines.at(-1) !== "") this.lines.push("")
  }
}

/** What stands in a fence, without the indentation that the fence has. */
const codeOf = (line: string, quotes: number, indent: number): string => {
  let rest = line
  for (let quote = 0; quote < quotes; quote++) rest = rest.replace(/^[ \t]*>[ \t]?/, "")
  let at = 0
  while (at < indent && (rest[at] === " " || rest[at] === "\t")) at++
  return rest.slice(at)
}

const bulletBefore = /^[ \t>]*((?:[-*+]|\d{1,9}[.)])[ \t])/

/** The fence that begins in the line with this index; returns the index of the line behind it. */
const readFence = (page: Page, text: string, lines: ReadonlyArray<Line>, index: number): number => {
  const opening = lines[index]
  const fence = opening === undefined ? undefined : fenceAfter(opening)
  if (opening === undefined || fence === undefined) return index + 1
  const first = text.slice(opening.start, opening.end)
  const quotes = fence.indent.replace(/[^>]/g, "").length
  const indent = fence.indent.replace(/^.*>[ \t]?/, "").length
  const { prefix } = quotesOf(">".repeat(quotes))
  const number = bulletBefore.exec(first)?.[1]
  if (number !== undefined && /\d/.test(number)) page.add(`${prefix}${number.trim().slice(0, -1)}.`)
  const code: Array<string> = []
  let at = index + 1
  for (; lines[at]?.kind === "code" && lines[at]?.fence === fence; at++) {
    const line = lines[at]
    if (line !== undefined) code.push(codeOf(text.slice(line.start, line.end), quotes, indent))
  }
  page.code(code, fence.info, prefix)
  return lines[at]?.kind === "closing" && lines[at]?.fence === fence ? at + 1 : at
}

/** The text as Discord gets it. */
export const discordMarkdown = (markdown: string): string => {
  const text = tameText(markdown)
  const lines = scanLines(text)
  const page = new Page(text)
  for (let index = 0; index < lines.length; ) {
    const line = lines[index]
    if (line === undefined) break
    if (line.kind === "opening") {
      index = readFence(page, text, lines, index)
    } else {
      page.read(readLine(text.slice(line.start, line.end)))
      index++
    }
  }
  page.flush()
  return page.lines.join("\n").replace(/\n+$/, "")
}

/** The length of the converted text as Discord counts it, in code points. */
export const measure = (markdown: string): number => lengthOf(discordMarkdown(markdown))
