/**
 * Everything that Discord tells, on its way to the core. Owns what is told apart from what, and that nothing waits for
 * what it need not wait for: messages of one channel for each other, commands and buttons for nothing. The client calls
 * back; one fiber takes what it left.
 */
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Held } from "../../../../core/chat/Cursor.ts"
import { makeInboundLanes } from "../../../../core/chat/InboundLanes.ts"
import { makeInbox } from "../../../../core/chat/Inbox.ts"
import { makeReceiving, type Receiving } from "../../../../core/chat/Receiving.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import type { PlatformServices } from "../../../../core/ports/Manifest.ts"
import type { Account } from "../Account.ts"
import type { DiscordConfig } from "../DiscordConfig.ts"
import { openGateway } from "../gateway/Gateway.ts"
import { type HealthLimits, type ShardHealth, usualLimits } from "../gateway/GatewayHealth.ts"
import { intentsFor } from "../gateway/Intents.ts"
import type { NamedPlaces } from "../NamedPlaces.ts"
import type { Threads } from "../outbound/Threads.ts"
import type { Api } from "../rest/Api.ts"
import { makeCatchUp } from "./CatchUp.ts"
import { makeContentHint } from "./ContentHint.ts"
import { keptCursor } from "./Cursor.ts"
import { keptDirects } from "./Directs.ts"
import { makeHearing } from "./Hearing.ts"
import { makeMembers } from "./Members.ts"
import { inboxOf } from "./MessageFiles.ts"
import { makePlaces, type Places } from "./Places.ts"
import { Snowflake } from "./RawMessage.ts"
import { makeTypists } from "./Typists.ts"

/** What somebody who answers interactions is given, anew whenever listening begins. */
export interface Listening {
  readonly intake: Intake
  readonly places: Places
  readonly self: Account
}

export interface InboundParts {
  readonly api: Api
  /** Ours, when listening begins. */
  readonly account: Effect.Effect<Account, PlatformError>
  readonly token: Redacted.Redacted
  /** Where the API is, and with it the gateway: `https://discord.com/api`. */
  readonly apiUrl: string
  readonly config: Pick<DiscordConfig, "threads">
  readonly threads: Pick<Threads, "expect" | "retitle">
  readonly named: Pick<NamedPlaces, "from">
  readonly interactions: (
    listening: Listening
  ) => Effect.Effect<{ readonly handle: (raw: unknown) => Effect.Effect<void> }, PlatformError, Scope.Scope>
  /** Under which the inbox is. */
  readonly directory: string
  readonly limits?: HealthLimits
}

export type Inbound = Receiving<ShardHealth>

interface Packet {
  readonly t: string
  readonly d: unknown
  readonly shard: number
  /** Of a message: it is not taken in yet. */
  readonly held?: Held
}

const decode = {
  identified: Schema.decodeUnknownOption(Schema.Struct({ id: Snowflake })),
  placed: Schema.decodeUnknownOption(Schema.Struct({ channel_id: Snowflake }))
}

const listening = (parts: InboundParts, intake: Intake, opened: (health: () => ReadonlyArray<ShardHealth>) => void) =>
  Effect.gen(function* () {
    const { api, config, threads } = parts
    const self = yield* parts.account
    // First, so that it is written last.
    const cursor = yield* keptCursor
    const packets = yield* Queue.unbounded<Packet>()
    const lanes = yield* makeInboundLanes
    const directs = yield* keptDirects
    const fibers = yield* FiberSet.make<void>()
    let lost = (_shard: number) => {}

    const gateway = yield* openGateway({
      token: parts.token,
      apiUrl: parts.apiUrl,
      intents: intentsFor(self.readsEverything),
      self: self.user,
      limits: parts.limits ?? usualLimits,
      onPacket: ({ d, t }, shard) => {
        const message = t === "MESSAGE_CREATE" ? Option.getOrUndefined(decode.identified(d)) : undefined
        const held = message === undefined ? {} : { held: cursor.begin(BigInt(message.id), shard) }
        Queue.offerUnsafe(packets, { t, d, shard, ...held })
      },
      onLost: (shard) => lost(shard)
    })
    opened(gateway.health.shards)
    yield* parts.named.from(gateway.cache)

    const places = makePlaces({ api, config, cache: gateway.cache, self: self.user })
    const interactions = yield* parts.interactions({ intake, places, self })
    const typing = makeTypists({ intake, places, self })
    const hearing = makeHearing({
      api,
      self,
      cache: gateway.cache,
      places,
      members: makeMembers(api),
      directs,
      inbox: yield* makeInbox(inboxOf(parts)),
      hint: yield* makeContentHint(api, self),
      threads,
      intake
    })
    const catchUp = yield* makeCatchUp({ api, cursor, cache: gateway.cache, lanes, directs, hear: hearing.missed })
    lost = catchUp.lost

    const inLane = (data: unknown, job: Effect.Effect<void>): Effect.Effect<void> =>
      Option.match(decode.placed(data), {
        onNone: () => Effect.logWarning("something happened, and discord does not say where"),
        onSome: ({ channel_id }) => lanes.enter(channel_id, job)
      })

    const atOnce = (what: string, job: Effect.Effect<void>): Effect.Effect<void> =>
      job.pipe(
        Effect.tapCause((cause) => Effect.logError(`${what} broke`, cause)),
        Effect.exit,
        Effect.asVoid,
        FiberSet.run(fibers, { startImmediately: true }),
        Effect.asVoid
      )

    const said = ({ d, held }: Packet): Effect.Effect<void> =>
      inLane(
        d,
        hearing.said(d).pipe(
          Effect.catchDefect((defect) => Effect.logError("a message broke what takes it in", defect)),
          Effect.andThen(
            Effect.sync(() => {
              if (held !== undefined) cursor.end(held)
            })
          )
        )
      )

    const take = (packet: Packet): Effect.Effect<void> => {
      const { d, shard, t } = packet
      switch (t) {
        case "MESSAGE_CREATE":
          return said(packet)
        case "MESSAGE_UPDATE":
          return inLane(d, hearing.edited(d))
        case "MESSAGE_DELETE":
        case "MESSAGE_DELETE_BULK":
          return inLane(d, hearing.deleted(d))
        case "MESSAGE_REACTION_ADD":
          return inLane(d, hearing.reacted(d))
        case "INTERACTION_CREATE":
          return atOnce("a command or a button", interactions.handle(d))
        case "TYPING_START":
          return atOnce("somebody who types", typing(d))
        case "READY":
          return catchUp.ready(shard, d)
        case "RESUMED":
          return catchUp.resumed(shard)
        case "GUILD_CREATE":
          return catchUp.guild(d)
        case "GUILD_DELETE":
          return catchUp.guildLost(shard, d)
        case "CHANNEL_UPDATE":
        case "CHANNEL_DELETE":
        case "THREAD_UPDATE":
        case "THREAD_DELETE":
          return Effect.sync(() => Option.map(decode.identified(d), ({ id }) => places.forget(id)))
        default:
          return Effect.void
      }
    }

    yield* Queue.take(packets).pipe(
      Effect.flatMap((packet) =>
        take(packet).pipe(
          Effect.tapCause((cause) => Effect.logError(`${packet.t} could not be taken in`, cause)),
          Effect.exit
        )
      ),
      Effect.forever,
      Effect.forkScoped({ startImmediately: true })
    )
    return yield* gateway.run
  })

export const makeInbound = (parts: InboundParts): Effect.Effect<Inbound, never, PlatformServices> =>
  makeReceiving((intake, opened) => listening(parts, intake, opened))
