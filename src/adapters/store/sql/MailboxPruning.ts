/**
 * Removes what the cluster's mailbox keeps of messages that were answered long ago: the library itself never does. Owns
 * that two tables of the library are deleted from, and nothing else.
 */
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"

/** The library's ids are snowflakes: milliseconds since this moment, shifted by 22 bits. */
const epoch = Date.UTC(2025, 0, 1)
const shift = 2 ** 22

/**
 * Returns how many messages went; those that are not processed stay, however old, and so does what a durable run that
 * still goes on has put down of its steps: read again, it must not do them again. `before` is epoch milliseconds.
 */
export const pruneMailbox = Effect.fn("pruneMailbox")(function* (before: number) {
  const sql = yield* SqlClient.SqlClient
  const newest = BigInt(Math.max(0, before - epoch)) * BigInt(shift)
  const [yes, no] = sql.onDialectOrElse({ pg: () => [true, false] as const, orElse: () => [1, 0] as const })
  const old = sql`SELECT request_id FROM cluster_messages WHERE processed = ${yes} AND id < ${newest}
    AND NOT (entity_type LIKE 'Workflow/%' AND entity_id IN (
      SELECT entity_id FROM cluster_messages WHERE processed = ${no} AND entity_type LIKE 'Workflow/%'
    ))`
  return yield* sql.withTransaction(
    Effect.gen(function* () {
      const [count] = yield* sql<{ readonly n: number }>`SELECT COUNT(*) AS n FROM (${old}) AS old`
      yield* sql`DELETE FROM cluster_replies WHERE request_id IN (${old})`
      yield* sql`DELETE FROM cluster_messages WHERE request_id IN (${old})`
      return Number(count?.n ?? 0)
    })
  )
})
