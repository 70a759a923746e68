/**
 * The OpenAI Responses wire: reads its requests and speaks an answer in its events. Owns that format alone.
 */
import { randomBytes } from "node:crypto"
import { type Answer, type Asked, chunksOf, type ToolUse } from "./Answers.ts"
import type { EventStream } from "./EventStream.ts"
import { estimatedTokens } from "./Messages.ts"

interface InputItem {
  readonly type?: string
  readonly role?: string
  readonly content?: string | ReadonlyArray<{ readonly text?: string }>
}
export interface ResponsesBody {
  readonly model?: string
  readonly stream?: boolean
  readonly input?: string | ReadonlyArray<InputItem>
}

const id = (prefix: string) => `${prefix}_${randomBytes(12).toString("hex")}`

const modelItems = ["function_call", "custom_tool_call", "local_shell_call", "reasoning", "web_search_call"]
const isOfModel = ({ role, type }: InputItem) => role === "assistant" || modelItems.includes(type ?? "")

/** The CLI puts context of its own into user messages, each in a tag of its own. */
const context =
  /^\s*<(environment_context|user_instructions|permissions|INSTRUCTIONS|turn_aborted|user_shell_command|skill|goal_context|subagent)/i

const textOf = (content: InputItem["content"]): string =>
  typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("\n")

export const readResponses = (body: ResponsesBody): Asked => {
  const items: ReadonlyArray<InputItem> =
    typeof body.input === "string" ? [{ role: "user", content: body.input }] : (body.input ?? [])
  let text = ""
  let rounds = 0
  let ofModel = false
  for (const item of items) {
    // A run of items of the model is one call.
    if (isOfModel(item)) {
      if (!ofModel) rounds += 1
      ofModel = true
      continue
    }
    ofModel = false
    const own = item.role === "user" ? textOf(item.content) : ""
    if (own === "" || context.test(own)) continue
    text = own
    rounds = 0
  }
  const stream = body.stream === true
  return { api: "responses", model: body.model ?? "", stream, main: stream, text, rounds }
}

const usageOf = (body: ResponsesBody, answer: Answer) => {
  const { input_tokens, output_tokens, cached_tokens, reasoning_tokens } = answer.usage ?? {}
  const input = input_tokens ?? estimatedTokens(body.input)
  const output = output_tokens ?? Math.max(1, chunksOf(answer).length)
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached_tokens ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning_tokens ?? 0 },
    total_tokens: input + output
  }
}

const baseOf = (body: ResponsesBody) => ({
  id: id("resp"),
  object: "response",
  created_at: Math.floor(Date.now() / 1000),
  model: body.model,
  parallel_tool_calls: true,
  error: null,
  incomplete_details: null
})

const messageItem = (text: string) => ({
  id: id("msg"),
  type: "message",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text, annotations: [] }]
})
const reasoningItem = (text: string) => ({
  id: id("rs"),
  type: "reasoning",
  summary: [{ type: "summary_text", text }],
  encrypted_content: null
})
const toolItem = (tool: ToolUse) => {
  const custom = tool.kind === "custom"
  const input = typeof tool.input === "string" ? tool.input : JSON.stringify(tool.input ?? {})
  return {
    id: id(custom ? "ctc" : "fc"),
    type: custom ? "custom_tool_call" : "function_call",
    status: "completed",
    call_id: tool.id ?? id("call"),
    name: tool.name,
    ...(custom ? { input } : { arguments: input }),
    ...(tool.namespace === undefined ? {} : { namespace: tool.namespace })
  }
}

const outputOf = (answer: Answer): ReadonlyArray<object> => {
  const text = chunksOf(answer).join("")
  return [
    ...(answer.thinking === undefined ? [] : [reasoningItem(answer.thinking)]),
    ...(text === "" ? [] : [messageItem(text)]),
    ...(answer.tools ?? []).map(toolItem)
  ]
}

export const wholeResponse = (body: ResponsesBody, answer: Answer): object => ({
  ...baseOf(body),
  status: "completed",
  output: outputOf(answer),
  usage: usageOf(body, answer)
})

