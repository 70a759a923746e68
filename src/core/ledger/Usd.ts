/**
 * US dollars as people read them. Owns the rounding, so that the same sum looks the same everywhere.
 */

/** `$12.30`, `<$0.01` for less than a cent, `$0.00` for nothing. */
export const usd = (amount: number): string =>
  amount > 0 && amount < 0.01
    ? "<$0.01"
    : `$${amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
