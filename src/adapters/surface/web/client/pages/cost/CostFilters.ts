/** Which costs are shown. Owns how that is written in the address, so that a view can be kept and sent. */
import type { Measure } from "./CostView.ts"

export const groups = ["agent", "model", "user", "platform", "backend"] as const
export const ranges = [7, 30, 90] as const

export interface CostFilters {
  readonly by: (typeof groups)[number]
  readonly days: (typeof ranges)[number]
  readonly measure: Measure
}

const usual: CostFilters = { by: "agent", days: 30, measure: "cost" }

export const filtersOf = (query: URLSearchParams): CostFilters => ({
  by: groups.find((each) => each === query.get("by")) ?? usual.by,
  days: ranges.find((each) => String(each) === query.get("days")) ?? usual.days,
  measure: query.get("measure") === "tokens" ? "tokens" : "cost"
})

/** Anything else in the address stays; what is usual is left out. */
export const queryWith = (query: URLSearchParams, change: Partial<CostFilters>): URLSearchParams => {
  const next = new URLSearchParams(query)
  const filters = { ...filtersOf(query), ...change }
  for (const key of ["by", "days", "measure"] as const) {
    if (filters[key] === usual[key]) next.delete(key)
    else next.set(key, String(filters[key]))
  }
  return next
}
