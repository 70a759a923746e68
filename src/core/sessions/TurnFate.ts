/**
 * What the journal says of a turn that is handed over once more: nothing, waiting, torn off, answered, delivered. Pure:
 * the whole decision of recovery, apart from what the CLI itself remembers.
 */
import type { MessageRef } from "../model/Conversation.ts"
import type { Turn } from "../model/Turn.ts"
import type { JournalRow } from "../ports/Journal.ts"
import { initialTurnState, reduceTurn, type TurnState } from "./TurnState.ts"

export type TurnFate =
  /** Never seen. */
  | { readonly _tag: "Fresh" }
  /** In the lane, not yet handed to the CLI. */
  | { readonly _tag: "Waiting" }
  /** Handed to the CLI `attempts` times, and not ended. */
  | { readonly _tag: "TornOff"; readonly attempts: number }
  /** Ended, but perhaps not shown. */
  | { readonly _tag: "Undelivered" }
  | { readonly _tag: "Settled" }

export interface KnownTurn {
  readonly fate: TurnFate
  readonly state: TurnState
  /** Messages of ours that exist, by slot key. */
  readonly posted: ReadonlyMap<string, MessageRef>
}

const fateOf = (rows: ReadonlyArray<JournalRow>): TurnFate => {
  const has = (tag: JournalRow["entry"]["_tag"]) => rows.some((row) => row.entry._tag === tag)
  if (has("Delivered")) return { _tag: "Settled" }
  if (has("Ended")) return { _tag: "Undelivered" }
  const attempts = rows.filter((row) => row.entry._tag === "Dispatched").length
  if (attempts > 0) return { _tag: "TornOff", attempts }
  return has("Accepted") ? { _tag: "Waiting" } : { _tag: "Fresh" }
}

export const knownTurn = (turn: Turn, rows: ReadonlyArray<JournalRow>): KnownTurn => ({
  fate: fateOf(rows),
  state: rows.reduce(
    (state, row) => reduceTurn(state, row.entry, row.at),
    initialTurnState(turn, rows[0]?.at ?? turn.saidAt)
  ),
  posted: new Map(rows.flatMap(({ entry }) => (entry._tag === "Posted" ? [[entry.key, entry.message] as const] : [])))
})
