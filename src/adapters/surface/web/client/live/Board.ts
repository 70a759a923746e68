/**
 * The board of the fleet, followed while somebody looks.
 */
import { create } from "zustand"
import type { Board } from "../../../../../core/control/protocol/BoardRpcs.ts"
import { follow } from "./Follow.ts"
import { followed } from "./Followed.ts"
import type { Refusal } from "./Refusal.ts"

export interface BoardSeen {
  /** Absent until it was told. */
  readonly board?: Board
  readonly refusal?: Refusal
}

const store = create<BoardSeen>()(() => ({}))

export const useBoard = followed(store, () =>
  follow({
    watch: (service) => service.WatchBoard(),
    hear: (boards) => {
      const board = boards.at(-1)
      if (board !== undefined) store.setState({ board })
    },
    refused: (refusal) => store.setState({ refusal })
  })
)
