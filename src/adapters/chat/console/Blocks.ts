/**
 * One message as rows of the screen: who speaks, in a colour of their own, and what was said. What is still being written
 * keeps its renderer, so that a long answer costs what was added to it.
 */
import { tame, tameLine } from "./HostileText.ts"
import { type Look, type MarkdownRenderer, makeMarkdownRenderer } from "./Markdown.ts"
import { ansi, colorOf, dim, span } from "./Style.ts"
import type { Block } from "./Transcript.ts"
import { hardWrap, wrap } from "./Wrap.ts"

const saySign = "› "

const personRows = ({ markdown, note }: Block, { colored, width }: Look): ReadonlyArray<string> => {
  const sign = span(saySign, { bold: true })
  const hanging = [span(" ".repeat(saySign.length))]
  const lines = tame(markdown).replaceAll("\t", "    ").split("\n")
  return lines.flatMap((line, index) => {
    const last = index === lines.length - 1 && note !== ""
    const spans = [
      index === 0 ? sign : span(saySign.replace(/./g, " ")),
      span(line),
      ...(last ? [span(` (${note})`, dim)] : [])
    ]
    return wrap(spans, { width, hanging }).map((row) => ansi(row, colored))
  })
}

const headRow = (author: string, note: string, { colored, width }: Look): string => {
  const name = tameLine(author)
  const head = [
    span(name, { bold: true, color: colorOf(name) }),
    ...(note === "" ? [] : [span(` ${tameLine(note)}`, dim)])
  ]
  return hardWrap(head, { width })
    .slice(0, 1)
    .map((row) => ansi(row, colored))
    .join("")
}

export interface Blocks {
  /** With a blank row at the end. */
  readonly rows: (block: Block, look: Look) => ReadonlyArray<string>
  /** The message will not be asked for again. */
  readonly forget: (id: string) => void
}

export const makeBlocks = (): Blocks => {
  const renderers = new Map<string, MarkdownRenderer>()
  return {
    rows: (block, look) => {
      if (block.author === undefined) return [...personRows(block, look), ""]
      const renderer = renderers.get(block.id) ?? makeMarkdownRenderer()
      if (block.id !== "") renderers.set(block.id, renderer)
      return [headRow(block.author, block.note, look), ...renderer(block.markdown, look), ""]
    },
    forget: (id) => {
      renderers.delete(id)
    }
  }
}

/**
 * How many of its rows each message may show where together there are more than `room`: short ones show everything, the
 * rest share what is left, and what cannot be divided goes to the last.
 */
export const shares = (heights: ReadonlyArray<number>, room: number): ReadonlyArray<number> => {
  const given = heights.map(() => 0)
  let left = room
  for (;;) {
    const hungry = heights.flatMap((height, index) => (height > (given[index] ?? 0) ? [index] : []))
    if (left <= 0 || hungry.length === 0) return given
    const each = Math.floor(left / hungry.length)
    for (const index of each === 0 ? hungry.slice(-left) : hungry) {
      const more = Math.min(Math.max(1, each), (heights[index] ?? 0) - (given[index] ?? 0))
      given[index] = (given[index] ?? 0) + more
      left -= more
    }
  }
}

/** The end of a message, with a word on what stands above it. */
export const tailOf = (rows: ReadonlyArray<string>, share: number, colored: boolean): ReadonlyArray<string> => {
  if (rows.length <= share) return rows
  if (share <= 0) return []
  const hidden = rows.length - share + 1
  return [ansi([span(`… ${hidden} rows above`, dim)], colored), ...rows.slice(rows.length - share + 1)]
}
