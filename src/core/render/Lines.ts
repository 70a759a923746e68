/**
 * Markdown read line by line: just enough of its block structure to know where it may be cut and what is open at any
 * line. One pass, linear in the text. Knows nothing of what stands inside a line.
 */
import { closesFence, type Fence, isQuoted, openingFence } from "./Fences.ts"

export type LineKind = "blank" | "heading" | "item" | "row" | "opening" | "code" | "closing" | "text"

/** Offsets of the two lines, header and rule, with which a table begins. */
export interface TableHead {
  readonly start: number
  readonly end: number
}

export interface Line {
  readonly start: number
  /** Without the line break. */
  readonly end: number
  readonly kind: LineKind
  /** The fence that the line opens, stands in, or closes. */
  readonly fence: Fence | undefined
  /** The table that a row belongs to. */
  readonly table: TableHead | undefined
}

const heading = /^ {0,3}#{1,6}(?:\s|$)/
const item = /^\s*(?:[-*+]|\d{1,9}[.)])\s/
const rule = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t\r]*$/
const longestRule = 2_000

/** The line under a table's header: `| --- | :-: |`. */
export const isRule = (line: string): boolean => line.length <= longestRule && line.includes("|") && rule.test(line)

const plainKind = (line: string): LineKind =>
  line.trim() === "" ? "blank" : heading.test(line) ? "heading" : item.test(line) ? "item" : "text"

export const scanLines = (text: string): ReadonlyArray<Line> => {
  const lines: Array<Line> = []
  let fence: Fence | undefined
  let table: TableHead | undefined
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf("\n", start)
    const end = found < 0 ? text.length : found
    const line = text.slice(start, end)
    if (fence !== undefined && isQuoted(fence) && !/^\s*>/.test(line)) fence = undefined
    if (fence !== undefined) {
      const closing = closesFence(fence, line)
      lines.push({ start, end, kind: closing ? "closing" : "code", fence, table: undefined })
      if (closing) fence = undefined
    } else {
      fence = openingFence(line)
      const above = lines.at(-1)
      if (fence !== undefined) {
        table = undefined
        lines.push({ start, end, kind: "opening", fence, table })
      } else if (table !== undefined && line.includes("|")) {
        lines.push({ start, end, kind: "row", fence, table })
      } else if (above?.kind === "text" && isRule(line) && text.slice(above.start, above.end).includes("|")) {
        table = { start: above.start, end }
        lines[lines.length - 1] = { ...above, kind: "row", table }
        lines.push({ start, end, kind: "row", fence, table })
      } else {
        table = undefined
        lines.push({ start, end, kind: plainKind(line), fence, table })
      }
    }
    start = end + 1
  }
  return lines
}

/** The fence that is open where the line begins. */
export const fenceBefore = (line: Line): Fence | undefined =>
  line.kind === "code" || line.kind === "closing" ? line.fence : undefined

/** The fence that is still open behind the line. */
export const fenceAfter = (line: Line): Fence | undefined =>
  line.kind === "code" || line.kind === "opening" ? line.fence : undefined
