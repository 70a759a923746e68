/**
 * The lines of one kind of act, so that the rare ones are found without looking at all others. Once released, this file must
 * not change: a new shape is a new migration.
 */
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"

export const indexAudit = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE INDEX audit_action ON audit (action, seq)`
})
