/**
 * Breaks styled text into rows of a width: at spaces where it can, within a word where it must, never within a
 * character. Knows nothing of Markdown.
 */
import { plainStyle, type Span, span } from "./Style.ts"
import { cutAtWidth, widthOf } from "./Width.ts"

export type Row = ReadonlyArray<Span>

interface Options {
  /** Columns. */
  readonly width: number
  /** What every row after the first begins with. */
  readonly hanging?: ReadonlyArray<Span>
}

const rowsOf = ({ width, hanging = [] }: Options) => {
  const indent = hanging.reduce((sum, { text }) => sum + widthOf(text), 0)
  // A wide character needs two columns beside it.
  const usable = indent + 2 <= width ? hanging : []
  const rows: Array<Array<Span>> = [[]]
  let used = 0
  const current = () => rows[rows.length - 1] ?? []
  return {
    rows,
    room: () => width - used,
    atStart: () => used === (rows.length === 1 || usable.length === 0 ? 0 : indent),
    push: (part: Span) => {
      current().push(part)
      used += widthOf(part.text)
    },
    next: () => {
      rows.push([...usable])
      used = usable.length === 0 ? 0 : indent
    }
  }
}

/** Goes on where the row stands, character by character. */
const fill = (out: ReturnType<typeof rowsOf>, { style, text }: Span): void => {
  for (let rest = text; rest !== ""; ) {
    if (out.room() <= 0) out.next()
    const [head, tail] = cutAtWidth(rest, out.room())
    if (widthOf(head) > out.room() && !out.atStart()) {
      out.next()
      continue
    }
    out.push(span(head, style))
    rest = tail
  }
}

/** Keeps every space; breaks only where the width ends. */
export const hardWrap = (spans: ReadonlyArray<Span>, options: Options): ReadonlyArray<Row> => {
  const out = rowsOf(options)
  for (const part of spans) fill(out, part)
  return out.rows
}

/** Breaks at spaces; those at a break are dropped. */
export const wrap = (spans: ReadonlyArray<Span>, options: Options): ReadonlyArray<Row> => {
  const out = rowsOf(options)
  let spaces: ReadonlyArray<Span> = []
  for (const { style, text } of spans) {
    for (const word of text.match(/\s+|\S+/g) ?? []) {
      if (word.trim() === "") {
        spaces = [...spaces, span(word, style)]
        continue
      }
      const gap = spaces.reduce((sum, space) => sum + widthOf(space.text), 0)
      const fits = gap + widthOf(word) <= out.room()
      if (fits || (out.atStart() && out.rows.length === 1 && gap < out.room())) spaces.forEach(out.push)
      else if (!out.atStart()) out.next()
      spaces = []
      fill(out, span(word, style))
    }
  }
  return out.rows
}

export const emptyRow: Row = [span("", plainStyle)]
