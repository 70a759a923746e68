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

/** The fence in which the offset lies; `line` is the one that it stands in. */
const fenceAt = (text: string, line: Line | undefined, at: number): Fence | undefined => {
  if (line === undefined) return undefined
  if (at === text.length) return fenceAfter(line)
  if (line.kind === "opening" && line.fence !== undefined) {
    return at < line.start + line.fence.indent.length + line.fence.marker.length ? undefined : line.fence
  }
  return line.kind === "closing" && at > line.start ? undefined : fenceBefore(line)
}

/** As it was written where there is room for its beginning and its end, else no more than what makes it one. */
const repeatable = (fence: Fence, { maxLength, measure }: Limits): Fence =>
  measure(`${fenceStart(fence)}\n${fenceEnd(fence)}`) < maxLength / 3
    ? fence
    : { indent: isQuoted(fence) ? "> " : "", marker: fence.marker, info: "" }

const reopening = (text: string, line: Line | undefined, at: number, limits: Limits): string => {
  const fence = fenceAt(text, line, at)
  if (fence !== undefined) {
    const again = repeatable(fence, limits)
    return `${fenceStart(again)}\n${isQuoted(again) && at !== line?.start ? again.indent : ""}`
  }
  const table = line?.table
  if (table === undefined || at !== line?.start || at < table.end) return ""
  const head = `${text.slice(table.start, table.end)}\n`
  return limits.measure(head) > limits.maxLength / 3 ? "" : head
}

/**
 * What closes the fence that is open at a piece's end. Read from the piece itself: a fence within a quote ends with the
 * quote, and a line that was cut may read otherwise than it did as a whole.
 */
const closing = (piece: string, limits: Limits): string => {
  const last = scanLines(piece.endsWith("\n") ? piece.slice(0, -1) : piece).at(-1)
  const fence = last === undefined ? undefined : fenceAfter(last)
  return fence === undefined ? "" : (piece.endsWith("\n") ? "" : "\n") + fenceEnd(repeatable(fence, limits))
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
    const bounds = { maxLength: limit, measure: limits.measure }
    const before = reopening(text, walk(at), at, bounds)
    for (let width = Math.max(1, limit - before.length); ; ) {
      const end = cutBefore(text, lines, index, at, at + width)
      let last = index
      while ((lines[last + 1]?.start ?? Number.POSITIVE_INFINITY) <= end) last++
      const slice = trimmed(text.slice(at, end), fenceAt(text, lines[last], end))
      const piece = { at, text: slice, before, after: closing(before + slice, bounds) }
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
  for (let width = Math.min(limits.maxLength, text.length); ; ) {
    const from = text.length - width
    const within = lines.findLastIndex((line) => line.start <= from)
    const exact = lines[within]?.start === from ? within : within + 1
    const start = lines[lines[exact]?.kind === "closing" ? exact + 1 : exact]
    const near = start !== undefined && start.start - from <= width / 2
    const at = near ? start.start : characterStart(text, from)
    const before = reopening(text, near ? start : lines[within], at, limits)
    const end = text.slice(at).trimEnd()
    const piece = { at, text: end, before, after: closing(before + end, limits) }
    const size = limits.measure(pieceMarkdown(piece))
    if (size <= limits.maxLength || width <= 1) return piece
    width = Math.max(1, Math.min(width - 1, Math.floor((width * limits.maxLength) / size)))
  }
}
