/**
 * What the contract cannot see from outside: rows from another version, migrations, and that finding unfinished turns
 * does not read the journal.
 */
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Migrator from "effect/sql/Migrator"
import * as SqlClient from "effect/sql/SqlClient"
import { vi } from "vitest"
import { encodeEntry } from "../../../../src/adapters/store/sql/EntryCodec.ts"
import { Migrations } from "../../../../src/adapters/store/sql/Migrations.ts"
import { createAudit } from "../../../../src/adapters/store/sql/migrations/CreateAudit.ts"
import { createJournal } from "../../../../src/adapters/store/sql/migrations/CreateJournal.ts"
import { createLedger } from "../../../../src/adapters/store/sql/migrations/CreateLedger.ts"
import { indexTurns } from "../../../../src/adapters/store/sql/migrations/IndexTurns.ts"
import { SqlJournal } from "../../../../src/adapters/store/sql/SqlJournal.ts"
import { NodeSqlite } from "../../../../src/adapters/store/sqlite/NodeSqlite.ts"
import { ConversationId, PlatformName, UserId } from "../../../../src/core/model/Ids.ts"
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

  it.effect("lists the latest sessions without looking at the others", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const journal = yield* Journal
      yield* journal.append(s, t, [accepted(t, s)])
      const prepare = vi.spyOn(DatabaseSync.prototype, "prepare")
      yield* journal.sessions(1)
      yield* journal.sessions(1, { by: { platform: PlatformName.make("web"), user: UserId.make("ann") } })
      const asked = prepare.mock.calls.map(([text]) => text)
      prepare.mockRestore()
      assert.strictEqual(asked.length, 2)
      for (const one of asked) {
        const steps = (yield* sql.unsafe<{ readonly detail: string }>(`EXPLAIN QUERY PLAN ${one}`)).map(
          (at) => at.detail
        )
        assert.isFalse(
          steps.some((step) => /^SCAN (journal|turns|sessions)(?! USING INDEX sessions_last$)/.test(step)),
          steps.join("; ")
        )
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("finds in a store of the version before all its sessions, who began them and where", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const before = Migrator.fromRecord({
        "0001_create_journal": createJournal,
        "0002_create_ledger": createLedger,
        "0003_create_audit": createAudit,
        "0004_index_turns": indexTurns
      })
      yield* Migrator.make({})({ loader: before, table: "orchestrator_migrations" })
      const failed =
        '{"_tag":"Ended","outcome":{"_tag":"Failed","kind":"crash","message":"it broke"},"elapsedMillis":1}'
      const write = Effect.fnUntraced(function* (name: string, at: number, first: string) {
        const [session_, turn] = [session(name), turnOf(name)]
        const row = { session: session_, turn, at, version: 1 }
        yield* sql`INSERT INTO journal ${sql.insert([
          { ...row, entry: first },
          { ...row, at: at + 1, entry: failed }
        ])}`
        const of = { turn, session: session_, first_at: at, accepted_seq: at, ended_at: at + 1, delivered_at: at + 1 }
        yield* sql`INSERT INTO turns ${sql.insert(of)}`
      })
      for (let index = 0; index < 450; index++) {
        const name = String(index)
        yield* write(
          name,
          1000 + index,
          encodeEntry(accepted(turnOf(name), session(name), `${name} ${"é".repeat(9000)}`))
        )
      }
      yield* write("broken", 5000, "{ broken")

      const journal = Context.get(yield* Layer.build(Layer.fresh(SqlJournal.layer)), Journal)
      const all = yield* journal.sessions(1000)
      assert.strictEqual(all.length, 451)
      const [broken, latest] = all
      assert.deepStrictEqual(broken, { session: session("broken"), turns: 1, firstAt: 5000, lastAt: 5001 })
      assert.deepStrictEqual(
        [latest?.session, latest?.begun?.id, latest?.lastAt],
        [session("449"), turnOf("449"), 1450]
      )
      assert.isBelow(latest?.begun?.text.length ?? 9000, 9000)
      const ada = { platform: PlatformName.make("console"), user: UserId.make("u") }
      assert.strictEqual((yield* journal.sessions(1000, { by: ada })).length, 450)
      assert.deepStrictEqual(yield* journal.spots([ada.platform], 9), [
        { platform: ada.platform, ids: [ConversationId.make("c")] }
      ])
      assert.strictEqual((yield* journal.ended(0, ["Failed"])).length, 451)
      assert.deepStrictEqual(yield* journal.ended(0, ["Done"]), [])
    }).pipe(Effect.scoped, Effect.provide(database))
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
