/**
 * The money that running turns hold, as a tree: what a turn asked for draws from what that turn holds itself. Pure: every
 * change makes a new map. Owns how much is held, spent and left where; what a turn is granted is decided in `Budgets`.
 *
 * A turn may still spend out of its own limit what those that it asked for hold: whatever all of them have really spent
 * is measured against it, on every level up. So a parent is not stopped because a child might spend, nobody gets past
 * the limit of anybody above, and what is held for the top of a tree covers all of it.
 */
import type { AgentName, PlatformName, TurnId, UserId } from "../model/Ids.ts"
import type { BudgetName } from "../model/Outcome.ts"

/** Which budget made a limit: a day's, the turn's own, or what the turn that asked for it had left. */
export type LimitedBy = BudgetName | "parent"

export interface Reservation {
  readonly turn: TurnId
  readonly agent: AgentName
  readonly user: UserId
  readonly platform: PlatformName
  /** The turn that asked for it, as long as that one runs. */
  readonly within?: TurnId
  /** US dollars for it and all that it asks for; absent when nothing limits it. */
  readonly limitUsd?: number
  readonly limitedBy: LimitedBy
  /** What its agent or the one who asked for it allows it, before anything else made that less. */
  readonly ownUsd?: number
  /** What its agent may spend in a day, as far as that is said. */
  readonly agentDayUsd?: number
  /** What it has cost so far. */
  readonly spentUsd: number
  /** What those have cost that it asked for and that have ended. */
  readonly endedUsd: number
  /** The price of its model is not known: `spentUsd` counts its tokens at the dearest one. */
  readonly presumed: boolean
  /** Somebody was told that a budget is nearly used up. */
  readonly told: boolean
  /** What it asked for may begin after its end: its limit holds for that too. */
  readonly lasting?: true
  /** It is over and holds nothing any more; what it has cost is counted with the turns that have ended. */
  readonly ended?: true
}

export type Reservations = ReadonlyMap<TurnId, Reservation>

/** A day's budget counts the turns of one agent, of one person, or all. */
export type InScope = (reservation: Pick<Reservation, "agent" | "platform" | "user">) => boolean

const add = (amounts: ReadonlyArray<number>): number => amounts.reduce((sum, amount) => sum + amount, 0)

const childrenOf = (all: Reservations, turn: TurnId): ReadonlyArray<Reservation> =>
  [...all.values()].filter(({ within }) => within === turn)

const parentOf = (all: Reservations, { within }: Reservation): Reservation | undefined =>
  within === undefined ? undefined : all.get(within)

/** Those above, the nearest first. */
export const aboveOf = (all: Reservations, held: Reservation): ReadonlyArray<Reservation> => {
  const parent = parentOf(all, held)
  return parent === undefined ? [] : [parent, ...aboveOf(all, parent)]
}

/** What it and all that it asked for have really cost. */
export const spentUnder = (all: Reservations, held: Reservation): number =>
  held.spentUsd + held.endedUsd + add(childrenOf(all, held.turn).map((child) => spentUnder(all, child)))

/** The most that it and all that it asked for can have cost in the end. */
const mostUnder = (all: Reservations, held: Reservation): number =>
  Math.max(
    spentUnder(all, held),
    (held.ended === true ? undefined : held.limitUsd) ??
      held.spentUsd + held.endedUsd + add(childrenOf(all, held.turn).map((child) => mostUnder(all, child)))
  )

/** What is counted as spent already, because the turns have ended. */
const endedUnder = (all: Reservations, held: Reservation): number =>
  held.endedUsd +
  (held.ended === true ? held.spentUsd : 0) +
  add(childrenOf(all, held.turn).map((child) => endedUnder(all, child)))

const spentOutside = (all: Reservations, held: Reservation, inScope: InScope): number =>
  (inScope(held) || held.ended === true ? 0 : held.spentUsd) +
  add(childrenOf(all, held.turn).map((child) => spentOutside(all, child, inScope)))

const heldUnder = (all: Reservations, held: Reservation, inScope: InScope): number => {
  const most = mostUnder(all, held) - endedUnder(all, held) - spentOutside(all, held, inScope)
  if (inScope(held)) return most
  return Math.min(most, add(childrenOf(all, held.turn).map((child) => heldUnder(all, child, inScope))))
}

const rootsOf = (all: Reservations): ReadonlyArray<Reservation> =>
  [...all.values()].filter((held) => parentOf(all, held) === undefined)

