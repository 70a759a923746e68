/**
 * What every ledger store must do, whatever keeps it. Takes a layer and runs the same tests on it.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { AgentName, BackendName, PlatformName, SessionId, TurnId, UserId } from "../../src/core/model/Ids.ts"
import { noUsage, type Usage } from "../../src/core/model/Usage.ts"
import { type LedgerRow, LedgerStore } from "../../src/core/ports/LedgerStore.ts"

export const ledgerRow = (
  turn: string,
  given: { readonly agent?: string; readonly user?: string; readonly day?: string; readonly at?: number },
  usage: Partial<Usage>
): LedgerRow => ({
  turn: TurnId.make(turn),
  session: SessionId.make(`default/${given.agent ?? "scout"}/console:c`),
  agent: AgentName.make(given.agent ?? "scout"),
  backend: BackendName.make("rehearsal"),
  platform: PlatformName.make("console"),
  user: UserId.make(given.user ?? "ada"),
  at: given.at ?? 0,
  day: given.day ?? "2026-11-22",
  outcome: "Done",
  elapsedMillis: 10.5,
  usage: { ...noUsage, ...usage }
})

export const ledgerSuite = <E>(name: string, layer: Layer.Layer<LedgerStore, E>): void => {
  describe(`ledger: ${name}`, () => {
    it.effect("sums by group and keeps turns without a cost apart", () =>
      Effect.gen(function* () {
        const store = yield* LedgerStore
        yield* store.record(ledgerRow("1", {}, { inputTokens: 10, outputTokens: 1, costUsd: 0.5, model: "m1" }))
        yield* store.record(
          ledgerRow("2", {}, { inputTokens: 5, cachedInputTokens: 100, cacheWriteTokens: 20, outputTokens: 2 })
        )
        yield* store.record(ledgerRow("3", { agent: "writer" }, { outputTokens: 4, costUsd: 2, model: "m1" }))
        assert.deepStrictEqual(yield* store.summary("agent", {}), [
          { key: "writer", turns: 1, inputTokens: 0, outputTokens: 4, costUsd: 2, unpriced: 0 },
          { key: "scout", turns: 2, inputTokens: 135, outputTokens: 3, costUsd: 0.5, unpriced: 1 }
        ])
        assert.deepStrictEqual(
          (yield* store.summary("model", {})).map((line) => [line.key, line.costUsd, line.unpriced]),
          [
            ["m1", 2.5, 0],
            ["unknown", 0, 1]
          ]
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("the same turn again replaces its row", () =>
      Effect.gen(function* () {
        const store = yield* LedgerStore
        yield* store.record(ledgerRow("1", {}, { costUsd: 5, outputTokens: 9 }))
        yield* store.record(ledgerRow("1", { user: "bob" }, { outputTokens: 3 }))
        assert.deepStrictEqual(yield* store.summary("user", {}), [
          { key: "bob", turns: 1, inputTokens: 0, outputTokens: 3, costUsd: 0, unpriced: 1 }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.effect("spent counts from a day on, for one agent or one user or all", () =>
      Effect.gen(function* () {
        const store = yield* LedgerStore
        assert.strictEqual(yield* store.spent({ sinceDay: "2026-11-22" }), 0)
        yield* store.record(ledgerRow("1", { day: "2026-11-21" }, { costUsd: 100 }))
        yield* store.record(ledgerRow("2", {}, { costUsd: 1 }))
        yield* store.record(ledgerRow("3", { agent: "writer" }, { costUsd: 2 }))
        yield* store.record(ledgerRow("4", { user: "o'hara \u{1f469}" }, { costUsd: 4 }))
        yield* store.record(ledgerRow("5", {}, {}))
        const since = { sinceDay: "2026-11-22" }
        assert.strictEqual(yield* store.spent(since), 7)
        assert.strictEqual(yield* store.spent({ ...since, agent: AgentName.make("writer") }), 2)
        assert.strictEqual(yield* store.spent({ ...since, user: UserId.make("o'hara \u{1f469}") }), 4)
        assert.strictEqual(yield* store.spent({}), 107)
        assert.deepStrictEqual(
          (yield* store.summary("day", {})).map((line) => line.key),
          ["2026-11-22", "2026-11-21"]
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("prunes what ended before", () =>
      Effect.gen(function* () {
        const store = yield* LedgerStore
        yield* store.record(ledgerRow("1", { at: 1000 }, { costUsd: 1 }))
        yield* store.record(ledgerRow("2", { at: 2000 }, { costUsd: 2 }))
        assert.strictEqual(yield* store.prune(2000), 1)
        assert.strictEqual(yield* store.spent({}), 2)
      }).pipe(Effect.provide(layer))
    )
  })
}
