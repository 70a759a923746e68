/** What waits, by the agent that it waits for. Pure. */
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"

export interface AgentQueue {
  readonly agent: string
  /** The oldest first. */
  readonly turns: ReadonlyArray<BoardTurn>
}

/** The longest first. */
export const queuesOf = (queued: ReadonlyArray<BoardTurn>): ReadonlyArray<AgentQueue> => {
  const byAgent = new Map<string, Array<BoardTurn>>()
  for (const turn of queued) {
    const turns = byAgent.get(turn.agent) ?? []
    turns.push(turn)
    byAgent.set(turn.agent, turns)
  }
  return [...byAgent]
    .map(([agent, turns]) => ({ agent, turns }))
    .sort((left, right) => right.turns.length - left.turns.length || left.agent.localeCompare(right.agent))
}
