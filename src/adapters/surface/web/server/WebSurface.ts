/**
 * The dashboard's server: which part of it answers what, and what every answer says about how far it may be trusted. Drives
 * the core through its calls alone. Whether a request may come in at all (its host, its origin, its size) was decided
 * before.
 */
import type * as Context from "effect/Context"
import type { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Etag from "effect/http/Etag"
import type * as HttpPlatform from "effect/http/HttpPlatform"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import type { Calls } from "../../../../core/control/Calls.ts"
import type { FileCalls } from "../../../../core/control/FileCalls.ts"
import { makeClientPages } from "./ClientPages.ts"
import { makeDashboardSocket } from "./DashboardSocket.ts"
import { makeEntrance } from "./Entrance.ts"
import { makeMetrics } from "./Metrics.ts"
import { reachingOf } from "./Reaching.ts"
import { broke, onlySockets, refusal } from "./Refusals.ts"
import { makeSignInDoor } from "./SignInDoor.ts"
import type { Wrongs } from "./Wrongs.ts"

/** Nothing is loaded from elsewhere, nothing runs that does not lie here, and nobody frames it. */
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'"
].join("; ")

const trust = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY"
}

const trusted = (response: HttpServerResponse.HttpServerResponse) =>
  HttpServerResponse.setHeaders(response, {
    ...trust,
    // what is no page of ours may do even less
    "content-security-policy": response.headers["content-security-policy"] ?? policy,
    "cache-control": response.headers["cache-control"] ?? "no-store",
    "referrer-policy": response.headers["referrer-policy"] ?? "no-referrer"
  })

export interface WebSurfaceOptions {
  readonly calls: Calls
  readonly files: FileCalls
  /** The built client's folder; returns when there is one. */
  readonly client: Effect.Effect<string, { readonly message: string }>
  /** Names that were configured: a proxy with TLS may stand before them. */
  readonly names: ReadonlySet<string>
  /** Secrets that were wrong on any way in. */
  readonly wrongs: Wrongs
}

/** Answers requests for as long as the scope lives. */
export const makeWebSurface = Effect.fn("makeWebSurface")(function* ({
  calls,
  client,
  files,
  names,
  wrongs
}: WebSurfaceOptions) {
  const entrance = yield* makeEntrance(wrongs)
  const { login, logout } = yield* makeSignInDoor(entrance)
  const clientPages = yield* makeClientPages({ client, entrance })
  const socket = yield* makeDashboardSocket(calls)
  const metrics = yield* makeMetrics

  // a script's way in, which most services never see
  const services = yield* Effect.context<
    Etag.Generator | FileSystem.FileSystem | HttpPlatform.HttpPlatform | Path.Path | Scope.Scope | SecureRandom
  >()
  const api = yield* Effect.cached(
    Effect.promise(() => import("./ScriptApi.ts")).pipe(
      Effect.flatMap(({ makeScriptApi }) => makeScriptApi(calls, files)),
      // in a context of its own: what is made must know nothing of the request that it was made for
      Effect.updateContext((_: Context.Context<never>) => services),
      Effect.uninterruptible
    )
  )

  const answer = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const reaching = reachingOf(request.headers, names)
    const name = request.url.split("?")[0] ?? "/"
    switch (name) {
      case "/healthz":
        return HttpServerResponse.text("ok\n", { headers: { "cache-control": "no-store" } })
      case "/login":
        return yield* login(reaching)
      case "/logout":
        return yield* logout(reaching)
      case "/metrics":
        return yield* metrics(yield* entrance.enter(reaching))
      case "/rpc":
        return request.headers.upgrade?.toLowerCase() === "websocket"
          ? yield* socket(yield* entrance.enter(reaching))
          : onlySockets
    }
    if (!/^\/api(\/|$)/.test(name)) return yield* clientPages(name, reaching)
    const scripts = yield* api
    return scripts.about(name) ?? (yield* scripts.answer(yield* entrance.enter(reaching)))
  })

  const handle = answer.pipe(
    Effect.catchTags({
      ControlError: (error) => Effect.succeed(refusal(error)),
      TooManyWrong: (error) => Effect.succeed(refusal(error))
    }),
    Effect.catchDefect((defect) => Effect.as(Effect.logError("the web server broke", defect), broke)),
    Effect.map(trusted)
  )
  return { handle }
})
