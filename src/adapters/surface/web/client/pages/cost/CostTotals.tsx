/** What it all came to, in a row of figures. */
import type { ReactNode } from "react"
import type { CostLine } from "../../../../../../core/ports/LedgerStore.ts"
import { Money } from "../../ui/Money.tsx"
import { Tokens } from "../../ui/Tokens.tsx"
import { KnownCost } from "./KnownCost.tsx"

export interface CostTotalsProps {
  readonly total: CostLine
  readonly days: number
  readonly today: CostLine
  /** What a day may cost. */
  readonly limitUsd: number | undefined
}

const Figure = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="min-w-0 px-4 py-3">
    <dt className="label-line">{title}</dt>
    <dd className="text-lg">{children}</dd>
  </div>
)

export const CostTotals = ({ total, days, today, limitUsd }: CostTotalsProps) => (
  <dl className="grid grid-cols-2 gap-x-2 rounded-md border sm:grid-cols-3 lg:grid-cols-6">
    <Figure title={`in ${days} days`}>
      <KnownCost line={total} />
    </Figure>
    <Figure title="a day, on average">
      <Money usd={total.turns > total.unpriced || total.turns === 0 ? total.costUsd / days : undefined} />
    </Figure>
    <Figure title={limitUsd === undefined ? "today" : "today, of its limit"}>
      <KnownCost line={today} />
      {limitUsd !== undefined && (
        <span className={today.costUsd >= limitUsd ? "text-sm text-bad" : "text-sm text-muted"}>
          {" of "}
          <Money usd={limitUsd} />
        </span>
      )}
    </Figure>
    <Figure title="turns">{total.turns.toLocaleString()}</Figure>
    <Figure title="tokens in">
      <Tokens count={total.inputTokens} />
    </Figure>
    <Figure title="tokens out">
      <Tokens count={total.outputTokens} />
    </Figure>
  </dl>
)
