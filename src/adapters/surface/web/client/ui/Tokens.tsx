/** How many tokens, rounded as far as one can grasp; the exact figure for a pointer that rests on it. */

export interface TokensProps {
  readonly count: number
}

/** `840`, `1.2k`, `36k`, `1.4M`. */
export const tokenWords = (count: number): string => {
  if (count < 1_000) return String(count)
  const [scaled, unit] = count < 999_500 ? [count / 1_000, "k"] : [count / 1_000_000, "M"]
  return `${scaled < 9.95 ? scaled.toFixed(1).replace(/\.0$/, "") : Math.round(scaled)}${unit}`
}

export const Tokens = ({ count }: TokensProps) => (
  <span title={`${count.toLocaleString()} tokens`} className="whitespace-nowrap">
    {tokenWords(count)}
  </span>
)
