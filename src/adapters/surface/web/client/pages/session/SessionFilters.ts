/** Which sessions are listed. Owns how that is written in the address, so that a list can be kept and sent. */

export interface SessionFilters {
  readonly search: string
  readonly agent: string
  readonly platform: string
}

const keys = ["search", "agent", "platform"] as const

export const filtersOf = (query: URLSearchParams): SessionFilters => ({
  search: query.get("search") ?? "",
  agent: query.get("agent") ?? "",
  platform: query.get("platform") ?? ""
})

/** Anything else in the address stays. */
export const queryWith = (query: URLSearchParams, filters: Partial<SessionFilters>): URLSearchParams => {
  const next = new URLSearchParams(query)
  for (const key of keys) {
    const value = filters[key]
    if (value === "") next.delete(key)
    else if (value !== undefined) next.set(key, value)
  }
  return next
}
