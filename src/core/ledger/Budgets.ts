/**
 * Whether a turn may start and how much it may spend: turn <= agent's day <= user's day <= fleet's day, and what another
 * turn asked for never more than that one has left. Pure. What a running turn may still spend counts as spent, so that
 * turns side by side cannot overrun a budget together.
 *
 * A turn without a limit of its own is given half of what the day's budgets leave, not all of it: otherwise one running
 * turn would keep every other turn from starting. For the same reason a turn that wants more than the one that asked for
 * it has left is given half of that.
 */
import type { BudgetName } from "../model/Outcome.ts"
import type { LimitedBy } from "./Reservations.ts"

export type DayBudget = Exclude<BudgetName, "turn">

/** One day's budget as it stands, US dollars. */
export interface Day {
  readonly which: DayBudget
  readonly limitUsd: number
  /** What today's ended turns have cost. */
  readonly spentUsd: number
  /** Held by turns that still run, what they have spent included. */
  readonly reservedUsd: number
  /** Of that, what this turn may use: the turn that asked for it holds it for both. */
  readonly coveredUsd: number
}

/** The turn that asked for it; `leftUsd` is infinite when nothing limits that one. */
export interface Parent {
  readonly leftUsd: number
  readonly limitUsd: number
  /** By it and by all that it asked for. */
  readonly spentUsd: number
}

export type Refused = {
  readonly _tag: "Refused"
  /** `turn`: the turn that asked for it has nothing left. */
  readonly which: BudgetName
  readonly limitUsd: number
  readonly spentUsd: number
  /** Held by turns that still run. */
  readonly reservedUsd: number
}

/** `turnUsd` is the most that this turn may spend; absent when nothing limits it. */
export type Decision = { readonly _tag: "Allowed"; readonly turnUsd?: number } | Refused

export interface Granted {
  readonly _tag: "Granted"
  readonly turnUsd: number
  readonly limitedBy: LimitedBy
}

// less than this is not worth starting a CLI for
const leastUsd = 0.01

const half = (usd: number): number => (usd >= 2 * leastUsd ? usd / 2 : usd)

/** An infinite grant is none. */
export const decide = (ask: {
  /** What its agent or the one who asked for it allows it. */
  readonly ownUsd: number | undefined
  readonly parent: Parent | undefined
  readonly days: ReadonlyArray<Day>
}): Granted | Refused => {
  const { ownUsd, parent } = ask
  let granted: Granted = { _tag: "Granted", turnUsd: ownUsd ?? Number.POSITIVE_INFINITY, limitedBy: "turn" }
  const atMost = (turnUsd: number, limitedBy: LimitedBy) => {
    if (turnUsd < granted.turnUsd) granted = { _tag: "Granted", turnUsd, limitedBy }
  }
  for (const { coveredUsd, limitUsd, reservedUsd, spentUsd, which } of ask.days) {
    const left = limitUsd - spentUsd - reservedUsd + coveredUsd
    if (left < leastUsd) return { _tag: "Refused", which, limitUsd, spentUsd, reservedUsd }
    atMost(ownUsd === undefined ? half(left) : left, which)
  }
  if (parent !== undefined) {
    const { leftUsd, limitUsd, spentUsd } = parent
    if (leftUsd < leastUsd) {
      return { _tag: "Refused", which: "turn", limitUsd, spentUsd, reservedUsd: Math.max(0, limitUsd - spentUsd) }
    }
    atMost(ownUsd === undefined || ownUsd > leftUsd ? half(leftUsd) : leftUsd, "parent")
  }
  return granted
}
