/**
 * A chain: steps in their order, each one's output at hand for the next. Owns the shape as it is written and stored;
 * checking and running it are in `core/workers`.
 *
 * A task is a template: `{{input}}` is what the chain was started with, `{{NAME}}` the text of an earlier step (of a map:
 * all of its texts), `{{NAME.field.0}}` a part of its structured result, and in a map `{{item}}` and `{{index}}`.
 */
import * as Schema from "effect/Schema"
import { Permissions } from "./Agent.ts"

export const StepName = Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,31}$/))

export const ChainStep = Schema.Struct({
  name: StepName,
  task: Schema.NonEmptyString,
  /**
   * Makes it a map: one worker for each item. A template that is one value (`{{list.items}}`: a list of a structured
   * result) or a text (one item a line), or the items themselves.
   */
  each: Schema.optionalKey(Schema.Union([Schema.NonEmptyString, Schema.Array(Schema.String)])),
  agent: Schema.optionalKey(Schema.String),
  backend: Schema.optionalKey(Schema.String),
  model: Schema.optionalKey(Schema.NonEmptyString),
  workdir: Schema.optionalKey(Schema.NonEmptyString),
  permissions: Schema.optionalKey(Permissions),
  /** US dollars for each worker of the step. */
  budgetUsd: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0))),
  timeoutMillis: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0))),
  schema: Schema.optionalKey(Schema.Record(Schema.String, Schema.Json))
}).annotate({ identifier: "ChainStep" })
export type ChainStep = typeof ChainStep.Type

export const Chain = Schema.NonEmptyArray(ChainStep)
export type Chain = typeof Chain.Type
