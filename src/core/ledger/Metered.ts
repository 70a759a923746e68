/**
 * How a running turn stands with its budgets: within, nearly at one of them, or over. Pure. Owns the share at which a
 * person is told, and which budget is named: the one that is used up furthest, the narrowest of equals.
 */
import type { BudgetName } from "../model/Outcome.ts"
import type { Day } from "./Budgets.ts"
import { aboveOf, type Reservation, type Reservations, spentUnder } from "./Reservations.ts"

export interface Near {
  readonly _tag: "Near"
  readonly budget: BudgetName
  readonly spentUsd: number
  readonly limitUsd: number
}

export interface Over {
  readonly _tag: "Over"
  /** The one that has to be raised, and how it stands. */
  readonly budget: BudgetName
  readonly limitUsd: number
  readonly spentUsd: number
  /**
   * `turn`: its own limit. `share`: what the day's budget left for it. `day`: the day's budget itself. `parent`: what the
   * turn that asked for it gave it. `above`: what one of those above may cost with all that it asked for.
   */
  readonly by: "turn" | "share" | "day" | "parent" | "above"
  /** What this turn might cost, and has cost with all that it asked for. */
  readonly turn: { readonly limitUsd: number; readonly spentUsd: number; readonly ownUsd?: number }
  /** The price of its model is not known: its tokens were counted at the dearest one. */
  readonly presumed: boolean
}

/** `Near` is told once in a turn. */
export type Metered = { readonly _tag: "Within" } | Near | Over

/** A day's budget with what running turns have really spent. */
export interface SpentDay extends Pick<Day, "which" | "limitUsd"> {
  /** By ended turns and by running ones. */
  readonly spentUsd: number
}

const nearAt = 0.8

// sums of many small amounts differ in their last digits
const more = (amount: number, limit: number): boolean => amount > limit + 1e-9

const standing = (all: Reservations, held: Reservation): Over["turn"] => {
  const spentUsd = spentUnder(all, held)
  const { limitUsd = spentUsd, ownUsd } = held
  return { limitUsd, spentUsd, ...(ownUsd === undefined ? {} : { ownUsd }) }
}

/** How it is stopped when it has spent all that it was granted; undefined when nothing limits it. */
export const exceeded = (all: Reservations, held: Reservation, days: ReadonlyArray<SpentDay>): Over | undefined => {
  const { limitUsd, limitedBy } = held
  if (limitUsd === undefined) return undefined
  const turn = standing(all, held)
  const day = days.find(({ which }) => which === limitedBy)
  const own = { _tag: "Over", turn, presumed: held.presumed } as const
  return day === undefined
    ? { ...own, budget: "turn", limitUsd, spentUsd: turn.spentUsd, by: limitedBy === "parent" ? "parent" : "turn" }
    : { ...own, budget: day.which, limitUsd: day.limitUsd, spentUsd: day.spentUsd, by: "share" }
}

const overAt = (all: Reservations, held: Reservation, days: ReadonlyArray<SpentDay>): Over | undefined => {
  const turn = standing(all, held)
  if (held.limitUsd !== undefined && more(turn.spentUsd, held.limitUsd)) return exceeded(all, held, days)
  const { presumed } = held
  for (const above of aboveOf(all, held)) {
    const spentUsd = spentUnder(all, above)
    if (above.limitUsd === undefined || !more(spentUsd, above.limitUsd)) continue
    return { _tag: "Over", budget: "turn", limitUsd: above.limitUsd, spentUsd, by: "above", turn, presumed }
  }
  const day = days.find((day) => more(day.spentUsd, day.limitUsd))
  if (day === undefined) return undefined
  return { _tag: "Over", budget: day.which, limitUsd: day.limitUsd, spentUsd: day.spentUsd, by: "day", turn, presumed }
}

/** `days` are those of this turn that have a limit, the narrowest first. */
export const meter = (all: Reservations, held: Reservation, days: ReadonlyArray<SpentDay>): Metered => {
  const over = overAt(all, held, days)
  if (over !== undefined || held.told) return over ?? { _tag: "Within" }
  const { limitUsd } = held
  const own = limitUsd === undefined ? [] : [{ which: "turn" as const, limitUsd, spentUsd: spentUnder(all, held) }]
  let furthest = nearAt
  let near: Near | undefined
  for (const { limitUsd, spentUsd, which } of [...own, ...days]) {
    const share = spentUsd / limitUsd
    if (share < furthest || (near !== undefined && share === furthest)) continue
    furthest = share
    near = { _tag: "Near", budget: which, spentUsd, limitUsd }
  }
  return near ?? { _tag: "Within" }
}
