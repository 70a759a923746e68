/**
 * What one turn may cost by its own terms and its agent's, before the configuration and the day's budgets. Pure.
 */
import type { Agent } from "../model/Agent.ts"
import type { Turn } from "../model/Turn.ts"

/** US dollars; undefined when neither says anything. A raise counts in place of everything else. */
export const turnLimit = (
  { budgetUsd, raised }: Pick<Turn, "budgetUsd" | "raised">,
  { budget }: Pick<Agent, "budget">
): number | undefined => {
  if (raised === true || budget.turn === undefined) return budgetUsd ?? budget.turn
  return budgetUsd === undefined ? budget.turn : Math.min(budgetUsd, budget.turn)
}
