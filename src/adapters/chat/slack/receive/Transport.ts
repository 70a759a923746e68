/**
 * A way on which events arrive. Owns the shape alone: sockets that we open, or a server that Slack calls.
 */
import type { App } from "@slack/bolt"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { ConnectionHealth } from "./Received.ts"

export interface Transport {
  readonly init: (app: App) => void
  /** Returns when it listens, or has begun to connect; with the scope nothing of it is left. */
  readonly open: Effect.Effect<void, PlatformError, Scope.Scope>
  /** Why nothing arrives on it any more. */
  readonly over: Effect.Effect<never, PlatformError>
  readonly health: () => ReadonlyArray<ConnectionHealth>
}

/** Called in the order in which it happens, and before what arrives next. */
export interface TransportHooks {
  /** Events arrive from now on. */
  readonly onUp: () => void
  /** Nothing can arrive from now on. */
  readonly onDown: () => void
}
