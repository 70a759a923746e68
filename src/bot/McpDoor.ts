/**
 * Who gets at the tools over HTTP: whoever has a token, a session's or the owner's, and not with too much in their hands.
 * Owns those checks and their short words.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Visitor } from "../adapters/surface/mcp/McpHttp.ts"
import type { Grants } from "../core/toolbox/Grants.ts"
import type { Caller } from "../core/toolbox/Toolbox.ts"
import { refuse, tooLarge } from "./WebDoor.ts"

/** Lets a request through to `inside`, or says why not. */
export const mcpDoor = <E, R>(options: {
  readonly grants: Grants["Service"]
  readonly owner: { readonly token: string; readonly caller: Caller }
  readonly inside: (visitor: Visitor) => Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
}) => {
  const { grants, inside, owner } = options
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
    const found = yield* visitor(request.headers.authorization)
    if (found === undefined) return refuse(401, "a token is needed: Authorization: Bearer ...")
    const body = yield* Effect.exit(request.text)
    if (body._tag === "Failure") return tooLarge
    return yield* inside(found)
  })
}
