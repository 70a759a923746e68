/**
 * One row per turn with what it used and what it cost. Once released, this file must not change: a new shape is a new
 * migration.
 */
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"

export const createLedger = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE ledger (
      turn TEXT NOT NULL PRIMARY KEY,
      session TEXT NOT NULL,
      agent TEXT NOT NULL,
      backend TEXT NOT NULL,
      platform TEXT NOT NULL,
      user_id TEXT NOT NULL,
      ended_at BIGINT NOT NULL,
      day TEXT NOT NULL,
      outcome TEXT NOT NULL,
      elapsed_millis BIGINT NOT NULL,
      input_tokens BIGINT NOT NULL,
      cached_input_tokens BIGINT NOT NULL,
      cache_write_tokens BIGINT NOT NULL,
      output_tokens BIGINT NOT NULL,
      reasoning_tokens BIGINT NOT NULL,
      cost_usd DOUBLE PRECISION,
      context_share DOUBLE PRECISION,
      model TEXT
    )
  `
  // the cost is in the indexes because budgets ask for its sum before every turn
  yield* sql`CREATE INDEX ledger_day ON ledger (day, cost_usd)`
  yield* sql`CREATE INDEX ledger_agent ON ledger (agent, day, cost_usd)`
  yield* sql`CREATE INDEX ledger_user ON ledger (user_id, day, cost_usd)`
  yield* sql`CREATE INDEX ledger_ended ON ledger (ended_at)`
})
