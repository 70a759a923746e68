/**
 * What the places of this bot are called, as the gateway told: servers, their categories and channels, and the threads
 * that are in use. Owns which of them are places at all: those in which the bot can hear and write, and what contains
 * these. Asks Discord nothing; while nothing is told, nothing is known.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { channelTitle, mostNamedPlaces, placeTitle } from "../../../core/chat/PlaceTitle.ts"
import { ConversationId } from "../../../core/model/Ids.ts"
import { type NamedPlace, type PlatformError, Unreachable } from "../../../core/ports/ChatPlatform.ts"
import { conversationIdOf } from "./Address.ts"
import type { GatewayCache, KnownChannel } from "./gateway/GatewayCache.ts"
import { faultOf } from "./rest/Faults.ts"

type Told = Pick<GatewayCache, "maySpeak" | "servers">

export interface NamedPlaces {
  readonly all: Effect.Effect<ReadonlyArray<NamedPlace>, PlatformError>
  /** From now on this is what is told, as long as the scope is open. */
  readonly from: (told: Told) => Effect.Effect<void, never, Scope.Scope>
}

const category = 4
const threadKinds = [10, 11, 12]
/** Text, voice, announcements, stage, forum, media: all have messages, or threads with messages. */
const channelKinds = [0, 2, 5, 13, 15, 16]

const id = ConversationId.make

const channelPlace = ({ guild, id: channel, name, parent }: KnownChannel): NamedPlace => {
  const around = parent ?? guild
  return {
    id: id(channel),
    kind: "channel",
    title: channelTitle(name),
    ...(around === undefined ? {} : { within: id(around) })
  }
}

const threadPlaces = ({ id: thread, name, parent }: KnownChannel): ReadonlyArray<NamedPlace> =>
  parent === undefined
    ? []
    : [
        {
          id: conversationIdOf({ channel: parent, thread }),
          also: [id(thread)],
          kind: "thread",
          title: placeTitle(name),
          within: id(parent)
        }
      ]

/** What contains comes before what is contained, and threads last: of too many these are left out. */
export const placesIn = ({ maySpeak, servers }: Told): ReadonlyArray<NamedPlace> => {
  const told = servers()
  const spoken = told.flatMap(({ channels }) => channels).filter((channel) => maySpeak(channel.id))
  const channels = spoken.filter(({ type }) => channelKinds.includes(type))
  const used = new Set(channels.map(({ parent }) => parent))
  const threads = spoken.filter(({ type }) => threadKinds.includes(type))
  const containers = told.flatMap(
    ({ channels: all, id: server, name }): ReadonlyArray<NamedPlace> => [
      { id: id(server), kind: "workspace", title: placeTitle(name) },
      ...all
        .filter((channel) => channel.type === category && used.has(channel.id))
        .map(
          (channel): NamedPlace => ({
            id: id(channel.id),
            kind: "category",
            title: placeTitle(channel.name),
            within: id(server)
          })
        )
    ]
  )
  return [...containers, ...channels.map(channelPlace), ...threads.flatMap(threadPlaces)]
    .filter(({ title }) => title !== "")
    .slice(0, mostNamedPlaces)
}

export const makeNamedPlaces = (): NamedPlaces => {
  let told: Told | undefined
  return {
    all: Effect.suspend(() => {
      const found = told === undefined ? [] : placesIn(told)
      return found.length === 0
        ? Effect.fail(faultOf(new Unreachable({ detail: "discord has not told of its servers yet" })))
        : Effect.succeed(found)
    }),
    from: (now) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          told = now
        }),
        () =>
          Effect.sync(() => {
            if (told === now) told = undefined
          })
      )
  }
}
