/**
 * Tokens of one turn, out of running totals. Codex counts a thread's tokens up over turns, processes and resumes;
 * owns the difference. Input tokens of the wire include cached and cache-written ones, ours do not.
 */
import type { Usage } from "../../../core/model/Usage.ts"
import type { Tokens } from "./AppServerWire.ts"

const less = (now: number, before: number | undefined): number => Math.max(0, now - (before ?? 0))

/** What was used between two readings of a thread's running total. */
export const usageBetween = (
  before: Tokens | undefined,
  now: Tokens,
  more: { readonly model: string | undefined; readonly contextShare: number | undefined }
): Usage => {
  const cachedInputTokens = less(now.cachedInputTokens, before?.cachedInputTokens)
  const cacheWriteTokens = less(now.cacheWriteInputTokens ?? 0, before?.cacheWriteInputTokens)
  return {
    inputTokens: Math.max(0, less(now.inputTokens, before?.inputTokens) - cachedInputTokens - cacheWriteTokens),
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: less(now.outputTokens, before?.outputTokens),
    reasoningTokens: less(now.reasoningOutputTokens, before?.reasoningOutputTokens),
    ...(more.contextShare === undefined ? {} : { contextShare: more.contextShare }),
    ...(more.model === undefined ? {} : { model: more.model })
  }
}

/** The total before a first reading: all but what the last model call used. */
export const totalBefore = (total: Tokens, last: Tokens): Tokens => ({
  totalTokens: less(total.totalTokens, last.totalTokens),
  inputTokens: less(total.inputTokens, last.inputTokens),
  cachedInputTokens: less(total.cachedInputTokens, last.cachedInputTokens),
  cacheWriteInputTokens: less(total.cacheWriteInputTokens ?? 0, last.cacheWriteInputTokens),
  outputTokens: less(total.outputTokens, last.outputTokens),
  reasoningOutputTokens: less(total.reasoningOutputTokens, last.reasoningOutputTokens)
})

/** How full the context is after a model call, 0 to 1. */
export const contextShareOf = (tokens: number, window: number | null | undefined): number | undefined =>
  window === null || window === undefined || window <= 0 ? undefined : Math.min(1, tokens / window)
