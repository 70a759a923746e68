/**
 * The board of the fleet, followed while somebody looks. Owns that a turn of which nothing changed stays the same object.
 */
import { create } from "zustand"
import type { Board, BoardTurn } from "../../../../../core/control/protocol/BoardRpcs.ts"
import { follow } from "./Follow.ts"
import { followed } from "./Followed.ts"
import { keeping } from "./Keeping.ts"
import type { Refusal } from "./Refusal.ts"

export interface BoardSeen {
  /** Absent until it was told. */
  readonly board?: Board
  readonly refusal?: Refusal
}

const store = create<BoardSeen>()(() => ({}))

const nameOf = ({ turn }: BoardTurn): string => turn

/** A board is told as a whole, whatever changed on it. */
const withFormer = (before: Board | undefined, board: Board): Board =>
  before === undefined
    ? board
    : {
        ...board,
        asking: keeping(before.asking, board.asking, nameOf),
        failed: keeping(before.failed, board.failed, nameOf),
        running: keeping(before.running, board.running, nameOf),
        queued: keeping(before.queued, board.queued, nameOf)
      }

export const useBoard = followed(store, () =>
  follow({
    watch: (service) => service.WatchBoard(),
    hear: (boards) => {
      const board = boards.at(-1)
      if (board !== undefined) store.setState((known) => ({ board: withFormer(known.board, board) }), true)
    },
    refused: (refusal) => store.setState({ refusal })
  })
)