/** The most that running turns can still add to what ended turns of the scope have cost, what they have spent included. */
export const heldIn = (all: Reservations, inScope: InScope): number =>
  add(rootsOf(all).map((held) => heldUnder(all, held, inScope)))

/** What running turns of the scope have really spent. */
export const spentIn = (all: Reservations, inScope: InScope): number =>
  add([...all.values()].filter((held) => held.ended !== true && inScope(held)).map(({ spentUsd }) => spentUsd))

/** What it may still spend, on every level up; infinite where nothing limits it. */
export const leftOf = (all: Reservations, held: Reservation): number =>
  [held, ...aboveOf(all, held)].reduce(
    (least, above) => (above.limitUsd === undefined ? least : Math.min(least, above.limitUsd - spentUnder(all, above))),
    Number.POSITIVE_INFINITY
  )

/** What may be given to one more turn that it asks for: what its others hold is theirs. */
export const leftUnder = (all: Reservations, held: Reservation): number => {
  const { ended, endedUsd, limitUsd, spentUsd, turn } = held
  const given = add(childrenOf(all, turn).map((child) => mostUnder(all, child)))
  const parent = parentOf(all, held)
  const own = limitUsd === undefined ? Number.POSITIVE_INFINITY : limitUsd - spentUsd - endedUsd - given
  if (parent === undefined) return own
  return Math.min(own, limitUsd === undefined || ended === true ? leftUnder(all, parent) : leftOf(all, parent))
}

/** Whether what it asks for is covered by what a turn of the scope holds already. */
export const coveredIn = (all: Reservations, held: Reservation, inScope: InScope): boolean =>
  [held, ...aboveOf(all, held)].some((above) => above.limitUsd !== undefined && above.ended !== true && inScope(above))

export const withReservation = (all: Reservations, held: Reservation): Reservations => new Map(all).set(held.turn, held)

/** Ended turns whose limit still holds: of older ones nothing begins any more. */
const mostEnded = 200

const forgetting = (all: Reservations): Reservations => {
  const over = [...all.values()].filter(({ ended }) => ended === true)
  const gone = over.length > mostEnded ? over.find(({ turn }) => childrenOf(all, turn).length === 0) : undefined
  if (gone === undefined) return all
  const rest = new Map(all)
  rest.delete(gone.turn)
  const parent = parentOf(all, gone)
  if (parent === undefined) return rest
  return rest.set(parent.turn, { ...parent, endedUsd: parent.endedUsd + spentUnder(all, gone) })
}

/**
 * The turn has ended at this cost. What it asked for belongs to the turn above from now on, or to none, unless its own
 * limit lasts; where it had given away what it then spent itself, theirs becomes less, so that what is held never rises
 * by an end.
 */
export const withoutReservation = (all: Reservations, turn: TurnId, spentUsd: number): Reservations => {
  const held = all.get(turn)
  if (held === undefined || held.ended === true) return all
  const rest = new Map(all)
  rest.delete(turn)
  const { lasting, ownUsd, within } = held
  const parent = parentOf(all, held)
  // what only a day's budget gave it limits nobody after its end: that day's budget does
  const stays = lasting === true && (ownUsd !== undefined || held.limitedBy === "parent")
  if (stays) rest.set(turn, { ...held, spentUsd: Math.max(0, spentUsd), ended: true })
  else if (parent !== undefined) {
    rest.set(parent.turn, { ...parent, endedUsd: parent.endedUsd + Math.max(0, spentUsd) + held.endedUsd })
  }
  const children = childrenOf(all, turn)
  const given = add(children.map((child) => mostUnder(all, child)))
  const spent = add(children.map((child) => spentUnder(all, child)))
  const there = held.limitUsd === undefined ? given : held.limitUsd - spentUsd - held.endedUsd
  const share = given <= there || given <= spent ? 1 : Math.max(0, (there - spent) / (given - spent))
  const above = stays ? turn : parent === undefined ? undefined : within
  for (const { within: _, ...child } of children) {
    const least = spentUnder(all, child)
    rest.set(child.turn, {
      ...child,
      ...(above === undefined ? {} : { within: above }),
      ...(share === 1 || child.ended === true
        ? {}
        : { limitUsd: least + (mostUnder(all, child) - least) * share, limitedBy: "parent" })
    })
  }
  return forgetting(rest)
}
