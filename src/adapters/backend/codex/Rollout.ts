/**
 * Codex's own record of a thread (`sessions/YYYY/MM/DD/rollout-<time>-<thread>.jsonl`), read for what no request
 * answers: running totals of tokens. Must not write, and an unreadable record is no record.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import type { Usage } from "../../../core/model/Usage.ts"
import type { Tokens } from "./AppServerWire.ts"
import { contextShareOf, usageBetween } from "./TurnUsage.ts"

/** Tokens as the record and `codex exec` write them. */
export const SnakeTokens = Schema.Struct({
  input_tokens: Schema.Natural,
  cached_input_tokens: Schema.Natural,
  cache_write_input_tokens: Schema.optionalKey(Schema.Natural),
  output_tokens: Schema.Natural,
  reasoning_output_tokens: Schema.optionalKey(Schema.Natural)
})

export const fromSnake = (tokens: typeof SnakeTokens.Type): Tokens => ({
  totalTokens: tokens.input_tokens + tokens.output_tokens,
  inputTokens: tokens.input_tokens,
  cachedInputTokens: tokens.cached_input_tokens,
  cacheWriteInputTokens: tokens.cache_write_input_tokens ?? 0,
  outputTokens: tokens.output_tokens,
  reasoningOutputTokens: tokens.reasoning_output_tokens ?? 0
})

const Line = Schema.fromJsonString(
  Schema.Struct({
    payload: Schema.Union([
      Schema.Struct({ type: Schema.Literal("task_started"), turn_id: Schema.String }),
      Schema.Struct({
        type: Schema.Literal("token_count"),
        info: Schema.Struct({
          total_token_usage: SnakeTokens,
          last_token_usage: SnakeTokens,
          model_context_window: Schema.NullOr(Schema.Finite)
        })
      })
    ])
  })
)
const decode = Schema.decodeUnknownOption(Line)
export type RolloutLine = (typeof Line.Type)["payload"]

/** The lines of a record that are understood, in order. */
export const parseRollout = (text: string): ReadonlyArray<RolloutLine> =>
  text.split("\n").flatMap((line) => Option.toArray(Option.map(decode(line), ({ payload }) => payload)))

/** The thread's running total, or undefined when nothing was used yet. */
export const lastTotal = (lines: ReadonlyArray<RolloutLine>): Tokens | undefined => {
  const last = lines.findLast((line) => line.type === "token_count")
  return last?.type === "token_count" ? fromSnake(last.info.total_token_usage) : undefined
}

/** What one turn used, or undefined when the record does not know it. */
export const usageOfTurn = (lines: ReadonlyArray<RolloutLine>, turn: string): Usage | undefined => {
  const from = lines.findIndex((line) => line.type === "task_started" && line.turn_id === turn)
  if (from < 0) return undefined
  const next = lines.findIndex((line, at) => at > from && line.type === "task_started")
  const mine = lines.slice(from, next < 0 ? undefined : next)
  const end = mine.findLast((line) => line.type === "token_count")
  if (end?.type !== "token_count") return undefined
  return usageBetween(lastTotal(lines.slice(0, from)), fromSnake(end.info.total_token_usage), {
    model: undefined,
    contextShare: contextShareOf(fromSnake(end.info.last_token_usage).totalTokens, end.info.model_context_window)
  })
}

/** The record of a thread, empty when there is none. `home` is codex's own folder. */
export const readRollout = Effect.fn("codex.readRollout")(function* (home: string, thread: string) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = path.join(home, "sessions")
  const found = yield* files.readDirectory(folder, { recursive: true }).pipe(Effect.orElseSucceed(() => []))
  const name = found.find((file) => file.endsWith(`${thread}.jsonl`))
  if (name === undefined) return []
  const text = yield* files.readFileString(path.join(folder, name)).pipe(Effect.orElseSucceed(() => ""))
  return parseRollout(text)
})
