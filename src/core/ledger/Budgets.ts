/**
 * Whether a turn may start and how much it may spend: turn <= agent's day <= user's day <= fleet's day. Pure. What a
 * running turn may still spend counts as spent, so that turns side by side cannot overrun a budget together.
 *
 * A turn without a limit of its own is given half of what the day's budgets leave, not all of it: otherwise one running
 * turn would keep every other turn from starting.
 */
import type { AgentName, TurnId, UserId } from "../model/Ids.ts"
import { Outcome } from "../model/Outcome.ts"
import { usd } from "./Usd.ts"

export type DayBudget = "agent-day" | "user-day" | "fleet-day"

/** US dollars; absent means no limit. */
export interface BudgetLimits {
  readonly turnUsd?: number | undefined
  readonly agentDayUsd?: number | undefined
  readonly userDayUsd?: number | undefined
  readonly fleetDayUsd?: number | undefined
}

/** US dollars that today's ended turns have cost. */
export interface BudgetSpent {
  readonly agentDayUsd: number
  readonly userDayUsd: number
  readonly fleetDayUsd: number
}

/** What a turn that has not ended may still spend. */
export interface Reservation {
  readonly turn: TurnId
  readonly agent: AgentName
  readonly user: UserId
  readonly usd: number
}

export type Refused = {
  readonly _tag: "Refused"
  readonly which: DayBudget
  readonly limitUsd: number
  readonly spentUsd: number
  /** Held by turns that still run. */
  readonly reservedUsd: number
}

/** `turnUsd` is the most that this turn may spend; absent when nothing limits it. */
export type Decision = { readonly _tag: "Allowed"; readonly turnUsd?: number } | Refused

// less than this is not worth starting a CLI for
const leastUsd = 0.01

const total = (reservations: ReadonlyArray<Reservation>): number =>
  reservations.reduce((sum, reservation) => sum + reservation.usd, 0)

export const decide = (
  who: { readonly agent: AgentName; readonly user: UserId },
  limits: BudgetLimits,
  spent: BudgetSpent,
  reservations: ReadonlyArray<Reservation>
): Decision => {
  const days = [
    {
      which: "agent-day",
      limitUsd: limits.agentDayUsd,
      spentUsd: spent.agentDayUsd,
      reservedUsd: total(reservations.filter((held) => held.agent === who.agent))
    },
    {
      which: "user-day",
      limitUsd: limits.userDayUsd,
      spentUsd: spent.userDayUsd,
      reservedUsd: total(reservations.filter((held) => held.user === who.user))
    },
    { which: "fleet-day", limitUsd: limits.fleetDayUsd, spentUsd: spent.fleetDayUsd, reservedUsd: total(reservations) }
  ] as const

  let remaining = Number.POSITIVE_INFINITY
  for (const { limitUsd, reservedUsd, spentUsd, which } of days) {
    if (limitUsd === undefined) continue
    const left = limitUsd - spentUsd - reservedUsd
    if (left < leastUsd) return { _tag: "Refused", which, limitUsd, spentUsd, reservedUsd }
    remaining = Math.min(remaining, left)
  }
  if (limits.turnUsd !== undefined) return { _tag: "Allowed", turnUsd: Math.min(limits.turnUsd, remaining) }
  if (!Number.isFinite(remaining)) return { _tag: "Allowed" }
  return { _tag: "Allowed", turnUsd: remaining >= 2 * leastUsd ? remaining / 2 : remaining }
}

const owners: Readonly<Record<DayBudget, string>> = {
  "agent-day": "this agent's budget for today",
  "user-day": "your budget for today",
  "fleet-day": "the budget of all agents for today"
}

/** How a refused turn ends, in words for the person who asked. */
export const refusal = (refused: Refused): Outcome => {
  const held = refused.reservedUsd > 0
  return Outcome.cases.OverBudget.make({
    budget: refused.which,
    limitUsd: refused.limitUsd,
    message:
      `${owners[refused.which]} is used up: ${usd(refused.spentUsd)} of ${usd(refused.limitUsd)} spent` +
      (held
        ? `, ${usd(refused.reservedUsd)} held by running turns: wait for one to end, or have the budget raised`
        : ": wait until tomorrow, or have the budget raised")
  })
}
