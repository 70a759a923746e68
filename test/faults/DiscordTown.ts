/**
 * A Discord with two agents in a room each, three people who talk to them, and the configuration under which they may.
 * Owns the scenery of the fault tests; who serves it, and what goes wrong, is theirs.
 */
import { Effect, Layer } from "effect"
import { makeFakeDiscord } from "../support/discord/FakeDiscord.ts"
import { layerTestService, makeTestHome } from "../support/TestService.ts"
import { type Kind, makeDiscordLoad } from "./DiscordLoad.ts"

export const agents = ["ada", "bob"] as const

export const makeTown = Effect.fnUntraced(function* (options: {
  readonly random: () => number
  readonly kinds: ReadonlyArray<Kind>
}) {
  const discord = yield* makeFakeDiscord()
  const rooms = agents.map((agent) => ({ agent, channel: discord.channel(`room-of-${agent}`) }))
  const ann = discord.person("ann")
  const bea = discord.person("bea")
  const people = [ann, bea, discord.person("cal")]
  const config = {
    default: "ada",
    platforms: { discord: {} },
    access: {
      owners: [{ platform: "discord", user: ann.id }],
      allow: people.map(({ id }) => ({ platform: "discord", user: id, actions: ["talk", "approve"] }))
    },
    bindings: rooms.map(({ agent, channel }) => ({
      platform: "discord",
      conversation: channel.id,
      agent,
      trigger: "all"
    }))
  }
  const load = yield* makeDiscordLoad({ ...options, discord, agents, rooms, people, directs: [ann, bea], atOnce: 1 })
  return {
    discord,
    load,
    /** The configuration file's text. */
    config: JSON.stringify(config),
    environment: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl }
  }
})
type Town = Effect.Success<ReturnType<typeof makeTown>>

/** The service in this process, until the scope is closed. Returns when it listens. */
export const serve = Effect.fnUntraced(function* ({ config, discord, environment }: Town) {
  const home = yield* makeTestHome({ ada: { backend: "rehearsal" }, bob: { backend: "rehearsal" } })
  yield* Layer.build(layerTestService({ home, platforms: [], config, environment }))
  yield* discord.until("somebody who listens", () => discord.gateway.connected() > 0)
})
