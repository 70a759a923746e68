/** Which acts are listed. Owns how that is written in the address. */
import { AuditAction } from "../../../../../../core/ports/AuditLog.ts"

export interface AuditFilters {
  readonly search: string
  readonly action: AuditAction | undefined
}

export const filtersOf = (query: URLSearchParams): AuditFilters => ({
  search: query.get("search") ?? "",
  action: AuditAction.literals.find((each) => each === query.get("action"))
})

/** Anything else in the address stays. */
export const queryWith = (query: URLSearchParams, key: "search" | "action", value: string): URLSearchParams => {
  const next = new URLSearchParams(query)
  if (value === "") next.delete(key)
  else next.set(key, value)
  return next
}
