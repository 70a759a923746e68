/**
 * What turns cost, whether the next one may start, and how a running one stands with its budgets. Owns pricing of turns
 * whose CLI reports no cost, the reservations of running turns, and the local day. Rows are kept by `LedgerStore`; the
 * rules are in `Budgets`, `Reservations`, `Metered` and `Prices`.
 *
 * Reservations live in memory: after a restart nothing runs, so nothing is held. The limits of turns whose workers may
 * begin later are kept (`Lasting`). A turn whose cost nobody knows is counted
 * by no day's budget, with a warning; against a limit of its own, a worker's above all, its tokens count at the dearest
 * price of the list, so that it is never unlimited unseen. With an empty list only what is known counts.
 */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import type { AgentName, BackendName, PlatformName, SessionId, TurnId, UserId } from "../model/Ids.ts"
import type { Outcome, OutcomeTag } from "../model/Outcome.ts"
import type { Usage } from "../model/Usage.ts"
import {
  type CostGroup,
  type CostLine,
  type DayLine,
  type LedgerError,
  type LedgerFilter,
  LedgerStore
} from "../ports/LedgerStore.ts"
import type { State, StateError } from "../ports/State.ts"
import { type DayBudget, type Decision, decide } from "./Budgets.ts"
import { makeLasting } from "./Lasting.ts"
import { exceeded, type Metered, meter } from "./Metered.ts"
import { overrun } from "./Overruns.ts"
import { dearestOf, type Prices, priceOf } from "./Prices.ts"
import { makeRaises, type Whose } from "./Raises.ts"
import {
  aboveOf,
  coveredIn,
  heldIn,
  type InScope,
  leftOf,
  leftUnder,
  type Reservation,
  type Reservations,
  spentIn,
  spentUnder,
  withoutReservation,
  withReservation
} from "./Reservations.ts"

export interface LedgerSettings {
  readonly prices: Prices
  /** US dollars, for every agent; an agent's own come with the question. Absent means no limit. */
  readonly limits: {
    readonly turnUsd?: number | undefined
    readonly agentDayUsd?: number | undefined
    readonly userDayUsd?: number | undefined
    readonly fleetDayUsd?: number | undefined
  }
  /** Where a day begins and ends; absent means the machine's own time zone. */
  readonly zone?: DateTime.TimeZone
}

export interface LedgerRequest {
  readonly turn: TurnId
  readonly agent: AgentName
  readonly user: UserId
  /** Where the person is: the same id elsewhere is somebody else. */
  readonly platform: PlatformName
  /** The limits of the turn and of its agent, US dollars; smaller ones of the configuration count all the same. */
  readonly budget: { readonly turn?: number; readonly day?: number }
  /** The turn that asked for this one: while that one runs, this one draws from what it holds. */
  readonly within?: TurnId
  /** A person raised the turn's limit: the configured one does not count. */
  readonly raised?: boolean
  /** What it has cost before, when it goes on after an interruption. */
  readonly spentUsd?: number
}

export interface LedgerEntry {
  readonly turn: TurnId
  readonly session: SessionId
  readonly agent: AgentName
  readonly backend: BackendName
  readonly platform: PlatformName
  readonly user: UserId
  /** The model that was asked for; counts when the CLI does not say which one answered. */
  readonly model?: string
  readonly outcome: OutcomeTag
  readonly usage: Usage
  readonly elapsedMillis: number
}

export interface CostDays {
  /** The first and the last day. */
  readonly from: string
  readonly to: string
  /** Where these days begin and end, `Europe/Berlin`. */
  readonly zone: string
  readonly lines: ReadonlyArray<DayLine>
  /** What everything together may cost in a day, US dollars, as configured. */
  readonly fleetDayUsd: number | undefined
}

