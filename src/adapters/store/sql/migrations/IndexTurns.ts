/**
 * Turns of one session in the order in which they were accepted, so that a long session is read from its end without
 * looking at the rest. Once released, this file must not change: a new shape is a new migration.
 */
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"

export const indexTurns = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE INDEX turns_accepted ON turns (session, accepted_seq)`
})
