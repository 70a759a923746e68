/**
 * The lines that the CLI prints, as far as they are read here. Owns their schemas and one decoder per kind of line.
 * Tolerant: unknown fields are dropped, unknown kinds are told apart, nothing in here throws. Must not say what a line
 * means.
 */
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

const optionalString = Schema.optionalKey(Schema.NullOr(Schema.String))
const optionalNumber = Schema.optionalKey(Schema.NullOr(Schema.Finite))
const other = Schema.Struct({ type: Schema.String })

export const ModelUsage = Schema.Struct({
  inputTokens: optionalNumber,
  outputTokens: optionalNumber,
  cacheReadInputTokens: optionalNumber,
  cacheCreationInputTokens: optionalNumber,
  thinkingTokens: optionalNumber,
  costUSD: optionalNumber,
  contextWindow: optionalNumber
})
export type ModelUsage = typeof ModelUsage.Type
export type ModelUsages = Readonly<Record<string, ModelUsage>>

export const ApiUsage = Schema.Struct({
  input_tokens: optionalNumber,
  output_tokens: optionalNumber,
  cache_read_input_tokens: optionalNumber,
  cache_creation_input_tokens: optionalNumber
})
export type ApiUsage = typeof ApiUsage.Type

const TextBlock = Schema.Struct({ type: Schema.tag("text"), text: Schema.String })
const ThinkingBlock = Schema.Struct({ type: Schema.tag("thinking"), thinking: Schema.String })
export const ToolUse = Schema.Struct({
  type: Schema.tag("tool_use"),
  id: Schema.String,
  name: Schema.String,
  input: Schema.Unknown
})
export type ToolUse = typeof ToolUse.Type
export const ToolResult = Schema.Struct({
  type: Schema.tag("tool_result"),
  tool_use_id: Schema.String,
  content: Schema.optionalKey(Schema.Unknown),
  is_error: Schema.optionalKey(Schema.NullOr(Schema.Boolean))
})
export type ToolResult = typeof ToolResult.Type
const Block = Schema.Union([TextBlock, ThinkingBlock, ToolUse, ToolResult, other])

export const StreamEventLine = Schema.Struct({
  event: Schema.Union([
    Schema.Struct({
      type: Schema.tag("content_block_delta"),
      delta: Schema.Union([Schema.Struct({ type: Schema.tag("thinking_delta"), thinking: Schema.String }), other])
    }),
    Schema.Struct({
      type: Schema.tag("message_start"),
      message: Schema.Struct({ id: Schema.String, model: optionalString, usage: Schema.optionalKey(ApiUsage) })
    }),
    Schema.Struct({
      type: Schema.tag("message_delta"),
      usage: Schema.optionalKey(ApiUsage)
    }),
    other
  ]),
  parent_tool_use_id: optionalString
})
export type StreamEventLine = typeof StreamEventLine.Type

export const AssistantLine = Schema.Struct({
  message: Schema.Struct({
    id: Schema.String,
    model: optionalString,
    content: Schema.Array(Block),
    usage: Schema.optionalKey(Schema.NullOr(ApiUsage))
  }),
  parent_tool_use_id: optionalString,
  error: optionalString,
  is_api_error_message: Schema.optionalKey(Schema.NullOr(Schema.Boolean))
})
export type AssistantLine = typeof AssistantLine.Type

export const UserLine = Schema.Struct({
  message: Schema.Struct({ content: Schema.Union([Schema.String, Schema.Array(Block)]) }),
  parent_tool_use_id: optionalString,
  tool_use_result: Schema.optionalKey(Schema.Unknown)
})
export type UserLine = typeof UserLine.Type

export const ResultLine = Schema.Struct({
  subtype: Schema.String,
  is_error: Schema.Boolean,
  terminal_reason: optionalString,
  api_error_status: optionalNumber,
  api_error: optionalString,
  result: optionalString,
  errors: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.String))),
  total_cost_usd: optionalNumber,
  usage: Schema.optionalKey(Schema.NullOr(ApiUsage)),
  modelUsage: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, ModelUsage))),
  structured_output: Schema.optionalKey(Schema.Json),
  model_usage_since_last_result: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, ModelUsage))),
  user_message_uuids: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.String))),
  origin: Schema.optionalKey(Schema.NullOr(Schema.Struct({ kind: Schema.optionalKey(Schema.String) })))
})
export type ResultLine = typeof ResultLine.Type

