/**
 * "Today", wherever it is said: the day of the ledger's own time zone, in which its rows stand.
 */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { SqlLedger } from "../../../src/adapters/store/sql/SqlLedger.ts"
import { NodeSqlite } from "../../../src/adapters/store/sqlite/NodeSqlite.ts"
import { costToday } from "../../../src/core/ledger/CostToday.ts"
import { Ledger } from "../../../src/core/ledger/Ledger.ts"
import { memoryState } from "../../support/MemoryState.ts"
import { entry } from "./LedgerRig.ts"

const ledgerIn = (zone: string) =>
  Ledger.layer({ prices: { asOf: "2026-11", models: [] }, limits: {}, zone: DateTime.zoneMakeNamedUnsafe(zone) }).pipe(
    Layer.provide([SqlLedger.layer.pipe(Layer.provide(NodeSqlite.layer({ filename: ":memory:" }))), memoryState])
  )

const at = (moment: string) => TestClock.setTime(Date.parse(moment))

const today = Effect.gen(function* () {
  const { agents, fleet } = yield* costToday
  return { fleet: yield* fleet, agents: Object.fromEntries(yield* agents) }
})

describe("CostToday", () => {
  it.effect("what was spent this morning is still today's in the evening, when it is tomorrow elsewhere", () =>
    Effect.gen(function* () {
      const ledger = yield* Ledger
      yield* at("2026-11-22T10:00:00-08:00")
      yield* ledger.record(entry("1", { costUsd: 5 }))
      yield* at("2026-11-22T17:00:00-08:00")
      assert.deepStrictEqual(yield* today, { fleet: 5, agents: { scout: 5 } })
      const { from, lines, to, zone } = yield* ledger.series("agent", 1, {})
      assert.deepStrictEqual(
        [from, to, zone, lines.map(({ costUsd }) => costUsd)],
        ["2026-11-22", "2026-11-22", "America/Los_Angeles", [5]]
      )
      assert.strictEqual(yield* ledger.since(7), "2026-11-16")
      yield* at("2026-11-23T00:00:00-08:00")
      assert.deepStrictEqual(yield* today, { fleet: undefined, agents: {} })
    }).pipe(Effect.provide(ledgerIn("America/Los_Angeles")))
  )

  it.effect("what was spent before midnight is yesterday's, when it is still the same day elsewhere", () =>
    Effect.gen(function* () {
      const ledger = yield* Ledger
      yield* at("2026-11-22T23:59:00+09:00")
      yield* ledger.record(entry("1", { costUsd: 5 }))
      yield* at("2026-11-23T08:30:00+09:00")
      assert.deepStrictEqual(yield* today, { fleet: undefined, agents: {} })
      // a turn whose cost nobody knows makes no 0 of it
      yield* ledger.record(entry("2", {}))
      assert.deepStrictEqual(yield* today, { fleet: undefined, agents: {} })
    }).pipe(Effect.provide(ledgerIn("Asia/Tokyo")))
  )
})
