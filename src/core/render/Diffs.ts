/**
 * Diffs in an answer: up to 30 lines stay where they are, of a longer one the head stays and the whole goes into a
 * file. Must only be used on text that is complete: a file cannot be changed once it is sent.
 */
import { fenceEnd } from "./Fences.ts"
import { type Line, scanLines } from "./Lines.ts"
import * as Words from "./Words.ts"

const mostLines = 30

export interface CondensedDiffs {
  readonly markdown: string
  /** All diffs that were cut, whole; empty when there was none. */
  readonly file: string
}

const isDiff = (info: string): boolean => /^(?:diff|patch)\b/i.test(info)

export const condenseDiffs = (markdown: string): CondensedDiffs => {
  const output: Array<string> = []
  const files: Array<string> = []
  const lines = scanLines(markdown)
  const said = (line: Line) => markdown.slice(line.start, line.end)
  for (let index = 0; index < lines.length; ) {
    const line = lines[index]
    if (line === undefined) break
    output.push(said(line))
    index++
    if (line.kind !== "opening" || line.fence === undefined || !isDiff(line.fence.info)) continue
    const start = index
    while (lines[index]?.kind === "code") index++
    const diff = lines.slice(start, index).map(said)
    if (diff.length <= mostLines) {
      output.push(...diff)
      continue
    }
    if (lines[index]?.kind === "closing") index++
    output.push(...diff.slice(0, mostLines), fenceEnd(line.fence), Words.dim(Words.restOfDiff(diff.length - mostLines)))
    files.push(diff.join("\n"))
  }
  return { markdown: output.join("\n"), file: files.length === 0 ? "" : `${files.join("\n")}\n` }
}
