/**
 * Money inside money: what a turn asks for draws from what it holds, people are told in time which budget it is, and a
 * raise is worth what it says.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { Ledger } from "../../../src/core/ledger/Ledger.ts"
import type { Metered } from "../../../src/core/ledger/Metered.ts"
import { overrun, refusal } from "../../../src/core/ledger/Overruns.ts"
import { AgentName, PlatformName, TurnId, UserId } from "../../../src/core/model/Ids.ts"
import { noUsage } from "../../../src/core/model/Usage.ts"
import { ask, entry, ledger } from "./LedgerRig.ts"

const id = TurnId.make
const cost = (costUsd: number) => ({ ...noUsage, costUsd })
const scout = ["scout", "ada"] as const

const wordsOf = (metered: Metered): string => {
  const outcome = metered._tag === "Over" ? overrun(metered) : undefined
  return outcome?._tag === "OverBudget"
    ? `${outcome.budget} ${outcome.limitUsd}: ${outcome.message}; raise to ${outcome.raiseToUsd}`
    : metered._tag
}

describe("nested budgets", () => {
  it.effect("a turn is given what the one that asked for it has left; who wants more than that gets half of it", () =>
    Effect.gen(function* () {
      const { allowance, left, meter } = yield* Ledger
      yield* allowance(ask("top", { turn: 1 }))
      yield* meter(id("top"), cost(0.1), undefined)
      // the fleet's day leaves 0.20 beside what the turn holds: its workers need none of that
      assert.deepStrictEqual(yield* allowance(ask("one", { turn: 0.3 }, scout, "top")), {
        _tag: "Allowed",
        turnUsd: 0.3
      })
      const second = yield* allowance(ask("two", { turn: 1 }, scout, "top"))
      assert.closeTo(second._tag === "Allowed" ? (second.turnUsd ?? 0) : 0, 0.3, 1e-9)
      const deep = yield* allowance(ask("deep", { turn: 9 }, scout, "one"))
      assert.closeTo(deep._tag === "Allowed" ? (deep.turnUsd ?? 0) : 0, 0.15, 1e-9)
      yield* meter(id("two"), cost(0.25), undefined)
      assert.closeTo((yield* left(id("top"))) ?? 0, 0.65, 1e-9)
      assert.closeTo((yield* left(id("two"))) ?? 0, 0.05, 1e-9)
    }).pipe(Effect.provide(ledger({ fleetDayUsd: 1.2 })))
  )

  it.effect("without anything left above it a turn is refused, and the words say so", () =>
    Effect.gen(function* () {
      const { allowance, record } = yield* Ledger
      yield* allowance(ask("top", { turn: 1 }))
      yield* allowance(ask("one", { turn: 1 }, scout, "top"))
      yield* record(entry("one", { costUsd: 0.995 }))
      const refused = yield* allowance(ask("two", { turn: 0.4 }, scout, "top"))
      assert.strictEqual(refused._tag, "Refused")
      assert.deepInclude(refused._tag === "Refused" ? refusal(refused, 0.4) : {}, {
        budget: "turn",
        message: "the turn that asked for this has nothing left: $1.00 of $1.00 spent",
        raiseToUsd: 0.4
      })
    }).pipe(Effect.provide(ledger({})))
  )

  it.effect("without any limit above it a turn is limited by its own and the days alone", () =>
    Effect.gen(function* () {
      const { allowance } = yield* Ledger
      assert.deepStrictEqual(yield* allowance(ask("top")), { _tag: "Allowed" })
      assert.deepStrictEqual(yield* allowance(ask("one", { turn: 3 }, scout, "top")), { _tag: "Allowed", turnUsd: 3 })
      assert.deepStrictEqual(yield* allowance(ask("two", {}, scout, "top")), { _tag: "Allowed" })
    }).pipe(Effect.provide(ledger({})))
  )

  it.effect(
    "what is held is held once: less by what others of its tree have spent, and never more than anybody above has",
    () =>
      Effect.gen(function* () {
        const { allowance, meter, record } = yield* Ledger
        const smith = ["smith", "ada"] as const
        yield* allowance(ask("top", { turn: 1 }))
        yield* allowance(ask("ended", { turn: 0.5 }, smith, "top"))
        yield* record(entry("ended", { costUsd: 0.4 }, undefined, smith))
        yield* allowance(ask("running", { turn: 0.3 }, smith, "top"))
        yield* meter(id("running"), cost(0.2), undefined)
        // of the fleet's 2 there are 0.40 spent and 0.60 held, of scout's 1.2 there are 0.40 held
        const other = yield* allowance(ask("other", { turn: 5 }, ["writer", "ada"]))
        assert.closeTo(other._tag === "Allowed" ? (other.turnUsd ?? 0) : 0, 1, 1e-9)
        yield* record(entry("other", { costUsd: 0 }, undefined, ["writer", "ada"]))
        const same = yield* allowance(ask("same", { turn: 5 }))
        assert.closeTo(same._tag === "Allowed" ? (same.turnUsd ?? 0) : 0, 0.8, 1e-9)
        yield* meter(id("top"), cost(0.3), undefined)
        const deep = yield* allowance(ask("deep", { turn: 0.09 }, smith, "running"))
        assert.closeTo(deep._tag === "Allowed" ? (deep.turnUsd ?? 0) : 0, 0.09, 1e-9)
        yield* meter(id("top"), cost(0.36), undefined)
        const deeper = yield* allowance(ask("deeper", { turn: 0.09 }, smith, "deep"))
        assert.closeTo(deeper._tag === "Allowed" ? (deeper.turnUsd ?? 0) : 0, 0.02, 1e-9)
      }).pipe(Effect.provide(ledger({ fleetDayUsd: 2, agentDayUsd: 1.2 })))
  )

  it.effect("a turn that ends leaves those that it asked for with no more than it had itself", () =>
    Effect.gen(function* () {
      const { allowance, left, meter, record } = yield* Ledger
      yield* allowance(ask("top", { turn: 1 }))
      yield* allowance(ask("one", { turn: 0.8 }, scout, "top"))
      yield* meter(id("top"), cost(0.5), undefined)
      assert.closeTo((yield* left(id("one"))) ?? 0, 0.5, 1e-9)
      yield* record(entry("top", { costUsd: 0.5 }))
      assert.closeTo((yield* left(id("one"))) ?? 0, 0.5, 1e-9)
      // 0.50 are spent and 0.50 held: 0.20 are free
      const other = yield* allowance(ask("other", { turn: 5 }))
      assert.closeTo(other._tag === "Allowed" ? (other.turnUsd ?? 0) : 0, 0.2, 1e-9)
    }).pipe(Effect.provide(ledger({ fleetDayUsd: 1.2 })))
  )

  it.effect("at 80 % it is said once, and beyond the limit which one it was", () =>
    Effect.gen(function* () {
      const { allowance, meter } = yield* Ledger
      yield* allowance(ask("1", { turn: 1 }))
      assert.strictEqual((yield* meter(id("1"), cost(0.79), undefined))._tag, "Within")
      assert.deepStrictEqual(yield* meter(id("1"), cost(0.82), undefined), {
        _tag: "Near",
        budget: "turn",
        spentUsd: 0.82,
        limitUsd: 1
      })
      assert.strictEqual((yield* meter(id("1"), cost(0.9), undefined))._tag, "Within")
      assert.strictEqual(
        wordsOf(yield* meter(id("1"), cost(1.02), undefined)),
        "turn 1: this turn may cost $1.00 and has cost $1.02; raise to 2"
      )
    }).pipe(Effect.provide(ledger({ fleetDayUsd: 100 })))
  )

  it.effect("what a day's budget left for a turn is named as that day's", () =>
    Effect.gen(function* () {
      const { allowance, exceeded, meter } = yield* Ledger
      assert.deepStrictEqual(yield* allowance(ask("1", { day: 0.2 })), { _tag: "Allowed", turnUsd: 0.1 })
      assert.strictEqual(
        wordsOf(yield* meter(id("1"), cost(0.11), undefined)),
        "agent-day 0.2: this turn was given $0.10 of what that leaves and has cost $0.11; raise to 0.4"
      )
      const known = yield* exceeded(id("1"))
      assert.strictEqual(known?._tag === "OverBudget" ? known.budget : "", "agent-day")
    }).pipe(Effect.provide(ledger({ agentDayUsd: 5 })))
  )

  it.effect("what others really spend counts: nearly at the day's budget, and over it", () =>
    Effect.gen(function* () {
      const { allowance, meter, record } = yield* Ledger
      for (const turn of ["1", "2", "3"]) yield* allowance(ask(turn, { turn: 1 }))
      yield* record(entry("1", { costUsd: 1.5 }))
      assert.strictEqual((yield* meter(id("2"), cost(0.6), undefined))._tag, "Within")
      assert.deepInclude(yield* meter(id("3"), cost(0.4), undefined), { _tag: "Near", budget: "user-day", limitUsd: 3 })
      yield* record(entry("2", { costUsd: 2.5 }))
      assert.match(wordsOf(yield* meter(id("3"), cost(0.5), undefined)), /^user-day 3: \$4\.50 of it spent/)
    }).pipe(Effect.provide(ledger({ userDayUsd: 3 })))
  )

  it.effect("those above are measured with all that they asked for", () =>
    Effect.gen(function* () {
      const { allowance, meter } = yield* Ledger
      yield* allowance(ask("top", { turn: 1 }))
      yield* allowance(ask("one", { turn: 0.9 }, scout, "top"))
      yield* meter(id("top"), cost(0.7), undefined)
      assert.match(
        wordsOf(yield* meter(id("one"), cost(0.4), undefined)),
        /^turn 1: the turn that asked for this may cost \$1\.00 with all that it asked for, and that has cost \$1\.10/
      )
      assert.strictEqual((yield* meter(id("top"), cost(0.7), undefined))._tag, "Over")
    }).pipe(Effect.provide(ledger({})))
  )

  it.effect("a model without a price counts at the dearest one against a limit of its own, and against no other", () =>
    Effect.gen(function* () {
      const { allowance, meter } = yield* Ledger
      const used = { ...noUsage, inputTokens: 100_000, outputTokens: 1_000 }
      yield* allowance(ask("worker", { turn: 1 }))
      assert.match(
        wordsOf(yield* meter(id("worker"), used, "unheard")),
        /this turn may cost \$1\.00 and has cost \$1\.05; its model has no price/
      )
      assert.strictEqual((yield* meter(id("worker"), used, "known-1"))._tag, "Within")
      yield* allowance(ask("person"))
      assert.strictEqual((yield* meter(id("person"), used, "unheard"))._tag, "Within")
    }).pipe(Effect.provide(ledger({ fleetDayUsd: 2.1 })))
  )

  it.effect("what a turn had cost before it was interrupted is part of what it may cost", () =>
    Effect.gen(function* () {
      const { allowance, left } = yield* Ledger
      assert.deepStrictEqual(yield* allowance({ ...ask("1", { turn: 1 }), spentUsd: 0.6 }), {
        _tag: "Allowed",
        turnUsd: 1
      })
      assert.closeTo((yield* left(id("1"))) ?? 0, 0.4, 1e-9)
    }).pipe(Effect.provide(ledger({})))
  )

  it.effect("a raised day counts for whom it was raised, until the day is over", () =>
    Effect.gen(function* () {
      const { allowance, raise, record, settle } = yield* Ledger
      const of = { agent: AgentName.make("scout"), user: UserId.make("ada"), platform: PlatformName.make("console") }
      yield* record(entry("1", { costUsd: 2 }))
      assert.strictEqual((yield* allowance(ask("2", { turn: 1 })))._tag, "Refused")
      yield* raise("agent-day", of, 4)
      yield* raise("agent-day", of, 3)
      assert.deepStrictEqual(yield* allowance(ask("2", { turn: 5 })), { _tag: "Allowed", turnUsd: 2 })
      yield* settle(id("2"))
      yield* record(entry("other", { costUsd: 2 }, undefined, ["smith", "ada"]))
      assert.strictEqual((yield* allowance(ask("3", {}, ["smith", "ada"])))._tag, "Refused")
      yield* TestClock.adjust("1 day")
      assert.deepStrictEqual(yield* allowance(ask("4", { turn: 5 })), { _tag: "Allowed", turnUsd: 2 })
    }).pipe(Effect.provide(ledger({ agentDayUsd: 2 })))
  )
})
