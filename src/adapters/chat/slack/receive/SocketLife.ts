/**
 * One socket of Socket Mode and its life: opened, lost, opened again. Owns when it is opened again, and that nothing of
 * it is left in the end. The library's own reconnecting stays off: it leaves 5 seconds without a socket, gives up for good
 * on a network that fails once, and breaks the process when it does.
 */
import type { App, Logger, SocketModeReceiver } from "@slack/bolt"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { value } from "effect/Redacted"
import { Misconfigured, type PlatformError, Unreachable } from "../../../../core/ports/ChatPlatform.ts"
import { names } from "../Credentials.ts"
import { faultOf, fromThrown } from "../web/Faults.ts"
import type { Bolt } from "./BoltApp.ts"

export interface SocketParts {
  readonly appToken: Redacted.Redacted
  readonly apiUrl: string
  readonly logger: Logger
  /** How long an answer to a ping may take, in milliseconds. */
  readonly pongMillis: number
  readonly onUp: () => void
  readonly onDown: () => void
  /** What the library broke on. */
  readonly onBroken: (error: unknown) => void
}

export interface SocketLife {
  readonly init: (app: App) => void
  /** Ends only when no other try can help. */
  readonly run: Effect.Effect<never, PlatformError>
}

const connectWithin = "20 seconds"
const answerMillis = 10_000
/** A socket that lived that long was no failure, nor is one over which something came. */
const longLife = 10_000
const longestPause = 30_000
const farewellTries = 4

const call = { team: "", method: "apps.connections.open" }

/** What is wrong with the app-level token has another remedy than what is wrong with a bot's. */
const whyNot = (thrown: unknown): PlatformError => {
  if (thrown === undefined) return faultOf(new Unreachable({ detail: "slack closed the socket" }))
  const error = fromThrown(thrown, call)
  const { reason } = error
  if (reason._tag !== "Misconfigured" && reason._tag !== "Forbidden") return error
  return faultOf(
    new Misconfigured({
      detail:
        reason._tag === "Forbidden" ? `${names.appToken} does not open sockets` : `${names.appToken}: ${reason.detail}`,
      remedy: `make an app-level token with connections:write (Basic Information), put it into ${names.appToken} (run orchestrator setup)`
    })
  )
}

const pauseAfter = (failures: number): number => (failures <= 1 ? 0 : Math.min(longestPause, 250 * 2 ** failures))

/** A frame of a form that the library does not know must cost a log line, not the process. */
const guardFrames = (client: SocketModeReceiver["client"], onBroken: (error: unknown) => void): void => {
  const handlers = client.listeners("ws_message")
  client.removeAllListeners("ws_message")
  for (const handle of handlers) {
    client.on("ws_message", (...frame) => {
      Promise.resolve(handle.apply(client, frame)).catch(onBroken)
    })
  }
}

export const makeSocketLife = (bolt: Bolt, parts: SocketParts): SocketLife => {
  let ended = new AbortController()
  const receiver = new bolt.SocketModeReceiver({
    appToken: value(parts.appToken),
    logger: parts.logger,
    autoReconnectEnabled: false,
    clientPingTimeout: parts.pongMillis,
    processEventErrorHandler: async () => false,
    installerOptions: {
      clientOptions: {
        slackApiUrl: parts.apiUrl,
        allowAbsoluteUrls: false,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        timeout: answerMillis,
        fetch: (url, init) =>
          fetch(url, {
            ...init,
            signal: AbortSignal.any([ended.signal, ...(init?.signal == null ? [] : [init.signal])])
          })
      }
    }
  })
  const { client } = receiver
  guardFrames(client, parts.onBroken)

  /** Has begun and neither connected nor failed. */
  let starting: Promise<unknown> = Promise.resolve()
  let pending = false
  const start = (): Promise<unknown> => {
    ended = new AbortController()
    pending = true
    starting = receiver.start().finally(() => {
      pending = false
    })
    return starting
  }
  const isOpen = () => pending || client.websocket?.readyState !== undefined

  /** The second time, the library no longer waits for Slack's goodbye. */
  const shut: Effect.Effect<void> = Effect.gen(function* () {
    ended.abort()
    for (let tries = 0; tries < farewellTries && isOpen(); tries++) {
      const settled = starting.catch(() => {})
      const gone = client.disconnect()
      yield* Effect.timeoutOption(
        Effect.promise(() => Promise.all([settled, gone])),
        "500 millis"
      )
    }
  })

  /** Whether it was good for anything. */
  const once: Effect.Effect<boolean, PlatformError> = Effect.acquireUseRelease(
    Effect.sync(() => {
      const gone = Deferred.makeUnsafe<void>()
      const leave = () => Deferred.doneUnsafe(gone, Effect.void)
      let heard = false
      const hear = () => {
        heard = true
      }
      client.on("connected", parts.onUp)
      client.on("slack_event", hear)
      client.on("disconnected", leave)
      return { gone, leave, hear, hasHeard: () => heard }
    }),
    ({ gone, hasHeard }) =>
      Effect.gen(function* () {
        yield* Effect.tryPromise({ try: start, catch: whyNot }).pipe(
          Effect.timeoutOrElse({
            duration: connectWithin,
            orElse: () => Effect.fail(faultOf(new Unreachable({ detail: "slack does not finish opening a socket" })))
          })
        )
        const since = yield* Clock.currentTimeMillis
        yield* Deferred.await(gone)
        return hasHeard() || (yield* Clock.currentTimeMillis) - since >= longLife
      }),
    ({ hear, leave }) =>
      Effect.andThen(
        Effect.sync(() => {
          client.off("connected", parts.onUp)
          client.off("slack_event", hear)
          parts.onDown()
        }),
        Effect.andThen(
          shut,
          Effect.sync(() => {
            client.off("disconnected", leave)
          })
        )
      )
  )

  const run = Effect.gen(function* () {
    let failures = 0
    for (;;) {
      const life = yield* Effect.result(once)
      if (life._tag === "Failure" && life.failure.reason._tag === "Misconfigured") return yield* life.failure
      if (life._tag === "Failure") yield* Effect.logDebug("a socket could not be opened", life.failure)
      failures = life._tag === "Success" && life.success ? 0 : failures + 1
      const limit =
        life._tag === "Failure" && life.failure.reason._tag === "RateLimited" ? life.failure.reason.retryAfterMillis : 0
      yield* Effect.sleep(Math.max(pauseAfter(failures), limit))
    }
  })

  return { init: (app) => receiver.init(app), run }
}
