/**
 * A scriptable stand-in for the two model APIs that coding CLIs talk to, on loopback only: real CLIs run against it
 * without an account. Owns the server and what it heard; never opens a connection of its own.
 *
 * By hand: `node test/support/models/ModelServer.ts [port]` prints its address; `POST /__control/enqueue` takes an
 * answer or a list of them, `GET /__control/requests` tells what was heard, `POST /__control/release` ends stalls.
 */
import { randomBytes } from "node:crypto"
import * as Http from "node:http"
import * as Zlib from "node:zlib"
import { Deferred, Effect, type Scope } from "effect"
import { type Answer, type Api, type Chosen, makeAnswers } from "./Answers.ts"
import { breakOff, Cut, openEventStream, pauseFor } from "./EventStream.ts"
import {
  breakMessages,
  estimatedTokens,
  messagesError,
  readMessages,
  streamMessages,
  wholeMessage
} from "./Messages.ts"
import { breakResponse, readResponses, responsesError, streamResponse, wholeResponse } from "./Responses.ts"

export interface ModelRequest {
  readonly api: Api
  readonly model: string
  /** Streams; probes do not. */
  readonly main: boolean
  readonly why: Chosen["why"]
  /** The newest text that a person wrote. */
  readonly text: string
  /** Without keys. */
  readonly headers: Http.IncomingHttpHeaders
  readonly body: unknown
}

export interface ModelServer {
  readonly url: string
  readonly enqueue: (answers: Answer | ReadonlyArray<Answer>) => void
  /** What is said when nothing was enqueued. */
  readonly setDefault: (answer: Answer) => void
  /** Model calls so far, oldest first. */
  readonly requests: ReadonlyArray<ModelRequest>
  /** Returns once that many model calls have arrived since the start. */
  readonly arrived: (count: number) => Effect.Effect<void>
  /** Returns once that many answers have stalled since the start. */
  readonly stalled: (count: number) => Effect.Effect<void>
  /** How many answers are being given at this moment. */
  readonly active: () => number
  /** Ends every stalled answer by dropping its socket. Returns how many. */
  readonly release: () => number
}

const host = "127.0.0.1"

const unpack = (bytes: Buffer, encoding: string | undefined): Buffer => {
  if (bytes.length === 0) return bytes
  if (encoding === "gzip") return Zlib.gunzipSync(bytes)
  if (encoding === "br") return Zlib.brotliDecompressSync(bytes)
  if (encoding === "deflate") return Zlib.inflateSync(bytes)
  return encoding === "zstd" ? Zlib.zstdDecompressSync(bytes) : bytes
}
const readJson = async (request: Http.IncomingMessage) => {
  const parts: Array<Buffer> = []
  for await (const part of request) parts.push(part)
  return JSON.parse(unpack(Buffer.concat(parts), request.headers["content-encoding"]).toString("utf8") || "{}")
}
const sendJson = (
  response: Http.ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {}
) => {
  response.writeHead(status, { "content-type": "application/json", ...headers })
  response.end(JSON.stringify(value))
}
const withoutKeys = (headers: Http.IncomingHttpHeaders): Http.IncomingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      ["authorization", "x-api-key", "cookie"].includes(name) ? "<redacted>" : value
    ])
  )

/** A response's side of both wires. */
const wires = {
  messages: {
    read: readMessages,
    stream: streamMessages,
    whole: wholeMessage,
    error: messagesError,
    fail: (stream: Parameters<typeof breakMessages>[0], _body: object, answer: Answer) => breakMessages(stream, answer)
  },
  responses: {
    read: readResponses,
    stream: streamResponse,
    whole: wholeResponse,
    error: responsesError,
    fail: breakResponse
  }
} as const

/** Counts what happened, for who waits for the nth time. */
const makeTally = () => {
  const waiting = new Set<{ readonly count: number; readonly done: Deferred.Deferred<void> }>()
  let total = 0
  return {
    add: () => {
      total += 1
      for (const waiter of [...waiting]) {
        if (total < waiter.count) continue
        waiting.delete(waiter)
        Deferred.doneUnsafe(waiter.done, Effect.void)
      }
    },
    reached: (count: number): Effect.Effect<void> =>
      Effect.suspend(() => {
        if (total >= count) return Effect.void
        const done = Deferred.makeUnsafe<void>()
        waiting.add({ count, done })
        return Deferred.await(done)
      })
  }
}

