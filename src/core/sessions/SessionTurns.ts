/**
 * The turns of one session out of its journal rows, each reduced to what is known of it. Pure; rows of a turn whose
 * beginning is gone are left out.
 */
import type { TurnId } from "../model/Ids.ts"
import type { JournalRow } from "../ports/Journal.ts"
import { initialTurnState, reduceTurn, type TurnState } from "./TurnState.ts"

export interface ToldTurn {
  readonly state: TurnState
  /** For each ask of the state: how many blocks there were when it was asked. */
  readonly asked: ReadonlyArray<number>
}

/** In the order in which they were accepted; `rows` are one session's, oldest first. */
export const sessionTurns = (rows: ReadonlyArray<JournalRow>): ReadonlyArray<ToldTurn> => {
  const turns = new Map<TurnId, ToldTurn>()
  for (const { at, entry, turn } of rows) {
    const begun = entry._tag === "Accepted" ? { state: initialTurnState(entry.turn, at), asked: [] } : undefined
    const known = turns.get(turn) ?? begun
    if (known === undefined) continue
    const state = reduceTurn(known.state, entry, at)
    const grown = state.asks.length > known.asked.length
    turns.set(turn, { state, asked: grown ? [...known.asked, state.blocks.length] : known.asked })
  }
  return [...turns.values()]
}
