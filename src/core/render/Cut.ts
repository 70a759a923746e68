/**
 * Where a text may be cut so that it hurts least: between paragraphs before list items before lines, those before
 * sentences, words and characters. Looks at no more of the text than the stretch it is asked about.
 */
import { closesFence, openingFence } from "./Fences.ts"
import type { Line } from "./Lines.ts"

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff
const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

const insidePair = (text: string, at: number): boolean => isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at))

/** What stays with the character before it: marks, joiners, variation selectors, skin tones. */
const joins = /^(?:\p{M}|\u200d|[\ufe00-\ufe0f]|[\u{1f3fb}-\u{1f3ff}])/u
const furthestBack = 40

const insideGrapheme = (text: string, at: number): boolean =>
  insidePair(text, at) || text.charCodeAt(at - 1) === 0x200d || joins.test(text.slice(at, at + 2))

/** The last place in (from, to] that is not within a character: of those that a person sees, if one is near. */
export const characterCut = (text: string, from: number, to: number): number => {
  for (let at = to; at > from && at > to - furthestBack; at--) if (!insideGrapheme(text, at)) return at
  if (!insidePair(text, to)) return to
  return to - 1 > from ? to - 1 : to + 1
}

/** The same for a start: the first place at or after `from` that is not within a character. */
export const characterStart = (text: string, from: number): number => {
  for (let at = from; at < text.length && at < from + furthestBack; at++) if (!insideGrapheme(text, at)) return at
  return insidePair(text, from) ? from + 1 : from
}

const paragraph = 3
const item = 2
const line = 1
const code = 0

/** How good a cut before `next` is; undefined where there must be none. */
const rankOf = (above: Line, next: Line): number | undefined => {
  if (next.kind === "code" || next.kind === "closing") return above.kind === "opening" ? undefined : code
  if (next.kind === "row" && above.kind === "row" && next.table?.start === above.table?.start) {
    return above.start < (above.table?.end ?? 0) ? undefined : line
  }
  if (above.kind === "blank" || next.kind === "blank" || above.kind === "closing") return paragraph
  if (next.kind === "heading" || next.kind === "opening" || above.kind === "row") return paragraph
  if (above.kind === "heading") return undefined
  return next.kind === "item" ? item : line
}

const lastMatchEnd = (text: string, pattern: RegExp): number => {
  let end = -1
  for (const match of text.matchAll(pattern)) end = match.index + match[0].length
  return end
}

/** Moves a cut within the line, so that it neither takes a fence's marker apart nor makes one of what only looks so. */
const besideMarkers = (text: string, line: Line, from: number, at: number): number => {
  const { fence, kind } = line
  if (at <= line.start || at > line.end || (at === line.end && kind !== "opening")) return at
  if ((kind === "opening" || kind === "closing") && line.start > from) return line.start
  if (kind === "opening" && fence !== undefined) {
    const marker = line.start + fence.indent.length
    if (at <= marker || at >= marker + fence.marker.length) return at
    return marker > from ? marker : marker + fence.marker.length
  }
  const looksLikeMarker = (start: number): boolean => {
    const rest = text.slice(start, line.end)
    return fence === undefined ? openingFence(rest) !== undefined : closesFence(fence, rest)
  }
  const first = Math.max(line.start, from + 1)
  let cut = at
  while (cut > first && looksLikeMarker(cut)) {
    const near = Math.max(first, cut - furthestBack)
    const word = text.slice(near, cut).search(/\s\S*$/)
    cut = word < 0 ? characterCut(text, from, cut - 1) : near + word
  }
  return cut
}

/**
 * Where the piece that begins at `from`, in `lines[index]`, ends: at most at `to`, after `from` in any case; only
 * the marker of a fence with which it begins is whole even then. A better kind of cut wins over a longer piece as long
 * as the piece is a third full.
 */
export const cutBefore = (
  text: string,
  lines: ReadonlyArray<Line>,
  index: number,
  from: number,
  to: number
): number => {
  if (text.length <= to) return text.length
  const best: Array<number> = []
  let last = lines[index]
  for (let next = index + 1; next < lines.length; next++) {
    const above = lines[next - 1]
    const below = lines[next]
    if (above === undefined || below === undefined || below.start > to) break
    last = below
    const rank = rankOf(above, below)
    if (rank !== undefined) best[rank] = below.start
  }
  const floor = from + Math.floor((to - from) / 3)
  const boundary = best.findLast((at) => at !== undefined && at > from && at >= floor)
  if (boundary !== undefined) return boundary
  if (last === undefined) return to
  const start = Math.max(floor, last.start)
  const stretch = text.slice(start, to)
  const sentence = lastMatchEnd(stretch, /[.!?。！？]["'”’)\]]?(?=\s)/g)
  const word = sentence > 0 ? sentence : lastMatchEnd(stretch, /\S(?=\s)/g)
  return besideMarkers(text, last, from, word > 0 ? start + word : characterCut(text, from, to))
}
