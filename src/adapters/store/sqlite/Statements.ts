/**
 * Prepared statements by their text, least recently used first out. Owns preparing and running on one open database;
 * every call blocks until SQLite is done. Must not know about transactions or fibers.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"

interface Prepared {
  readonly statement: StatementSync
  readonly returnsRows: boolean
}

type Row = ReturnType<StatementSync["get"]> & object
export type Params = ReadonlyArray<unknown>

// texts with a variable number of parameters make new statements for ever
const capacity = 256

const toInput = (value: unknown): SQLInputValue => {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
      return value
    case "boolean":
      return value ? 1 : 0
    case "undefined":
      return null
  }
  if (value === null || value instanceof Uint8Array) return value
  if (value instanceof Date) return value.toISOString()
  throw new TypeError("a value of this type cannot be stored in a database column")
}

export interface Statements {
  readonly rows: (text: string, params: Params, bigints: boolean) => ReadonlyArray<Row>
  readonly values: (text: string, params: Params, bigints: boolean) => ReadonlyArray<ReadonlyArray<unknown>>
  /** Rows when the statement returns some, otherwise how much it changed. */
  readonly raw: (text: string, params: Params, bigints: boolean) => unknown
}

export const makeStatements = (database: DatabaseSync): Statements => {
  const known = new Map<string, Prepared>()

  const prepare = (text: string): Prepared => {
    const hit = known.get(text)
    if (hit !== undefined) {
      known.delete(text)
      known.set(text, hit)
      return hit
    }
    const statement = database.prepare(text)
    const prepared = { statement, returnsRows: statement.columns().length > 0 }
    known.set(text, prepared)
    const oldest = known.size > capacity ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
    return prepared
  }

  const run = (text: string, params: Params, bigints: boolean, arrays: boolean) => {
    const { returnsRows, statement } = prepare(text)
    statement.setReadBigInts(bigints)
    statement.setReturnArrays(arrays)
    const input = params.map(toInput)
    return returnsRows ? { rows: statement.all(...input) } : { rows: [], changes: statement.run(...input) }
  }

  return {
    rows: (text, params, bigints) => run(text, params, bigints, false).rows,
    values: (text, params, bigints) =>
      run(text, params, bigints, true).rows.map((row) => (Array.isArray(row) ? row : Object.values(row))),
    raw: (text, params, bigints) => {
      const done = run(text, params, bigints, false)
      return done.changes ?? done.rows
    }
  }
}
