/**
 * What the contract cannot see from outside: a long log is looked through in pieces, and a rare act found by an index.
 */
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import { vi } from "vitest"
import { SqlAudit } from "../../../../src/adapters/store/sql/SqlAudit.ts"
import { NodeSqlite } from "../../../../src/adapters/store/sqlite/NodeSqlite.ts"
import { AuditLog } from "../../../../src/core/ports/AuditLog.ts"

const layer = SqlAudit.layer.pipe(Layer.provideMerge(NodeSqlite.layer({ filename: ":memory:" })))

const lines = 23_000

const fill = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${lines})
    INSERT INTO audit (at, user_id, name, platform, action, subject, detail, sought)
    SELECT n, 'u', 'Ada', 'web', CASE WHEN n = 7 THEN 'invited' ELSE 'asked' END, 'scout', '',
      CASE WHEN n IN (7, 12000) THEN 'ada needle' ELSE 'ada hay' END
    FROM number
  `
})

describe("SqlAudit", () => {
  it.effect("a search goes through the whole log, piece by piece, and lets others work in between", () =>
    Effect.gen(function* () {
      yield* fill
      const audit = yield* AuditLog
      let turns = 0
      const other = yield* Effect.forkChild(
        Effect.forever(
          Effect.andThen(
            Effect.sync(() => turns++),
            Effect.yieldNow
          )
        )
      )
      const found = yield* audit.read({ limit: 10, search: "NEEDLE ada" })
      yield* Fiber.interrupt(other)
      assert.deepStrictEqual(
        found.map(({ seq }) => seq),
        [12_000, 7]
      )
      assert.isAtLeast(turns, 3)
      const seqs = (query: Parameters<typeof audit.read>[0]) =>
        Effect.map(audit.read(query), (known) => known.map(({ seq }) => seq))
      assert.deepStrictEqual(yield* seqs({ limit: 10, search: "needle", before: 12_000 }), [7])
      assert.deepStrictEqual(yield* seqs({ limit: 1, search: "needle" }), [12_000])
      assert.deepStrictEqual(yield* seqs({ limit: 2, search: "hay" }), [lines, lines - 1])
      assert.deepStrictEqual(yield* seqs({ limit: 2, search: "nowhere" }), [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("finds the lines of a rare act by an index", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const audit = yield* AuditLog
      const prepare = vi.spyOn(DatabaseSync.prototype, "prepare")
      yield* audit.read({ limit: 10, action: "invited", before: 100 })
      const asked = prepare.mock.calls[0]?.[0]
      prepare.mockRestore()
      const plan = yield* sql.unsafe<{ readonly detail: string }>(`EXPLAIN QUERY PLAN ${asked}`)
      assert.match(plan.map(({ detail }) => detail).join("; "), /^SEARCH audit USING INDEX audit_action/)
    }).pipe(Effect.provide(layer))
  )
})
