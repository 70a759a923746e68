/**
 * An `Api` that answers from a function and remembers what was asked. Answers go through the schema that was given, as
 * over the network.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Api, ApiRequest } from "../../../../src/adapters/chat/discord/rest/Api.ts"
import { faultOf } from "../../../../src/adapters/chat/discord/rest/Faults.ts"
import {
  Forbidden,
  Gone,
  PlatformError,
  RateLimited,
  Rejected,
  Unreachable
} from "../../../../src/core/ports/ChatPlatform.ts"

export const faults = {
  unreachable: () => faultOf(new Unreachable({ detail: "discord answered 502" })),
  limited: (retryAfterMillis: number) => faultOf(new RateLimited({ retryAfterMillis, scope: "write" })),
  gone: (code: number) => faultOf(new Gone({ what: "it" }), code),
  forbidden: (code = 50013) => faultOf(new Forbidden({ missing: "something" }), code),
  rejected: (code?: number, detail = "no") => faultOf(new Rejected({ detail }), code)
}

export type Script = (request: ApiRequest) => unknown

export const makeScriptedApi = (script: Script) => {
  const requests: Array<ApiRequest> = []
  const run = (request: ApiRequest) =>
    Effect.suspend((): Effect.Effect<unknown, PlatformError> => {
      requests.push(request)
      const answer = script(request)
      if (Effect.isEffect(answer)) return answer as Effect.Effect<unknown, PlatformError>
      return answer instanceof PlatformError ? Effect.fail(answer) : Effect.succeed(answer)
    })
  const api: Api = {
    ask: (schema, request) =>
      Effect.flatMap(run(request), (found) => Effect.orDie(Schema.decodeUnknownEffect(schema)(found))),
    tell: (request) => Effect.asVoid(run(request))
  }
  /** `POST /channels/1/messages`, oldest first. */
  const lines = () => requests.map(({ method, route }) => `${method} ${decodeURIComponent(route)}`)
  return { api, requests, lines }
}
