/**
 * A terminal as a person sees it: a screen, and above it what has scrolled away. Knows the few sequences that the product
 * may use and dies of any other, so that whatever reaches it is known to be harmless. Rewraps lines when its width
 * changes, as today's terminals do.
 */

/** Sequences without a visible effect: colours, cursor on and off, synchronised updates, bracketed paste. */
const invisible = /^(?:\[[\d;]*m|\[\?(?:25|2026|2004)[hl])/
const moving = /^\[(\d*)([ABCKJ])/

interface Line {
  readonly cells: ReadonlyArray<string>
  /** It goes on in the next line. */
  readonly wrapped: boolean
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })
const isWide = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  return (
    /\p{Emoji_Presentation}|\ufe0f/u.test(character) ||
    (code >= 0x1100 && /\p{sc=Han}|\p{sc=Hangul}|\p{sc=Hira}|\p{sc=Kana}/u.test(character))
  )
}
/** The second half of a wide character. */
const half = ""

const empty: Line = { cells: [], wrapped: false }
const textOf = (line: Line): string => line.cells.join("").trimEnd()

export class VirtualTerminal {
  columns: number
  rows: number
  private lines: Array<Line> = [empty]
  /** The first line of the screen. */
  private top = 0
  private row = 0
  private column = 0
  private held = ""

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
  }

  /** Rows of the screen, without the empty ones at its end. */
  screen(): ReadonlyArray<string> {
    return trimmed(this.lines.slice(this.top, this.top + this.rows).map(textOf))
  }

  scrollback(): ReadonlyArray<string> {
    return this.lines.slice(0, this.top).map(textOf)
  }

  /** Everything that can be read, from the first row to the last. */
  everything(): string {
    return trimmed(this.lines.map(textOf)).join("\n")
  }

  cursor(): { readonly row: number; readonly column: number } {
    return { row: this.row - this.top, column: this.column }
  }

  write(text: string): void {
    let rest = this.held + text
    this.held = ""
    while (rest !== "") {
      const first = rest[0] ?? ""
      if (first === "\u001b") rest = this.sequence(rest.slice(1))
      else if (first === "\r") {
        this.column = 0
        rest = rest.slice(1)
      } else if (first === "\n") {
        this.down()
        rest = rest.slice(1)
      } else {
        if (/\p{Cc}/u.test(first)) throw new Error(`control character ${first.charCodeAt(0)} reached the terminal`)
        const [run = ""] = /^\P{Cc}+/u.exec(rest) ?? []
        for (const { segment } of segmenter.segment(run)) this.put(segment)
        rest = rest.slice(run.length)
      }
    }
  }

  /** A person drags the window. */
  resize(columns: number, rows: number): void {
    const logical: Array<{ cells: Array<string>; cursor: number | undefined }> = []
    let open = false
    this.lines.forEach((line, index) => {
      const last = logical.at(-1)
      const target = open && last !== undefined ? last : { cells: [], cursor: undefined }
      if (target !== last) logical.push(target)
      if (index === this.row) target.cursor = target.cells.length + this.column
      target.cells.push(...line.cells)
      open = line.wrapped
    })
    const lines: Array<Line> = []
    for (const { cells, cursor } of logical) {
      if (cursor !== undefined) {
        this.row = lines.length + Math.floor(cursor / columns)
        this.column = cursor % columns
      }
      const height = Math.max(1, Math.ceil(cells.length / columns))
      for (let part = 0; part < height; part++) {
        lines.push({ cells: cells.slice(part * columns, (part + 1) * columns), wrapped: part < height - 1 })
      }
    }
    this.lines = lines
    this.columns = columns
    this.rows = rows
    this.top = Math.max(0, Math.min(lines.length - rows, this.row), this.row - rows + 1)
  }

  private sequence(behind: string): string {
    const unseen = invisible.exec(behind)
    if (unseen !== null) return behind.slice(unseen[0].length)
    const [whole, count, what] = moving.exec(behind) ?? []
    if (whole === undefined)
      throw new Error(`an unknown sequence reached the terminal: ${JSON.stringify(behind.slice(0, 12))}`)
    const by = count === "" ? 1 : Number(count)
    const line = this.lines[this.row] ?? empty
    if (what === "A") this.row = Math.max(this.top, this.row - by)
    if (what === "B") this.row = Math.min(this.top + this.rows - 1, this.row + by)
    if (what === "C") this.column = Math.min(this.columns - 1, this.column + by)
    if (what === "K" || what === "J") this.lines[this.row] = { cells: line.cells.slice(0, this.column), wrapped: false }
    if (what === "J") this.lines.length = this.row + 1
    while (this.lines.length <= this.row) this.lines.push(empty)
    return behind.slice(whole.length)
  }

  private down(): void {
    this.row++
    if (this.row >= this.lines.length) this.lines.push(empty)
    if (this.row - this.top >= this.rows) this.top++
  }

  private put(character: string): void {
    const width = isWide(character) ? 2 : 1
    if (this.column + width > this.columns) {
      const line = this.lines[this.row] ?? empty
      this.lines[this.row] = { cells: line.cells, wrapped: true }
      this.down()
      this.column = 0
    }
    const line = this.lines[this.row] ?? empty
    const cells = Array.from({ length: Math.max(line.cells.length, this.column) }, (_, at) => line.cells[at] ?? " ")
    cells[this.column] = character
    if (width === 2) cells[this.column + 1] = half
    this.lines[this.row] = { cells, wrapped: line.wrapped }
    this.column += width
  }
}

const trimmed = (rows: ReadonlyArray<string>): ReadonlyArray<string> => {
  const last = rows.findLastIndex((row) => row !== "")
  return rows.slice(0, last + 1)
}
