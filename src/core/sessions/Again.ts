/**
 * The turn that says a message once more. Pure.
 */
import type { DoneBy } from "../model/DoneBy.ts"
import { TurnId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import type { JournalRow } from "../ports/Journal.ts"

/**
 * Every retry of one message has a number of its own; the id stays short however often it is tried. It counts what is
 * written until the turn ended: what comes after that, as that it is shown, may come between two presses.
 */
export const again = (turn: Turn, rows: ReadonlyArray<JournalRow>, saidAt: number, by: DoneBy): Turn => {
  const [first = turn.id, before] = turn.id.split("~again-")
  const ended = rows.findIndex(({ entry }) => entry._tag === "Ended")
  const number = Number(before ?? 0) + (ended === -1 ? rows.length : ended + 1)
  return { ...turn, id: TurnId.make(`${first}~again-${number}`), saidAt, again: by }
}
