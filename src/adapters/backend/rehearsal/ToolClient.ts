/**
 * The scripted CLI as a client of the service's own tools: MCP over HTTP, as much of it as one call needs. Owns the wire;
 * must not know what a tool does. Plain Node without Effect. Not `fetch`: that gives up after five quiet minutes, and a
 * tool may wait for a person.
 */
import type { IncomingMessage } from "node:http"

export interface ToolServer {
  readonly url: string
  readonly token: string
}
export interface ToolAnswer {
  readonly text: string
  readonly failed: boolean
}
export interface ToolClient {
  /** Sorted names. */
  readonly list: (signal: AbortSignal) => Promise<ReadonlyArray<string>>
  readonly call: (
    tool: string,
    input: unknown,
    signal: AbortSignal,
    progress: (message: string) => void
  ) => Promise<ToolAnswer>
}

/** What a server may say, as far as it is read here; all of it may be missing. */
interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly message?: string }
  readonly result?: {
    readonly tools?: ReadonlyArray<{ readonly name: string }>
    readonly content?: ReadonlyArray<{ readonly type: string; readonly text?: string }>
    readonly isError?: boolean
  }
  readonly error?: { readonly message: string }
}

const protocolVersion = "2025-11-25"

/** The messages of an answer as they come: one JSON text, or one in each event of a stream. */
async function* messagesIn(answer: IncomingMessage): AsyncGenerator<Message> {
  answer.setEncoding("utf8")
  const streams = (answer.headers["content-type"] ?? "").startsWith("text/event-stream")
  let held = ""
  for await (const chunk of answer) {
    held += String(chunk)
    const events = streams ? held.split(/\r?\n\r?\n/) : [held]
    held = events.pop() ?? ""
    for (const event of events) {
      const data = event.split(/\r?\n/).flatMap((line) => (line.startsWith("data:") ? [line.slice(5).trim()] : []))
      if (data.length > 0) yield JSON.parse(data.join("\n"))
    }
  }
  if (!streams && held !== "") yield JSON.parse(held)
}

export const makeToolClient = ({ token, url }: ToolServer): ToolClient => {
  let ids = 0
  let session: Promise<Readonly<Record<string, string>>> | undefined

  const post = async (body: object, more: Readonly<Record<string, string>>, signal?: AbortSignal) => {
    // Only now: most conversations never call a tool, and the program is to start at once.
    const { request } = await import("node:http")
    return new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...more
      }
      request(url, { method: "POST", headers, ...(signal === undefined ? {} : { signal }) }, resolve)
        .on("error", reject)
        .end(JSON.stringify({ jsonrpc: "2.0", ...body }))
    })
  }

  const notify = async (body: object, headers: Readonly<Record<string, string>>) => {
    const answer = await post(body, headers)
    answer.resume()
  }

  /** Sends a request and reads until its answer. */
  const ask = async (
    method: string,
    params: object,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
    progress: (message: string) => void = () => {}
  ) => {
    const id = ++ids
    const cancel = () => {
      notify({ method: "notifications/cancelled", params: { requestId: id } }, headers).catch(() => {})
    }
    signal?.addEventListener("abort", cancel, { once: true })
    try {
      const answer = await post({ id, method, params }, headers, signal)
      const status = answer.statusCode ?? 0
      if (status >= 400) {
        answer.resume()
        throw new Error(`the tools answer with ${status}`)
      }
      for await (const message of messagesIn(answer)) {
        if (message.method === "notifications/progress") progress(message.params?.message ?? "")
        if (message.id !== id) continue
        if (message.error !== undefined) throw new Error(message.error.message)
        return { result: message.result ?? {}, headers: answer.headers }
      }
      throw new Error(`no answer to ${method}`)
    } finally {
      signal?.removeEventListener("abort", cancel)
    }
  }

  const begin = async () => {
    const clientInfo = { name: "rehearsal", version: "1" }
    const { headers } = await ask("initialize", { protocolVersion, capabilities: {}, clientInfo }, {}, undefined)
    const id = headers["mcp-session-id"]
    const more = {
      "mcp-protocol-version": protocolVersion,
      ...(typeof id === "string" ? { "mcp-session-id": id } : {})
    }
    await notify({ method: "notifications/initialized" }, more)
    return more
  }

  const opened = () => {
    session ??= begin().catch((cause: unknown) => {
      session = undefined
      throw cause
    })
    return session
  }

  return {
    list: async (signal) => {
      const { result } = await ask("tools/list", {}, await opened(), signal)
      return (result.tools ?? []).map(({ name }) => name).sort()
    },
    call: async (tool, input, signal, progress) => {
      const params = { name: tool, arguments: input, _meta: { progressToken: `call-${++ids}` } }
      const { result } = await ask("tools/call", params, await opened(), signal, progress)
      const text = (result.content ?? []).map((block) => block.text ?? `[${block.type}]`).join("\n")
      return { text, failed: result.isError === true }
    }
  }
}
