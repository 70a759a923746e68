/**
 * The API over HTTP: finds the route, looks at the token, counts, brings about faults, answers. Owns that order and the
 * record of every request; what a route does is its own matter.
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import { ApiError, isRecord } from "./ApiError.ts"
import { type Buckets, rateHeaders } from "./Buckets.ts"
import { type Fault, type Faults, makeFaults } from "./Faults.ts"
import { type Call, idIn, type Match, match, type Route, type Upload } from "./Route.ts"
import type { World } from "./World.ts"

export interface RequestLine {
  readonly method: string
  /** `/channels/:channel/messages` */
  route: string
  readonly path: string
  body: unknown
  /** Epoch milliseconds. */
  readonly at: number
  /** 0 while it is not answered, or never will be. */
  status: number
  /** How long it took. */
  ms: number
  /** Why it was 429: a limit's name. */
  limited?: string
}

export interface Rest {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  readonly faults: Faults
  readonly requests: ReadonlyArray<RequestLine>
}

const requestLimit = 25 * 1024 * 1024

const readBytes = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Array<Buffer> = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size <= requestLimit) parts.push(part)
  }
  if (size > requestLimit) throw new ApiError("tooLarge")
  return Buffer.concat(parts)
}

interface Payload {
  readonly body: unknown
  readonly files: ReadonlyArray<Upload>
}

const parseJson = (text: string): unknown => {
  try {
    return text === "" ? undefined : JSON.parse(text)
  } catch {
    throw new ApiError("invalidJson")
  }
}

const readPayload = async (request: IncomingMessage): Promise<Payload> => {
  const bytes = await readBytes(request)
  const type = request.headers["content-type"] ?? ""
  if (!type.startsWith("multipart/form-data")) return { body: parseJson(bytes.toString("utf8")), files: [] }
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData()
  const files: Array<Upload> = []
  let body: unknown
  for (const [name, value] of form.entries()) {
    if (typeof value === "string") {
      if (name === "payload_json") body = parseJson(value)
      continue
    }
    const index = /^files\[(\d+)\]$/.exec(name)?.[1] ?? name
    const contentType = value.type === "" ? "application/octet-stream" : value.type
    files.push({ index, name: value.name, contentType, data: new Uint8Array(await value.arrayBuffer()) })
  }
  return { body, files }
}

const send = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {}
): void => {
  if (response.destroyed) return
  if (body === undefined) {
    response.writeHead(status, headers).end()
    return
  }
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
}

const tooMany = (
  response: ServerResponse,
  seconds: number,
  scope: "user" | "global" | "shared",
  headers: Readonly<Record<string, string>>
): void =>
  send(
    response,
    429,
    { message: "You are being rate limited.", retry_after: seconds, global: scope === "global" },
    {
      ...headers,
      "retry-after": String(Math.max(1, Math.ceil(seconds))),
      "x-ratelimit-scope": scope,
      ...(scope === "global" ? { "x-ratelimit-global": "true" } : {})
    }
  )

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis))