export class Ledger extends Context.Service<
  Ledger,
  {
    /**
     * Whether the turn may start. What it is allowed stays reserved until `record` or `settle`; asking again for the
     * same turn replaces its reservation.
     */
    readonly allowance: (request: LedgerRequest) => Effect.Effect<Decision, LedgerError | StateError>
    /** What the turn has used so far. Tells how it stands now, with all that others spend out of the same budgets. */
    readonly meter: (
      turn: TurnId,
      usage: Usage,
      model: string | undefined
    ) => Effect.Effect<Metered, LedgerError | StateError>
    /** How a turn ends whose CLI stopped it at what it was allowed; undefined when nothing limits it. */
    readonly exceeded: (turn: TurnId) => Effect.Effect<Outcome | undefined, LedgerError | StateError>
    /** What a running turn and all that it asks for may still spend, US dollars; undefined when nothing limits it. */
    readonly left: (turn: TurnId) => Effect.Effect<number | undefined>
    /** What the turn asked for may begin after its end, and even then comes out of what it left of its own limit. */
    readonly lasts: (turn: TurnId) => Effect.Effect<void, StateError>
    /** Raises a day's budget for today; whose it is follows from the turn's agent and person. */
    readonly raise: (budget: DayBudget, of: Whose, toUsd: number) => Effect.Effect<void, StateError>
    /** Prices the turn, stores its row and gives back what was reserved. Returns the usage with its cost, if known. */
    readonly record: (entry: LedgerEntry) => Effect.Effect<Usage, LedgerError>
    /** The usage with its cost, where the price list knows what the CLI does not say. */
    readonly priced: (usage: Usage, model: string | undefined) => Usage
    /** Gives back what was reserved for a turn that leaves no row. */
    readonly settle: (turn: TurnId) => Effect.Effect<void>
    /** With which day the last so many begin: with 1 it is today. Days are those of the ledger's own time zone. */
    readonly since: (days: number) => Effect.Effect<string>
    readonly report: (group: CostGroup, filter: LedgerFilter) => Effect.Effect<ReadonlyArray<CostLine>, LedgerError>
    /** The last days, today included, each day apart. */
    readonly series: (
      group: CostGroup,
      days: number,
      filter: Omit<LedgerFilter, "sinceDay">
    ) => Effect.Effect<CostDays, LedgerError>
    /** Where a day begins and ends, `Europe/Berlin`. */
    readonly zone: string
  }
>()("orchestrator/ledger/Ledger") {
  static readonly layer = (settings: LedgerSettings): Layer.Layer<Ledger, never, LedgerStore | State> =>
    Layer.effect(Ledger, make(settings))
}

const priced = (usage: Usage, model: string | undefined, prices: Prices): Usage => {
  const costUsd = usage.costUsd ?? priceOf(usage, model, prices)
  return {
    ...usage,
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(model === undefined ? {} : { model })
  }
}

const smaller = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined ? right : right === undefined ? left : Math.min(left, right)

