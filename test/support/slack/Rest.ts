/**
 * The API over HTTP: reads the arguments, looks at the token and its scopes, counts, brings about faults, answers. Owns
 * that order and the record of every request; what a method does is its own matter.
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import { isRecord, type Json, recordOf, textOf } from "../Json.ts"
import { argsOf } from "./Args.ts"
import { type Fault, type Faults, makeFaults } from "./Faults.ts"
import { type Call, type Method, type Methods, needScope } from "./Method.ts"
import { need, Refusal, refuse } from "./Refusal.ts"
import type { Tiers } from "./Tiers.ts"
import type { Install, World } from "./World.ts"

export interface RequestLine {
  readonly method: string
  /** Without the token. */
  args: Json
  /** Epoch milliseconds. */
  readonly at: number
  /** Of the workspace whose token it was. */
  team: string
  /** 0 while it is not answered, or never will be. */
  status: number
  /** What Slack said; "" when all was well. */
  error: string
  /** How long it took. */
  ms: number
}

/** What is served beside the methods: files, uploads, response URLs. True when it was its request. */
export interface Side {
  readonly name: string
  readonly fits: (path: string) => boolean
  readonly answer: (request: SideRequest) => SideAnswer
}

export interface SideRequest {
  readonly path: string
  readonly method: string
  readonly bytes: Buffer
  readonly headers: IncomingMessage["headers"]
}

export interface SideAnswer {
  readonly status: number
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

export interface Rest {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  readonly faults: Faults
  readonly requests: ReadonlyArray<RequestLine>
}

const bodyLimit = 64 * 1024 * 1024

const readBytes = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Array<Buffer> = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size <= bodyLimit) parts.push(part)
  }
  return size > bodyLimit ? refuse("request_too_large") : Buffer.concat(parts)
}

const parseArgs = async (bytes: Buffer, type: string): Promise<Json> => {
  if (bytes.byteLength === 0) return {}
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(bytes.toString("utf8")))
  }
  if (type.startsWith("multipart/form-data")) {
    const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData()
    return Object.fromEntries([...form.entries()].filter(([, value]) => typeof value === "string"))
  }
  if (!type.startsWith("application/json")) return refuse(type === "" ? "missing_post_type" : "invalid_post_type")
  try {
    const parsed: unknown = JSON.parse(bytes.toString("utf8"))
    return isRecord(parsed) ? parsed : refuse("json_not_object")
  } catch (cause) {
    return cause instanceof Refusal ? refuse(cause.error) : refuse("invalid_json")
  }
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis))

const withoutToken = ({ client_secret, token, ...rest }: Json): Json => rest

