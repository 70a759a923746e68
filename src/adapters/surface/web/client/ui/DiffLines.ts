/**
 * A unified diff, line by line, and what each line is. Pure. Within a hunk a line is what its first character says, so that
 * a removed `-- note` or a removed `---` is not taken for the name of a file.
 */

export type DiffLineKind = "about" | "hunk" | "added" | "removed" | "same"

export interface DiffLine {
  readonly text: string
  readonly kind: DiffLineKind
}

export interface DiffCounts {
  readonly added: number
  readonly removed: number
}

const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/
const about =
  /^(?:diff |index |new file|deleted file|old mode|new mode|rename |copy |similarity |Binary files |\\ No newline)/

const many = (count: string | undefined): number => (count === undefined ? 1 : Number(count))

/** The names of a file before and after stand one below the other, and nowhere else. */
const isName = (text: string, above: string, below: string): boolean =>
  (text.startsWith("--- ") && below.startsWith("+++ ")) || (text.startsWith("+++ ") && above.startsWith("--- "))

export const diffLines = (text: string): ReadonlyArray<DiffLine> => {
  const lines = text.replace(/\n$/, "").split("\n")
  // how many lines of either side the hunk still has
  let before = 0
  let after = 0
  return lines.map((line, index): DiffLine => {
    const opened = hunk.exec(line)
    if (opened !== null && before <= 0 && after <= 0) {
      before = many(opened[1])
      after = many(opened[2])
      return { text: line, kind: "hunk" }
    }
    const inside = before > 0 || after > 0
    if (!inside && isName(line, lines[index - 1] ?? "", lines[index + 1] ?? "")) return { text: line, kind: "about" }
    if (line.startsWith("+")) {
      after--
      return { text: line, kind: "added" }
    }
    if (line.startsWith("-")) {
      before--
      return { text: line, kind: "removed" }
    }
    if (line.startsWith("@@")) return { text: line, kind: "hunk" }
    if (about.test(line)) return { text: line, kind: "about" }
    before--
    after--
    return { text: line, kind: "same" }
  })
}

export const diffCounts = (lines: ReadonlyArray<DiffLine>): DiffCounts => ({
  added: lines.filter(({ kind }) => kind === "added").length,
  removed: lines.filter(({ kind }) => kind === "removed").length
})