export const makeRest = (parts: {
  readonly world: World
  readonly buckets: Buckets
  readonly routes: ReadonlyArray<Route>
}): Rest => {
  const { buckets, routes, world } = parts
  const faults = makeFaults()
  const requests: Array<RequestLine> = []

  const find = (method: string, path: string): { readonly route: Route; readonly parts: Match } => {
    const fitting = routes.flatMap((route) => {
      const found = match(route, path)
      return found === undefined ? [] : [{ route, parts: found }]
    })
    const chosen = fitting.find(({ route }) => route.method === method)
    if (chosen !== undefined) return chosen
    throw new ApiError(fitting.length === 0 ? "notFound" : "notAllowed")
  }

  const file = (path: string, response: ServerResponse): boolean => {
    const id = /^\/attachments\/\d+\/(\d+)\//.exec(path)?.[1]
    if (id === undefined) return false
    const found = world.attachments.get(id)
    if (found === undefined) response.writeHead(404).end()
    else
      response
        .writeHead(200, { "content-type": found.contentType, "content-length": found.data.byteLength })
        .end(found.data)
    return true
  }

  /** Does what goes wrong before the work; true when nothing else is to be done. */
  const before = async (fault: Fault | undefined, line: RequestLine, response: ServerResponse): Promise<boolean> => {
    if (fault === undefined) return false
    if (fault.kind === "slow") {
      if (!fault.stored) await pause(fault.millis)
      return false
    }
    if (fault.kind === "limit") {
      line.limited = "fault"
      tooMany(response, fault.retryAfter, fault.scope, {})
      return true
    }
    if (fault.kind === "refuse") {
      send(response, fault.status, { message: fault.message, code: fault.code })
      return true
    }
    if (fault.stored) return false
    instead(fault, response)
    return true
  }

  const instead = (fault: Fault, response: ServerResponse): void => {
    if (fault.kind === "destroy") response.socket?.destroy()
    else if (fault.kind === "status")
      send(response, fault.status, { message: `${fault.status}: Server Error`, code: 0 })
  }

  const replaced = (fault: Fault | undefined): fault is Fault =>
    fault !== undefined && (fault.kind === "status" || fault.kind === "destroy" || fault.kind === "silence")

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    line: RequestLine,
    url: URL,
    found: { readonly route: Route; readonly parts: Match },
    payload: Payload
  ): Promise<void> => {
    const { route, parts: path } = found
    const fault = faults.next(line)
    if (await before(fault, line, response)) return
    if (route.auth && request.headers.authorization !== `Bot ${world.token}`) throw new ApiError("unauthorized")
    const call: Call = {
      world,
      part: (name) => path.get(name) ?? "",
      id: (name) => idIn(path, name),
      query: url.searchParams,
      body: payload.body,
      files: payload.files
    }
    if (route.global && route.auth) {
      const all = buckets.globally()
      if (!all.allowed) {
        line.limited = "global"
        return tooMany(response, all.resetMillis / 1000, "global", {})
      }
    }
    const taken = buckets.take(route.limit, route.major.map((name) => call.part(name)).join("/"))
    const headers = rateHeaders(taken)
    if (!taken.allowed) {
      line.limited = route.limit.name
      return tooMany(response, taken.resetMillis / 1000, "user", headers)
    }
    const hidden = route.hidden?.(call)
    const second = hidden === undefined ? undefined : buckets.take(hidden.limit, hidden.major)
    if (hidden !== undefined && second?.allowed === false) {
      line.limited = hidden.limit.name
      return tooMany(response, second.resetMillis / 1000, "user", headers)
    }
    const { body, status } = await result(route, call)
    if (fault?.kind === "slow" && fault.stored) await pause(fault.millis)
    if (replaced(fault)) return instead(fault, response)
    const retry = isRecord(body) && status === 429 ? { "retry-after": String(Math.ceil(Number(body.retry_after))) } : {}
    if (status === 429) line.limited = "old messages"
    send(response, status, body, { ...headers, ...retry })
  }

  const result = async (route: Route, call: Call): Promise<{ readonly status: number; readonly body?: unknown }> => {
    try {
      return await route.answer(call)
    } catch (cause) {
      if (cause instanceof ApiError) return { status: cause.status, body: cause.body }
      throw cause
    }
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://loopback")
    const method = request.method ?? "GET"
    const path = url.pathname.replace(/^\/api(\/v10)?(?=\/)/, "")
    const started = Date.now()
    const line: RequestLine = { method, route: path, path, body: undefined, at: started, status: 0, ms: 0 }
    requests.push(line)
    world.touch()
    response.on("finish", () => {
      line.status = response.statusCode
      line.ms = Date.now() - started
      world.touch()
    })
    try {
      const payload = await readPayload(request)
      line.body = payload.body
      world.touch()
      if (path.startsWith("/attachments/")) {
        line.route = "/attachments"
        const fault = faults.next(line)
        if (!(await before(fault, line, response)) && !file(path, response)) response.writeHead(404).end()
        return
      }
      if (!url.pathname.startsWith("/api/")) throw new ApiError("notFound")
      const found = find(method, path)
      line.route = found.route.path
      await answer(request, response, line, url, found, payload)
    } catch (cause) {
      // Anything else is a mistake of this server's own, unless the client is gone.
      if (!(cause instanceof ApiError) && !response.destroyed) console.error(cause)
      const broken = { status: 500, body: { message: "500: Internal Server Error", code: 0 } }
      const error = cause instanceof ApiError ? cause : broken
      if (!response.headersSent) send(response, error.status, error.body)
    }
  }

  return { handle: (request, response) => void serve(request, response), faults, requests }
}
