/**
 * Markdown cut into blocks that can be drawn one by one, so that only the one that grows is parsed again. The blocks put
 * side by side are the text; the same text makes the same blocks, however it arrived. What a block needs of the others is
 * handed to it: the places where links lead. A text with footnotes is one block.
 */
import { type Line, scanLines } from "../../../../../core/render/Lines.ts"

export interface MarkdownBlocks {
  readonly text: string
  readonly blocks: ReadonlyArray<string>
  /** The lines of each block that say where a link leads. */
  readonly definitions: ReadonlyArray<string>
}

interface Part {
  readonly start: number
  readonly definitions: Array<string>
}

const definition = /^ {0,3}\[[^\]\n]+\]:[ \t]*\S+(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^)]*\)))?[ \t]*$/
/** What it says stands below, or anywhere. */
const beyond = /^ {0,3}\[(?:\^[^\]\n]+\]:|[^\]\n]+\]:[ \t]*$)/
const longestDefinition = 2_000

/** A longer list is cut between its items. */
const longestList = 4_096

/** Undefined where a block cannot be drawn without all others. */
const cut = (text: string): ReadonlyArray<Part> | undefined => {
  const parts: Array<Part> = []
  let above: Line | undefined
  let inList = false
  for (const line of scanLines(text)) {
    const said = text.slice(line.start, Math.min(line.end, line.start + longestDefinition))
    const outside = line.kind === "opening" || line.fence === undefined
    if (outside && beyond.test(said)) return undefined
    const apart = above === undefined || above.kind === "blank" || above.kind === "closing"
    const fresh = apart || line.kind === "heading" || line.kind === "opening"
    const indented = /^[ \t]/.test(said)
    const goesOn = line.kind === "blank" || indented || (inList && line.kind === "item")
    const long = inList && line.kind === "item" && !indented && line.start - (parts.at(-1)?.start ?? 0) > longestList
    if (outside && (long || (fresh && (above === undefined || !goesOn))) && line.start < text.length) {
      parts.push({ start: line.start, definitions: [] })
      inList = false
    }
    if (outside && definition.test(said)) parts.at(-1)?.definitions.push(said)
    if (line.kind === "item") inList = true
    above = line
  }
  return parts
}

/** What was made of a text's beginning is used again: all but its last two blocks are beyond change. */
export const markdownBlocks = (text: string, before?: MarkdownBlocks): MarkdownBlocks => {
  const goesOn = before !== undefined && text.startsWith(before.text)
  const kept = goesOn ? before.blocks.slice(0, -2) : []
  const from = kept.reduce((sum, block) => sum + block.length, 0)
  const rest = text.slice(from)
  const parts = cut(rest)
  if (parts === undefined) return { text, blocks: [text], definitions: [""] }
  return {
    text,
    blocks: [...kept, ...parts.map(({ start }, index) => rest.slice(start, parts[index + 1]?.start))],
    definitions: [
      ...(goesOn ? before.definitions.slice(0, kept.length) : []),
      ...parts.map(({ definitions }) => definitions.join("\n"))
    ]
  }
}
