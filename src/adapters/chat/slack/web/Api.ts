/**
 * Slack's Web API as this adapter uses it: one call, its answer checked against a schema, its failure in the core's
 * words. Owns the shape of that; `WebApi` makes one over the network.
 */
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"

export interface ApiCall {
  /** The workspace whose token is used. */
  readonly team: string
  /** `chat.postMessage`. */
  readonly method: string
  readonly args?: Readonly<Record<string, unknown>>
  /** A preview of what grows: goes over a client of its own, so that nothing else ever waits for it. */
  readonly live?: boolean
}

export interface Api {
  /** One request: never repeated inside, never held back; a limit that is used up fails as `RateLimited`. */
  readonly ask: <A, I>(answer: Schema.Codec<A, I>, call: ApiCall) => Effect.Effect<A, PlatformError>
  /** As `ask`, for calls whose answer says nothing. */
  readonly tell: (call: ApiCall) => Effect.Effect<void, PlatformError>
  /** Sends bytes to an upload address that Slack handed out. */
  readonly upload: (url: string, bytes: Uint8Array) => Effect.Effect<void, PlatformError>
}