export const makeRest = (parts: {
  readonly world: World
  readonly tiers: Tiers
  readonly methods: Methods
  readonly sides: ReadonlyArray<Side>
}): Rest => {
  const { methods, sides, tiers, world } = parts
  const faults = makeFaults()
  const requests: Array<RequestLine> = []

  const begin = (method: string): RequestLine => {
    const line: RequestLine = { method, args: {}, at: Date.now(), team: "", status: 0, error: "", ms: 0 }
    requests.push(line)
    world.touch()
    return line
  }

  const send = (response: ServerResponse, line: RequestLine, status: number, body: Json, headers: object = {}) => {
    if (response.destroyed) return
    line.error = body.ok === true ? "" : textOf(body.error)
    response
      .writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
      .end(JSON.stringify(body))
  }

  const tooMany = (response: ServerResponse, line: RequestLine, seconds: number) =>
    send(response, line, 429, { ok: false, error: "ratelimited" }, { "retry-after": String(seconds) })

  /** Whose token it is, when it is one that this method takes. */
  const authorise = (method: Method, token: string, name: string): Install => {
    const kind = method.token ?? "bot"
    const nobody: Install | undefined = [...world.installs.values()][0]
    if (kind === "none") return need(nobody, "team_not_found")
    if (token === "") return refuse("not_authed")
    if (token.startsWith("xapp-")) {
      if (token !== world.appToken) return refuse("invalid_auth")
      return kind === "app" ? need(nobody, "invalid_auth") : refuse("not_allowed_token_type")
    }
    const install = need(
      [...world.installs.values()].find((candidate) => candidate.token === token),
      "invalid_auth"
    )
    if (!install.active) return refuse("account_inactive")
    if (kind === "app") return refuse("not_allowed_token_type")
    return name.startsWith("agents.sessions.") && !install.sessions ? refuse("unknown_method") : install
  }

  /** Does what goes wrong before the work; true when nothing else is to be done. */
  const before = async (fault: Fault | undefined, line: RequestLine, response: ServerResponse): Promise<boolean> => {
    if (fault === undefined) return false
    if (fault.kind === "slow") {
      if (!fault.stored) await pause(fault.millis)
      return false
    }
    if (fault.kind === "limit") {
      tooMany(response, line, fault.retryAfter)
      return true
    }
    if (fault.kind === "refuse") {
      send(response, line, 200, { ok: false, error: fault.error, ...fault.more })
      return true
    }
    if (fault.stored) return false
    return instead(fault, response)
  }

  /** True when this is all the answer that there is. */
  const instead = (fault: Fault | undefined, response: ServerResponse): boolean => {
    if (fault?.kind === "destroy") response.socket?.destroy()
    else if (fault?.kind === "status") {
      response.writeHead(fault.status, { "content-type": "text/html" }).end("<html>upstream connect error</html>")
    } else if (fault?.kind !== "silence") return false
    return true
  }

  const serveMethod = async (
    request: IncomingMessage,
    response: ServerResponse,
    line: RequestLine,
    query: Json,
    bytes: Buffer
  ): Promise<void> => {
    const raw = { ...query, ...(await parseArgs(bytes, request.headers["content-type"] ?? "")) }
    line.args = withoutToken(raw)
    world.touch()
    const fault = faults.next(line)
    if (await before(fault, line, response)) return
    const method = need(methods[line.method], "unknown_method")
    if (request.method === "GET" && method.reads !== true) refuse("invalid_post_type")
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1]
    const install = authorise(method, bearer ?? textOf(raw.token), line.method)
    line.team = install.team
    const args = argsOf(raw)
    const wait = tiers.take(line.method, install.team, args.text("channel"))
    if (wait !== undefined) return tooMany(response, line, wait)
    const team = need(world.teams.get(install.team), "team_not_found")
    const call: Call = { world, args, install, team, headers: request.headers }
    if (method.scopes !== undefined && method.scopes.length > 0) needScope(call, ...method.scopes)
    const body = method.answer(call)
    world.touch()
    if (fault?.kind === "slow" && fault.stored) await pause(fault.millis)
    if (instead(fault, response)) return
    const scopes = {
      "x-oauth-scopes": [...install.scopes].join(","),
      "x-accepted-oauth-scopes": method.scopes?.join(",")
    }
    send(
      response,
      line,
      200,
      { ok: true, ...body },
      scopes["x-accepted-oauth-scopes"] === undefined ? { "x-oauth-scopes": scopes["x-oauth-scopes"] } : scopes
    )
  }

  const serveSide = async (
    request: IncomingMessage,
    response: ServerResponse,
    line: RequestLine,
    side: Side,
    path: string,
    bytes: Buffer
  ): Promise<void> => {
    line.args = { path }
    world.touch()
    const fault = faults.next(line)
    if (await before(fault, line, response)) return
    const { body, headers, status } = side.answer({
      path,
      method: request.method ?? "GET",
      bytes,
      headers: request.headers
    })
    if (fault?.kind === "slow" && fault.stored) await pause(fault.millis)
    if (!instead(fault, response)) response.writeHead(status, headers ?? { "content-type": "text/plain" }).end(body)
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://loopback")
    const side = sides.find(({ fits }) => fits(url.pathname))
    const line = begin(side?.name ?? url.pathname.replace(/^\/api\//, ""))
    response.on("finish", () => {
      line.status = response.statusCode
      line.ms = Date.now() - line.at
      world.touch()
    })
    try {
      const bytes = await readBytes(request)
      const query = recordOf(Object.fromEntries(url.searchParams))
      if (side === undefined) await serveMethod(request, response, line, query, bytes)
      else await serveSide(request, response, line, side, url.pathname, bytes)
    } catch (cause) {
      // Anything else is a mistake of this server's own, unless the client is gone.
      if (!(cause instanceof Refusal) && !response.destroyed) console.error(cause)
      if (response.headersSent) return
      const body = cause instanceof Refusal ? { error: cause.error, ...cause.more } : { error: "internal_error" }
      send(response, line, 200, { ok: false, ...body })
    }
  }

  return { handle: (request, response) => void serve(request, response), faults, requests }
}
