/**
 * What was spent since midnight, where the ledger's day begins. Owns that what nobody knows the cost of has none, and not 0.
 */
import * as Effect from "effect/Effect"
import type { CostGroup, CostLine, LedgerError } from "../ports/LedgerStore.ts"
import { Ledger } from "./Ledger.ts"

export interface CostToday {
  /** Of the whole fleet, US dollars; undefined when no cost is known. */
  readonly fleet: Effect.Effect<number | undefined, LedgerError>
  /** Of each agent of which a cost is known, by its name, US dollars. */
  readonly agents: Effect.Effect<ReadonlyMap<string, number>, LedgerError>
}

const isKnown = ({ turns, unpriced }: CostLine): boolean => turns > unpriced

export const costToday: Effect.Effect<CostToday, never, Ledger> = Effect.map(Ledger, (ledger) => {
  const known = (group: CostGroup) =>
    Effect.flatMap(ledger.since(1), (sinceDay) =>
      Effect.map(ledger.report(group, { sinceDay }), (lines) => lines.filter(isKnown))
    )
  return {
    fleet: Effect.map(known("day"), (lines) =>
      lines.length === 0 ? undefined : lines.reduce((sum, { costUsd }) => sum + costUsd, 0)
    ),
    agents: Effect.map(known("agent"), (lines) => new Map(lines.map(({ costUsd, key }) => [key, costUsd])))
  }
})
