/**
 * Fetches what was said while nobody listened: at the start, and whenever Discord would not continue a connection. Owns
 * what is missing since when, and the bounds of it; hands over through the channels' lanes, before what is said live.
 * After a connection that was continued nothing is missing: Discord tells it all itself.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Cursor, Held } from "../../../../core/chat/Cursor.ts"
import type { InboundLanes } from "../../../../core/chat/InboundLanes.ts"
import { insistently } from "../../../../core/chat/Insistence.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { idAt, madeAt } from "../Address.ts"
import type { GatewayCache } from "../gateway/GatewayCache.ts"
import type { Api } from "../rest/Api.ts"
import type { Directs } from "./Directs.ts"
import { Snowflake } from "./RawMessage.ts"

export interface CatchUp {
  /** The connection was lost. Called at once, before anything else is told. */
  readonly lost: (shard: number) => void
  /** The connection was continued. */
  readonly resumed: (shard: number) => Effect.Effect<void>
  /** A connection began: its servers follow. */
  readonly ready: (shard: number, data: unknown) => Effect.Effect<void>
  /** A server, with everything in it. */
  readonly guild: (data: unknown) => Effect.Effect<void>
  /** A server is not available for a while, or gone. */
  readonly guildLost: (shard: number, data: unknown) => Effect.Effect<void>
}

/** In one channel. */
const mostMessages = 500
const page = 100
const longest = 24 * 60 * 60 * 1000
/** Requests at once. */
const atOnce = 4
/** How long Discord may take to tell all servers of a connection. */
const tellingWithin = 60_000
/** Messages that were made at the same moment are not always told in their order. */
const disorder = 5000

/** Kinds of channels in which messages stand: text, announcements, the chats of voice and stage, threads. */
const kinds = new Set([0, 2, 5, 10, 11, 12, 13])

const Ready = Schema.Struct({ guilds: Schema.Array(Schema.Struct({ id: Snowflake })) })
const Channel = Schema.Struct({
  id: Snowflake,
  type: Schema.Finite,
  last_message_id: Schema.optionalKey(Schema.NullOr(Snowflake))
})
const Guild = Schema.Struct({
  id: Snowflake,
  unavailable: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  joined_at: Schema.optionalKey(Schema.NullOr(Schema.String)),
  channels: Schema.optionalKey(Schema.Array(Channel)),
  threads: Schema.optionalKey(Schema.Array(Channel))
})
const Message = Schema.Struct({ id: Snowflake })

const decode = {
  ready: Schema.decodeUnknownOption(Ready),
  guild: Schema.decodeUnknownOption(Guild),
  message: Schema.decodeUnknownOption(Message)
}

const later = (left: bigint, right: bigint): bigint => (left > right ? left : right)
const earlier = (left: bigint, right: bigint): bigint => (left < right ? left : right)