const make = Effect.fnUntraced(function* (settings: LedgerSettings) {
  const store = yield* LedgerStore
  const raises = yield* makeRaises
  const lasting = yield* makeLasting
  const zone = settings.zone ?? DateTime.zoneMakeLocal()
  let reservations: Reservations = new Map()
  // what is spent and what is reserved must be read and changed together
  const gate = yield* Semaphore.make(1)

  const dayOf = (at: DateTime.DateTime) => DateTime.formatIsoDate(DateTime.setZone(at, zone))
  const since = (days: number) =>
    Effect.map(DateTime.now, (now) => dayOf(DateTime.subtract(DateTime.setZone(now, zone), { days: days - 1 })))
  const today = since(1)

  /** The day's budgets that limit such a turn, the narrowest first, with what its ended turns have cost. */
  const daysOf = Effect.fnUntraced(function* (of: Whose & Pick<Reservation, "agentDayUsd">) {
    const { agent, platform, user } = of
    const { agentDayUsd, fleetDayUsd, userDayUsd } = settings.limits
    const sinceDay = yield* today
    const known: ReadonlyArray<{
      readonly which: DayBudget
      readonly limitUsd: number | undefined
      readonly filter: LedgerFilter
      readonly inScope: InScope
    }> = [
      {
        which: "agent-day",
        limitUsd: smaller(of.agentDayUsd, agentDayUsd),
        filter: { sinceDay, agent },
        inScope: (held) => held.agent === agent
      },
      {
        which: "user-day",
        limitUsd: userDayUsd,
        filter: { sinceDay, platform, user },
        inScope: (held) => held.user === user && held.platform === platform
      },
      { which: "fleet-day", limitUsd: fleetDayUsd, filter: { sinceDay }, inScope: () => true }
    ]
    return yield* Effect.forEach(
      known.flatMap(({ limitUsd, ...day }) => (limitUsd === undefined ? [] : [{ ...day, limitUsd }])),
      Effect.fnUntraced(function* ({ filter, limitUsd, ...day }) {
        const raised = yield* raises.limitOf(sinceDay, day.which, of, limitUsd)
        return { ...day, limitUsd: raised, spentUsd: yield* store.spent(filter) }
      })
    )
  })

  const spentDays = (held: Reservation) =>
    Effect.map(daysOf(held), (days) =>
      days.map(({ inScope, limitUsd, spentUsd, which }) => ({
        which,
        limitUsd,
        spentUsd: spentUsd + spentIn(reservations, inScope)
      }))
    )

  /** The turn has ended; what lasts of it and of those above is kept as it stands now. */
  const given = Effect.fnUntraced(function* (turn: TurnId, spentUsd: number) {
    const held = reservations.get(turn)
    const above = held === undefined ? [] : aboveOf(reservations, held)
    reservations = withoutReservation(reservations, turn, spentUsd)
    yield* Effect.forEach([turn, ...above.map((one) => one.turn)], (one) => lasting.keep(reservations, one), {
      discard: true
    }).pipe(Effect.ignore({ log: "Error", message: "what a turn may still spend through its workers is not kept" }))
  })

  const allowance = Effect.fn("Ledger.allowance")(function* (request: LedgerRequest) {
    const { agent, budget, platform, raised, turn, user } = request
    reservations = yield* lasting.known(reservations, request.within)
    if (request.spentUsd !== undefined) reservations = yield* lasting.known(reservations, turn)
    const before = reservations.get(turn)
    const others = new Map(reservations)
    others.delete(turn)
    const asking = request.within === undefined ? undefined : others.get(request.within)
    // a turn is never within itself, whatever is said
    const circular = asking !== undefined && aboveOf(reservations, asking).some((above) => above.turn === turn)
    const parent = circular ? undefined : asking
    const free = parent === undefined ? 0 : leftUnder(others, parent)
    const agentDayUsd = budget.day === undefined ? {} : { agentDayUsd: budget.day }
    const days = yield* daysOf({ agent, user, platform, ...agentDayUsd })
    const ownUsd = raised === true ? budget.turn : smaller(budget.turn, settings.limits.turnUsd)
    const decision = decide({
      ownUsd,
      parent:
        parent === undefined
          ? undefined
          : { leftUsd: free, limitUsd: parent.limitUsd ?? 0, spentUsd: spentUnder(others, parent) },
      days: days.map(({ inScope, ...day }) => ({
        ...day,
        reservedUsd: heldIn(others, inScope),
        coveredUsd: parent !== undefined && coveredIn(others, parent, inScope) ? free : 0
      }))
    })
    if (decision._tag === "Refused") {
      yield* given(turn, 0)
      return decision
    }
    const limited = Number.isFinite(decision.turnUsd)
    const spentUsd = request.spentUsd ?? before?.spentUsd ?? 0
    reservations = withReservation(reservations, {
      turn,
      agent,
      user,
      platform,
      ...(parent === undefined ? {} : { within: parent.turn }),
      ...(limited ? { limitUsd: decision.turnUsd } : {}),
      limitedBy: decision.limitedBy,
      ...(ownUsd === undefined ? {} : { ownUsd }),
      ...agentDayUsd,
      spentUsd,
      endedUsd: (before?.endedUsd ?? 0) + (before?.ended === true ? Math.max(0, before.spentUsd - spentUsd) : 0),
      ...(before?.lasting === true ? { lasting: true as const } : {}),
      presumed: before?.presumed ?? false,
      told: before?.told ?? false
    })
    return limited ? { _tag: "Allowed" as const, turnUsd: decision.turnUsd } : { _tag: "Allowed" as const }
  }, gate.withPermit)

  const metered = Effect.fn("Ledger.meter")(function* (turn: TurnId, usage: Usage, model: string | undefined) {
    const before = reservations.get(turn)
    if (before === undefined) return { _tag: "Within" as const }
    const known = priced(usage, usage.model ?? model, settings.prices).costUsd
    const strict = before.ownUsd !== undefined || before.limitedBy === "parent"
    const presumed = known === undefined && strict
    const spentUsd = known ?? (strict ? dearestOf(usage, settings.prices) : undefined) ?? before.spentUsd
    const held = { ...before, spentUsd: Math.max(0, spentUsd), presumed }
    reservations = withReservation(reservations, held)
    const standing = meter(reservations, held, yield* spentDays(held))
    if (standing._tag === "Near") reservations = withReservation(reservations, { ...held, told: true })
    return standing
  }, gate.withPermit)

  const atLimit = Effect.fn("Ledger.exceeded")(function* (turn: TurnId) {
    const held = reservations.get(turn)
    const over = held === undefined ? undefined : exceeded(reservations, held, yield* spentDays(held))
    return over === undefined ? undefined : overrun(over)
  }, gate.withPermit)

  const record = Effect.fn("Ledger.record")(function* (entry: LedgerEntry) {
    const { elapsedMillis, model, usage, ...rest } = entry
    const now = yield* DateTime.now
    const cost = priced(usage, usage.model ?? model, settings.prices)
    if (cost.costUsd === undefined && entry.outcome !== "Withdrawn") {
      yield* Effect.logWarning(
        `the cost of a turn of ${entry.agent} is unknown and no day's budget counts it: add ${cost.model ?? "its model"} to the price list`
      )
    }
    yield* store.record({ ...rest, at: DateTime.toEpochMillis(now), day: dayOf(now), elapsedMillis, usage: cost })
    // only now: a row that could not be stored keeps its money reserved
    const spentUsd = cost.costUsd ?? reservations.get(entry.turn)?.spentUsd ?? 0
    yield* given(entry.turn, spentUsd)
    return cost
  }, gate.withPermit)

  return Ledger.of({
    allowance,
    meter: metered,
    exceeded: atLimit,
    left: (turn) =>
      Effect.sync(() => {
        const held = reservations.get(turn)
        const left = held === undefined ? Number.POSITIVE_INFINITY : leftOf(reservations, held)
        return Number.isFinite(left) ? Math.max(0, left) : undefined
      }),
    lasts: (turn) =>
      Effect.suspend(() => {
        const held = reservations.get(turn)
        if (held === undefined || held.lasting === true) return Effect.void
        reservations = withReservation(reservations, { ...held, lasting: true })
        return lasting.keep(reservations, turn)
      }).pipe(gate.withPermit),
    raise: (budget, of, toUsd) => Effect.flatMap(today, (day) => raises.raise(day, budget, of, toUsd)),
    record,
    priced: (usage, model) => priced(usage, usage.model ?? model, settings.prices),
    settle: (turn) => gate.withPermit(given(turn, 0)),
    since,
    report: store.summary,
    series: Effect.fn("Ledger.series")(function* (group, days, filter) {
      const to = yield* today
      const from = yield* since(days)
      const lines = yield* store.daily(group, { ...filter, sinceDay: from })
      return { from, to, zone: DateTime.zoneToString(zone), lines, fleetDayUsd: settings.limits.fleetDayUsd }
    }),
    zone: DateTime.zoneToString(zone)
  })
})
