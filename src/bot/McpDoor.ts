/**
 * Who gets at the tools over HTTP: whoever has a token, a session's or the owner's, and not with too much in their hands.
 * Owns those checks.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Visitor } from "../adapters/surface/mcp/McpHttp.ts"
import { refusal, tooLarge } from "../adapters/surface/web/server/Refusals.ts"
import type { Wrongs } from "../adapters/surface/web/server/Wrongs.ts"
import { ControlError } from "../core/control/protocol/ControlError.ts"
import type { Grants } from "../core/toolbox/Grants.ts"
import type { Caller } from "../core/toolbox/Toolbox.ts"

const nobody = refusal(
  new ControlError({ reason: "not-signed-in", detail: "a token is needed: Authorization: Bearer ..." })
)

/** Lets a request through to `inside`, or says why not. */
export const mcpDoor = <E, R>(options: {
  readonly grants: Grants["Service"]
  readonly owner: { readonly token: string; readonly caller: Caller }
  /** Secrets that were wrong on any way in. */
  readonly wrongs: Wrongs
  readonly inside: (visitor: Visitor) => Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
}) => {
  const { grants, inside, owner, wrongs } = options
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
    const { authorization } = request.headers
    const found = yield* visitor(authorization)
    if (found === undefined) {
      if (authorization === undefined) return nobody
      return yield* Effect.match(wrongs.note, { onFailure: refusal, onSuccess: () => nobody })
    }
    const body = yield* Effect.exit(request.text)
    if (body._tag === "Failure") return tooLarge
    return yield* inside(found)
  })
}
