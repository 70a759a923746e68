/**
 * Tokens and money of one turn. Owns how two readings of the same turn combine. An absent figure is absent: a backend
 * that reports no cost leaves `costUsd` out, and nothing here turns that into 0.
 */
import * as Schema from "effect/Schema"

export const Usage = Schema.Struct({
  /** Input tokens that were not read from a cache. */
  inputTokens: Schema.Natural,
  cachedInputTokens: Schema.Natural,
  cacheWriteTokens: Schema.Natural,
  outputTokens: Schema.Natural,
  reasoningTokens: Schema.Natural,
  /** US dollars, as the CLI reported them or as `config/prices.yaml` makes them of the tokens. */
  costUsd: Schema.optionalKey(Schema.Finite),
  /** How full the context window is after this turn, 0 to 1. */
  contextShare: Schema.optionalKey(Schema.Finite),
  /** The model that answered, when the CLI says so. */
  model: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "Usage" })
export type Usage = typeof Usage.Type

export const noUsage: Usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0
}

const sum = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined ? right : right === undefined ? left : left + right

/** Two parts of one turn: tokens and cost add up, the later context share and model win. */
export const addUsage = (earlier: Usage, later: Usage): Usage => {
  const costUsd = sum(earlier.costUsd, later.costUsd)
  const contextShare = later.contextShare ?? earlier.contextShare
  const model = later.model ?? earlier.model
  return {
    inputTokens: earlier.inputTokens + later.inputTokens,
    cachedInputTokens: earlier.cachedInputTokens + later.cachedInputTokens,
    cacheWriteTokens: earlier.cacheWriteTokens + later.cacheWriteTokens,
    outputTokens: earlier.outputTokens + later.outputTokens,
    reasoningTokens: earlier.reasoningTokens + later.reasoningTokens,
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(contextShare === undefined ? {} : { contextShare }),
    ...(model === undefined ? {} : { model })
  }
}