const makeCore = (initial: Answer) => {
  const answers = makeAnswers(initial)
  const requests: Array<ModelRequest> = []
  const arrivals = makeTally()
  const stalls = makeTally()
  const stalled = new Set<() => void>()
  let active = 0

  const release = () => {
    const count = stalled.size
    for (const end of [...stalled]) end()
    return count
  }
  const stall = () =>
    new Promise<void>((resolve) => {
      const end = () => {
        stalled.delete(end)
        resolve()
      }
      stalled.add(end)
      stalls.add()
    })

  const modelCall = async (api: Api, request: Http.IncomingMessage, response: Http.ServerResponse) => {
    const body = await readJson(request)
    const wire = wires[api]
    const asked = wire.read(body)
    const { answer, why } = answers.choose(asked)
    const { model, main, text } = asked
    requests.push({ api, model, main, why, text, headers: withoutKeys(request.headers), body })
    arrivals.add()
    const requestId = `req_${randomBytes(12).toString("hex")}`
    const headers = { "request-id": requestId, "x-request-id": requestId, ...answer.headers }
    if (answer.raw !== undefined) {
      await pauseFor(answer.headDelay)
      response.writeHead(answer.status ?? 200, {
        "content-type": answer.contentType ?? "text/event-stream",
        ...headers
      })
      return response.end(answer.raw)
    }
    if (answer.status !== undefined && answer.status >= 400) {
      await pauseFor(answer.headDelay)
      return sendJson(response, answer.status, wire.error(answer, requestId), headers)
    }
    if (!asked.stream) {
      await pauseFor(answer.headDelay)
      return sendJson(response, 200, wire.whole(body, answer), headers)
    }
    const stream = openEventStream(response, answer, requestId)
    try {
      await wire.stream(stream, body, answer)
      response.end()
    } catch (cause) {
      if (!(cause instanceof Cut)) throw cause
      await breakOff(response, cause.how, () => wire.fail(stream, body, answer), stall)
    }
  }

  const control = async (what: string, request: Http.IncomingMessage, response: Http.ServerResponse) => {
    if (what === "requests") return sendJson(response, 200, requests)
    if (what === "release") return sendJson(response, 200, { released: release() })
    if (what !== "enqueue") return sendJson(response, 404, { error: `no control ${what}` })
    answers.enqueue(await readJson(request))
    return sendJson(response, 200, { waiting: answers.waiting() })
  }

  const handle = async (request: Http.IncomingMessage, response: Http.ServerResponse) => {
    const path = new URL(request.url ?? "/", "http://loopback").pathname
    const post = request.method === "POST"
    if (path.startsWith("/__control/")) return control(path.slice("/__control/".length), request, response)
    if (post && path.endsWith("/messages/count_tokens")) {
      return sendJson(response, 200, { input_tokens: estimatedTokens((await readJson(request)).messages) })
    }
    const api = path.endsWith("/messages") ? "messages" : path.endsWith("/responses") ? "responses" : undefined
    if (post && api !== undefined) {
      active += 1
      return modelCall(api, request, response).finally(() => {
        active -= 1
      })
    }
    if (path.endsWith("/models")) {
      return sendJson(response, 200, {
        object: "list",
        data: [],
        models: [],
        has_more: false,
        first_id: null,
        last_id: null
      })
    }
    if (request.method === "HEAD") return response.writeHead(200).end()
    return sendJson(response, 404, {
      type: "error",
      error: { type: "not_found_error", message: `no such path ${path}` }
    })
  }

  const server = Http.createServer((request, response) => {
    response.on("error", () => {})
    handle(request, response).catch((cause: unknown) => {
      if (response.headersSent) response.destroy()
      else sendJson(response, 400, { type: "error", error: { type: "invalid_request_error", message: String(cause) } })
    })
  })
  server.requestTimeout = 0
  server.on("upgrade", (_request, socket) => {
    socket.end("HTTP/1.1 426 Upgrade Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
  })

  const { reached: arrived } = arrivals
  return { server, answers, requests, release, arrived, stalled: stalls.reached, active: () => active }
}

/** Listens until the scope is closed. */
const start = (
  options: { readonly port?: number; readonly otherwise?: Answer } = {}
): Effect.Effect<ModelServer, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { server, answers, ...rest } = makeCore(options.otherwise ?? {})
    const port = yield* Effect.acquireRelease(
      Effect.callback<number>((resume) => {
        server.once("error", (cause) => resume(Effect.die(cause)))
        server.listen(options.port ?? 0, host, () => {
          const address = server.address()
          resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
        })
      }),
      () =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    const { enqueue, setDefault } = answers
    return { url: `http://${host}:${port}`, enqueue, setDefault, ...rest }
  })

export const ModelServer = { start } as const

if (import.meta.main) {
  const listening = Effect.gen(function* () {
    const { url } = yield* start({ port: Number(process.argv[2] ?? 0) })
    process.stdout.write(`${JSON.stringify({ ready: true, url, pid: process.pid })}\n`)
    return yield* Effect.never
  })
  await Effect.runPromise(Effect.scoped(listening))
}
