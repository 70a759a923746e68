/**
 * A Discord with two agents in a room each, three people who talk to them, and the configuration under which they may.
 * Owns the scenery of the fault tests; who serves it, and what goes wrong, is theirs.
 */
import { Effect } from "effect"
import { makeFakeDiscord } from "../support/discord/FakeDiscord.ts"
import { discordScreen } from "./DiscordScreen.ts"
import { agents, atTheDoor, townConfig } from "./Town.ts"
import { type Kind, makeTownLoad } from "./TownLoad.ts"

export const makeDiscordTown = Effect.fnUntraced(function* (options: {
  readonly random: () => number
  readonly kinds: ReadonlyArray<Kind>
}) {
  const discord = yield* makeFakeDiscord()
  const rooms = agents.map((agent) => ({ agent, channel: discord.channel(`room-of-${agent}`) }))
  const ann = discord.person("ann")
  const bea = discord.person("bea")
  const people = [ann, bea, discord.person("cal")]
  const screen = discordScreen({ ...options, discord, rooms, people, directs: [ann, bea], direct: atTheDoor })
  const load = yield* makeTownLoad(screen, { ...options, agents, lengths: { long: 450, file: 1600 }, atOnce: 1 })
  return {
    discord,
    load,
    config: townConfig({ platform: "discord", people, rooms }),
    environment: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    listens: discord.until("somebody who listens", () => discord.gateway.connected() > 0)
  }
})
