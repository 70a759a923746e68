/**
 * One long Markdown text as messages of bounded length. What is cut open is closed and opened again: a fence with its
 * info string, a table with its header. No text is lost: the pieces are slices of the text, in order, and between them
 * is nothing but white space and the end of a fence. Linear, whatever the text.
 */
import type { ChatCapabilities } from "../ports/ChatPlatform.ts"
import { characterStart, cutBefore } from "./Cut.ts"
import { type Fence, fenceEnd, fenceStart, isQuoted } from "./Fences.ts"
import { fenceAfter, fenceBefore, type Line, scanLines } from "./Lines.ts"

export type Limits = Pick<ChatCapabilities, "maxLength" | "measure">

export interface Piece {
  /** Where the slice begins. */
  readonly at: number
  /** The slice of the text, unchanged. */
  readonly text: string
  /** The repeated beginning of what was cut open. */
  readonly before: string
  /** The end of what is cut open. */
  readonly after: string
}

export const pieceMarkdown = (piece: Piece): string => piece.before + piece.text + piece.after

const isSpace = /\s/
const deepestIndent = 40

/** The fence in which the offset lies; `index` is that of its line. */
const fenceAt = (text: string, line: Line | undefined, at: number): Fence | undefined => {
  if (line === undefined) return undefined
  if (at === text.length) return fenceAfter(line)
  return line.kind === "closing" && at > line.start ? undefined : fenceBefore(line)
}

/** A fence within a quote ends with the quote; a message that ends there must say so. */
const quoteEnd = (line: Line | undefined): Fence | undefined => {
  const fence = line === undefined ? undefined : fenceAfter(line)
  return fence !== undefined && isQuoted(fence) ? fence : undefined
}

const reopening = (text: string, line: Line | undefined, at: number, room: number): string => {
  const fence = fenceAt(text, line, at)
  if (fence !== undefined) {
    const whole = fenceStart(fence)
    const inLine = isQuoted(fence) && at !== line?.start ? fence.indent : ""
    return `${whole.length + fenceEnd(fence).length < room ? whole : fence.marker}\n${inLine}`
  }
  const table = line?.table
  if (table === undefined || at !== line?.start || at < table.end || table.end - table.start > room) return ""
  return `${text.slice(table.start, table.end)}\n`
}

const closing = (fence: Fence | undefined, ended: boolean, room: number): string => {
  if (fence === undefined) return ""
  const whole = fenceEnd(fence)
  return (ended ? "" : "\n") + (whole.length * 2 < room ? whole : fence.marker)
}

const trimmed = (text: string, fence: Fence | undefined): string =>
  fence === undefined ? text.trimEnd() : text.endsWith("\n") ? text.slice(0, -1) : text

/** Where the next piece begins: behind white space and the end of a fence that was closed already. */
const nextStart = (text: string, walk: (at: number) => Line | undefined, cut: number): number => {
  let at = cut
  let line = walk(at)
  if (fenceAt(text, line, at) !== undefined) {
    if (line !== undefined && at === line.end) line = walk(++at)
    if (line?.kind !== "closing" || at !== line.start) return at
    at = line.end
  }
  while (at < text.length && isSpace.test(text.charAt(at))) at++
  const start = walk(at)?.start ?? at
  return start >= cut && at - start <= deepestIndent ? start : at
}

/** The pieces one by one, so that who needs the first two does not pay for the rest. `first` bounds the first one. */
export function* cutMarkdown(text: string, limits: Limits, first = limits.maxLength): Generator<Piece> {
  const lines = scanLines(text)
  let index = 0
  const walk = (at: number): Line | undefined => {
    while ((lines[index + 1]?.start ?? Number.POSITIVE_INFINITY) <= at) index++
    return lines[index]
  }
  const largestPiece = (at: number, limit: number): { readonly piece: Piece; readonly end: number } => {
    const before = reopening(text, walk(at), at, limit / 3)
    for (let width = Math.max(1, limit - before.length); ; ) {
      const end = cutBefore(text, lines, index, at, at + width)
      let last = index
      while ((lines[last + 1]?.start ?? Number.POSITIVE_INFINITY) <= end) last++
      const open = fenceAt(text, lines[last], end)
      const slice = trimmed(text.slice(at, end), open)
      while (last > index && (lines[last]?.start ?? 0) > at + slice.length) last--
      const fence = open ?? quoteEnd(lines[last])
      const piece = { at, text: slice, before, after: closing(fence, slice.endsWith("\n"), limit / 3) }
      const size = limits.measure(pieceMarkdown(piece))
      if (size <= limit || width <= 1) return { piece, end }
      width = Math.max(1, Math.min(width - 1, end - at - 1, Math.floor(((end - at) * limit) / size)))
    }
  }
  let limit = first
  for (let at = nextStart(text, walk, 0); at < text.length; ) {
    const { piece, end } = largestPiece(at, limit)
    if (piece.text.trim() !== "") {
      yield piece
      limit = limits.maxLength
    }
    at = nextStart(text, walk, end)
  }
}

/** Messages of at most `maxLength` by `measure`, top to bottom; none for a text without a visible character. */
export const splitMarkdown = (text: string, limits: Limits): ReadonlyArray<string> =>
  Array.from(cutMarkdown(text, limits), pieceMarkdown)

/** At most `many` messages from the beginning of the text. `first` bounds the first one. */
export const firstPieces = (text: string, limits: Limits, many: number, first?: number): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  for (const piece of cutMarkdown(text, limits, first)) {
    pieces.push(pieceMarkdown(piece))
    if (pieces.length === many) break
  }
  return pieces
}

/** The end of the text, as much as fits into one message, beginning at a line where one is near. */
export const tailMarkdown = (text: string, limits: Limits): Piece => {
  const lines = scanLines(text)
  const end = lines.findLast((line) => line.kind !== "blank")
  const after = closing(end === undefined ? undefined : fenceAfter(end), false, limits.maxLength / 3)
  for (let width = Math.min(limits.maxLength, text.length); ; ) {
    const from = text.length - width
    const within = lines.findLastIndex((line) => line.start <= from)
    const exact = lines[within]?.start === from ? within : within + 1
    const start = lines[lines[exact]?.kind === "closing" ? exact + 1 : exact]
    const near = start !== undefined && start.start - from <= width / 2
    const at = near ? start.start : characterStart(text, from)
    const before = reopening(text, near ? start : lines[within], at, limits.maxLength / 3)
    const piece = { at, text: text.slice(at).trimEnd(), before, after }
    const size = limits.measure(pieceMarkdown(piece))
    if (size <= limits.maxLength || width <= 1) return piece
    width = Math.max(1, Math.min(width - 1, Math.floor((width * limits.maxLength) / size)))
  }
}
