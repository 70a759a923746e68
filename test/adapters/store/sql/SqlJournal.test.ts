/**
 * What the contract cannot see from outside: rows from another version, migrations, and that finding unfinished turns
 * does not read the journal.
 */
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import { vi } from "vitest"
import { Migrations } from "../../../../src/adapters/store/sql/Migrations.ts"
import { SqlJournal } from "../../../../src/adapters/store/sql/SqlJournal.ts"
import { NodeSqlite } from "../../../../src/adapters/store/sqlite/NodeSqlite.ts"
import { Journal } from "../../../../src/core/ports/Journal.ts"
import { accepted, said, session, turnOf } from "../../../contract/JournalSuite.ts"

const database = NodeSqlite.layer({ filename: ":memory:" })
const layer = SqlJournal.layer.pipe(Layer.provideMerge(database))

const [s, t] = [session("s"), turnOf("t")]

describe("SqlJournal", () => {
  it.effect("skips rows that no longer decode without ending a page early", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const journal = yield* Journal
      yield* journal.append(s, t, [said("1")])
      for (const [version, entry] of [
        [1, "{ broken"],
        [1, '{"_tag":"Unheard"}'],
        [99, '{"_tag":"Delivered"}']
      ] as const) {
        yield* sql`INSERT INTO journal ${sql.insert({ session: s, turn: t, at: 0, version, entry })}`
      }
      yield* journal.append(s, t, [said("2"), said("3")])
      const page = yield* journal.read(s, { after: 0, limit: 2 })
      assert.deepStrictEqual(
        page.map((row) => row.entry),
        [said("1"), said("2")]
      )
      assert.strictEqual((yield* journal.turn(t)).length, 3)
    }).pipe(Effect.provide(layer))
  )

  it.effect("finds unfinished turns by an index alone", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const journal = yield* Journal
      yield* journal.append(s, t, [accepted(t, s)])
      const prepare = vi.spyOn(DatabaseSync.prototype, "prepare")
      yield* journal.unfinished
      const asked = prepare.mock.calls[0]?.[0]
      prepare.mockRestore()
      const plan = yield* sql.unsafe<{ readonly detail: string }>(`EXPLAIN QUERY PLAN ${asked}`)
      assert.deepStrictEqual(
        plan.map((step) => step.detail),
        ["SEARCH turns USING INDEX turns_unfinished (accepted_seq>?)"]
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("finds the last turns of a session by an index, however many there are before them", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const journal = yield* Journal
      yield* journal.append(s, t, [accepted(t, s)])
      const prepare = vi.spyOn(DatabaseSync.prototype, "prepare")
      yield* journal.turns(s, { limit: 3, before: 1000 })
      const asked = prepare.mock.calls[0]?.[0]
      prepare.mockRestore()
      const plan = yield* sql.unsafe<{ readonly detail: string }>(`EXPLAIN QUERY PLAN ${asked}`)
      const steps = plan.map(({ detail }) => detail)
      assert.isTrue(
        steps.some((step) => step.startsWith("SEARCH turns USING INDEX turns_accepted")),
        steps.join()
      )
      assert.isFalse(
        steps.some((step) => step.includes("SCAN turns")),
        steps.join()
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("migrates once, and refuses a database of a newer version", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const migrate = Layer.build(Layer.fresh(Migrations.layer)).pipe(Effect.scoped)
      yield* migrate
      yield* sql`INSERT INTO turns (turn, session, first_at) VALUES ('t', 's', 0)`
      yield* migrate
      assert.strictEqual((yield* sql`SELECT * FROM turns`).length, 1)

      yield* sql`INSERT INTO orchestrator_migrations (migration_id, name) VALUES (9999, 'from_the_future')`
      const error = yield* Effect.flip(migrate)
      assert.strictEqual(error.reason, "newer")
    }).pipe(Effect.provide(database))
  )
})
