/**
 * What was spent, how healthy the service is and who did what, over a wire. Owns the shapes.
 */
import * as Rpc from "effect/rpc/Rpc"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import { AuditAction, AuditLine } from "../../ports/AuditLog.ts"
import { CostGroup } from "../../ports/LedgerStore.ts"
import { ControlError } from "./ControlError.ts"
import { Admission } from "./Visitor.ts"

export { AuditAction, AuditLine } from "../../ports/AuditLog.ts"

/** What was spent on one day under one key; a day on which nothing was is left out. */
export const DayCost = Schema.Struct({
  day: Schema.String,
  key: Schema.String,
  turns: Schema.Natural,
  inputTokens: Schema.Natural,
  outputTokens: Schema.Natural,
  /** Of the turns that have a cost. */
  costUsd: Schema.Finite,
  /** Turns whose cost nobody knows. */
  unpriced: Schema.Natural
})
export type DayCost = typeof DayCost.Type

export const CostSeries = Schema.Struct({
  /** The first and the last day, in the time zone of the service, `2026-11-22`. */
  from: Schema.String,
  to: Schema.String,
  /** That time zone, `Europe/Berlin`. */
  zone: Schema.String,
  lines: Schema.Array(DayCost),
  /** What people call a key that is an id: `1234` -> `ann`. */
  names: Schema.Record(Schema.String, Schema.String),
  limits: Schema.Struct({ fleetDayUsd: Schema.optionalKey(Schema.Finite) })
})
export type CostSeries = typeof CostSeries.Type

export const HealthCheck = Schema.Struct({
  group: Schema.String,
  name: Schema.String,
  state: Schema.Literals(["ok", "warning", "failed"]),
  found: Schema.String,
  /** Empty when it is ok. */
  fix: Schema.String
})
export type HealthCheck = typeof HealthCheck.Type

/** One adapter of this version and what it can do. */
export const Ability = Schema.Struct({
  name: Schema.String,
  title: Schema.String,
  /** In use, or only there. */
  active: Schema.Boolean,
  /** How its connection stands now, where it has one. */
  connection: Schema.optionalKey(
    Schema.Struct({ state: Schema.Literals(["connected", "connecting", "down"]), detail: Schema.String })
  ),
  /** By the words of its kind: `edits` -> `yes`, `longest message` -> `2000`. */
  capabilities: Schema.Record(Schema.String, Schema.Union([Schema.Boolean, Schema.Finite]))
})
export type Ability = typeof Ability.Type

export const Health = Schema.Struct({
  at: Schema.Finite,
  version: Schema.String,
  startedAt: Schema.Finite,
  checks: Schema.Array(HealthCheck),
  platforms: Schema.Array(Ability),
  backends: Schema.Array(Ability)
})
export type Health = typeof Health.Type

export class ReportRpcs extends RpcGroup.make(
  Rpc.make("ReadCosts", {
    payload: {
      by: CostGroup,
      days: Schema.Natural.check(Schema.isBetween({ minimum: 1, maximum: 366 }))
    },
    success: CostSeries,
    error: ControlError
  }),
  /** Looks at everything now: takes a second or two. */
  Rpc.make("ReadHealth", { success: Health, error: ControlError }),
  /** Latest first; older ones with `before`. */
  Rpc.make("ReadAudit", {
    payload: {
      limit: Schema.Natural.check(Schema.isBetween({ minimum: 1, maximum: 500 })),
      before: Schema.optionalKey(Schema.Natural),
      search: Schema.optionalKey(Schema.String),
      action: Schema.optionalKey(AuditAction)
    },
    success: Schema.Array(AuditLine),
    error: ControlError
  })
).middleware(Admission) {}
