/**
 * Makes Markdown that is still being written safe to show: every intermediate state closes what is open. Takes nothing
 * away that a person could already read, and changes nothing that is closed; healing twice is healing once. Only the
 * last block is touched: what stands before it is finished.
 */
import { fenceEnd, isQuoted } from "./Fences.ts"
import { healInline } from "./HealInline.ts"
import { fenceAfter, type Line, scanLines } from "./Lines.ts"
import { rowCells } from "./Tables.ts"

/** A delta may end between the two halves of a character. */
const wholeCharacters = (text: string): string => {
  const code = text.charCodeAt(text.length - 1)
  return code >= 0xd800 && code <= 0xdbff ? text.slice(0, -1) : text
}

/** Closes an open fence and nothing else: for text that is complete in the writer's eyes. */
export const closeFence = (text: string): string => {
  const lines = scanLines(text)
  const fence = fenceAfterLast(lines)
  if (fence === undefined) return text
  return text + (text.endsWith("\n") ? "" : "\n") + fenceEnd(fence)
}

const fenceAfterLast = (lines: ReadonlyArray<Line>) => {
  const last = lines.at(-1)
  return last === undefined ? undefined : fenceAfter(last)
}

/** Within an open fence: drops a closing marker that has only begun, and the fence itself while nothing is in it. */
const healFence = (text: string, lines: ReadonlyArray<Line>): string => {
  const last = lines.at(-1)
  const opening = lines[lines.findLastIndex((line) => line.kind === "opening")]
  if (last?.fence === undefined || opening === undefined) return text
  const { marker } = last.fence
  const tail = text.slice(last.start).replace(/^[ \t>]+/, "")
  const begun = last.kind === "code" && tail !== "" && tail.length < marker.length && marker.startsWith(tail)
  const body = begun ? text.slice(0, last.start) : text
  const content = body.slice(opening.end)
  if ((isQuoted(last.fence) ? content.replaceAll(">", "") : content).trim() === "") return text.slice(0, opening.start)
  return body + (body.endsWith("\n") ? "" : "\n") + fenceEnd(last.fence)
}

/** What is taken away may bare something else that has only begun: rarely more than once. */
const mostPasses = 6

const halfRule = /^[ \t]*\|[ \t:|-]*$/

const isRow = (line: string): boolean => line.trimStart().startsWith("|")

const closeRow = (row: string): string => {
  const cell = row.lastIndexOf("|") + 1
  const healed = row.slice(0, cell) + healInline(row.slice(cell)).trimEnd()
  return healed.endsWith("|") && !healed.endsWith("\\|") && rowCells(healed).length > 0 ? healed : `${healed} |`
}

const ruleFor = (header: string): string => `|${" --- |".repeat(Math.max(1, rowCells(header).length))}`

/** Ends a table's last row, and gives a header its rule as soon as it stands alone. */
const healTable = (text: string, lines: ReadonlyArray<Line>): string | undefined => {
  const ended = text.endsWith("\n")
  const at = lines.length - (ended ? 2 : 1)
  const rowAt = (index: number): string => {
    const line = lines[index]
    const row = line?.kind === "text" || line?.kind === "row" ? text.slice(line.start, line.end) : ""
    return isRow(row) ? row : ""
  }
  const last = lines[at]
  const row = rowAt(at)
  const header = rowAt(at - 1)
  if (last === undefined || row === "") return undefined
  const head = text.slice(0, last.start)
  if (last.kind === "text" && header === "") {
    const whole = closeRow(row)
    return `${head}${whole}\n${ruleFor(whole)}`
  }
  if (header !== "" && rowAt(at - 2) === "" && halfRule.test(row)) {
    const complete = last.kind === "row" && rowCells(row).length >= rowCells(header).length && /\|[ \t]*$/.test(row)
    return complete ? undefined : head + ruleFor(header)
  }
  return last.kind === "row" && !ended ? head + closeRow(row) : undefined
}

/** Where the last block begins, or the text's end when the last block is finished. */
const blockStart = (text: string, lines: ReadonlyArray<Line>): number => {
  let index = lines.length - 1
  if (lines[index]?.kind === "blank" && index > 0) index--
  let start = text.length
  for (; index >= 0; index--) {
    const line = lines[index]
    if (line === undefined || line.kind === "blank" || line.kind === "closing" || line.kind === "row") return start
    start = line.start
    if (line.kind !== "text") return start
  }
  return start
}

/** Where the last comment that begins a line ends; infinity while it is open, 0 when there is none. */
const commentEnd = (text: string, lines: ReadonlyArray<Line>): number => {
  let index = 0
  let end = 0
  for (let from = text.indexOf("<!--"); from >= 0; from = text.indexOf("<!--", Math.max(end, from + 4))) {
    while ((lines[index + 1]?.start ?? Number.POSITIVE_INFINITY) <= from) index++
    const line = lines[index]
    if (line === undefined || line.fence !== undefined || text.slice(line.start, from).trim() !== "") continue
    const found = text.indexOf("-->", from + 4)
    if (found < 0) return Number.POSITIVE_INFINITY
    end = found + 3
  }
  return end
}

const closeComment = (text: string, lines: ReadonlyArray<Line>): string => {
  const last = lines.findLast((line) => line.kind !== "blank")
  return `${text.trimEnd()}${last?.kind === "closing" ? "\n" : ""}-->`
}

const healOnce = (text: string): string => {
  const before = scanLines(text)
  const inFence = fenceAfterLast(before) !== undefined
  const whole = inFence ? healFence(text, before) : text
  const lines = inFence ? scanLines(whole) : before
  const comment = commentEnd(whole, lines)
  if (comment > whole.length) return closeComment(whole, lines)
  if (inFence) return whole
  const start = Math.max(comment, blockStart(whole, lines))
  const table = comment === start && comment > 0 ? undefined : healTable(whole, lines)
  return table ?? whole.slice(0, start) + healInline(whole.slice(start))
}

export const healMarkdown = (text: string): string => {
  let healed = wholeCharacters(text)
  for (let pass = 0; pass < mostPasses; pass++) {
    const before = healed
    healed = healOnce(before)
    if (healed.startsWith(before)) break
  }
  return healed
}
