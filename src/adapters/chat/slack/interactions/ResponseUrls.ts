/**
 * The addresses under which Slack takes answers to what a person did. Owns one request to one of them. An address lets
 * everybody write who knows it: it never gets into an error or a log, and only Slack's own are written to.
 */
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import { Gone, type PlatformError, RateLimited, Rejected, Unreachable } from "../../../../core/ports/ChatPlatform.ts"
import { faultOf } from "../web/Faults.ts"

export interface ResponseUrls {
  /** Gone when the address is used up or its time is over. */
  readonly respond: (url: Redacted.Redacted<string>, body: unknown) => Effect.Effect<void, PlatformError>
}

const within = "10 seconds"
const what = "the way back to a person"
const secondsWhenUnsaid = 1

/** Slack's words for an address that is good no more. */
const over = ["used_url", "expired_url", "invalid_url"]
const succeeded = ["", "ok"]

/** `ok`, `{"ok":true}`, or the name of an error in either of the two forms. */
const errorIn = (answer: string): string | undefined => {
  const text = answer.trim()
  if (succeeded.includes(text) || /^\{.*"ok"\s*:\s*true/s.test(text)) return undefined
  return /"error"\s*:\s*"([a-z_]{1,60})"/.exec(text)?.[1] ?? /^[a-z_]{1,60}$/.exec(text)?.[0] ?? "an unknown error"
}

/** `apiUrl` is the base of the API: whoever serves that may serve these addresses, also without TLS. */
export const makeResponseUrls = (apiUrl: string): ResponseUrls => {
  const api = URL.parse(apiUrl)
  const trusted = (url: URL) => url.protocol === "https:" || (url.protocol === "http:" && url.host === api?.host)

  const failure = (status: number, answer: string, retryAfter: string | undefined) => {
    const error = errorIn(answer)
    if (status === 429) {
      const seconds = Number(retryAfter ?? secondsWhenUnsaid)
      return new RateLimited({ retryAfterMillis: (seconds >= 0 ? seconds : secondsWhenUnsaid) * 1000, scope: "write" })
    }
    if (status >= 500) return new Unreachable({ detail: `http ${status}` })
    if (status === 404 || status === 410 || (error !== undefined && over.includes(error))) return new Gone({ what })
    if (status >= 400 || error !== undefined) return new Rejected({ detail: error ?? `http ${status}` })
    return undefined
  }

  return {
    respond: Effect.fn("ResponseUrls.respond")(function* (secret, body) {
      const url = URL.parse(Redacted.value(secret))
      if (url === null || !trusted(url)) return yield* faultOf(new Gone({ what }))
      const unreachable = () => faultOf(new Unreachable({ detail: "an answer did not get through" }))
      const request = Effect.gen(function* () {
        const json = yield* Effect.mapError(HttpClientRequest.bodyJson(HttpClientRequest.post(url), body), () =>
          faultOf(new Rejected({ detail: "an answer is no JSON" }))
        )
        const response = yield* Effect.mapError(HttpClient.execute(json), unreachable)
        const answer = yield* Effect.mapError(response.text, unreachable)
        const reason = failure(response.status, answer, response.headers["retry-after"])
        if (reason !== undefined) return yield* faultOf(reason)
      })
      yield* request.pipe(
        Effect.provide(FetchHttpClient.layer),
        Effect.provideService(FetchHttpClient.RequestInit, { redirect: "error" }),
        // A span would show the address.
        Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
        Effect.timeoutOrElse({ duration: within, orElse: () => Effect.fail(unreachable()) })
      )
    })
  }
}
