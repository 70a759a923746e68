/**
 * The whole service as one layer, for the platforms that a command wants.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { ChatPlatform } from "../core/ports/ChatPlatform.ts"
import type { PlatformServices } from "../core/ports/Manifest.ts"
import { layerControlServer } from "./ControlSocket.ts"
import { layerCore } from "./Core.ts"
import { layerHousekeeping } from "./Housekeeping.ts"
import { Listening, listenTo, makeListening } from "./Listening.ts"
import { layerLogs } from "./Logs.ts"
import { Startup } from "./Startup.ts"
import { layerStores } from "./Stores.ts"
import { layerWebServer } from "./WebServer.ts"

/** What a command needs that only looks: the startup, the log, the machine. */
export const layerMachine = (options: { readonly quiet: boolean }) =>
  layerLogs(options).pipe(Layer.provideMerge(Startup.layer), Layer.provideMerge(NodeServices.layer))

/** The service's parts on these platforms; nobody listens on them yet. */
export const layerService = (platforms: ReadonlyArray<ChatPlatform>) =>
  layerHousekeeping.pipe(
    Layer.provideMerge(layerControlServer),
    Layer.provideMerge(layerWebServer),
    Layer.provideMerge(layerCore(platforms))
  )

/** The service's parts around something that is done with them; its platforms are made, and nobody listens yet. */
export const withService = <A, E, R, E2>(
  platforms: Effect.Effect<ReadonlyArray<ChatPlatform>, E, PlatformServices | Startup | Scope.Scope>,
  use: (platforms: ReadonlyArray<ChatPlatform>) => Effect.Effect<A, E2, R>
) =>
  Effect.suspend(() =>
    Effect.gen(function* () {
      const running = yield* platforms
      return yield* Effect.provide(use(running), layerService(running))
    }).pipe(Effect.scoped, Effect.provide(layerStores), Effect.provideService(Listening, makeListening()))
  )

/**
 * Runs the service: until the first platform has nothing more to say, or until it is stopped. With no platform at all it
 * still serves control and finishes what was accepted. `ready` is done before anybody is listened to.
 */
export const runService = <E, R = never>(
  platforms: Effect.Effect<ReadonlyArray<ChatPlatform>, E, PlatformServices | Startup | Scope.Scope>,
  until: "quiet" | "stopped",
  ready: Effect.Effect<void, never, R> = Effect.void
) =>
  withService(platforms, (running) => {
    const others = Effect.andThen(listenTo(running.slice(1)), Effect.never)
    const first = listenTo(running.slice(0, 1))
    const listening = Effect.raceFirst(until === "quiet" ? first : Effect.andThen(first, Effect.never), others)
    return Effect.andThen(ready, listening)
  })
