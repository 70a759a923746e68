/**
 * Something wrong in a file that a person wrote, in one line: where, what was found, what is expected. Owns the shape
 * and the line; finding problems is the readers' job.
 */
import * as Schema from "effect/Schema"

export const Problem = Schema.Struct({
  /** As a person would type it to open the file. */
  file: Schema.String,
  /** From 1; absent when the whole file is meant. */
  line: Schema.optionalKey(Schema.Natural),
  /** `lane.capacity`; empty when no key is meant. */
  key: Schema.String,
  text: Schema.String,
  /** An error disables what the file describes; a warning does not. */
  severity: Schema.Literals(["error", "warning"])
}).annotate({ identifier: "Problem" })
export type Problem = typeof Problem.Type

/** `config/agents/scout.md:4: budget.turn: found "a lot"; expected a number` */
export const problemText = (problem: Problem): string =>
  [problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`, problem.key, problem.text]
    .filter((part) => part !== "")
    .join(": ")
