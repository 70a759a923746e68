/**
 * The connection over which Discord tells what happens. Owns the client and its life: it is made in a scope and gone with
 * it, and whatever ends it is one of two failures, worth another try or not. What is told goes to `onPacket` as it came.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { Misconfigured, type PlatformError, Unreachable } from "../../../../core/ports/ChatPlatform.ts"
import { faultOf, fromThrown } from "../rest/Faults.ts"
import { clientOptions } from "./ClientOptions.ts"
import { type GatewayCache, makeGatewayCache } from "./GatewayCache.ts"
import { type GatewayHealth, type HealthLimits, makeGatewayHealth } from "./GatewayHealth.ts"
import { gatewayShards, type ShardHooks } from "./GatewayShards.ts"

export interface Gateway {
  readonly cache: GatewayCache
  readonly health: GatewayHealth
  /** Connects, and fails when the connection is over; never returns. */
  readonly run: Effect.Effect<never, PlatformError>
}

export interface GatewayParts {
  readonly token: Redacted.Redacted
  readonly apiUrl: string
  readonly intents: number
  /** The bot's own user id. */
  readonly self: string
  readonly limits: HealthLimits
  /** Called in the order in which Discord told it; must return at once. */
  readonly onPacket: ShardHooks["onPacket"]
  /** The connection was lost, and with it what Discord tells until it is there again. */
  readonly onLost: (shard: number) => void
}

/** How long a server may take to say goodbye. */
const farewell = "2 seconds"

const request = { method: "GET", route: "/gateway/bot" } as const

const misconfigured = (detail: string, remedy: string) => faultOf(new Misconfigured({ detail, remedy }))

/** The codes with which Discord closes a connection that it will not have again. */
const closedWith = (code: number): PlatformError => {
  switch (code) {
    case 4004:
      return misconfigured(
        "discord refused the bot token",
        "put the token of your application (Bot page, reset token) into DISCORD_TOKEN, then start again"
      )
    case 4012:
      return misconfigured("discord does not speak this version of its gateway any more", "update the orchestrator")
    case 4013:
      return misconfigured("discord does not know the events that were asked for", "update the orchestrator")
    case 4014:
      return misconfigured(
        "discord does not give this bot the events that it asks for",
        "turn on the message content intent in the developer portal (Bot page), then start again"
      )
    default:
      return faultOf(new Unreachable({ detail: `discord closed the gateway (${code})` }))
  }
}

const isRefusedToken = (thrown: unknown): boolean =>
  typeof thrown === "object" && thrown !== null && "code" in thrown && thrown.code === "TokenInvalid"

export const openGateway = (parts: GatewayParts): Effect.Effect<Gateway, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const over = yield* Deferred.make<never, PlatformError>()
    const log = Effect.runForkWith(yield* Effect.context<never>())
    const [discord, ws] = yield* Effect.promise(() => Promise.all([import("discord.js"), import("@discordjs/ws")]))
    const health = makeGatewayHealth(parts.limits, yield* Clock.currentTimeMillis)
    const cache = makeGatewayCache(parts.self)
    const hooks: ShardHooks = {
      onPacket: (packet, shard) => {
        health.note("alive", shard, clock.currentTimeMillisUnsafe())
        cache.learn(packet)
        parts.onPacket(packet, shard)
      },
      onChange: (change, shard) => {
        health.note(change, shard, clock.currentTimeMillisUnsafe())
        if (change === "closed") parts.onLost(shard)
      },
      onBroken: (what, error) => {
        log(Effect.logWarning(`the gateway's client failed at ${what}`, String(error)))
      }
    }
    const fail = (error: PlatformError) => {
      Deferred.doneUnsafe(over, Effect.fail(error))
    }

    const client = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const made = new discord.Client(
          clientOptions({
            apiUrl: parts.apiUrl,
            intents: parts.intents,
            buildStrategy: gatewayShards(ws, hooks)
          })
        )
        made.on("shardDisconnect", ({ code }) => fail(closedWith(code)))
        made.on("shardError", (error) => {
          log(Effect.logDebug("a connection to the gateway broke", error.message))
        })
        made.on("error", (error) => {
          log(Effect.logWarning("the gateway's client reports", error.message))
        })
        return made
      }),
      (made) =>
        Effect.ignore(
          Effect.timeoutOption(
            Effect.tryPromise(() => made.destroy()),
            farewell
          )
        )
    )

    const login = Effect.tryPromise({
      try: () => client.login(Redacted.value(parts.token)),
      catch: (thrown) => (isRefusedToken(thrown) ? closedWith(4004) : fromThrown(thrown, request))
    }).pipe(
      // A connection that was closed for a reason has said so before.
      Effect.catch((error) => Effect.sync(() => fail(error))),
      Effect.andThen(Effect.never)
    )

    const watch = Effect.gen(function* () {
      const complaint = health.complaint(yield* Clock.currentTimeMillis)
      if (complaint !== undefined) return yield* faultOf(new Unreachable({ detail: complaint }))
      yield* Effect.sleep(Math.max(1, Math.floor(parts.limits.readyWithin / 12)))
    }).pipe(Effect.forever)

    return {
      cache,
      health,
      run: Effect.raceAllFirst([Deferred.await(over), login, watch])
    }
  })
