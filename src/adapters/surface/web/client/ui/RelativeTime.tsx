/** How long ago, or how soon; the exact time for a pointer that rests on it. */
import { useTicking } from "./Ticking.ts"
import { momentWords, timeWords } from "./TimeWords.ts"

export interface RelativeTimeProps {
  /** Milliseconds since 1970. */
  readonly at: number
}

export const RelativeTime = ({ at }: RelativeTimeProps) => {
  const words = useTicking((now) => timeWords(at, now))
  return (
    <time dateTime={new Date(at).toISOString()} title={momentWords(at)} className="whitespace-nowrap">
      {words}
    </time>
  )
}
