/**
 * What the fleet has spent since midnight, UTC. Owns that a day of which no cost is known has none, and not 0.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { LedgerError } from "../ports/LedgerStore.ts"
import { Ledger } from "./Ledger.ts"

/** US dollars; undefined when no cost is known. */
export const costToday: Effect.Effect<Effect.Effect<number | undefined, LedgerError>, never, Ledger> = Effect.map(
  Ledger,
  (ledger) =>
    Effect.gen(function* () {
      const today = DateTime.formatIsoDate(yield* DateTime.now)
      const lines = yield* ledger.report("day", { sinceDay: today })
      const known = lines.filter(({ turns, unpriced }) => turns > unpriced)
      return known.length === 0 ? undefined : known.reduce((sum, { costUsd }) => sum + costUsd, 0)
    })
)
