/**
 * The lines that a coding CLI prints in one turn of text, as long as the real ones are. Owns the wire of the bench's
 * scripted CLIs; `test/fixtures/claude` holds what the real one says.
 */
const uuid = "5eb6422e-2002-4ec8-bdbf-00225455f49d"
const usage = { input_tokens: 2533, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 }
const model = "claude-opus-5-5"

export const initialized = (request: string): object => ({
  type: "control_response",
  response: { subtype: "success", request_id: request, response: { commands: [], models: [] } }
})

/** The conversation that a process was started for, of its arguments. */
export const conversationOf = (args: ReadonlyArray<string>): string =>
  args.findLast((_, index) => args[index - 1] === "--session-id" || args[index - 1] === "--resume") ?? uuid

/** The lines of one turn: `message` is the id of the answer, `asked` that of the person's message. */
export const turnLines = (session: string, message: string, asked: string) => {
  const common = { session_id: session, parent_tool_use_id: null, uuid }
  const event = (event: object) => ({ type: "stream_event", event, ...common, api_message_id: message })
  return {
    /** Everything before the first token. */
    begin: [
      { type: "command_lifecycle", command_uuid: asked, state: "started", session_id: session },
      {
        type: "system",
        subtype: "init",
        cwd: process.cwd(),
        session_id: session,
        tools: ["Task", "Bash", "Edit", "Read", "WebFetch", "WebSearch", "Write"],
        mcp_servers: [],
        model,
        permissionMode: "default",
        capabilities: ["msg_lifecycle_v1"],
        uuid
      },
      event({
        type: "message_start",
        message: { id: message, type: "message", role: "assistant", model, content: [], usage }
      }),
      event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } })
    ],
    delta: (text: string): object =>
      event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }),
    /** Everything after the last token. */
    end: (text: string): ReadonlyArray<object> => [
      {
        type: "assistant",
        message: { id: message, type: "message", role: "assistant", model, content: [{ type: "text", text }], usage },
        ...common
      },
      event({ type: "content_block_stop", index: 0 }),
      event({ type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage }),
      event({ type: "message_stop" }),
      {
        type: "result",
        subtype: "success",
        is_error: false,
        result: text,
        session_id: session,
        total_cost_usd: 0.01,
        usage,
        user_message_uuids: [asked]
      }
    ]
  }
}

/** A line of the host, as far as a scripted CLI answers to it. */
export type Heard =
  | { readonly _tag: "Initialize"; readonly request: string }
  | { readonly _tag: "User"; readonly uuid: string; readonly text: string }

export const hear = (line: {
  readonly type?: string
  readonly request_id?: string
  readonly uuid?: string
  readonly message?: { readonly content: string | ReadonlyArray<{ readonly text?: string }> }
}): Heard | undefined => {
  if (line.type === "control_request") return { _tag: "Initialize", request: line.request_id ?? "" }
  if (line.type !== "user" || line.message === undefined) return undefined
  const { content } = line.message
  const text = typeof content === "string" ? content : content.map((block) => block.text ?? "").join("")
  return { _tag: "User", uuid: line.uuid ?? "", text }
}
