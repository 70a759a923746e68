/**
 * Tables for platforms that cannot show them: aligned text in a fence, every word kept. Linear: a column is padded to
 * 40 columns of a screen at most, a longer cell sticks out.
 */
import { fenced } from "./Fences.ts"
import { type Line, scanLines } from "./Lines.ts"

const widestPadding = 40

/** The cells of one row, trimmed, without the pipes around them. */
export const rowCells = (row: string): ReadonlyArray<string> => {
  const cells: Array<string> = []
  let start = 0
  for (let at = 0; at <= row.length; at++) {
    if (row[at] === "\\") at++
    else if (at === row.length || row[at] === "|") {
      cells.push(row.slice(start, at).trim())
      start = at + 1
    }
  }
  if (start <= row.length) cells.push(row.slice(start).trim())
  if (cells[0] === "") cells.shift()
  if (cells.at(-1) === "") cells.pop()
  return cells
}

const shown = (cell: string): string =>
  cell
    .replace(/\\([\\|`*_~[\]])/g, "$1")
    .replace(/<br *\/?>/gi, " / ")
    .replace(/`([^`]+)`/g, "$1")
    .replace(/\*\*([^*]+)\*\*/g, "$1")
    .replace(/\[([^\][]*)\]\(([^()\s]*)\)/g, "$1 ($2)")

const isWide = (point: number): boolean =>
  (point >= 0x1100 && point <= 0x115f) ||
  (point >= 0x2e80 && point <= 0xa4cf) ||
  (point >= 0xac00 && point <= 0xd7a3) ||
  (point >= 0xf900 && point <= 0xfaff) ||
  (point >= 0xfe30 && point <= 0xfe6f) ||
  (point >= 0xff00 && point <= 0xff60) ||
  (point >= 0x1f300 && point <= 0x1faff) ||
  (point >= 0x20000 && point <= 0x3fffd)

/** Columns on a screen with fixed-width letters. */
const widthOf = (text: string): number => {
  let width = 0
  for (const character of text) {
    width += /\p{M}|\u200d|\ufe0f/u.test(character) ? 0 : isWide(character.codePointAt(0) ?? 0) ? 2 : 1
  }
  return width
}

const isRightAligned = (rule: string): boolean => rule.endsWith(":") && !rule.startsWith(":")

const aligned = (rows: ReadonlyArray<string>): string => {
  const rules = rowCells(rows[1] ?? "").map(isRightAligned)
  const cells = rows.filter((_, index) => index !== 1).map((row) => rowCells(row).map(shown))
  const widths: Array<number> = []
  for (const row of cells) {
    row.forEach((cell, column) => {
      widths[column] = Math.min(widestPadding, Math.max(widths[column] ?? 0, widthOf(cell)))
    })
  }
  const lines = cells.map((row) =>
    row
      .map((cell, column) => {
        const padding = " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)))
        return rules[column] === true ? padding + cell : cell + padding
      })
      .join("  ")
      .trimEnd()
  )
  const ruler = widths.map((width) => "-".repeat(width)).join("  ")
  return fenced([...lines.slice(0, 1), ruler, ...lines.slice(1)].join("\n"), "")
}

/** The Markdown with every table as aligned text. */
export const tablesAsText = (markdown: string): string => {
  if (!markdown.includes("|")) return markdown
  const lines = scanLines(markdown)
  const said = (line: Line) => markdown.slice(line.start, line.end)
  const output: Array<string> = []
  for (let index = 0; index < lines.length; ) {
    const line = lines[index]
    if (line === undefined) break
    let end = index + 1
    if (line.table === undefined) {
      output.push(said(line))
    } else {
      while (lines[end]?.table?.start === line.table.start) end++
      output.push(aligned(lines.slice(index, end).map(said)))
    }
    index = end
  }
  return output.join("\n")
}
