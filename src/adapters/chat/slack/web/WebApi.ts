/**
 * Slack's Web API over the network: @slack/web-api for its wire format, without its queue and its repeats. Owns the
 * clients of each workspace, time-outs, checked answers and that no limit is run into knowingly. Never repeats a call and
 * never waits with one. Must not know what is written. Nothing secret is logged: what the client says of requests and
 * answers at its debug level is dropped, since addresses that are keys stand in it.
 *
 * node:async_hooks: the client takes no signal for one call, so the one that ends a call is found by whoever sends it.
 */
import { AsyncLocalStorage } from "node:async_hooks"
import type { WebClient } from "@slack/web-api"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { type PlatformError, Rejected } from "../../../../core/ports/ChatPlatform.ts"
import type { Tokens } from "../Tokens.ts"
import type { Api, ApiCall } from "./Api.ts"
import { faultOf, fromThrown, httpFault, limited, scrubbed, unknownForm, unreachable } from "./Faults.ts"
import { promptFetch } from "./PromptFetch.ts"
import { makeTiers } from "./Tiers.ts"

export interface WebApiOptions {
  readonly tokens: Pick<Tokens, "token">
  /** With a slash at its end: `https://slack.com/api/`. */
  readonly apiUrl: string
  /** How long an answer may take, in milliseconds. */
  readonly answerMillis?: number
}

interface Clients {
  /** What people wait for. */
  readonly main: WebClient
  /** Previews of what grows. */
  readonly live: WebClient
}

const uploadMillis = 100_000
const mostClients = 2000

const failures = Metric.counter("orchestrator_slack_failed_requests", { incremental: true })

export const makeWebApi = Effect.fn("WebApi.make")(function* (
  options: WebApiOptions
): Effect.fn.Return<Api, never, Scope.Scope> {
  const clock = yield* Clock.Clock
  const now = () => clock.currentTimeMillisUnsafe()
  const answerMillis = options.answerMillis ?? 10_000
  const run = Effect.runForkWith(yield* Effect.context<never>())
  const load = yield* Effect.cached(Effect.promise(() => import("@slack/web-api")))
  const tiers = makeTiers()
  const clients = makeRecent<string, Clients>(mostClients)
  const signals = new AsyncLocalStorage<AbortSignal>()

  const say = (...message: ReadonlyArray<unknown>) => {
    run(Effect.logDebug(`slack's client: ${scrubbed(message.map(String).join(" "))}`))
  }
  const quiet = () => undefined

  const fetchWith: typeof fetch = (address, init) => {
    const ended = [init?.signal, signals.getStore()].filter((signal) => signal != null)
    return promptFetch(address, { ...init, signal: AbortSignal.any(ended) })
  }

  const makeClients = Effect.fnUntraced(function* (token: string) {
    const { LogLevel, WebClient } = yield* load
    const make = () =>
      new WebClient(token, {
        slackApiUrl: options.apiUrl,
        allowAbsoluteUrls: false,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        // Nothing waits inside: a call that stood in a line would also be sent under another call's signal.
        maxRequestConcurrency: Number.POSITIVE_INFINITY,
        timeout: answerMillis,
        fetch: fetchWith,
        logger: {
          debug: quiet,
          info: quiet,
          warn: say,
          error: say,
          setLevel: quiet,
          getLevel: () => LogLevel.WARN,
          setName: quiet
        }
      })
    const made = { main: make(), live: make() }
    clients.set(token, made)
    return made
  })

  const call = Effect.fnUntraced(function* (asked: ApiCall) {
    const token = Redacted.value(yield* options.tokens.token(asked.team))
    const { live, main } = clients.get(token) ?? (yield* makeClients(token))
    const client = asked.live === true ? live : main
    const wait = tiers.leave(asked, now())
    if (wait > 0) return yield* limited(wait, asked)
    return yield* Effect.tryPromise({
      try: (signal) => signals.run(signal, () => client.apiCall(asked.method, { ...asked.args })),
      catch: (thrown) => fromThrown(thrown, asked)
    }).pipe(
      Effect.tapError(
        Effect.fnUntraced(function* ({ reason }: PlatformError) {
          if (reason._tag === "RateLimited") tiers.refused(asked, reason.retryAfterMillis, now())
          yield* Metric.update(Metric.withAttributes(failures, { reason: reason._tag }), 1)
        })
      )
    )
  })

  const own = new URL(options.apiUrl).origin
  const upload = Effect.fn("WebApi.upload")(function* (address: string, bytes: Uint8Array) {
    const what = "the upload of a file"
    const url = URL.parse(address)
    if (url === null || !(url.protocol === "https:" || url.origin === own)) {
      return yield* faultOf(new Rejected({ detail: "slack named an upload address that is not safe" }))
    }
    const body = HttpBody.uint8Array(bytes, "application/octet-stream")
    const { status } = yield* HttpClient.post(url, { body }).pipe(
      Effect.tap((response) => response.text),
      Effect.mapError(() => unreachable(what, "no answer")),
      Effect.provide(FetchHttpClient.layer),
      Effect.provideService(FetchHttpClient.RequestInit, { redirect: "error" }),
      // A span would show the address, which is a key.
      Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
      Effect.timeoutOrElse({
        duration: uploadMillis,
        orElse: () => Effect.fail(unreachable(what, `not done within ${uploadMillis / 1000} s`))
      })
    )
    if (status === 429) return yield* limited(5000, { team: "", method: what })
    if (status !== 200) return yield* httpFault(what, status)
  })

  return {
    ask: <A, I>(answer: Schema.Codec<A, I>, asked: ApiCall) =>
      Effect.flatMap(call(asked), (found) =>
        Schema.decodeUnknownEffect(answer)(found).pipe(Effect.mapError(() => unknownForm(asked.method)))
      ),
    tell: (asked) => Effect.asVoid(call(asked)),
    upload
  }
})
