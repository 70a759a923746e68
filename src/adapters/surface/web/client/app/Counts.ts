/** How much waits in each part of the dashboard, as the navigation shows it: read off the board. */
import { type BoardSeen, useBoard } from "../live/Board.ts"
import type { Section } from "./Sections.ts"

const manyIn: Partial<Record<Section["page"], (seen: BoardSeen) => number>> = {
  now: ({ board }) => (board === undefined ? 0 : board.asking.length + board.failed.length),
  sessions: ({ board }) => board?.running.length ?? 0
}

const nothing = () => 0

export const useCount = (page: Section["page"]): number => useBoard(manyIn[page] ?? nothing)

/** A person is needed there. */
export const isUrgent = (page: Section["page"]): boolean => page === "now"
