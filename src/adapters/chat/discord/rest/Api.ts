/**
 * Discord's REST API as this adapter uses it: one request, its answer checked against a schema, its failure in the
 * core's words. Owns the shape of that; `Rest` makes one over the network.
 */
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"

export interface ApiFile {
  readonly name: string
  readonly contentType: string
  readonly data: string | Uint8Array
}

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Below `/api/v10`: `/channels/1/messages`. */
  readonly route: `/${string}`
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly files?: ReadonlyArray<ApiFile>
  /** False for routes that carry a token of their own: interactions and webhooks. */
  readonly auth?: boolean
}

export interface Api {
  /** One request: never repeated inside, never held back; a limit that is used up fails as `RateLimited`. */
  readonly ask: <A, I>(answer: Schema.Codec<A, I>, request: ApiRequest) => Effect.Effect<A, PlatformError>
  /** As `ask`, for requests whose answer says nothing. */
  readonly tell: (request: ApiRequest) => Effect.Effect<void, PlatformError>
}
