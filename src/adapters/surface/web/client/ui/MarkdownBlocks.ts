/**
 * Markdown cut into blocks that can be drawn one by one, so that only the one that grows is parsed again. The blocks put
 * side by side are the text; the same text makes the same blocks, however it arrived. Where a link is defined elsewhere
 * in the text, all of it is one block.
 */
import { type Line, scanLines } from "../../../../../core/render/Lines.ts"

export interface MarkdownBlocks {
  readonly text: string
  readonly blocks: ReadonlyArray<string>
}

const definition = /^ {0,3}\[[^\]\n]+\]:/

/** Undefined where a link or a footnote is defined. */
const cut = (text: string): ReadonlyArray<string> | undefined => {
  const starts: Array<number> = []
  let above: Line | undefined
  let inList = false
  for (const line of scanLines(text)) {
    const said = text.slice(line.start, Math.min(line.end, line.start + 200))
    const outside = line.kind === "opening" || line.fence === undefined
    if (outside && definition.test(said)) return undefined
    const apart = above === undefined || above.kind === "blank" || above.kind === "closing"
    const fresh = apart || line.kind === "heading" || line.kind === "opening"
    const goesOn = line.kind === "blank" || /^[ \t]/.test(said) || (inList && line.kind === "item")
    if (outside && fresh && (above === undefined || !goesOn) && line.start < text.length) {
      starts.push(line.start)
      inList = false
    }
    if (line.kind === "item") inList = true
    above = line
  }
  return starts.map((start, index) => text.slice(start, starts[index + 1]))
}

/** What was made of a text's beginning is used again: all but its last two blocks are beyond change. */
export const markdownBlocks = (text: string, before?: MarkdownBlocks): MarkdownBlocks => {
  const kept = before !== undefined && text.startsWith(before.text) ? before.blocks.slice(0, -2) : []
  const from = kept.reduce((sum, block) => sum + block.length, 0)
  const rest = cut(text.slice(from))
  return { text, blocks: rest === undefined ? [text] : [...kept, ...rest] }
}
