/**
 * The SQLite driver where it can hurt: a second service, a file that is no database, a full disk, broken transactions.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as SqlClient from "effect/sql/SqlClient"
import { SqlJournal } from "../../../../src/adapters/store/sql/SqlJournal.ts"
import { NodeSqlite } from "../../../../src/adapters/store/sqlite/NodeSqlite.ts"
import { Journal } from "../../../../src/core/ports/Journal.ts"
import { accepted, said, session, turnOf } from "../../../contract/JournalSuite.ts"

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "orchestrator-sqlite-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const open = (filename: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE IF NOT EXISTS t (a TEXT)`
    return yield* sql<{ readonly a: string }>`SELECT a FROM t`
  }).pipe(Effect.provide(NodeSqlite.layer({ filename })))

const driver = new URL("../../../../src/adapters/store/sqlite/NodeSqlite.ts", import.meta.url).href

/** A service of its own process that opens the file, stores a row, and stays. */
const otherService = (filename: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const source = `
        import * as Effect from "effect/Effect"
        import * as SqlClient from "effect/sql/SqlClient"
        import { NodeSqlite } from ${JSON.stringify(driver)}
        const program = Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* sql\`CREATE TABLE t (a TEXT)\`
          yield* sql\`INSERT INTO t VALUES ('kept')\`
          process.stdout.write("open")
          yield* Effect.callback(() => { setInterval(() => {}, 1000) })
        })
        Effect.runFork(program.pipe(Effect.provide(NodeSqlite.layer({ filename: ${JSON.stringify(filename)} }))))
      `
      const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
        stdio: ["ignore", "pipe", "inherit"]
      })
      await once(child.stdout, "data")
      return child
    }),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )

describe("NodeSqlite", () => {
  it.effect("refuses a file that another service uses, and opens it once that one was killed", () =>
    Effect.gen(function* () {
      const filename = join(yield* directory, "orchestrator.db")
      const other = yield* otherService(filename)
      const refused = yield* Effect.flip(open(filename))
      assert.strictEqual(refused._tag, "SqliteError")
      assert.include(refused.message, "another service already uses this data directory")

      const gone = once(other, "exit")
      other.kill("SIGKILL")
      yield* Effect.promise(() => gone)
      assert.deepStrictEqual(
        (yield* open(filename)).map((row) => row.a),
        ["kept"]
      )
    })
  )

  it.effect("refuses a second opening in the same process, and gives the file back with the scope", () =>
    Effect.gen(function* () {
      const filename = join(yield* directory, "orchestrator.db")
      const nested = open(filename).pipe(Effect.provide(Layer.fresh(NodeSqlite.layer({ filename }))), Effect.flip)
      const error = yield* nested
      assert.strictEqual(error._tag, "SqliteError")
      yield* open(filename)
    })
  )

  it.effect("says what is wrong with a file that cannot be used", () =>
    Effect.gen(function* () {
      const path = yield* directory
      writeFileSync(join(path, "text.db"), "this is not a database ".repeat(100))
      const reasonOf = (filename: string) =>
        open(filename).pipe(
          Effect.flip,
          Effect.map((error) => (error._tag === "SqliteError" ? error.reason : error._tag))
        )
      assert.strictEqual(yield* reasonOf(join(path, "text.db")), "not-a-database")
      assert.strictEqual(yield* reasonOf(join(path, "missing", "orchestrator.db")), "not-writable")
      assert.strictEqual(yield* reasonOf(path), "not-writable")
    })
  )

  it.effect("rolls a failed transaction back and keeps working, nested ones by themselves", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`CREATE TABLE t (a TEXT UNIQUE)`
      const put = (a: string) => sql`INSERT INTO t VALUES (${a})`
      const failed = yield* Effect.flip(sql.withTransaction(Effect.andThen(put("x"), put("x"))))
      assert.strictEqual(failed.reason._tag, "UniqueViolation")
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* put("outer")
          yield* Effect.ignore(sql.withTransaction(Effect.andThen(put("inner"), put("outer"))))
        })
      )
      assert.deepStrictEqual((yield* sql`SELECT a FROM t`.values).flat(), ["outer"])
    }).pipe(Effect.provide(NodeSqlite.layer({ filename: ":memory:" })))
  )

  it.effect("stores and returns every kind of value, as rows, as values and as a stream", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`CREATE TABLE t (a, b, c, d, e)`
      const bytes = new Uint8Array([0, 255])
      yield* sql`INSERT INTO t VALUES (${"nul \u0000 after"}, ${2 ** 40}, ${true}, ${null}, ${bytes})`
      const expected = ["nul \u0000 after", 2 ** 40, 1, null, bytes]
      assert.deepStrictEqual(yield* sql`SELECT * FROM t`.values, [expected])
      assert.deepStrictEqual(Object.values((yield* sql`SELECT * FROM t`)[0] ?? {}), expected)
      assert.strictEqual((yield* Stream.runCollect(sql`SELECT * FROM t`.stream)).length, 1)
      const error = yield* Effect.flip(sql`INSERT INTO t (a) VALUES (${{ an: "object" }})`)
      assert.include(error.message, "cannot be stored")
    }).pipe(Effect.provide(NodeSqlite.layer({ filename: ":memory:" })))
  )

  it.effect("a full disk fails one append whole, says so, and later appends work again", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const journal = yield* Journal
      const [s, t] = [session("s"), turnOf("t")]
      const [pages] = yield* sql<{ readonly page_count: number }>`PRAGMA page_count`
      yield* sql.unsafe(`PRAGMA max_page_count = ${Number(pages?.page_count) + 4}`)
      const big = said("x".repeat(100_000))
      const error = yield* Effect.flip(journal.append(s, t, [accepted(t, s), big]))
      assert.strictEqual(error.reason, "full")
      assert.include(error.message, "free some space")
      assert.deepStrictEqual(yield* journal.turn(t), [])
      assert.deepStrictEqual(yield* journal.unfinished, [])

      yield* sql.unsafe("PRAGMA max_page_count = 100000")
      yield* journal.append(s, t, [accepted(t, s), big])
      assert.strictEqual((yield* journal.turn(t)).length, 2)
    }).pipe(Effect.provide(SqlJournal.layer.pipe(Layer.provideMerge(NodeSqlite.layer({ filename: ":memory:" })))))
  )
})
