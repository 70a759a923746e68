/**
 * Where a text that still grows can be cut without taking anything apart: between two blocks, never in a fence or a table.
 */
import { fenceAfter, scanLines } from "./Lines.ts"

/** The offset at which the last block begins that has something above it; 0 when there is none. */
export const lastBoundary = (text: string): number => {
  const lines = scanLines(text)
  for (let index = lines.length - 1; index > 0; index--) {
    const above = lines[index - 1]
    const line = lines[index]
    if (above === undefined || line === undefined || text.slice(0, line.start).trim() === "") continue
    if (above.kind === "blank" && line.fence === undefined && line.kind !== "blank") return line.start
    if (above.kind === "blank" && line.kind === "opening") return line.start
    if (above.kind === "closing" && fenceAfter(above) === undefined) return line.start
  }
  return 0
}
