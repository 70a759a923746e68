/**
 * Finds out what a channel is: from what the gateway told, else by asking, once. Owns what was asked for; must not
 * decide what is done in a place.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { DiscordConfig } from "../DiscordConfig.ts"
import type { Place } from "../Place.ts"
import type { Api } from "../rest/Api.ts"
import { Snowflake } from "./RawMessage.ts"

export interface Channel {
  readonly id: string
  readonly type: number
  readonly guild?: string
  /** Of a thread: its channel. Of a channel: its category. */
  readonly parent?: string
  readonly owner?: string
}

/** What the gateway knows without being asked. */
export interface KnownChannels {
  readonly channel: (id: string) => Channel | undefined
  /** Unknown while the server is not available. */
  readonly mayOpenThreads: (id: string) => boolean | undefined
}

export interface Places {
  readonly find: (channel: string) => Effect.Effect<Place, PlatformError>
}

export interface KnownPlaces extends Places {
  /** The place if it is known without asking. */
  readonly known: (channel: string) => Place | undefined
  /** A channel in which somebody wrote to the bot alone. */
  readonly direct: (channel: string) => Place
  /** It changed: what was asked for does not hold any more. */
  readonly forget: (channel: string) => void
}

const mostRemembered = 2000

const directKinds = [1, 3]
const threadKinds = [10, 11, 12]
/** Text and announcement channels; a voice channel's chat has no threads. */
const kindsWithThreads = [0, 5]

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const Fetched = Schema.Struct({
  id: Snowflake,
  type: Schema.Finite,
  guild_id: absentable(Snowflake),
  parent_id: absentable(Snowflake),
  owner_id: absentable(Snowflake)
})

const channelOf = ({ guild_id, id, owner_id, parent_id, type }: typeof Fetched.Type): Channel => ({
  id,
  type,
  ...(guild_id == null ? {} : { guild: guild_id }),
  ...(parent_id == null ? {} : { parent: parent_id }),
  ...(owner_id == null ? {} : { owner: owner_id })
})

const directPlace = (channel: string): Place => ({ kind: "direct", channel, opensThreads: false, own: false })

export const makePlaces = (parts: {
  readonly api: Api
  readonly config: Pick<DiscordConfig, "threads">
  readonly cache: KnownChannels
  /** The bot's own user id. */
  readonly self: string
}): KnownPlaces => {
  const { api, cache, config, self } = parts
  const asked = makeRecent<string, Channel>(mostRemembered)

  const remember = (channel: Channel) => {
    asked.set(channel.id, channel)
    return channel
  }

  const recall = (id: string): Channel | undefined => cache.channel(id) ?? asked.get(id)

  const channel = (id: string): Effect.Effect<Channel, PlatformError> => {
    const here = recall(id)
    if (here !== undefined) return Effect.succeed(here)
    return Effect.map(api.ask(Fetched, { method: "GET", route: `/channels/${id}` }), (found) =>
      remember(channelOf(found))
    )
  }

  const placeOf = (found: Channel, parent: Channel | undefined): Place => {
    if (directKinds.includes(found.type)) return directPlace(found.id)
    const guild = found.guild === undefined ? {} : { guild: found.guild }
    if (threadKinds.includes(found.type)) {
      return {
        kind: "thread",
        channel: found.parent ?? found.id,
        ...(found.parent === undefined ? {} : { thread: found.id }),
        ...(parent?.parent === undefined ? {} : { category: parent.parent }),
        ...guild,
        opensThreads: false,
        own: found.owner === self
      }
    }
    return {
      kind: "channel",
      channel: found.id,
      ...(found.parent === undefined ? {} : { category: found.parent }),
      ...guild,
      opensThreads: config.threads && kindsWithThreads.includes(found.type) && (cache.mayOpenThreads(found.id) ?? true),
      own: false
    }
  }

  const parentOf = (found: Channel): string | undefined => (threadKinds.includes(found.type) ? found.parent : undefined)

  return {
    find: (id) =>
      Effect.gen(function* () {
        const found = yield* channel(id)
        const parent = parentOf(found)
        if (parent === undefined) return placeOf(found, undefined)
        // A thread may be open to the bot where its channel is not.
        const above = yield* Effect.catchIf(
          channel(parent),
          ({ reason }) => reason._tag === "Forbidden" || reason._tag === "Gone",
          () => Effect.undefined
        )
        return placeOf(found, above)
      }),
    known: (id) => {
      const found = recall(id)
      const parent = found === undefined ? undefined : parentOf(found)
      return found === undefined ? undefined : placeOf(found, parent === undefined ? undefined : recall(parent))
    },
    direct: (id) => {
      if (recall(id) === undefined) remember({ id, type: 1 })
      return directPlace(id)
    },
    forget: (id) => {
      asked.delete(id)
    }
  }
}
