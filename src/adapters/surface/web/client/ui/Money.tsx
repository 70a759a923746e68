/** An amount in US dollars. What nobody reported is unknown, which is not the same as nothing. */
import * as Words from "../../../../../core/render/Words.ts"

export interface MoneyProps {
  readonly usd: number | undefined
}

export const Money = ({ usd }: MoneyProps) =>
  usd === undefined ? (
    <span className="whitespace-nowrap text-faint">cost unknown</span>
  ) : (
    <span className="whitespace-nowrap">{Words.money(usd)}</span>
  )
