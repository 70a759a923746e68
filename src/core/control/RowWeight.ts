/**
 * How much a journal row weighs on its way to a browser. Pure; close to the truth and no more, so that nobody has to write
 * rows out twice.
 */
import type { JournalRow } from "../ports/Journal.ts"

/** About as many characters as its JSON has. */
export const rowWeight = ({ entry }: Pick<JournalRow, "entry">): number => JSON.stringify(entry).length

export const rowsWeight = (rows: ReadonlyArray<Pick<JournalRow, "entry">>): number =>
  rows.reduce((sum, row) => sum + rowWeight(row), 0)
