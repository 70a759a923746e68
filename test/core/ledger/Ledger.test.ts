/**
 * Money: what a turn costs, what it may cost, and that turns side by side never get more than there is.
 */
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { Ledger } from "../../../src/core/ledger/Ledger.ts"
import { AgentName, PlatformName, TurnId, UserId } from "../../../src/core/model/Ids.ts"
import { ask, entry, ledger, memoryStore } from "./LedgerRig.ts"

describe("Ledger", () => {
  it.effect("prices tokens by the model that answered, else the one asked for; a reported cost is kept", () =>
    Effect.gen(function* () {
      const { record } = yield* Ledger
      const usage = { inputTokens: 1_000_000, cachedInputTokens: 1_000_000, outputTokens: 100_000 }
      assert.closeTo((yield* record(entry("1", { ...usage, model: "known-2" }, "other"))).costUsd ?? 0, 2.1, 1e-9)
      assert.closeTo((yield* record(entry("2", usage, "known-1"))).costUsd ?? 0, 2.1, 1e-9)
      assert.strictEqual((yield* record(entry("3", { ...usage, costUsd: 0.5 }, "known-1"))).costUsd, 0.5)
      assert.notProperty(yield* record(entry("4", usage, "unheard")), "costUsd")
      assert.notProperty(yield* record(entry("5", usage)), "costUsd")
    }).pipe(Effect.provide(ledger({})))
  )

  it.effect("a turn gets the smallest of what its budgets leave, and a spent budget refuses the next", () =>
    Effect.gen(function* () {
      const { allowance, record } = yield* Ledger
      assert.deepStrictEqual(yield* allowance(ask("1", { turn: 1, day: 10 })), { _tag: "Allowed", turnUsd: 1 })
      yield* record(entry("1", { costUsd: 9.4 }))
      const second = yield* allowance(ask("2", { turn: 1, day: 10 }))
      assert.closeTo(second._tag === "Allowed" ? (second.turnUsd ?? 0) : 0, 0.6, 1e-9)
      yield* record(entry("2", { costUsd: 0.6 }))
      const third = yield* allowance(ask("3", { turn: 1, day: 10 }))
      assert.deepInclude(third, { _tag: "Refused", which: "agent-day", limitUsd: 10, reservedUsd: 0 })
      assert.deepStrictEqual(yield* allowance(ask("4", {}, ["writer", "bob"])), { _tag: "Allowed", turnUsd: 5 })
    }).pipe(Effect.provide(ledger({ fleetDayUsd: 20 })))
  )

  it.effect("the day begins at midnight where the service is", () => {
    const store = memoryStore()
    return Effect.gen(function* () {
      const { allowance, record } = yield* Ledger
      yield* TestClock.setTime(Date.UTC(2026, 10, 22, 22, 30))
      yield* record(entry("1", { costUsd: 5 }))
      assert.strictEqual((yield* allowance(ask("2")))._tag, "Refused")
      yield* TestClock.adjust("30 minutes")
      assert.strictEqual((yield* allowance(ask("2")))._tag, "Allowed")
      assert.strictEqual(store.rows.get(TurnId.make("1"))?.day, "2026-11-22")
    }).pipe(Effect.provide(ledger({ userDayUsd: 5 }, store, DateTime.zoneMakeOffset(3_600_000))))
  })

  it.effect("a person's day is theirs where they are: the same id on another platform is somebody else", () =>
    Effect.gen(function* () {
      const { allowance, raise, record } = yield* Ledger
      const of = { agent: AgentName.make("scout"), user: UserId.make("ada"), platform: PlatformName.make("chat") }
      yield* record(entry("1", { costUsd: 5 }))
      assert.deepInclude(yield* allowance(ask("2")), { _tag: "Refused", which: "user-day" })
      const elsewhere = (turn: string) => allowance(ask(turn, { turn: 9 }, undefined, undefined, "chat"))
      assert.deepStrictEqual(yield* elsewhere("3"), { _tag: "Allowed", turnUsd: 5 })
      yield* raise("user-day", of, 7)
      assert.deepStrictEqual(yield* elsewhere("3"), { _tag: "Allowed", turnUsd: 7 })
      assert.deepInclude(yield* allowance(ask("2")), { _tag: "Refused", which: "user-day", limitUsd: 5 })
    }).pipe(Effect.provide(ledger({ userDayUsd: 5 })))
  )

  it.effect("a row that could not be stored keeps its money reserved until the turn is settled", () => {
    const failing = { now: true }
    return Effect.gen(function* () {
      const { allowance, record, settle } = yield* Ledger
      yield* allowance(ask("1", { turn: 5 }))
      yield* Effect.flip(record(entry("1", { costUsd: 5 })))
      assert.deepInclude(yield* allowance(ask("2", { turn: 5 })), { _tag: "Refused", reservedUsd: 5 })
      yield* settle(TurnId.make("1"))
      assert.deepStrictEqual(yield* allowance(ask("2", { turn: 5 })), { _tag: "Allowed", turnUsd: 5 })
    }).pipe(Effect.provide(ledger({ fleetDayUsd: 5 }, memoryStore(failing))))
  })

  it.effect("turns asked for at the same moment share what is left", () =>
    Effect.gen(function* () {
      const { allowance } = yield* Ledger
      const turns = Array.from({ length: 10 }, (_, index) => allowance(ask(String(index), { turn: 3 })))
      const decisions = yield* Effect.all(turns, { concurrency: "unbounded" })
      const given = decisions.map((decision) => (decision._tag === "Allowed" ? decision.turnUsd : 0))
      assert.deepStrictEqual(given, [3, 3, 3, 1, 0, 0, 0, 0, 0, 0])
    }).pipe(Effect.provide(ledger({ fleetDayUsd: 10 })))
  )
})
