/** What a number of turns cost together, with those apart whose cost nobody knows. */
import type { CostLine } from "../../../../../../core/ports/LedgerStore.ts"
import { classes } from "../../ui/Classes.ts"
import { Money } from "../../ui/Money.tsx"

export interface KnownCostProps {
  readonly line: Pick<CostLine, "costUsd" | "turns" | "unpriced">
  /** Where there is room, how many are unknown stands in a column of its own. */
  readonly apart?: boolean | undefined
}

export const KnownCost = ({ line: { costUsd, turns, unpriced }, apart = false }: KnownCostProps) => {
  const known = turns > unpriced || turns === 0
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
      {known || !apart ? <Money usd={known ? costUsd : undefined} /> : <span className="text-faint">unknown</span>}
      {known && unpriced > 0 && (
        <span className={classes("whitespace-nowrap text-faint text-xs", apart && "sm:hidden")}>
          + {unpriced.toLocaleString()} unknown
        </span>
      )}
    </span>
  )
}
