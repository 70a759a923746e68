/**
 * The way in and out for browsers: a link shows one button, the button signs in, once. Owns `/login` and `/logout`.
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as UrlParams from "effect/http/UrlParams"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { ControlError, unavailable } from "../../../../core/control/protocol/ControlError.ts"
import { SignIns } from "../../../../core/control/SignIns.ts"
import type { Entrance } from "./Entrance.ts"
import * as Pages from "./Pages.ts"
import type { Reaching } from "./Reaching.ts"
import { refusal, wrongMethod } from "./Refusals.ts"

const written = /^[0-9a-f]{64}$/
const largestForm = ByteSize.kibibytes(4)

const queryOf = (url: string) => new URLSearchParams(url.split("?")[1] ?? "")

/** What is asked for by a form of this page has to say where it comes from: a policy that hides it would say `null`. */
const saysOwnOrigin = HttpServerResponse.setHeader("referrer-policy", "same-origin")

const theForm = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  return yield* request.urlParamsBody.pipe(
    Effect.map((params) => Option.getOrElse(UrlParams.getFirst(params, "code"), () => "")),
    Effect.orElseSucceed(() => ""),
    Effect.provideService(HttpIncomingMessage.MaxBodySize, largestForm)
  )
})

export const makeSignInDoor = Effect.fnUntraced(function* (entrance: Entrance) {
  const signIns = yield* SignIns

  const redeem = Effect.fnUntraced(function* (code: string, reaching: Reaching) {
    const signedIn = written.test(code) ? yield* signIns.redeem(code) : undefined
    if (signedIn === undefined) {
      return yield* Effect.as(entrance.wrongs.note, Pages.deadLink)
    }
    // what stands behind the # is sent to nobody: the page takes it from there
    const page = `/#key=${Redacted.value(signedIn.key)}`
    const onwards = HttpServerResponse.redirect(page, { status: 303, headers: { "cache-control": "no-store" } })
    return entrance.withCookie(onwards, Redacted.value(signedIn.secret), reaching)
  })

  const login = Effect.fnUntraced(function* (reaching: Reaching) {
    const request = yield* HttpServerRequest.HttpServerRequest
    switch (request.method) {
      case "GET":
      case "HEAD": {
        const code = queryOf(request.url).get("code") ?? ""
        return written.test(code) ? saysOwnOrigin(Pages.confirmSignIn(code)) : Pages.deadLink
      }
      case "POST": {
        // otherwise another page could sign somebody in as somebody else
        if (!reaching.sameOrigin) return Pages.foreignForm
        const code = yield* theForm
        return yield* redeem(code, reaching).pipe(
          Effect.catchTags({
            TooManyWrong: (error) => Effect.succeed(Pages.tooManyLinks(error.message)),
            StateError: (error) => Effect.succeed(saysOwnOrigin(Pages.notSignedIn(error.message, code)))
          })
        )
      }
      default:
        return wrongMethod("GET, HEAD, POST")
    }
  })

  const logout = Effect.fnUntraced(function* (reaching: Reaching) {
    const request = yield* HttpServerRequest.HttpServerRequest
    if (request.method !== "POST") return wrongMethod("POST")
    const { visitor } = yield* entrance.enter(reaching)
    if (visitor.signIn === undefined) {
      return refusal(new ControlError({ reason: "invalid", detail: "a token does not sign out; it is revoked" }))
    }
    yield* Effect.mapError(signIns.end(visitor.signIn), unavailable)
    return entrance.withoutCookie(HttpServerResponse.empty({ status: 204 }), reaching)
  })

  return { login, logout }
})
