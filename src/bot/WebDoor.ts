/**
 * What gets past the web server's door: nothing under a foreign name, from a foreign page, or with too much in its hands.
 * Owns those checks, which are the same for everything behind it, and their short words; who may do what there is others'.
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

/** Of a request, and of a message on a socket. */
export const largestBody = ByteSize.mebibytes(4)

export const refuse = (status: 401 | 403 | 413, words: string) =>
  HttpServerResponse.text(`${words}\n`, {
    status,
    headers: {
      "x-content-type-options": "nosniff",
      ...(status === 401 ? { "www-authenticate": 'Bearer realm="orchestrator"' } : {})
    }
  })

export const tooLarge = refuse(413, "the request is too large; at most 4 MB are read")

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
  readonly inside: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
}) => {
  const { hosts, inside } = options
  return Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { "content-length": length = "0", host = "", origin } = request.headers
    if (!hosts.has(host.toLowerCase())) return refuse(403, "this service does not go by that name; see web.hosts")
    if (origin !== undefined && !hosts.has(originHost(origin)?.toLowerCase() ?? "")) {
      return refuse(403, "pages of other sites may not speak to this service")
    }
    if (Number(length) > Number(ByteSize.toNumberUnsafe(largestBody))) return tooLarge
    return yield* inside
  }).pipe(Effect.provideService(HttpIncomingMessage.MaxBodySize, largestBody))
}
