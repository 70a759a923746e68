/**
 * How a turn ended. Exactly one of these closes every turn, whatever the backend.
 */
import * as Schema from "effect/Schema"

export const Outcome = Schema.TaggedUnion({
  Done: {},
  Failed: {
    /** What happened, one line for a person. */
    message: Schema.String,
    /** What to do about it: `sign in on the host, then retry`. */
    remedy: Schema.optionalKey(Schema.String),
    /** The last stderr lines or the raw error; shown on request only. */
    detail: Schema.optionalKey(Schema.String),
    kind: Schema.Literals(["auth", "overloaded", "network", "crash", "stalled", "invalid", "refused", "unknown"])
  },
  /** Stopped by a person or by the service, with what was said so far kept. */
  Stopped: { by: Schema.optionalKey(Schema.String) },
  /** A usage limit of the account. `resetsAt` is epoch milliseconds. */
  Limited: { message: Schema.String, resetsAt: Schema.optionalKey(Schema.Finite) },
  OverBudget: {
    budget: Schema.Literals(["turn", "agent-day", "user-day", "fleet-day"]),
    limitUsd: Schema.Finite,
    message: Schema.String
  },
  Withdrawn: {}
})
export type Outcome = typeof Outcome.Type
export type OutcomeTag = Outcome["_tag"]
