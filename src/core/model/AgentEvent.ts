/**
 * One typed step of a turn, whatever the backend: the only thing a backend may say. The invariants that one contract
 * suite holds for every backend:
 *
 * - at most one Started; exactly one Completed, and it is last
 * - every Activity that started is done or failed before Completed
 * - text belongs to a part; a part that the CLI retried is Retracted, never doubled
 * - a line that nobody knows is a Note and never fails a turn
 * - Used and the outcome speak of this turn, not of the conversation's running total
 */
import * as Schema from "effect/Schema"
import { Ask } from "./Ask.ts"
import { ResumeToken } from "./Ids.ts"
import { Outcome } from "./Outcome.ts"
import { Usage } from "./Usage.ts"

export const ActivityKind = Schema.Literals(["command", "edit", "read", "search", "web", "agent", "mcp", "other"])
export type ActivityKind = typeof ActivityKind.Type

export const PlanItem = Schema.Struct({
  text: Schema.String,
  status: Schema.Literals(["pending", "active", "done"])
})
export type PlanItem = typeof PlanItem.Type

export const AgentEvent = Schema.TaggedUnion({
  Started: { token: ResumeToken, model: Schema.optionalKey(Schema.String) },
  /** `part` names the piece of the answer (a CLI message) that the delta extends. */
  Text: { part: Schema.String, delta: Schema.String },
  Thinking: { delta: Schema.String },
  /** The CLI took back all text of the part. */
  Retracted: { part: Schema.String },
  Activity: {
    id: Schema.String,
    phase: Schema.Literals(["started", "progress", "done", "failed"]),
    kind: ActivityKind,
    /** The CLI's own name of the tool. */
    tool: Schema.String,
    /** One line for a person: `npm test`, `src/main.ts`. */
    title: Schema.String,
    /** Output, diff or error text, possibly long. */
    detail: Schema.optionalKey(Schema.String),
    /** The activity (a sub-agent) inside which this one runs. */
    parent: Schema.optionalKey(Schema.String),
    /** Files that it writes, relative to the working directory where they lie in it. */
    files: Schema.optionalKey(Schema.Array(Schema.String))
  },
  Plan: { items: Schema.Array(PlanItem) },
  Asked: { ask: Ask },
  /** The CLI withdrew an ask before it was answered. */
  AskClosed: { id: Schema.String },
  Used: { usage: Usage },
  /** What has been spent since the last `Used`, US dollars, as far as the CLI says so while it works: not added up. */
  Spending: { costUsd: Schema.Finite },
  Note: { text: Schema.String },
  Completed: { outcome: Outcome }
})
export type AgentEvent = typeof AgentEvent.Type
