/**
 * Who gets past the web server's door: nobody without a token, under a foreign name, from a foreign page, or with too
 * much in their hands. Owns those checks and their short words; what lies behind the door is others'.
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Visitor } from "../adapters/surface/mcp/McpHttp.ts"
import type { Grants } from "../core/toolbox/Grants.ts"
import type { Caller } from "../core/toolbox/Toolbox.ts"

const largestBody = ByteSize.mebibytes(4)

const refuse = (status: 401 | 403 | 413, words: string) =>
  HttpServerResponse.text(`${words}\n`, {
    status,
    headers: status === 401 ? { "www-authenticate": 'Bearer realm="orchestrator"' } : {}
  })

const originHost = (origin: string): string | undefined => {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}

/** Lets a request through to `inside`, or says why not. */
export const webDoor = <E, R>(options: {
  readonly hosts: ReadonlySet<string>
  readonly grants: Grants["Service"]
  readonly owner: { readonly token: string; readonly caller: Caller }
  readonly inside: (visitor: Visitor) => Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
}) => {
  const { grants, hosts, inside, owner } = options
  // tokens are random and found by their hash: time tells nothing of how much of one is right
  const owners = new Map([[owner.token, owner.caller]])

  const visitor = Effect.fnUntraced(function* (authorization: string | undefined) {
    const token = /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1]
    if (token === undefined) return undefined
    const known = owners.get(token)
    if (known !== undefined) return { token, caller: known, over: Effect.never }
    const caller = yield* grants.find(token)
    return caller === undefined ? undefined : { token, caller, over: grants.over(token) }
  })

  return Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { authorization, host = "", origin } = request.headers
    if (!hosts.has(host.toLowerCase())) return refuse(403, "this service does not go by that name; see web.hosts")
    if (origin !== undefined && !hosts.has(originHost(origin)?.toLowerCase() ?? "")) {
      return refuse(403, "pages of other sites may not speak to this service")
    }
    const found = yield* visitor(authorization)
    if (found === undefined) return refuse(401, "a token is needed: Authorization: Bearer ...")
    const body = yield* Effect.exit(request.text)
    if (body._tag === "Failure") return refuse(413, "the request is too large; at most 4 MB are read")
    return yield* inside(found)
  }).pipe(Effect.provideService(HttpIncomingMessage.MaxBodySize, largestBody))
}
