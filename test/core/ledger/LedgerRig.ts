/**
 * A ledger for tests: rows in memory, raises in memory, one price list. Owns no rule of its own.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Ledger, type LedgerRequest, type LedgerSettings } from "../../../src/core/ledger/Ledger.ts"
import { AgentName, BackendName, PlatformName, SessionId, TurnId, UserId } from "../../../src/core/model/Ids.ts"
import { noUsage, type Usage } from "../../../src/core/model/Usage.ts"
import { LedgerError, type LedgerRow, LedgerStore } from "../../../src/core/ports/LedgerStore.ts"
import { memoryState } from "../../support/MemoryState.ts"

/** Rows in a map; `failing` makes every write fail. */
export const memoryStore = (failing = { now: false }) => {
  const rows = new Map<TurnId, LedgerRow>()
  const layer = Layer.succeed(LedgerStore, {
    record: (row) =>
      failing.now
        ? Effect.fail(new LedgerError({ operation: "record", cause: "full" }))
        : Effect.sync(() => {
            rows.set(row.turn, row)
          }),
    summary: () => Effect.succeed([]),
    daily: () => Effect.succeed([]),
    spent: (filter) =>
      Effect.sync(() =>
        [...rows.values()]
          .filter((row) => filter.sinceDay === undefined || row.day >= filter.sinceDay)
          .filter((row) => filter.agent === undefined || row.agent === filter.agent)
          .filter((row) => filter.platform === undefined || row.platform === filter.platform)
          .filter((row) => filter.user === undefined || row.user === filter.user)
          .reduce((sum, row) => sum + (row.usage.costUsd ?? 0), 0)
      ),
    prune: () => Effect.succeed(0)
  })
  return { rows, layer }
}

const prices = {
  asOf: "2026-11",
  models: [
    { model: "known-*", input: 1, cachedInput: 0.1, output: 10 },
    { model: "dear", input: 10, output: 50 }
  ]
}

export const ledger = (
  limits: LedgerSettings["limits"],
  store = memoryStore(),
  zone: DateTime.TimeZone = DateTime.zoneMakeOffset(0)
) => Ledger.layer({ prices, limits, zone }).pipe(Layer.provide([store.layer, memoryState]))

/** `who`: the agent's name and the person's. */
export const ask = (
  turn: string,
  budget: LedgerRequest["budget"] = {},
  who: readonly [agent: string, user: string] = ["scout", "ada"],
  within?: string,
  where = "console"
): LedgerRequest => ({
  turn: TurnId.make(turn),
  agent: AgentName.make(who[0]),
  user: UserId.make(who[1]),
  platform: PlatformName.make(where),
  budget,
  ...(within === undefined ? {} : { within: TurnId.make(within) })
})

export const entry = (
  turn: string,
  usage: Partial<Usage>,
  model?: string,
  who: readonly [agent: string, user: string] = ["scout", "ada"]
) => ({
  turn: TurnId.make(turn),
  session: SessionId.make("s"),
  agent: AgentName.make(who[0]),
  backend: BackendName.make("rehearsal"),
  platform: PlatformName.make("console"),
  user: UserId.make(who[1]),
  outcome: "Done" as const,
  usage: { ...noUsage, ...usage },
  elapsedMillis: 1,
  ...(model === undefined ? {} : { model })
})
