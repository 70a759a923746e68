/** For how long something has been going on, second by second. */
import * as Words from "../../../../../core/render/Words.ts"
import { useTicking } from "./Ticking.ts"

export interface ElapsedProps {
  /** Milliseconds since 1970. */
  readonly since: number
}

export const Elapsed = ({ since }: ElapsedProps) => (
  <span className="whitespace-nowrap">{useTicking((now) => Words.duration(now - since))}</span>
)
