/**
 * The Anthropic Messages wire: reads its requests and speaks an answer in its events. Owns that format alone.
 */
import { randomBytes } from "node:crypto"
import { type Answer, type Asked, chunksOf } from "./Answers.ts"
import type { EventStream } from "./EventStream.ts"

interface Block {
  readonly type: string
  readonly text?: string
}
export interface MessagesBody {
  readonly model?: string
  readonly stream?: boolean
  readonly max_tokens?: number
  readonly messages?: ReadonlyArray<{ readonly role: string; readonly content: string | ReadonlyArray<Block> }>
}

const signature = "ZmFrZS1zaWduYXR1cmU="
const id = (prefix: string) => `${prefix}_${randomBytes(12).toString("hex")}`

export const estimatedTokens = (content: unknown): number =>
  Math.max(1, Math.ceil(JSON.stringify(content ?? "").length / 4))

const blocksOf = (content: string | ReadonlyArray<Block>): ReadonlyArray<Block> =>
  typeof content === "string" ? [{ type: "text", text: content }] : content

const ownText = (blocks: ReadonlyArray<Block>): string =>
  blocks
    .flatMap(({ type, text }) => (type === "text" && text !== undefined ? [text] : []))
    .filter((text) => !text.trimStart().startsWith("<system-reminder>"))
    .join("\n")

export const readMessages = (body: MessagesBody): Asked => {
  let text = ""
  let rounds = 0
  for (const { role, content } of body.messages ?? []) {
    if (role === "assistant") rounds += 1
    if (role !== "user") continue
    const blocks = blocksOf(content)
    if (blocks.some(({ type }) => type === "tool_result")) continue
    const own = ownText(blocks)
    if (own === "") continue
    text = own
    rounds = 0
  }
  const stream = body.stream === true
  return { api: "messages", model: body.model ?? "", stream, main: stream && body.max_tokens !== 1, text, rounds }
}

const usageOf = (body: MessagesBody, answer: Answer) => ({
  input_tokens: estimatedTokens(body.messages),
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: Math.max(1, chunksOf(answer).length),
  ...answer.usage
})
const stopReasonOf = (answer: Answer) =>
  answer.stopReason ?? (answer.tools !== undefined && answer.tools.length > 0 ? "tool_use" : "end_turn")
const messageOf = (body: MessagesBody) => ({
  id: id("msg"),
  type: "message",
  role: "assistant",
  model: body.model,
  stop_sequence: null
})

const halves = (text: string): ReadonlyArray<string> => {
  const half = Math.ceil(text.length / 2)
  return [text.slice(0, half), text.slice(half)].filter((piece) => piece !== "")
}

export const streamMessages = async (stream: EventStream, body: MessagesBody, answer: Answer): Promise<void> => {
  const usage = usageOf(body, answer)
  const chunks = chunksOf(answer)
  let index = -1
  const block = async (content_block: object, fill: (delta: (delta: object) => Promise<void>) => Promise<void>) => {
    index += 1
    await stream.event("content_block_start", { index, content_block })
    await fill((delta) => stream.event("content_block_delta", { index, delta }))
    await stream.event("content_block_stop", { index })
  }

  await stream.head()
  const message = { ...messageOf(body), content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } }
  await stream.event("message_start", { message })
  const { thinking } = answer
  if (thinking !== undefined) {
    await block({ type: "thinking", thinking: "", signature: "" }, async (delta) => {
      for (const piece of halves(thinking)) {
        await stream.pause()
        await delta({ type: "thinking_delta", thinking: piece })
      }
      await delta({ type: "signature_delta", signature })
    })
  }
  if (chunks.length > 0) {
    await block({ type: "text", text: "" }, async (delta) => {
      await stream.event("ping", {})
      await stream.deltas(chunks, (text) => delta({ type: "text_delta", text }))
    })
  } else await stream.deltas([], async () => {})
  for (const tool of answer.tools ?? []) {
    await block({ type: "tool_use", id: tool.id ?? id("toolu"), name: tool.name, input: {} }, async (delta) => {
      for (const partial_json of ["", ...halves(JSON.stringify(tool.input ?? {}))]) {
        await stream.pause()
        await delta({ type: "input_json_delta", partial_json })
      }
    })
  }
  await stream.event("message_delta", {
    delta: { stop_reason: stopReasonOf(answer), stop_sequence: null },
    usage: { output_tokens: usage.output_tokens }
  })
  await stream.event("message_stop", {})
}

export const wholeMessage = (body: MessagesBody, answer: Answer): object => {
  const text = chunksOf(answer).join("")
  const { thinking } = answer
  return {
    ...messageOf(body),
    content: [
      ...(thinking === undefined ? [] : [{ type: "thinking", thinking, signature }]),
      ...(text === "" ? [] : [{ type: "text", text }]),
      ...(answer.tools ?? []).map((tool) => ({
        type: "tool_use",
        id: tool.id ?? id("toolu"),
        name: tool.name,
        input: tool.input ?? {}
      }))
    ],
    stop_reason: stopReasonOf(answer),
    usage: usageOf(body, answer)
  }
}

const errorTypes = new Map([
  [400, "invalid_request_error"],
  [401, "authentication_error"],
  [403, "permission_error"],
  [404, "not_found_error"],
  [413, "request_too_large"],
  [429, "rate_limit_error"],
  [529, "overloaded_error"]
])

export const messagesError = (answer: Answer, requestId: string): object => {
  const status = answer.status ?? 500
  const error = { type: errorTypes.get(status) ?? "api_error", message: `status ${status}`, ...answer.error }
  return { type: "error", error, request_id: requestId }
}

/** The event of a stream that fails half way. */
export const breakMessages = (stream: EventStream, answer: Answer): Promise<void> =>
  stream.event("error", { error: { type: "overloaded_error", message: "Overloaded", ...answer.error } })
