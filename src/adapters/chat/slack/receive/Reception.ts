/**
 * Everything that Slack tells, whichever way it comes. Owns which way that is, and the life of the library: it is made in
 * a scope and gone with it. What arrives goes to `onReceived` as it came.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { Misconfigured, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { type Credentials, names } from "../Credentials.ts"
import type { SlackConfig } from "../SlackConfig.ts"
import type { Tokens } from "../Tokens.ts"
import { faultOf } from "../web/Faults.ts"
import { type Bolt, makeBoltApp } from "./BoltApp.ts"
import { boltLogger } from "./BoltLogger.ts"
import { type InstallPages, makeHttpEvents } from "./HttpEvents.ts"
import { listenAddress, notAnAddress } from "./ListenAddress.ts"
import type { ConnectionHealth, Received } from "./Received.ts"
import type { Transport, TransportHooks } from "./Transport.ts"
import { makeTwinSockets, type SocketLimits, usualSocketLimits } from "./TwinSockets.ts"

export interface ReceptionParts extends TransportHooks {
  readonly credentials: Pick<Credentials, "apiUrl" | "appToken" | "signingSecret">
  readonly config: Pick<SlackConfig, "listen">
  readonly tokens: Pick<Tokens, "account">
  readonly installer: InstallPages | undefined
  readonly limits?: SocketLimits
  /** Must return at once. */
  readonly onReceived: (received: Received) => void
}

export interface Reception {
  readonly health: () => ReadonlyArray<ConnectionHealth>
  /** Listens, and fails when that is over; never returns. */
  readonly run: Effect.Effect<never, PlatformError>
}

const noWay = faultOf(
  new Misconfigured({
    detail: `neither ${names.appToken} nor ${names.signingSecret} is set, so that slack cannot tell the bot anything`,
    remedy: `put the app-level token (xapp-…) into ${names.appToken} to use socket mode (run orchestrator setup), or the signing secret into ${names.signingSecret} to receive events over http`
  })
)

const unsigned = "Failed to parse and verify"

export const openReception = (parts: ReceptionParts): Effect.Effect<Reception, PlatformError> =>
  Effect.gen(function* () {
    const { config, credentials, installer, onDown, onUp } = parts
    const { apiUrl, appToken, signingSecret } = credentials
    if (appToken === undefined && signingSecret === undefined) return yield* noWay
    const address = listenAddress(config.listen)
    if (address === undefined) return yield* notAnAddress(config.listen)
    const bolt: Bolt = yield* Effect.promise(() => import("@slack/bolt"))
    const context = yield* Effect.context<never>()
    const fork = Effect.runForkWith(context)
    let told = false
    const logger = boltLogger(bolt.LogLevel.WARN, fork, (words) => {
      if (told || !words.startsWith(unsigned)) return
      told = true
      fork(
        Effect.logWarning(
          `a request that slack did not sign was refused: if it was slack's, ${names.signingSecret} is not that of this app (Basic Information)`
        )
      )
    })
    const hooks = { onUp, onDown }
    const nothing = { onUp: () => {}, onDown: () => {} }
    const http = { address, listen: config.listen, installer, logger }
    const transports: ReadonlyArray<Transport> =
      appToken === undefined
        ? [yield* makeHttpEvents(bolt, { ...http, signingSecret, hooks })]
        : [
            yield* makeTwinSockets(bolt, {
              appToken,
              apiUrl,
              logger,
              hooks,
              limits: parts.limits ?? usualSocketLimits
            }),
            ...(installer === undefined
              ? []
              : [yield* makeHttpEvents(bolt, { ...http, signingSecret: undefined, hooks: nothing })])
          ]

    const started = yield* Scope.make()
    const { abandon, app } = makeBoltApp(bolt, {
      apiUrl,
      account: parts.tokens.account,
      run: Effect.runPromiseWith(context),
      onReceived: parts.onReceived,
      receiver: {
        init: (made) => {
          for (const { init } of transports) init(made)
        },
        start: () =>
          Effect.forEach(transports, ({ open }) => open, { discard: true }).pipe(
            Effect.provideService(Scope.Scope, started),
            Effect.runPromiseWith(context)
          ),
        stop: () => Effect.runPromiseWith(context)(Scope.close(started, Exit.void))
      }
    })

    const stop = Effect.andThen(
      Effect.sync(abandon),
      Effect.promise(() => app.stop())
    )
    const start = Effect.tryPromise({
      try: () => app.start(),
      catch: (thrown) =>
        thrown instanceof PlatformError
          ? thrown
          : faultOf(new Misconfigured({ detail: "slack's library did not start", remedy: "run orchestrator doctor" }))
    })
    const watch = Effect.raceAllFirst(transports.map(({ over }) => over))
    return {
      health: () => transports.flatMap(({ health }) => health()),
      run: Effect.acquireUseRelease(
        Effect.void,
        () => Effect.andThen(start, watch),
        () => stop
      )
    }
  })