export const SystemLine = Schema.Struct({
  subtype: Schema.String,
  session_id: optionalString,
  model: optionalString,
  cwd: optionalString,
  capabilities: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.String))),
  content: optionalString,
  error: optionalString,
  error_status: optionalNumber,
  attempt: optionalNumber,
  max_retries: optionalNumber,
  retry_delay_ms: optionalNumber,
  tool_use_id: optionalString,
  description: optionalString,
  is_backgrounded: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  status: optionalString,
  summary: optionalString,
  tasks: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Struct({ task_id: Schema.String })))),
  compact_metadata: Schema.optionalKey(
    Schema.NullOr(Schema.Struct({ pre_tokens: optionalNumber, post_tokens: optionalNumber }))
  )
})
export type SystemLine = typeof SystemLine.Type

export const RateLimitLine = Schema.Struct({
  rate_limit_info: Schema.Struct({ status: optionalString, resetsAt: optionalNumber, utilization: optionalNumber })
})
export type RateLimitLine = typeof RateLimitLine.Type

export const LifecycleLine = Schema.Struct({ command_uuid: Schema.String, state: Schema.String })
export type LifecycleLine = typeof LifecycleLine.Type

export const ToolProgressLine = Schema.Struct({
  tool_use_id: Schema.String,
  parent_tool_use_id: optionalString,
  elapsed_time_seconds: optionalNumber
})
export type ToolProgressLine = typeof ToolProgressLine.Type

export const ControlRequestLine = Schema.Struct({
  request_id: Schema.String,
  request: Schema.Struct({
    subtype: Schema.String,
    tool_name: optionalString,
    input: Schema.optionalKey(Schema.Unknown),
    tool_use_id: optionalString,
    agent_id: optionalString,
    permission_suggestions: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Unknown)))
  })
})
export type ControlRequestLine = typeof ControlRequestLine.Type

export const ControlCancelLine = Schema.Struct({ request_id: Schema.String })

export const ControlResponseLine = Schema.Struct({
  response: Schema.Struct({
    subtype: Schema.String,
    request_id: Schema.String,
    response: Schema.optionalKey(Schema.Unknown),
    error: optionalString
  })
})
export type ControlResponseLine = typeof ControlResponseLine.Type

/** The line's `type`, wherever in the line it stands; undefined for what is no line of the CLI. */
export const kindOf = (value: unknown): string | undefined =>
  Predicate.hasProperty(value, "type") && typeof value.type === "string" ? value.type : undefined

/**
 * The text of a delta of the answer: nine in ten lines of a long answer are this one, and a decoder takes twice as long
 * for it as the parser did. Undefined for every other line.
 */
export const readTextDelta = (value: unknown): string | undefined => {
  if (!Predicate.hasProperty(value, "event") || !Predicate.hasProperty(value.event, "delta")) return undefined
  const { delta } = value.event
  if (!Predicate.hasProperty(delta, "text") || !Predicate.hasProperty(delta, "type")) return undefined
  const ofAgent = Predicate.hasProperty(value, "parent_tool_use_id") && value.parent_tool_use_id !== null
  return delta.type === "text_delta" && typeof delta.text === "string" && !ofAgent ? delta.text : undefined
}

/** A decoder that answers undefined where the value does not fit. */
const reader = <S extends Schema.Top & { readonly DecodingServices: never }>(schema: S) => {
  const decode = Schema.decodeUnknownExit(schema)
  return (value: unknown): S["Type"] | undefined => {
    const exit = decode(value)
    return Exit.isSuccess(exit) ? exit.value : undefined
  }
}

export const readStreamEvent = reader(StreamEventLine)
export const readAssistant = reader(AssistantLine)
export const readUser = reader(UserLine)
export const readResult = reader(ResultLine)
export const readSystem = reader(SystemLine)
export const readRateLimit = reader(RateLimitLine)
export const readLifecycle = reader(LifecycleLine)
export const readToolProgress = reader(ToolProgressLine)
export const readControlRequest = reader(ControlRequestLine)
export const readControlCancel = reader(ControlCancelLine)
export const readControlResponse = reader(ControlResponseLine)
