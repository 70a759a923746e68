/** How long something took: `42s`, `1m 20s`, `1h 5m`. */
import * as Words from "../../../../../core/render/Words.ts"

export interface DurationProps {
  readonly millis: number
}

export const Duration = ({ millis }: DurationProps) => (
  <span className="whitespace-nowrap">{Words.duration(millis)}</span>
)
