/**
 * The whole picture of the terminal chat: what is written for good, what still changes, what can be pressed, and the
 * prompt below. A function of those parts; owns only what is remembered to draw it cheaply. The live part is never
 * taller than the screen: of what does not fit the end is shown, and the whole is written once it is final.
 */
import { makeBlocks, shares, tailOf } from "./Blocks.ts"
import { type Hinted, hintRows } from "./Hints.ts"
import { type Editor, editorRows } from "./LineEditor.ts"
import { ansi, span } from "./Style.ts"
import type { Transcript } from "./Transcript.ts"
import { widthOf } from "./Width.ts"
import { makeWindow } from "./Window.ts"

export interface Size {
  readonly columns: number
  readonly rows: number
}

export interface Prompt {
  readonly editor: Editor
  /** What is being written; empty for a message. */
  readonly label: string
}

export interface Picture {
  readonly hinted: Hinted
  /** Absent while nobody can write. */
  readonly prompt: Prompt | undefined
}

export interface Screen {
  readonly draw: (picture: Picture) => void
  readonly resized: () => void
  readonly redraw: () => void
  /** Writes what is still live for good and leaves the cursor below it. */
  readonly close: () => void
}

const least: Size = { columns: 20, rows: 4 }

export const makeScreen = (options: {
  readonly write: (text: string) => void
  readonly size: () => Size
  readonly colored: boolean
  readonly transcript: Transcript
}): Screen => {
  const { colored, transcript } = options
  const window = makeWindow(options.write)
  const blocks = makeBlocks()

  const size = (): Size => {
    const { columns, rows } = options.size()
    return { columns: Math.max(least.columns, columns), rows: Math.max(least.rows, rows) }
  }
  /** The last column stays empty: in it terminals differ. */
  const look = () => ({ width: size().columns - 1, colored })

  const written = (all: boolean): ReadonlyArray<string> =>
    transcript.take(all).flatMap((block) => {
      const rows = blocks.rows(block, look())
      blocks.forget(block.id)
      return rows
    })

  const promptRows = ({ editor, label }: Prompt, most: number) => {
    const sign = label === "" ? "› " : `${label} › `
    const { column, row, rows } = editorRows(editor, look().width - 1, Math.min(widthOf(sign), look().width >> 1))
    const from = Math.max(0, Math.min(row - most + 1, rows.length - most))
    const indent = " ".repeat(widthOf(sign))
    const shown = rows.slice(from, from + most).map((text, index) => {
      const head = from + index === 0 ? ansi([span(sign, { bold: true })], colored) : indent
      return head + text
    })
    return { rows: shown, row: row - from, column }
  }

  const draw = ({ hinted, prompt }: Picture) => {
    const above = written(false)
    const room = size().rows - 1
    const hints = hintRows(hinted, look().width)
      .slice(0, Math.max(1, room >> 1))
      .map((row) => ansi(row, colored))
    const typed =
      prompt === undefined
        ? { rows: [""], row: 0, column: 0 }
        : promptRows(prompt, Math.max(1, (room - hints.length) >> 1))
    const live = transcript.live().map((block) => blocks.rows(block, look()))
    const shared = shares(
      live.map((rows) => rows.length),
      room - hints.length - typed.rows.length
    )
    const tails = live.flatMap((rows, index) => tailOf(rows, shared[index] ?? 0, colored))
    const region = [...tails, ...hints, ...typed.rows]
    window.paint(above, region, { row: tails.length + hints.length + typed.row, column: typed.column })
  }

  return {
    draw,
    resized: () => window.resized(size().columns, size().rows),
    redraw: window.forget,
    close: () => window.paint(written(true), [""], { row: 0, column: 0 })
  }
}
