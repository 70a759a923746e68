/**
 * What gets past the web server's door: nothing under a foreign name, from a foreign page, or with too much in its hands.
 * Owns those checks, which are the same for everything behind it; who may do what there is others'.
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import { foreignName, foreignPage, tooLarge } from "../adapters/surface/web/server/Refusals.ts"

/** Of a request, and of a message on a socket. */
export const largestBody = ByteSize.mebibytes(4)

const originHost = (origin: string): string | undefined => {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}

/** Lets a request through to `inside`, or says why not. */
export const webDoor = <E, R>(options: {
  readonly hosts: ReadonlySet<string>
  /** Addresses that count for themselves what they are sent. */
  readonly counting: ReadonlySet<string>
  readonly inside: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
}) => {
  const { counting, hosts, inside } = options
  return Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { "content-length": length = "0", host = "", origin } = request.headers
    if (!hosts.has(host.toLowerCase())) return foreignName
    if (origin !== undefined && !hosts.has(originHost(origin)?.toLowerCase() ?? "")) return foreignPage
    const counts = counting.has(request.url.split("?")[0] ?? "")
    if (!counts && Number(length) > Number(ByteSize.toNumberUnsafe(largestBody))) return tooLarge
    return yield* inside
  }).pipe(Effect.provideService(HttpIncomingMessage.MaxBodySize, largestBody))
}
