/**
 * Money: what a turn costs, what it may cost, and that turns side by side never get more than there is.
 */
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { Ledger, type LedgerSettings } from "../../../src/core/ledger/Ledger.ts"
import { AgentName, BackendName, PlatformName, SessionId, TurnId, UserId } from "../../../src/core/model/Ids.ts"
import { noUsage, type Usage } from "../../../src/core/model/Usage.ts"
import { LedgerError, type LedgerRow, LedgerStore } from "../../../src/core/ports/LedgerStore.ts"

/** Rows in a map; `failing` makes every write fail. */
const memoryStore = (failing = { now: false }) => {
  const rows = new Map<TurnId, LedgerRow>()
  const layer = Layer.succeed(LedgerStore, {
    record: (row) =>
      failing.now
        ? Effect.fail(new LedgerError({ operation: "record", cause: "full" }))
        : Effect.sync(() => {
            rows.set(row.turn, row)
          }),
    summary: () => Effect.succeed([]),
    spent: (filter) =>
      Effect.sync(() =>
        [...rows.values()]
          .filter((row) => filter.sinceDay === undefined || row.day >= filter.sinceDay)
          .filter((row) => filter.agent === undefined || row.agent === filter.agent)
          .filter((row) => filter.user === undefined || row.user === filter.user)
          .reduce((sum, row) => sum + (row.usage.costUsd ?? 0), 0)
      ),
    prune: () => Effect.succeed(0)
  })
  return { rows, layer }
}

const prices = { asOf: "2026-11", models: [{ model: "known-*", input: 1, cachedInput: 0.1, output: 10 }] }

const ledger = (limits: LedgerSettings["limits"], store = memoryStore(), zone = DateTime.zoneMakeOffset(0)) =>
  Ledger.layer({ prices, limits, zone }).pipe(Layer.provide(store.layer))

const ask = (turn: string, budget: { readonly turn?: number; readonly day?: number } = {}, who = ["scout", "ada"]) => ({
  turn: TurnId.make(turn),
  agent: AgentName.make(who[0] ?? ""),
  user: UserId.make(who[1] ?? ""),
  budget
})

const entry = (turn: string, usage: Partial<Usage>, model?: string) => ({
  turn: TurnId.make(turn),
  session: SessionId.make("s"),
  agent: AgentName.make("scout"),
  backend: BackendName.make("rehearsal"),
  platform: PlatformName.make("console"),
  user: UserId.make("ada"),
  outcome: "Done" as const,
  usage: { ...noUsage, ...usage },
  elapsedMillis: 1,
  ...(model === undefined ? {} : { model })
})

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

  const nat = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))
  const Step = Schema.Union([
    Schema.Struct({ kind: Schema.tag("ask"), turn: nat(9), who: nat(2), cents: Schema.optionalKey(nat(1200)) }),
    Schema.Struct({ kind: Schema.tag("end"), turn: nat(9), percent: nat(100) }),
    Schema.Struct({ kind: Schema.tag("drop"), turn: nat(9) })
  ])

  it.effect.prop(
    "no order of starts and ends hands out more than the fleet's day has",
    [Schema.Array(Step).check(Schema.isMaxLength(60))],
    ([steps]) => {
      const store = memoryStore()
      return Effect.gen(function* () {
        const { allowance, record, settle } = yield* Ledger
        const running = new Map<string, number>()
        let run = 0
        const names = new Map<number, string>()
        for (const next of steps) {
          const name = names.get(next.turn) ?? `${next.turn}/0`
          if (next.kind === "ask") {
            // a turn that has ended does not run again: its number stands for a new one
            const fresh = running.has(name) ? name : `${next.turn}/${++run}`
            names.set(next.turn, fresh)
            const budget = next.cents === undefined ? {} : { turn: (next.cents + 1) / 100 }
            const decision = yield* allowance(ask(fresh, budget, [`a${next.who}`, `u${next.who}`]))
            if (decision._tag === "Allowed") running.set(fresh, decision.turnUsd ?? Number.NaN)
            else running.delete(fresh)
          } else if (running.has(name)) {
            if (next.kind === "end")
              yield* record(entry(name, { costUsd: ((running.get(name) ?? 0) * next.percent) / 100 }))
            else yield* settle(TurnId.make(name))
            running.delete(name)
          }
          const spent = [...store.rows.values()].reduce((sum, row) => sum + (row.usage.costUsd ?? 0), 0)
          const held = [...running.values()].reduce((sum, usd) => sum + usd, 0)
          assert.isAtMost(spent + held, 10 + 1e-9)
        }
      }).pipe(Effect.provide(ledger({ fleetDayUsd: 10, userDayUsd: 8 }, store)))
    },
    { arbitrary: { runs: 100, size: 60 } }
  )
})
