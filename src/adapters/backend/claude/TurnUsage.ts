/**
 * Tokens and money of one turn out of a result line, which tells running totals of the conversation, also across
 * resumes. Owns the difference; absent money stays absent.
 */
import { noUsage, type Usage } from "../../../core/model/Usage.ts"
import type { ApiUsage, ModelUsage, ModelUsages, ResultLine } from "./Wire.ts"

const natural = (value: number | null | undefined): number => Math.max(0, Math.round(value ?? 0))

const sumOf = (models: ModelUsages, field: keyof ModelUsage): number =>
  Object.values(models).reduce((sum, model) => sum + (model[field] ?? 0), 0)

/** Tokens in the context window after one answer of the API. */
export const contextTokens = (usage: ApiUsage): number =>
  natural(usage.input_tokens) +
  natural(usage.cache_read_input_tokens) +
  natural(usage.cache_creation_input_tokens) +
  natural(usage.output_tokens)

export const addApiUsage = (usage: Usage, more: ApiUsage): Usage => ({
  ...usage,
  inputTokens: usage.inputTokens + natural(more.input_tokens),
  cachedInputTokens: usage.cachedInputTokens + natural(more.cache_read_input_tokens),
  cacheWriteTokens: usage.cacheWriteTokens + natural(more.cache_creation_input_tokens),
  outputTokens: usage.outputTokens + natural(more.output_tokens)
})

const tokensOf = (models: ModelUsages): Usage => ({
  inputTokens: natural(sumOf(models, "inputTokens")),
  cachedInputTokens: natural(sumOf(models, "cacheReadInputTokens")),
  cacheWriteTokens: natural(sumOf(models, "cacheCreationInputTokens")),
  outputTokens: natural(sumOf(models, "outputTokens")),
  reasoningTokens: natural(sumOf(models, "thinkingTokens"))
})

export interface UsageReading {
  readonly result: ResultLine
  /** The conversation's total before this turn; undefined when nobody knows it. */
  readonly totalBefore: number | undefined
  /** Tokens in the context window after the last answer of the main model. */
  readonly context: number | undefined
  readonly model: string | undefined
}

/** Undefined when the turn used nothing. */
export const turnUsage = ({ context, model, result, totalBefore }: UsageReading): Usage | undefined => {
  const since = result.model_usage_since_last_result ?? undefined
  const total = result.total_cost_usd ?? undefined
  const spent =
    since !== undefined
      ? sumOf(since, "costUSD")
      : total === undefined || totalBefore === undefined
        ? undefined
        : Math.max(0, total - totalBefore)
  const tokens = since !== undefined ? tokensOf(since) : addApiUsage(noUsage, result.usage ?? {})
  const nothing = Object.values(tokens).every((value) => value === 0) && (spent ?? 0) === 0
  if (nothing) return undefined
  const window = model === undefined ? undefined : result.modelUsage?.[model]?.contextWindow
  return {
    ...tokens,
    ...(spent === undefined ? {} : { costUsd: spent }),
    ...(context === undefined || !window ? {} : { contextShare: Math.min(1, context / window) }),
    ...(model === undefined ? {} : { model })
  }
}
