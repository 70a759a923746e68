/**
 * Socket Mode over two sockets: while one is opened again, what happens comes over the other. Owns that both are kept
 * open, what is known of each, and until when it is worth waiting while neither is.
 */
import type { App, Logger } from "@slack/bolt"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { type PlatformError, Unreachable } from "../../../../core/ports/ChatPlatform.ts"
import { faultOf } from "../web/Faults.ts"
import type { Bolt } from "./BoltApp.ts"
import type { ConnectionHealth } from "./Received.ts"
import { makeSocketLife } from "./SocketLife.ts"
import type { Transport, TransportHooks } from "./Transport.ts"

export interface SocketLimits {
  /** How long no socket at all may be open, in milliseconds. */
  readonly deafFor: number
  /** How long an answer to a ping may take, in milliseconds. */
  readonly pongMillis: number
}

export const usualSocketLimits: SocketLimits = { deafFor: 60_000, pongMillis: 5_000 }

interface State {
  readonly name: string
  state: ConnectionHealth["state"]
  since: number
}

export const makeTwinSockets = (
  bolt: Bolt,
  parts: {
    readonly appToken: Redacted.Redacted
    readonly apiUrl: string
    readonly logger: Logger
    readonly limits: SocketLimits
    readonly hooks: TransportHooks
  }
): Effect.Effect<Transport> =>
  Effect.gen(function* () {
    const { hooks, limits } = parts
    const clock = yield* Clock.Clock
    const now = () => clock.currentTimeMillisUnsafe()
    const log = Effect.runForkWith(yield* Effect.context<never>())
    const over = yield* Deferred.make<never, PlatformError>()
    const states = ["socket 1", "socket 2"].map((name): State => ({ name, state: "connecting", since: now() }))
    const connected = () => states.filter(({ state }) => state === "connected").length
    let deafSince = now()

    const change = (socket: State, state: State["state"]) => {
      if (socket.state === state) return
      const before = connected()
      socket.state = state
      socket.since = now()
      const after = connected()
      if (before === 0) hooks.onUp()
      if (after > 0) return
      deafSince = now()
      hooks.onDown()
    }

    const sockets = states.map((socket) =>
      makeSocketLife(bolt, {
        ...parts,
        pongMillis: limits.pongMillis,
        onUp: () => change(socket, "connected"),
        onDown: () => change(socket, "connecting"),
        onBroken: (error) => {
          log(Effect.logWarning("slack's library broke on what it was sent", String(error)))
        }
      })
    )

    const watch = Effect.gen(function* () {
      yield* Effect.sleep(Math.max(1, Math.floor(limits.deafFor / 12)))
      if (connected() > 0 || now() - deafSince <= limits.deafFor) return
      const seconds = Math.round((now() - deafSince) / 1000)
      yield* Deferred.fail(over, faultOf(new Unreachable({ detail: `no socket has been open for ${seconds} s` })))
    }).pipe(Effect.forever)

    const life = (run: Effect.Effect<never, PlatformError>) =>
      Effect.catchCause(run, (cause) => Effect.asVoid(Deferred.failCause(over, cause)))

    return {
      init: (app: App) => {
        for (const { init } of sockets) init(app)
      },
      open: Effect.gen(function* () {
        deafSince = now()
        for (const { run } of sockets) yield* Effect.forkScoped(life(run))
        yield* Effect.forkScoped(watch)
      }),
      over: Deferred.await(over),
      health: () => states.map(({ name, since, state }) => ({ name, since, state }))
    }
  })
