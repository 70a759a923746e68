/**
 * Rows as aligned columns for a terminal. Cells are foreign text: they stay in their line and can move nothing.
 */
import { tameLine } from "../adapters/chat/console/HostileText.ts"
import { widthOf } from "../adapters/chat/console/Width.ts"

/** The first row is the head; the last column is as wide as it likes. */
export const table = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const cells = rows.map((row) => row.map(tameLine))
  const widths = cells.reduce<ReadonlyArray<number>>(
    (widest, row) => row.map((cell, column) => Math.max(widthOf(cell), widest[column] ?? 0)),
    []
  )
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}
