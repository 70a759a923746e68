/**
 * Discord's REST API over the network: @discordjs/rest for buckets and wire formats, without its queueing and repeats.
 * Owns time-outs, checked answers and the guards against limits and bans. Never repeats a request and never waits with
 * one: a limit that is used up fails as `RateLimited` before anything is sent. Must not know what is written.
 */
import type { REST, RESTOptions } from "@discordjs/rest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { type PlatformError, RateLimited } from "../../../../core/ports/ChatPlatform.ts"
import type { Api, ApiRequest } from "./Api.ts"
import { faultOf, fromThrown, unknownForm, unreachable } from "./Faults.ts"
import { makeHiddenLimits } from "./HiddenLimits.ts"
import { holdAt, makeInvalidRequests } from "./InvalidRequests.ts"

export interface RestOptions {
  readonly token: Redacted.Redacted<string>
  /** Without the version: `https://discord.com/api`. */
  readonly apiUrl: string
  /** How long an answer may take, in milliseconds. */
  readonly answerMillis?: number
}

const uploadMillis = 100_000
const heldMillis = 60_000

const failures = Metric.counter("orchestrator_discord_failed_requests", { incremental: true })

/** What Discord counts together although the methods differ; the client names routes like this. */
const countedTogether = [
  { methods: ["PUT", "DELETE"], route: "/channels/:id/messages/:id/reactions/:reaction" },
  { methods: ["PATCH", "DELETE"], route: "/webhooks/:id/:token/messages/:id" }
] as const

/** A form as bytes: it may leave through another copy of the HTTP library than the one that made it, which refuses it. */
const withoutForm = async (init: Parameters<RESTOptions["makeRequest"]>[1]): Promise<typeof init> => {
  if (!(init.body instanceof FormData)) return init
  const whole = new Response(init.body)
  const kind = { "content-type": whole.headers.get("content-type") ?? "" }
  // The client's own headers are a record.
  return { ...init, headers: { ...init.headers, ...kind }, body: new Uint8Array(await whole.arrayBuffer()) }
}

/**
 * One request of the client's own, with three of its habits put right. Its forms are none to other copies of the library
 * through which it sends, and whichever platform was loaded last brought the one that is used. It counts anew once Discord has told a bucket's name,
 * which runs into limits of one request, and takes posts and edits for one bucket, since they are named alike: without
 * names it counts by method and route. And an answer that it does not read would hold its socket.
 */
const requestWith =
  (ask: RESTOptions["makeRequest"]): RESTOptions["makeRequest"] =>
  async (url, init) => {
    const response = await ask(url, await withoutForm(init))
    response.headers.delete("x-ratelimit-bucket")
    if (response.status === 429 || response.status >= 500) await response.arrayBuffer().catch(() => undefined)
    return response
  }

const send = (rest: REST, { auth, body, files, method, query, route }: ApiRequest, signal: AbortSignal) => {
  const request = {
    signal,
    ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
    ...(body === undefined ? {} : { body }),
    ...(auth === undefined ? {} : { auth }),
    ...(files === undefined ? {} : { files: [...files] })
  }
  switch (method) {
    case "GET":
      return rest.get(route, request)
    case "POST":
      return rest.post(route, request)
    case "PUT":
      return rest.put(route, request)
    case "PATCH":
      return rest.patch(route, request)
    case "DELETE":
      return rest.delete(route, request)
  }
}

export const makeApi = Effect.fn("Rest.makeApi")(function* (
  options: RestOptions
): Effect.fn.Return<Api, never, Scope.Scope> {
  const clock = yield* Clock.Clock
  const now = () => clock.currentTimeMillisUnsafe()
  const token = Redacted.value(options.token)
  const { DefaultRestOptions, REST } = yield* Effect.promise(() => import("@discordjs/rest"))
  const invalid = makeInvalidRequests()
  const hidden = makeHiddenLimits()
  let saidAt = 0

  const rest = yield* Effect.acquireRelease(
    Effect.sync(
      () =>
        new REST({
          api: options.apiUrl,
          version: "10",
          retries: 0,
          timeout: uploadMillis + 20_000,
          rejectOnRateLimit: () => true,
          makeRequest: requestWith(DefaultRestOptions.makeRequest)
        })
    ),
    (rest) =>
      Effect.sync(() => {
        rest.clearHashSweeper()
        rest.clearHandlerSweeper()
      })
  )
  for (const { methods, route } of countedTogether) {
    for (const method of methods) rest.hashes.set(`${method}:${route}`, { value: route, lastAccess: -1 })
  }
  rest.on("response", (_request, response) => {
    const shared = response.headers.get("x-ratelimit-scope") === "shared"
    if (response.status === 401 || response.status === 403 || (response.status === 429 && !shared)) invalid.count(now())
  })

  const held = Effect.fnUntraced(function* () {
    if (now() - saidAt > heldMillis) {
      saidAt = now()
      yield* Effect.logWarning(
        `discord refused more than ${holdAt} requests in 10 minutes and bans whoever goes on: only what people wait for is sent for a while; run orchestrator doctor to see which permission is missing`
      )
    }
    return yield* faultOf(new RateLimited({ retryAfterMillis: heldMillis, scope: "write" }))
  })

  const request = Effect.fnUntraced(function* (request: ApiRequest) {
    if (invalid.holds(request, now())) return yield* held()
    const wait = hidden.wait(request, now())
    if (wait > 0) return yield* faultOf(new RateLimited({ retryAfterMillis: Math.ceil(wait), scope: "write" }))
    const millis = request.files === undefined ? (options.answerMillis ?? 10_000) : uploadMillis
    return yield* Effect.tryPromise({
      try: (signal) => {
        // A 401 makes the client forget the token for good; whether it is right is for Discord to say each time.
        rest.setToken(token)
        return send(rest, request, signal)
      },
      catch: (thrown) => fromThrown(thrown, request)
    }).pipe(
      Effect.timeoutOrElse({
        duration: millis,
        orElse: () => Effect.fail(unreachable(request, `no answer within ${millis / 1000} s`))
      }),
      Effect.tapError(
        Effect.fnUntraced(function* ({ reason }: PlatformError) {
          if (reason._tag === "RateLimited" && reason.scope === "write") {
            hidden.refused(request, reason.retryAfterMillis, now())
          }
          yield* Metric.update(Metric.withAttributes(failures, { reason: reason._tag }), 1)
        })
      )
    )
  })

  return {
    ask: <A, I>(answer: Schema.Codec<A, I>, asked: ApiRequest) =>
      Effect.flatMap(request(asked), (found) =>
        Schema.decodeUnknownEffect(answer)(found).pipe(Effect.mapError(() => unknownForm(asked)))
      ),
    tell: (asked) => Effect.asVoid(request(asked))
  }
})
