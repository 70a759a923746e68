/**
 * How a turn ends that a budget refused or stopped, in words that follow the budget's name and limit, and to how much it
 * may be raised by one press. Pure.
 */
import { Outcome } from "../model/Outcome.ts"
import type { Refused } from "./Budgets.ts"
import type { Over } from "./Metered.ts"
import { usd } from "./Usd.ts"

const cents = (amount: number): number => Math.max(0.01, Math.round(amount * 100) / 100)

/** Twice of what it is, and more where even that leaves less than half of the limit to go on with. */
const further = (limitUsd: number, spentUsd: number): number => cents(Math.max(limitUsd * 2, spentUsd + limitUsd / 2))

/** What a turn might spend of its own, where that is more than it was given. */
const furtherTurn = ({ limitUsd, ownUsd = 0, spentUsd }: Over["turn"]): number =>
  ownUsd > limitUsd && ownUsd > spentUsd + limitUsd / 2 ? cents(ownUsd) : further(limitUsd, spentUsd)

/** `ownUsd` is what the turn might have spent if nothing else had been in its way. */
export const refusal = (refused: Refused, ownUsd?: number): Outcome => {
  const { limitUsd, reservedUsd, spentUsd, which } = refused
  const held = reservedUsd >= 0.01 ? `, ${usd(reservedUsd)} held by running turns` : ""
  if (which === "turn") {
    return Outcome.cases.OverBudget.make({
      budget: which,
      limitUsd,
      message: `the turn that asked for this has nothing left: ${usd(spentUsd)} of ${usd(limitUsd)} spent${held}`,
      raiseToUsd: cents(ownUsd ?? limitUsd * 2)
    })
  }
  const remedy = held === "" ? "wait until tomorrow" : "wait for one to end"
  return Outcome.cases.OverBudget.make({
    budget: which,
    limitUsd,
    message: `${usd(spentUsd)} of it spent${held}: ${remedy}`,
    raiseToUsd: further(limitUsd, spentUsd)
  })
}

const what = ({ by, limitUsd, spentUsd, turn }: Over): string => {
  const cost = `and has cost ${usd(turn.spentUsd)}`
  switch (by) {
    case "turn":
      return `this turn may cost ${usd(turn.limitUsd)} ${cost}`
    case "parent":
      return `this turn was given ${usd(turn.limitUsd)} by the turn that asked for it ${cost}`
    case "above":
      return `the turn that asked for this may cost ${usd(limitUsd)} with all that it asked for, and that has cost ${usd(spentUsd)}`
    case "share":
      return `this turn was given ${usd(turn.limitUsd)} of what that leaves ${cost}`
    case "day":
      return `${usd(spentUsd)} of it spent`
  }
}

export const overrun = (over: Over): Outcome => {
  const { budget, limitUsd, presumed, spentUsd, turn } = over
  const price = presumed ? "; its model has no price, so the dearest one counts: add it to the price list" : ""
  return Outcome.cases.OverBudget.make({
    budget,
    limitUsd,
    message: what(over) + price,
    raiseToUsd: budget === "turn" ? furtherTurn(turn) : further(limitUsd, spentUsd)
  })
}
