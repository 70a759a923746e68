/**
 * Events that Slack posts to us, and the pages on which workspaces install the app. Owns the server: where it listens, that
 * nothing unsigned gets in, and that nothing of it is left in the end.
 */
import type { Server } from "node:http"
import type { HTTPReceiver, HTTPReceiverOptions, Logger } from "@slack/bolt"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { paths } from "../setup/AppManifest.ts"
import type { Bolt } from "./BoltApp.ts"
import { cannotListen, type ListenAddress } from "./ListenAddress.ts"
import type { ConnectionHealth } from "./Received.ts"
import type { Transport, TransportHooks } from "./Transport.ts"

/** What Bolt needs to let workspaces install the app. */
export type InstallPages = Pick<
  HTTPReceiverOptions,
  "clientId" | "clientSecret" | "stateSecret" | "scopes" | "installationStore" | "installerOptions"
>

/** What is being answered may take that long in the end. */
const farewell = "1 second"

const receiverOf = (
  bolt: Bolt,
  parts: {
    readonly signingSecret: Redacted.Redacted | undefined
    readonly installer: InstallPages | undefined
    readonly logger: Logger
  }
): HTTPReceiver => {
  const { installer, logger, signingSecret } = parts
  return new bolt.HTTPReceiver({
    ...installer,
    logger,
    signingSecret: signingSecret === undefined ? "" : Redacted.value(signingSecret),
    // Without a secret there is no way in for events: the pages alone.
    signatureVerification: signingSecret !== undefined,
    endpoints: signingSecret === undefined ? [] : [paths.events],
    processEventErrorHandler: async ({ response }) => {
      if (!response.headersSent) response.writeHead(503)
      response.end()
      return true
    }
  })
}

export const makeHttpEvents = (
  bolt: Bolt,
  parts: {
    readonly address: ListenAddress
    /** As it was written. */
    readonly listen: string
    /** Without it only installations are served. */
    readonly signingSecret: Redacted.Redacted | undefined
    readonly installer: InstallPages | undefined
    readonly logger: Logger
    readonly hooks: TransportHooks
  }
): Effect.Effect<Transport> =>
  Effect.gen(function* () {
    const { address, hooks, listen } = parts
    const receiver = receiverOf(bolt, parts)
    const path = parts.signingSecret === undefined ? paths.install : paths.events
    let health: ConnectionHealth = {
      name: `http://${listen}${path}`,
      state: "connecting",
      since: yield* Clock.currentTimeMillis
    }

    const place = (server: Server): string => {
      const bound = server.address()
      if (bound === null || typeof bound === "string") return listen
      return `${bound.family === "IPv6" ? `[${bound.address}]` : bound.address}:${bound.port}`
    }

    const started = Effect.tryPromise({
      try: () => receiver.start({ host: address.host, port: address.port }),
      catch: (thrown) => cannotListen(listen, thrown)
    })

    return {
      init: (app) => receiver.init(app),
      open: Effect.gen(function* () {
        const server = yield* Effect.acquireRelease(started, (running) =>
          Effect.tryPromise(() => receiver.stop()).pipe(
            // What has been answered since would be kept open for more.
            Effect.raceFirst(
              Effect.sync(() => running.closeIdleConnections()).pipe(
                Effect.andThen(Effect.sleep("20 millis")),
                Effect.forever
              )
            ),
            Effect.timeoutOption(farewell),
            Effect.ignore,
            Effect.andThen(Effect.sync(() => running.closeAllConnections()))
          )
        )
        health = {
          name: `http://${place(server)}${path}`,
          state: "connected",
          since: yield* Clock.currentTimeMillis
        }
        hooks.onUp()
      }),
      over: Effect.never,
      health: () => [health]
    }
  })
