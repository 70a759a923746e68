/**
 * Every store adapter against its contract, and what a restart on the same file must find again.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { KeyvState } from "../../src/adapters/store/keyv/KeyvState.ts"
import { SqlAudit } from "../../src/adapters/store/sql/SqlAudit.ts"
import { SqlJournal } from "../../src/adapters/store/sql/SqlJournal.ts"
import { SqlLedger } from "../../src/adapters/store/sql/SqlLedger.ts"
import { NodeSqlite } from "../../src/adapters/store/sqlite/NodeSqlite.ts"
import { Journal } from "../../src/core/ports/Journal.ts"
import { LedgerStore } from "../../src/core/ports/LedgerStore.ts"
import { State } from "../../src/core/ports/State.ts"
import { auditSuite } from "./AuditSuite.ts"
import { accepted, delivered, hostile, journalSuite, said, session, turnOf } from "./JournalSuite.ts"
import { ledgerRow, ledgerSuite } from "./LedgerSuite.ts"
import { stateSuite } from "./StateSuite.ts"

const stores = (filename: string) =>
  Layer.mergeAll(SqlJournal.layer, SqlLedger.layer, SqlAudit.layer, KeyvState.layerSql).pipe(
    Layer.provide(NodeSqlite.layer({ filename }))
  )

const memory = stores(":memory:")

journalSuite("sqlite", memory)
ledgerSuite("sqlite", memory)
auditSuite("sqlite", memory)
stateSuite("sqlite through keyv", memory)
stateSuite("keyv in memory", KeyvState.layerMemory)

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "orchestrator-stores-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

describe("restart on the same file", () => {
  it.effect("finds turns, costs and state as they were", () =>
    Effect.gen(function* () {
      const filename = join(yield* directory, "orchestrator.db")
      const [s, open, done] = [session("s"), turnOf("open"), turnOf("done")]
      const before = yield* Effect.gen(function* () {
        const journal = yield* Journal
        yield* journal.append(s, done, [accepted(done, s), delivered])
        const last = yield* journal.append(s, open, [accepted(open, s), said(hostile)])
        yield* (yield* LedgerStore).record(ledgerRow("1", {}, { costUsd: 0.25 }))
        yield* (yield* State).namespace("n", Schema.String).set(hostile, hostile)
        return last
      }).pipe(Effect.provide(stores(filename)))

      yield* Effect.gen(function* () {
        const journal = yield* Journal
        assert.deepStrictEqual(yield* journal.unfinished, [{ session: s, turn: open }])
        assert.deepStrictEqual(
          (yield* journal.turn(open)).map((row) => row.entry),
          [accepted(open, s), said(hostile)]
        )
        assert.isAbove(yield* journal.append(s, open, [delivered]), before)
        assert.strictEqual(yield* (yield* LedgerStore).spent({}), 0.25)
        assert.deepStrictEqual(yield* (yield* State).namespace("n", Schema.String).get(hostile), Option.some(hostile))
      }).pipe(Effect.provide(stores(filename)))
    })
  )
})
