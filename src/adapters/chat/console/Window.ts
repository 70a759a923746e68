/**
 * The part of the screen that this program draws, at the bottom: rows that change in place, and rows above them that are
 * written once and scroll away. Owns every cursor movement. Only rows that differ are written, within one synchronised
 * update; nothing is ever cleared that is not drawn again. A row must be narrower than the screen and safe to print.
 */
import { tame } from "./HostileText.ts"
import { widthOf } from "./Width.ts"

export interface Cursor {
  /** Counted from the first row of the region. */
  readonly row: number
  readonly column: number
}

export interface Window {
  /** Writes `above` for good and then shows `region` below it: at least one row, at most the height of the screen. */
  readonly paint: (above: ReadonlyArray<string>, region: ReadonlyArray<string>, cursor: Cursor) => void
  /** The screen has another size: what is drawn stands where the terminal has put it, and is drawn again. */
  readonly resized: (columns: number, rows: number) => void
  /** What is drawn is drawn again in place. */
  readonly forget: () => void
}

const csi = "\u001b["
const begin = `${csi}?2026h${csi}?25l`
const finish = `${csi}?25h${csi}?2026l`
/** Never equal to a row that is painted. */
const unknown = "\u0000"

const widthOfRow = (row: string): number => (row === unknown ? 0 : widthOf(tame(row)))

export const makeWindow = (write: (text: string) => void): Window => {
  let drawn: ReadonlyArray<string> = [""]
  let at: Cursor = { row: 0, column: 0 }

  const paint: Window["paint"] = (above, region, cursor) => {
    const target = [...above, ...region]
    let out = ""
    let row = at.row
    const go = (to: number) => {
      if (to < row) out += `${csi}${row - to}A`
      if (to > row) out += `${csi}${to - row}B`
      out += "\r"
      row = to
    }
    target.forEach((text, index) => {
      if (index < drawn.length) {
        if (drawn[index] === text) return
        go(index)
      } else {
        go(index - 1)
        out += "\r\n"
        row = index
      }
      out += `${text}${csi}K`
    })
    if (target.length < drawn.length) {
      go(target.length)
      out += `${csi}J`
    }
    const end = above.length + cursor.row
    if (out !== "" || end !== row || cursor.column !== at.column) {
      go(end)
      if (cursor.column > 0) out += `${csi}${cursor.column}C`
      write(begin + out + finish)
    }
    drawn = region
    at = cursor
  }

  return {
    paint,
    resized: (columns, rows) => {
      const heightOf = (row: string) => Math.max(1, Math.ceil(widthOfRow(row) / Math.max(1, columns)))
      const over = drawn.slice(0, at.row).reduce((sum, row) => sum + heightOf(row), 0)
      const height = drawn.reduce((sum, row) => sum + heightOf(row), 0)
      const row = over + Math.floor(at.column / Math.max(1, columns))
      const gone = Math.max(0, row - (rows - 1))
      drawn = Array.from({ length: height - gone }, () => unknown)
      at = { row: row - gone, column: at.column }
    },
    forget: () => {
      drawn = drawn.map(() => unknown)
    }
  }
}
