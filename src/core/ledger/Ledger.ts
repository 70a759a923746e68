/**
 * What turns cost and whether the next one may start. Owns pricing of turns whose CLI reports no cost, the reservations
 * of running turns, and the local day. Rows are kept by `LedgerStore`; the rules are in `Budgets` and `Prices`.
 *
 * Reservations live in memory: after a restart nothing runs, so nothing is held.
 */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import type { AgentName, BackendName, PlatformName, SessionId, TurnId, UserId } from "../model/Ids.ts"
import type { OutcomeTag } from "../model/Outcome.ts"
import type { Usage } from "../model/Usage.ts"
import {
  type CostGroup,
  type CostLine,
  type LedgerError,
  type LedgerFilter,
  LedgerStore
} from "../ports/LedgerStore.ts"
import { type BudgetLimits, type Decision, decide, type Reservation } from "./Budgets.ts"
import { type Prices, priceOf } from "./Prices.ts"

export interface LedgerSettings {
  readonly prices: Prices
  /** Limits that hold for every agent; an agent's own come with the question. */
  readonly limits: Pick<BudgetLimits, "turnUsd" | "userDayUsd" | "fleetDayUsd">
  /** Where a day begins and ends; absent means the machine's own time zone. */
  readonly zone?: DateTime.TimeZone
}

export interface LedgerRequest {
  readonly turn: TurnId
  readonly agent: AgentName
  readonly user: UserId
  /** The agent's own limits, US dollars. */
  readonly budget: { readonly turn?: number; readonly day?: number }
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

export class Ledger extends Context.Service<
  Ledger,
  {
    /**
     * Whether the turn may start. What it is allowed stays reserved until `record` or `settle`; asking again for the
     * same turn replaces its reservation.
     */
    readonly allowance: (request: LedgerRequest) => Effect.Effect<Decision, LedgerError>
    /** Prices the turn, stores its row and gives back what was reserved. Returns the usage with its cost, if known. */
    readonly record: (entry: LedgerEntry) => Effect.Effect<Usage, LedgerError>
    /** The usage with its cost, where the price list knows what the CLI does not say. */
    readonly priced: (usage: Usage, model: string | undefined) => Usage
    /** Gives back what was reserved for a turn that leaves no row. */
    readonly settle: (turn: TurnId) => Effect.Effect<void>
    readonly report: (group: CostGroup, filter: LedgerFilter) => Effect.Effect<ReadonlyArray<CostLine>, LedgerError>
  }
>()("orchestrator/ledger/Ledger") {
  static readonly layer = (settings: LedgerSettings): Layer.Layer<Ledger, never, LedgerStore> =>
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
  const zone = settings.zone ?? DateTime.zoneMakeLocal()
  const reservations = new Map<TurnId, Reservation>()
  // what is spent and what is reserved must be read and changed together
  const gate = yield* Semaphore.make(1)

  const today = Effect.map(DateTime.now, (now) => DateTime.formatIsoDate(DateTime.setZone(now, zone)))

  const spentToday = (limit: number | undefined, filter: LedgerFilter) =>
    limit === undefined ? Effect.succeed(0) : store.spent(filter)

  const allowance = Effect.fn("Ledger.allowance")(function* (request: LedgerRequest) {
    const sinceDay = yield* today
    const limits = {
      turnUsd: smaller(request.budget.turn, settings.limits.turnUsd),
      agentDayUsd: request.budget.day,
      userDayUsd: settings.limits.userDayUsd,
      fleetDayUsd: settings.limits.fleetDayUsd
    }
    const spent = {
      agentDayUsd: yield* spentToday(limits.agentDayUsd, { sinceDay, agent: request.agent }),
      userDayUsd: yield* spentToday(limits.userDayUsd, { sinceDay, user: request.user }),
      fleetDayUsd: yield* spentToday(limits.fleetDayUsd, { sinceDay })
    }
    reservations.delete(request.turn)
    const decision = decide(request, limits, spent, [...reservations.values()])
    if (decision._tag === "Allowed" && decision.turnUsd !== undefined) {
      const { agent, turn, user } = request
      reservations.set(turn, { turn, agent, user, usd: decision.turnUsd })
    }
    return decision
  }, gate.withPermit)

  const record = Effect.fn("Ledger.record")(function* (entry: LedgerEntry) {
    const { elapsedMillis, model, usage, ...rest } = entry
    const now = yield* DateTime.now
    const cost = priced(usage, usage.model ?? model, settings.prices)
    if (cost.costUsd === undefined && entry.outcome !== "Withdrawn") {
      yield* Effect.logWarning(
        `the cost of a turn of ${entry.agent} is unknown and no budget counts it: add ${cost.model ?? "its model"} to the price list`
      )
    }
    yield* store.record({
      ...rest,
      at: DateTime.toEpochMillis(now),
      day: DateTime.formatIsoDate(DateTime.setZone(now, zone)),
      elapsedMillis,
      usage: cost
    })
    // only now: a row that could not be stored keeps its money reserved
    reservations.delete(entry.turn)
    return cost
  }, gate.withPermit)

  return Ledger.of({
    allowance,
    record,
    priced: (usage, model) => priced(usage, usage.model ?? model, settings.prices),
    settle: (turn) => gate.withPermit(Effect.sync(() => reservations.delete(turn))).pipe(Effect.asVoid),
    report: store.summary
  })
})
