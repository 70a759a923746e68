/**
 * A request that waits for a person: a permission, questions, or a plan. Owns the shapes of asks and answers. Says
 * nothing of how a platform shows them or how a CLI wants to hear them.
 */
import * as Schema from "effect/Schema"
import { AskId } from "./Ids.ts"

export const Question = Schema.Struct({
  /** The full question; also the key of its answer. */
  question: Schema.String,
  /** A word or two for a heading. */
  header: Schema.String,
  options: Schema.Array(Schema.Struct({ label: Schema.String, description: Schema.String })),
  multiple: Schema.Boolean
})
export type Question = typeof Question.Type

export const AskSubject = Schema.TaggedUnion({
  Permission: {
    /** The CLI's own name of the tool: `Bash`, `Edit`, `commandExecution`. */
    tool: Schema.String,
    /** One line for a person: `run a command`, `edit src/main.ts`. */
    title: Schema.String,
    /** The whole command, diff or input, never cut. */
    detail: Schema.String,
    /** The language of `detail` for a code fence: `sh`, `diff`, `json`, or empty. */
    language: Schema.String,
    /** Whether the CLI can remember an allow for the rest of the session. */
    rememberable: Schema.Boolean
  },
  Questions: { questions: Schema.NonEmptyArray(Question) },
  PlanReview: { plan: Schema.String }
})
export type AskSubject = typeof AskSubject.Type

export const Ask = Schema.Struct({ id: AskId, subject: AskSubject }).annotate({ identifier: "Ask" })
export type Ask = typeof Ask.Type

export const Answer = Schema.TaggedUnion({
  Allow: { scope: Schema.Literals(["once", "session"]) },
  /** `reason` is the person's own, empty when they gave none. */
  Deny: { reason: Schema.String },
  /** Chosen labels or free text, by the question's full text. */
  Chosen: { answers: Schema.Record(Schema.String, Schema.Array(Schema.String)) },
  Approve: {},
  Revise: { feedback: Schema.String }
})
export type Answer = typeof Answer.Type
