/**
 * Where ledger rows are kept and summed. Owned by the store adapters; what a row means, what it costs and whether it
 * may be spent is decided in `core/ledger`.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { AgentName, BackendName, PlatformName, SessionId, TurnId, UserId } from "../model/Ids.ts"
import { Usage } from "../model/Usage.ts"

export const LedgerRow = Schema.Struct({
  turn: TurnId,
  session: SessionId,
  agent: AgentName,
  backend: BackendName,
  platform: PlatformName,
  user: UserId,
  /** Epoch milliseconds at which the turn ended. */
  at: Schema.Finite,
  /** The local day, `2026-11-22`. */
  day: Schema.String,
  outcome: Schema.String,
  elapsedMillis: Schema.Finite,
  usage: Usage
})
export type LedgerRow = typeof LedgerRow.Type

export const CostGroup = Schema.Literals(["day", "agent", "backend", "platform", "user", "model", "session"])
export type CostGroup = typeof CostGroup.Type

export interface CostLine {
  readonly key: string
  readonly turns: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Of the turns that have a cost. */
  readonly costUsd: number
  /** Turns whose cost nobody knows. */
  readonly unpriced: number
}

/** One key's part of one day. */
export interface DayLine extends CostLine {
  readonly day: string
}

export interface LedgerFilter {
  readonly sinceDay?: string
  readonly agent?: AgentName
  readonly user?: UserId
  readonly platform?: PlatformName
}

export class LedgerError extends Schema.TaggedError<LedgerError>()("LedgerError", {
  operation: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `ledger ${this.operation} failed: run orchestrator doctor`
  }
}

export class LedgerStore extends Context.Service<
  LedgerStore,
  {
    /** The same turn again replaces its row. */
    readonly record: (row: LedgerRow) => Effect.Effect<void, LedgerError>
    readonly summary: (group: CostGroup, filter: LedgerFilter) => Effect.Effect<ReadonlyArray<CostLine>, LedgerError>
    /** The same for each day apart, the first day first; a day on which nothing ended is left out. */
    readonly daily: (group: CostGroup, filter: LedgerFilter) => Effect.Effect<ReadonlyArray<DayLine>, LedgerError>
    /** US dollars spent since the start of `day` under the filter. */
    readonly spent: (filter: LedgerFilter) => Effect.Effect<number, LedgerError>
    readonly prune: (before: number) => Effect.Effect<number, LedgerError>
  }
>()("orchestrator/ports/LedgerStore") {}
