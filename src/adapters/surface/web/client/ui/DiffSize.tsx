/** How many lines a change added and removed: `+12 −3`. */
import * as Words from "../../../../../core/render/Words.ts"
import type { DiffCounts } from "./DiffLines.ts"

export interface DiffSizeProps {
  readonly counts: DiffCounts
}

export const DiffSize = ({ counts: { added, removed } }: DiffSizeProps) => (
  <span className="inline-flex shrink-0 gap-2 whitespace-nowrap text-xs">
    <span className="text-good">
      <span aria-hidden="true">+{added}</span>
      <span className="sr-only">{Words.count(added, "line")} added</span>
    </span>
    <span className="text-bad">
      <span aria-hidden="true">−{removed}</span>
      <span className="sr-only">{Words.count(removed, "line")} removed</span>
    </span>
  </span>
)
