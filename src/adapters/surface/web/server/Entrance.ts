/**
 * Who sent a request: the person whose browser or script says a secret that is known. Owns the cookie, how tokens are
 * said, and what a browser has to show beside its cookie before anything is changed in somebody's name.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Redacted from "effect/Redacted"
import { ControlError, unavailable } from "../../../../core/control/protocol/ControlError.ts"
import { Visitor } from "../../../../core/control/protocol/Visitor.ts"
import { type Admitted, SignIns } from "../../../../core/control/SignIns.ts"
import type { Reaching } from "./Reaching.ts"
import { makeWrongs } from "./Wrongs.ts"

const cookieLife = "30 days"
const lookedAfter = "5 minutes"
/** No form and no foreign page can send it. */
const ownHeader = "x-orchestrator"
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

const visitorOf = ({ id, person, scopes }: Admitted, { origin }: Reaching, browser: boolean): Visitor["Service"] =>
  Visitor.of({ person, scopes, origin, ...(browser ? { signIn: id } : {}) })

export const makeEntrance = Effect.gen(function* () {
  const signIns = yield* SignIns
  const wrongs = yield* makeWrongs

  const byToken = Effect.fnUntraced(function* (authorization: string, reaching: Reaching) {
    const token = bearer.exec(authorization)?.[1]
    const found = token === undefined ? undefined : yield* Effect.mapError(signIns.withToken(token), unavailable)
    if (found !== undefined) return { visitor: visitorOf(found, reaching, false), over: found.over }
    yield* wrongs.note
    return yield* refused("not-signed-in", "that token is not known; make one in the dashboard, under people")
  })

  const byCookie = Effect.fnUntraced(function* (secret: string, reaching: Reaching) {
    const found = yield* Effect.mapError(signIns.signedIn(secret), unavailable)
    if (found === undefined) return undefined
    // whoever has a page open is seen, and what has ended by its time ends there too
    const forgotten = signIns.signedIn(secret).pipe(
      Effect.orElseSucceed(() => found),
      Effect.delay(lookedAfter),
      Effect.repeat({ until: (still) => still === undefined })
    )
    const over = Effect.raceFirst(found.over, Effect.asVoid(forgotten))
    return { visitor: visitorOf(found, reaching, true), over }
  })

  return {
    wrongs,
    /** Whoever sent it, or why they do not come in. */
    enter: Effect.fnUntraced(function* (reaching: Reaching) {
      const request = yield* HttpServerRequest.HttpServerRequest
      const { authorization } = request.headers
      if (authorization !== undefined) return yield* byToken(authorization, reaching)
      const secret = request.cookies[reaching.cookie]
      const found = secret === undefined ? undefined : yield* byCookie(secret, reaching)
      if (found === undefined) return yield* notSignedIn
      const upgrades = request.headers.upgrade !== undefined
      if (looks.includes(request.method) && !upgrades) return found
      // a socket cannot be given headers of one's own; that a page of this service opened it is enough
      if (reaching.sameOrigin && (upgrades || request.headers[ownHeader] !== undefined)) return found
      return yield* refused(
        "not-allowed",
        `changes come from pages of this service, with the header ${ownHeader}; scripts use a token instead`
      )
    }),
    /** The person of a page, where somebody is signed in. */
    looking: Effect.fnUntraced(function* (reaching: Reaching) {
      const request = yield* HttpServerRequest.HttpServerRequest
      const secret = request.cookies[reaching.cookie]
      return secret === undefined ? undefined : yield* byCookie(secret, reaching)
    }),
    withCookie: (
      response: HttpServerResponse.HttpServerResponse,
      secret: Redacted.Redacted<string>,
      { cookie, secure }: Reaching
    ) =>
      HttpServerResponse.setCookieUnsafe(response, cookie, Redacted.value(secret), {
        httpOnly: true,
        sameSite: "strict",
        path: "/",
        maxAge: cookieLife,
        secure
      }),
    withoutCookie: (response: HttpServerResponse.HttpServerResponse, { cookie }: Reaching) =>
      HttpServerResponse.expireCookieUnsafe(response, cookie, { httpOnly: true, sameSite: "strict", path: "/" })
  }
})

export type Entrance = Effect.Success<typeof makeEntrance>
