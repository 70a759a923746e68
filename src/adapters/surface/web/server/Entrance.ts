/**
 * Who sent a request: the person whose browser or script says a secret that is known. Owns how tokens are said, the cookie,
 * and the key beside it: browsers hand cookies to every program of this machine that they are sent to, so that a cookie
 * alone is nobody's; the key is said by pages of this service alone.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { ControlError, unavailable } from "../../../../core/control/protocol/ControlError.ts"
import { Visitor } from "../../../../core/control/protocol/Visitor.ts"
import { type Admitted, SignIns } from "../../../../core/control/SignIns.ts"
import { keyHeader, keyProtocol } from "./KeyHeader.ts"
import type { Reaching } from "./Reaching.ts"
import type { Wrongs } from "./Wrongs.ts"

const cookieLife = "30 days"
const lookedAfter = "5 minutes"
/** As every token is written; what looks otherwise is not looked up. */
const bearer = /^bearer +(\S{8,128})$/i

const looks: ReadonlyArray<string> = ["GET", "HEAD", "OPTIONS"]

export interface Entered {
  readonly visitor: Visitor["Service"]
  /** Returns when it is worth nothing any more. */
  readonly over: Effect.Effect<void>
}

const refused = (reason: "not-signed-in" | "not-allowed", detail: string) => new ControlError({ reason, detail })

const notSignedIn = refused("not-signed-in", "nobody knows who asks; sign in with a link from: orchestrator login")

const keyless = refused("not-signed-in", "this browser has no key to its sign-in; sign in again: orchestrator login")

const upgrades = ({ headers }: HttpServerRequest.HttpServerRequest): boolean => headers.upgrade !== undefined

const keyIn = (request: HttpServerRequest.HttpServerRequest): string | undefined =>
  upgrades(request)
    ? keyProtocol.exec(request.headers["sec-websocket-protocol"] ?? "")?.[1]
    : request.headers[keyHeader]

const visitorOf = ({ id, person, scopes }: Admitted, { origin }: Reaching, browser: boolean): Visitor["Service"] =>
  Visitor.of({ person, scopes, origin, ...(browser ? { signIn: id } : {}) })

export const makeEntrance = Effect.fnUntraced(function* (wrongs: Wrongs) {
  const signIns = yield* SignIns

  const byToken = Effect.fnUntraced(function* (authorization: string, reaching: Reaching) {
    const token = bearer.exec(authorization)?.[1]
    const found = token === undefined ? undefined : yield* Effect.mapError(signIns.withToken(token), unavailable)
    if (found !== undefined) return { visitor: visitorOf(found, reaching, false), over: found.over }
    yield* wrongs.note
    return yield* refused("not-signed-in", "that token is not known; make one in the dashboard, under people")
  })

  const byCookie = Effect.fnUntraced(function* (secret: string, key: string | undefined, reaching: Reaching) {
    const said = { secret, key: key ?? "" }
    const signedIn = Effect.mapError(signIns.signedIn(said), unavailable)
    const found = yield* signedIn
    if (found === undefined) {
      if (!(yield* Effect.mapError(signIns.knows(secret), unavailable))) return yield* notSignedIn
      yield* wrongs.note
      return yield* keyless
    }
    // whoever has a page open is seen, and what has ended by its time ends there too
    const forgotten = signedIn.pipe(
      Effect.orElseSucceed(() => found),
      Effect.delay(lookedAfter),
      Effect.repeat({ until: (still) => still === undefined })
    )
    const over = Effect.raceFirst(found.over, Effect.asVoid(forgotten))
    return { visitor: visitorOf(found, reaching, true), over }
  })

  const withCookie = (response: HttpServerResponse.HttpServerResponse, secret: string, { cookie, secure }: Reaching) =>
    HttpServerResponse.setCookieUnsafe(response, cookie, secret, {
      httpOnly: true,
      sameSite: "strict",
      path: "/",
      maxAge: cookieLife,
      secure
    })
  const withoutCookie = (response: HttpServerResponse.HttpServerResponse, { cookie }: Reaching) =>
    HttpServerResponse.expireCookieUnsafe(response, cookie, { httpOnly: true, sameSite: "strict", path: "/" })

  return {
    wrongs,
    withCookie,
    withoutCookie,
    /** Whoever sent it, or why they do not come in. */
    enter: Effect.fnUntraced(function* (reaching: Reaching) {
      const request = yield* HttpServerRequest.HttpServerRequest
      const { authorization } = request.headers
      if (authorization !== undefined) return yield* byToken(authorization, reaching)
      const secret = request.cookies[reaching.cookie]
      if (secret === undefined) return yield* notSignedIn
      const found = yield* byCookie(secret, keyIn(request), reaching)
      if (reaching.sameOrigin || (looks.includes(request.method) && !upgrades(request))) return found
      return yield* refused("not-allowed", "changes come from pages of this service; scripts use a token instead")
    }),
    /**
     * What a browser that is signed in may be shown before its page can say the key, and is known by for longer from then
     * on; else undefined. Whatever came with a key has to have the right one.
     */
    welcomed: Effect.fnUntraced(function* <E, R>(
      reaching: Reaching,
      shown: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
    ) {
      const request = yield* HttpServerRequest.HttpServerRequest
      const secret = request.cookies[reaching.cookie]
      if (secret === undefined || !(yield* Effect.mapError(signIns.knows(secret), unavailable))) return undefined
      const key = keyIn(request)
      if (key !== undefined) yield* byCookie(secret, key, reaching)
      return withCookie(yield* shown, secret, reaching)
    })
  }
})

export type Entrance = Effect.Success<ReturnType<typeof makeEntrance>>
