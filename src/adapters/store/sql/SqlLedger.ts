/**
 * Ledger rows on a SQL database. Owns the table `ledger`; sums in the database, never in memory. An absent cost is NULL
 * and stays out of every sum. Must not price or judge anything.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import {
  type CostGroup,
  type CostLine,
  LedgerError,
  type LedgerFilter,
  type LedgerRow,
  LedgerStore
} from "../../../core/ports/LedgerStore.ts"
import { Migrations } from "./Migrations.ts"

interface StoredLine {
  readonly key: string | null
  readonly turns: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cost_usd: number | null
  readonly unpriced: number
}

interface StoredDay extends StoredLine {
  readonly day: string
}

const columns: Readonly<Record<CostGroup, string>> = {
  day: "day",
  agent: "agent",
  backend: "backend",
  platform: "platform",
  user: "user_id",
  model: "model",
  session: "session"
}

const ledgerError = (operation: string) => (cause: SqlError.SqlError) => new LedgerError({ operation, cause })

const toColumns = (row: LedgerRow) => ({
  turn: row.turn,
  session: row.session,
  agent: row.agent,
  backend: row.backend,
  platform: row.platform,
  user_id: row.user,
  ended_at: Math.round(row.at),
  day: row.day,
  outcome: row.outcome,
  elapsed_millis: Math.round(row.elapsedMillis),
  input_tokens: row.usage.inputTokens,
  cached_input_tokens: row.usage.cachedInputTokens,
  cache_write_tokens: row.usage.cacheWriteTokens,
  output_tokens: row.usage.outputTokens,
  reasoning_tokens: row.usage.reasoningTokens,
  cost_usd: row.usage.costUsd ?? null,
  context_share: row.usage.contextShare ?? null,
  model: row.usage.model ?? null
})

const toLine = (row: StoredLine): CostLine => ({
  key: row.key ?? "unknown",
  turns: Number(row.turns),
  inputTokens: Number(row.input_tokens),
  outputTokens: Number(row.output_tokens),
  costUsd: Number(row.cost_usd ?? 0),
  unpriced: Number(row.unpriced)
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const matching = (filter: LedgerFilter) =>
    sql.and([
      sql`1 = 1`,
      ...(filter.sinceDay === undefined ? [] : [sql`day >= ${filter.sinceDay}`]),
      ...(filter.agent === undefined ? [] : [sql`agent = ${filter.agent}`]),
      ...(filter.user === undefined ? [] : [sql`user_id = ${filter.user}`]),
      ...(filter.platform === undefined ? [] : [sql`platform = ${filter.platform}`])
    ])

  const sums = sql`
    COUNT(*) AS turns,
    SUM(input_tokens + cached_input_tokens + cache_write_tokens) AS input_tokens,
    SUM(output_tokens) AS output_tokens,
    SUM(cost_usd) AS cost_usd,
    COUNT(*) - COUNT(cost_usd) AS unpriced
  `

  const record = Effect.fn("SqlLedger.record")(
    function* (row: LedgerRow) {
      const stored = toColumns(row)
      const replaced = Object.keys(stored).map((column) => sql`${sql(column)} = ${sql.literal(`excluded.${column}`)}`)
      yield* sql`
        INSERT INTO ledger ${sql.insert(stored)} ON CONFLICT (turn) DO UPDATE SET ${sql.csv(replaced)}
      `
    },
    Effect.mapError(ledgerError("record"))
  )

  const summary = Effect.fn("SqlLedger.summary")(
    function* (group: CostGroup, filter: LedgerFilter) {
      const key = sql(columns[group])
      const rows = yield* sql<StoredLine>`
        SELECT ${key} AS key, ${sums}
        FROM ledger WHERE ${matching(filter)} GROUP BY ${key}
        ORDER BY ${group === "day" ? sql`key DESC` : sql`COALESCE(SUM(cost_usd), 0) DESC, turns DESC, key`}
      `
      return rows.map(toLine)
    },
    Effect.mapError(ledgerError("summary"))
  )

  const daily = Effect.fn("SqlLedger.daily")(
    function* (group: CostGroup, filter: LedgerFilter) {
      const key = sql(columns[group])
      const rows = yield* sql<StoredDay>`
        SELECT day, ${key} AS key, ${sums}
        FROM ledger WHERE ${matching(filter)} GROUP BY ${group === "day" ? sql`day` : sql`day, ${key}`} ORDER BY day, key
      `
      return rows.map((row) => ({ ...toLine(row), day: row.day }))
    },
    Effect.mapError(ledgerError("daily"))
  )

  const spent = Effect.fn("SqlLedger.spent")(
    function* (filter: LedgerFilter) {
      const rows = yield* sql<{ readonly usd: number | null }>`
        SELECT SUM(cost_usd) AS usd FROM ledger WHERE ${matching(filter)}
      `
      return Number(rows[0]?.usd ?? 0)
    },
    Effect.mapError(ledgerError("spent"))
  )

  const prune = Effect.fn("SqlLedger.prune")(
    function* (before: number) {
      const gone = yield* sql`SELECT COUNT(*) AS rows FROM ledger WHERE ended_at < ${before}`
      yield* sql`DELETE FROM ledger WHERE ended_at < ${before}`
      return Number(gone[0]?.rows ?? 0)
    },
    sql.withTransaction,
    Effect.mapError(ledgerError("prune"))
  )

  return LedgerStore.of({ record, summary, daily, spent, prune })
})

export const SqlLedger = { layer: Layer.effect(LedgerStore, make).pipe(Layer.provide(Migrations.layer)) }
