/**
 * What a browser is shown at every address that is not the service's own: the dashboard for those who are signed in, the
 * way in for everybody else, and what is being waited for while there is no dashboard yet. The client's files hold nothing
 * of anybody's, and are for all.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Option from "effect/Option"
import { makeClientFiles } from "./ClientFiles.ts"
import type { Entrance } from "./Entrance.ts"
import * as Pages from "./Pages.ts"
import type { Reaching } from "./Reaching.ts"
import { notThere, wrongMethod } from "./Refusals.ts"

/** Longer than it takes to read what is built already; a page that waits for a builder says so. */
const soon = "1 second"
/** What could not be read may be readable now; not every request tries. */
const triedAgainAfter = Duration.toMillis("5 seconds")

/** Every address of the dashboard shows the same page; programs that want something else are told that there is nothing. */
const wantsPage = ({ headers }: HttpServerRequest.HttpServerRequest, name: string): boolean =>
  name === "/" || (headers.accept ?? "").includes("text/html")

const cameByLink = ({ headers }: HttpServerRequest.HttpServerRequest): boolean =>
  headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-mode"] === "navigate"

export const makeClientPages = Effect.fnUntraced(function* (options: {
  /** The built client's folder; returns when there is one. */
  readonly client: Effect.Effect<string, { readonly message: string }>
  readonly entrance: Entrance
}) {
  const { client, entrance } = options
  const scope = yield* Effect.scope
  const services = yield* Effect.context<Effect.Services<ReturnType<typeof makeClientFiles>>>()
  const read = client.pipe(
    Effect.flatMap(makeClientFiles),
    Effect.provideContext(services),
    Effect.tapCause((cause) =>
      Cause.hasInterruptsOnly(cause) ? Effect.void : Effect.logError("the dashboard's pages cannot be read", cause)
    ),
    Effect.forkIn(scope)
  )
  let reading = yield* read
  let begun = yield* Clock.currentTimeMillis

  const known = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const failed = Option.exists(Option.fromUndefinedOr(reading.pollUnsafe()), Exit.isFailure)
    if (failed && now - begun >= triedAgainAfter) {
      begun = now
      reading = yield* read
    }
    return yield* Effect.timeoutOption(Fiber.await(reading), soon)
  })

  const page = Effect.gen(function* () {
    const read = yield* known
    if (Option.isNone(read)) return Pages.beingBuilt
    if (Exit.isFailure(read.value)) {
      const cause = Cause.squash(read.value.cause)
      return Pages.notBuilt(cause instanceof Error ? cause.message : String(cause))
    }
    const { page, send } = read.value.value
    return page === undefined ? Pages.notBuilt("the dashboard is incomplete: npm run build") : yield* send(page)
  })

  const welcome = Effect.fnUntraced(
    function* (reaching: Reaching) {
      const request = yield* HttpServerRequest.HttpServerRequest
      const shown = yield* entrance.welcomed(reaching, page)
      if (shown !== undefined) return shown
      if (cameByLink(request)) return Pages.onceMore
      // what it holds is worth nothing any more
      return reaching.cookie in request.cookies ? entrance.withoutCookie(Pages.signedOut, reaching) : Pages.signedOut
    },
    Effect.catchIf(
      (error) => error._tag === "ControlError" && error.reason === "unavailable",
      (error) => Effect.succeed(Pages.broken(error.message))
    )
  )

  return Effect.fnUntraced(function* (name: string, reaching: Reaching) {
    const request = yield* HttpServerRequest.HttpServerRequest
    if (request.method !== "GET" && request.method !== "HEAD") return wrongMethod("GET, HEAD")
    const read = yield* known
    const files = Option.isSome(read) && Exit.isSuccess(read.value) ? read.value.value : undefined
    const file = files?.find(name)
    if (files !== undefined && file !== undefined) return yield* files.send(file)
    return wantsPage(request, name) ? yield* welcome(reaching) : notThere(name)
  })
})
