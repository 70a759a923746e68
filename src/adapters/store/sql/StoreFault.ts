/**
 * What a failed statement means for the person who runs the service, whatever the database. Owns the result codes of
 * the dialects; must not know any table.
 */
import type * as SqlError from "effect/sql/SqlError"

export type StoreFault = "full" | "corrupt" | "unavailable"

const sqlite: Readonly<Record<number, StoreFault>> = { 11: "corrupt", 13: "full", 26: "corrupt" }
const postgres: Readonly<Record<string, StoreFault>> = { "53100": "full", XX001: "corrupt", XX002: "corrupt" }

const codeOf = (cause: unknown, key: string): unknown =>
  typeof cause === "object" && cause !== null ? Reflect.get(cause, key) : undefined

export const storeFault = (error: SqlError.SqlError): StoreFault => {
  const { cause } = error.reason
  const errno = codeOf(cause, "errno")
  // the low byte of SQLite's code is the primary one
  if (typeof errno === "number") return sqlite[errno & 0xff] ?? "unavailable"
  const code = codeOf(cause, "code")
  return typeof code === "string" ? (postgres[code] ?? "unavailable") : "unavailable"
}
