/** A reader beside the service: sees what was stored, changes nothing, and keeps no service from starting. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"
import { isLocked } from "../../../../src/adapters/store/sqlite/DataLock.ts"
import { NodeSqlite } from "../../../../src/adapters/store/sqlite/NodeSqlite.ts"

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "orchestrator-readonly-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const rows = Effect.flatMap(SqlClient.SqlClient, (sql) => sql<{ readonly a: string }>`SELECT a FROM t`)
const store = (text: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE IF NOT EXISTS t (a TEXT)`
    yield* sql`INSERT INTO t VALUES (${text})`
  })

describe("a reader beside the service", () => {
  it.effect("sees what the service stores, cannot change it, and is in nobody's way", () =>
    Effect.gen(function* () {
      const filename = join(yield* directory, "a.db")
      const service = NodeSqlite.layer({ filename })
      const reader = NodeSqlite.layer({ filename, readOnly: true })

      yield* Effect.gen(function* () {
        yield* store("one")
        assert.isTrue(yield* isLocked(filename))
        assert.deepStrictEqual(
          (yield* rows.pipe(Effect.provide(reader))).map(({ a }) => a),
          ["one"]
        )
        const refused = yield* store("two").pipe(Effect.provide(reader), Effect.flip)
        assert.strictEqual(refused._tag, "SqlError")
      }).pipe(Effect.provide(service))

      yield* Effect.gen(function* () {
        assert.isFalse(yield* isLocked(filename))
        yield* store("three").pipe(Effect.provide(service))
        assert.deepStrictEqual(
          (yield* rows).map(({ a }) => a),
          ["one", "three"]
        )
      }).pipe(Effect.provide(reader))
    })
  )

  it.effect("makes no file where there is none", () =>
    Effect.gen(function* () {
      const filename = join(yield* directory, "a.db")
      const error = yield* rows.pipe(Effect.provide(NodeSqlite.layer({ filename, readOnly: true })), Effect.flip)
      assert.strictEqual(error._tag, "SqliteError")
      assert.isFalse(yield* isLocked(filename))
    })
  )
})
