/**
 * Markdown as rows for a terminal: headings, lists with a hanging indent, quotes, indented and coloured fences, tables
 * as they are. Text that grows is rendered by what was added: lines that did not change are not looked at again.
 */
import { closesFence, type Fence, openingFence } from "../../../core/render/Fences.ts"
import { tame } from "./HostileText.ts"
import { inlineMarkdown } from "./InlineMarkdown.ts"
import { ansi, dim, type Span, type Style, span } from "./Style.ts"
import { emptyRow, hardWrap, type Row, wrap } from "./Wrap.ts"

export interface Look {
  /** Columns that a row may take. */
  readonly width: number
  readonly colored: boolean
}

interface Rendered {
  readonly line: string
  readonly before: Fence | undefined
  readonly after: Fence | undefined
  readonly rows: ReadonlyArray<string>
}

const heading = /^ {0,3}(#{1,6})\s+(.*)$/
const headingEnd = /\s#+$/
const item = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/
const quote = /^\s*((?:>\s?)+)(.*)$/
const ruler = /^ {0,3}([-*_])(?: *\1){2,} *$/
const row = /^\s*\|/
const deepestQuote = 5
const codeIndent = span("  ")

const codeStyle = (fence: Fence, line: string): Style => {
  if (!/^(?:diff|patch)\b/i.test(fence.info)) return { color: "cyan" }
  return line.startsWith("+") ? { color: "green" } : line.startsWith("-") ? { color: "red" } : {}
}

const textRows = (line: string, width: number): ReadonlyArray<Row> => {
  if (line.trim() === "") return [emptyRow]
  if (ruler.test(line)) return [[span("─".repeat(Math.min(width, 40)), dim)]]
  if (row.test(line)) return hardWrap([span(line)], { width })
  const [, level, title] = heading.exec(line) ?? []
  if (level !== undefined && title !== undefined) {
    const bare = title.trimEnd().replace(headingEnd, "")
    return wrap(inlineMarkdown(bare, level.length === 1 ? { bold: true, underline: true } : { bold: true }), { width })
  }
  const [, indent, marker, text] = item.exec(line) ?? []
  if (indent !== undefined && marker !== undefined && text !== undefined) {
    const bullet = /\d/.test(marker) ? marker : "•"
    const hanging = [span(" ".repeat(indent.length + bullet.length + 1))]
    return wrap([span(`${indent}${bullet} `), ...inlineMarkdown(text)], { width, hanging })
  }
  const [, signs, quoted] = quote.exec(line) ?? []
  if (signs !== undefined && quoted !== undefined) {
    // However narrow the window, one wide character has room beside the bars.
    const most = Math.min(deepestQuote, Math.max(0, Math.floor((width - 2) / 2)))
    const bar: Span = span("│ ".repeat(Math.min(most, signs.replaceAll(/\s/g, "").length)), dim)
    return wrap([bar, ...inlineMarkdown(quoted, dim)], { width, hanging: [bar] })
  }
  return wrap(inlineMarkdown(line), { width })
}

const render = (line: string, before: Fence | undefined, { colored, width }: Look): Rendered => {
  const done = (after: Fence | undefined, rows: ReadonlyArray<Row>): Rendered => ({
    line,
    before,
    after,
    rows: rows.map((spans) => ansi(spans, colored))
  })
  if (before !== undefined) {
    if (closesFence(before, line)) return done(undefined, [])
    const style = codeStyle(before, line)
    return done(before, hardWrap([codeIndent, span(line, style)], { width, hanging: [codeIndent] }))
  }
  const opened = openingFence(line)
  if (opened === undefined) return done(undefined, textRows(line, width))
  return done(opened, opened.info === "" ? [] : hardWrap([codeIndent, span(opened.info, dim)], { width }))
}

export type MarkdownRenderer = (markdown: string, look: Look) => ReadonlyArray<string>

/** Remembers the last text it rendered. */
export const makeMarkdownRenderer = (): MarkdownRenderer => {
  let known: ReadonlyArray<Rendered> = []
  let looked: Look = { width: 0, colored: false }
  return (markdown, look) => {
    if (look.width !== looked.width || look.colored !== looked.colored) known = []
    looked = look
    let fence: Fence | undefined
    known = tame(markdown)
      .replaceAll("\t", "    ")
      .split("\n")
      .map((line, index) => {
        const old = known[index]
        const rendered =
          old !== undefined && old.line === line && old.before === fence ? old : render(line, fence, look)
        fence = rendered.after
        return rendered
      })
    return known.flatMap(({ rows }) => rows)
  }
}
