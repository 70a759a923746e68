/**
 * What a browser is shown at every address that is not the service's own: the dashboard for those who are signed in, the
 * way in for everybody else, and what is being waited for while there is no dashboard yet. The client's files hold nothing
 * of anybody's, and are for all.
 */

import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import { HttpPlatform } from "effect/http/HttpPlatform"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Option from "effect/Option"
import { makeClientFiles } from "./ClientFiles.ts"
import type { Entrance } from "./Entrance.ts"
import * as Pages from "./Pages.ts"
import type { Reaching } from "./Reaching.ts"
import { notThere, wrongMethod } from "./Refusals.ts"

/** Once for each browser and version: the smallest that does not take long. */
const compressed = HttpMiddleware.compression({ algorithms: ["br", "gzip"], levels: { br: 9, gzip: 9 } })

/** Longer than it takes to read what is built already; a page that waits for a builder says so. */
const soon = "1 second"

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
  const platform = yield* HttpPlatform
  const reading = yield* client.pipe(Effect.flatMap(makeClientFiles), Effect.forkScoped)
  const known = Effect.timeoutOption(Fiber.await(reading), soon)

  const page = Effect.fnUntraced(function* (reaching: Reaching) {
    const request = yield* HttpServerRequest.HttpServerRequest
    const entered = yield* entrance.looking(reaching)
    if (entered === undefined) return cameByLink(request) ? Pages.onceMore : Pages.signedOut
    const read = yield* known
    if (Option.isNone(read)) return Pages.beingBuilt
    if (Exit.isFailure(read.value)) {
      const cause = Cause.squash(read.value.cause)
      return Pages.notBuilt(cause instanceof Error ? cause.message : String(cause))
    }
    const { page, send } = read.value.value
    return page === undefined ? Pages.notBuilt("the dashboard is incomplete: npm run build") : yield* send(page)
  })

  const answer = Effect.fnUntraced(function* (name: string, reaching: Reaching) {
    const request = yield* HttpServerRequest.HttpServerRequest
    if (request.method !== "GET" && request.method !== "HEAD") return wrongMethod("GET, HEAD")
    const read = yield* known
    const files = Option.isSome(read) && Exit.isSuccess(read.value) ? read.value.value : undefined
    const file = files?.find(name)
    if (files !== undefined && file !== undefined) return yield* files.send(file)
    return wantsPage(request, name) ? yield* page(reaching) : notThere(name)
  })

  return (name: string, reaching: Reaching) =>
    compressed(answer(name, reaching)).pipe(Effect.provideService(HttpPlatform, platform))
})
