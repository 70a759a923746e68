/**
 * How a turn ended. Exactly one of these closes every turn, whatever the backend.
 */
import * as Schema from "effect/Schema"
import { DoneBy } from "./DoneBy.ts"

/** Which budget it is that a turn meets, the narrowest first. */
export const BudgetName = Schema.Literals(["turn", "agent-day", "user-day", "fleet-day"])
export type BudgetName = typeof BudgetName.Type

/** Absent where nobody did it, or nobody knows who. */
const perhapsBy = { ...DoneBy.fields, by: Schema.optionalKey(Schema.String) }

export const Outcome = Schema.TaggedUnion({
  Done: {
    /** What was asked for by a JSON schema; absent when none was asked for. */
    structured: Schema.optionalKey(Schema.Json)
  },
  Failed: {
    /** What happened, one line for a person. */
    message: Schema.String,
    /** What to do about it: `sign in on the host, then retry`. */
    remedy: Schema.optionalKey(Schema.String),
    /** The last stderr lines or the raw error; shown on request only. */
    detail: Schema.optionalKey(Schema.String),
    kind: Schema.Literals([
      "auth",
      "overloaded",
      "network",
      "crash",
      "stalled",
      "invalid",
      "refused",
      "interrupted",
      "unknown"
    ])
  },
  /** Stopped by a person or by the service, with what was said so far kept. */
  Stopped: perhapsBy,
  /** A usage limit of the account. `resetsAt` is epoch milliseconds. */
  Limited: { message: Schema.String, resetsAt: Schema.optionalKey(Schema.Finite) },
  OverBudget: {
    budget: BudgetName,
    limitUsd: Schema.Finite,
    message: Schema.String,
    /** To how much a person may raise it by one press, US dollars. */
    raiseToUsd: Schema.optionalKey(Schema.Finite)
  },
  /** Taken back before it began: by whoever said it, unless it says by whom. */
  Withdrawn: perhapsBy
})
export type Outcome = typeof Outcome.Type
export type OutcomeTag = Outcome["_tag"]