type Send = (type: string, data: object) => Promise<void>

const streamReasoning = async (send: Send, stream: EventStream, output_index: number, text: string) => {
  const item = reasoningItem(text)
  const at = { item_id: item.id, output_index, summary_index: 0 }
  await send("response.output_item.added", { output_index, item: { ...item, summary: [] } })
  await send("response.reasoning_summary_part.added", { ...at, part: { type: "summary_text", text: "" } })
  const half = Math.ceil(text.length / 2)
  for (const delta of [text.slice(0, half), text.slice(half)]) {
    await stream.pause()
    await send("response.reasoning_summary_text.delta", { ...at, delta })
  }
  await send("response.reasoning_summary_text.done", { ...at, text })
  await send("response.reasoning_summary_part.done", { ...at, part: { type: "summary_text", text } })
  await send("response.output_item.done", { output_index, item })
  return item
}

const streamMessage = async (send: Send, stream: EventStream, output_index: number, chunks: ReadonlyArray<string>) => {
  const text = chunks.join("")
  const item = messageItem(text)
  const at = { item_id: item.id, output_index, content_index: 0 }
  await send("response.output_item.added", { output_index, item: { ...item, status: "in_progress", content: [] } })
  await send("response.content_part.added", { ...at, part: { type: "output_text", text: "", annotations: [] } })
  await stream.deltas(chunks, (delta) => send("response.output_text.delta", { ...at, delta }))
  await send("response.output_text.done", { ...at, text })
  await send("response.content_part.done", { ...at, part: item.content[0] })
  await send("response.output_item.done", { output_index, item })
  return item
}

const streamTool = async (send: Send, stream: EventStream, output_index: number, tool: ToolUse) => {
  const item = toolItem(tool)
  const [event, key] =
    tool.kind === "custom"
      ? ["response.custom_tool_call_input", "input"]
      : ["response.function_call_arguments", "arguments"]
  const value = "input" in item ? item.input : item.arguments
  const at = { item_id: item.id, output_index }
  await send("response.output_item.added", { output_index, item: { ...item, status: "in_progress", [key]: "" } })
  await stream.pause()
  await send(`${event}.delta`, { ...at, delta: value })
  await send(`${event}.done`, { ...at, [key]: value })
  await send("response.output_item.done", { output_index, item })
  return item
}

export const streamResponse = async (stream: EventStream, body: ResponsesBody, answer: Answer): Promise<void> => {
  const base = baseOf(body)
  const chunks = chunksOf(answer)
  const output: Array<object> = []
  let sequence_number = 0
  const send: Send = (type, data) => stream.event(type, { sequence_number: sequence_number++, ...data })

  await stream.head()
  await send("response.created", { response: { ...base, status: "in_progress", output } })
  await send("response.in_progress", { response: { ...base, status: "in_progress", output } })
  if (answer.thinking !== undefined) output.push(await streamReasoning(send, stream, output.length, answer.thinking))
  if (chunks.length > 0) output.push(await streamMessage(send, stream, output.length, chunks))
  else await stream.deltas([], async () => {})
  for (const tool of answer.tools ?? []) output.push(await streamTool(send, stream, output.length, tool))
  await send("response.completed", {
    response: { ...base, status: "completed", output, usage: usageOf(body, answer) }
  })
}

export const responsesError = (answer: Answer): object => {
  const status = answer.status ?? 500
  const type = status === 429 ? "rate_limit_exceeded" : status < 500 ? "invalid_request_error" : "server_error"
  return { error: { type, message: `status ${status}`, param: null, code: null, ...answer.error } }
}

/** The event of a stream that fails half way. */
export const breakResponse = (stream: EventStream, body: ResponsesBody, answer: Answer): Promise<void> =>
  stream.event("response.failed", {
    response: {
      ...baseOf(body),
      status: "failed",
      output: [],
      error: { code: "server_error", message: "the server had an error", ...answer.error }
    }
  })