export const makeCatchUp = (parts: {
  readonly api: Api
  readonly cursor: Cursor
  readonly cache: Pick<GatewayCache, "mayReadHistory">
  readonly lanes: InboundLanes
  readonly directs: Directs
  readonly hear: (message: unknown) => Effect.Effect<void>
}): Effect.Effect<CatchUp, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { api, cache, cursor, directs, hear, lanes } = parts
    const scope = yield* Effect.scope
    const requests = yield* Semaphore.make(atOnce)
    /** Connections that are lost, each with what it told last. */
    const away = new Map<number, { readonly after: bigint; readonly held: Held }>()
    const begun = new Set<number>()
    /** Servers that have to be told yet, and from where they are to be read. */
    const awaited = new Map<string, { readonly after: bigint; readonly done: () => void }>()

    const fetched = (channel: string, after: bigint): Effect.Effect<ReadonlyArray<unknown>, PlatformError> =>
      api
        .ask(Schema.Array(Schema.Unknown), {
          method: "GET",
          route: `/channels/${channel}/messages`,
          query: { after: String(after), limit: String(page) }
        })
        .pipe(insistently, requests.withPermit)

    const idOf = (message: unknown): bigint =>
      Option.match(decode.message(message), { onNone: () => 0n, onSome: ({ id }) => BigInt(id) })

    const read = (channel: string, from: bigint): Effect.Effect<void, PlatformError> =>
      Effect.gen(function* () {
        let after = from
        for (let count = 0; ; count += page) {
          if (count >= mostMessages) {
            yield* Effect.logWarning(
              `more than ${mostMessages} messages were missed in channel ${channel}: the rest is left out`
            )
            return
          }
          const found = yield* fetched(channel, after)
          const ordered = found
            .map((message) => ({ id: idOf(message), message }))
            .filter(({ id }) => id > after)
            .toSorted((left, right) => (left.id < right.id ? -1 : 1))
          for (const { id, message } of ordered) {
            yield* hear(message)
            cursor.reach(id)
            after = id
          }
          if (found.length < page || ordered.length === 0) return
        }
      })

    /** What was said before is held until then, so that an end in between forgets nothing. */
    const enter = (channel: string, after: bigint): Effect.Effect<void> =>
      Effect.gen(function* () {
        const oldest = BigInt(idAt((yield* Clock.currentTimeMillis) - longest))
        const held = cursor.hold(after)
        const job = read(channel, later(after, oldest)).pipe(
          Effect.catch((error) =>
            error.reason._tag === "Forbidden" || error.reason._tag === "Gone"
              ? Effect.logDebug(`what was missed in channel ${channel} cannot be read`, error)
              : Effect.logError(`what was missed in channel ${channel} could not be read`, error)
          ),
          Effect.andThen(Effect.sync(() => cursor.end(held)))
        )
        yield* lanes.enter(channel, job)
      })

    const tellOfAge = (after: bigint): Effect.Effect<void> =>
      Effect.gen(function* () {
        const silent = (yield* Clock.currentTimeMillis) - madeAt(String(after))
        if (silent <= longest) return
        yield* Effect.logWarning("away for more than a day: what was said before the last 24 hours is left out")
      })

    const readDirects = (after: bigint): Effect.Effect<void> =>
      Effect.flatMap(directs.all, (channels) =>
        Effect.forEach(channels, (channel) => enter(channel, after), { discard: true })
      )

    /** Held until all servers were told, or were not for long. */
    const awaitGuilds = (guilds: ReadonlyArray<string>, after: bigint): Effect.Effect<void> =>
      Effect.gen(function* () {
        const held = cursor.hold(after)
        const open = new Set(guilds)
        const done = (guild: string) => {
          open.delete(guild)
          if (open.size === 0) cursor.end(held)
        }
        for (const guild of guilds) {
          const known = awaited.get(guild)
          const since = known === undefined ? after : earlier(known.after, after)
          awaited.set(guild, {
            after: since,
            done: () => {
              known?.done()
              done(guild)
            }
          })
        }
        if (guilds.length === 0) return cursor.end(held)
        const late = Effect.andThen(
          Effect.sleep(tellingWithin),
          Effect.sync(() => cursor.end(held))
        )
        yield* Effect.forkIn(late, scope)
      })

    return {
      lost: (shard) => {
        if (away.has(shard)) return
        const after = cursor.told(shard)
        away.set(shard, { after, held: cursor.hold(after) })
      },
      resumed: (shard) =>
        Effect.sync(() => {
          const gap = away.get(shard)
          away.delete(shard)
          if (gap !== undefined) cursor.end(gap.held)
        }),
      ready: (shard, data) =>
        Effect.gen(function* () {
          const gap = away.get(shard)
          away.delete(shard)
          const first = !begun.has(shard)
          begun.add(shard)
          const last = first ? cursor.start : (gap?.after ?? cursor.told(shard))
          const after = first ? last : earlier(last, BigInt(idAt(madeAt(String(last)) - disorder)))
          const guilds = Option.match(decode.ready(data), { onNone: () => [], onSome: (ready) => ready.guilds })
          yield* awaitGuilds(
            guilds.map(({ id }) => id),
            after
          )
          if (gap !== undefined) cursor.end(gap.held)
          yield* tellOfAge(after)
          // Discord tells of direct messages on the first connection alone.
          if (shard === 0) yield* readDirects(after)
        }),
      guild: (data) =>
        Effect.gen(function* () {
          const guild = Option.getOrUndefined(decode.guild(data))
          if (guild === undefined) return yield* Effect.logWarning("a server has a form that is not known")
          if (guild.unavailable === true) return
          const known = awaited.get(guild.id)
          awaited.delete(guild.id)
          const joined = Date.parse(guild.joined_at ?? "")
          const justNow = BigInt(idAt((yield* Clock.currentTimeMillis) - tellingWithin))
          // What was said in a server before the bot came was not said to it.
          const after = later(known?.after ?? justNow, Number.isNaN(joined) ? 0n : BigInt(idAt(joined)))
          for (const { id, last_message_id, type } of [...(guild.channels ?? []), ...(guild.threads ?? [])]) {
            if (!kinds.has(type) || BigInt(last_message_id ?? 0) <= after || !cache.mayReadHistory(id)) continue
            yield* enter(id, after)
          }
          known?.done()
        }),
      guildLost: (shard, data) =>
        Effect.sync(() => {
          const guild = Option.getOrUndefined(decode.guild(data))
          if (guild === undefined) return
          const known = awaited.get(guild.id)
          if (guild.unavailable === true) {
            if (known === undefined) awaited.set(guild.id, { after: cursor.told(shard), done: () => {} })
            return
          }
          awaited.delete(guild.id)
          known?.done()
        })
    }
  })
