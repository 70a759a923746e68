/** Routes that tell the bot about itself, people and guilds. */
import { ChannelType } from "discord-api-types/v10"
import { isRecord, need, refuse } from "./ApiError.ts"
import {
  activeThreads,
  channelPayload,
  guildChannels,
  guildPayload,
  memberPayload,
  ownGuild,
  rolePayload,
  threadMembers,
  userPayload
} from "./Payloads.ts"
import { type Call, nothing, ok, type Route, route } from "./Route.ts"
import { isSnowflake, later } from "./Snowflakes.ts"
import type { Channel, Guild, Settings, World } from "./World.ts"

export interface GatewayFacts {
  readonly url: () => string
  readonly shards: () => number
  readonly startsLeft: () => number
  readonly concurrency: number
}

/** What the application has of privileged intents: the "limited" flags of an application in few guilds. */
export const applicationFlags = ({ privileged }: Settings): number =>
  (privileged.presences ? 1 << 13 : 0) | (privileged.members ? 1 << 15 : 0) | (privileged.messageContent ? 1 << 19 : 0)

const applicationPayload = (world: World) => ({
  id: world.application.id,
  name: world.application.name,
  icon: null,
  description: "",
  summary: "",
  type: null,
  bot: userPayload(world.bot),
  bot_public: true,
  bot_require_code_grant: false,
  verify_key: "0".repeat(64),
  flags: applicationFlags(world.settings),
  approximate_guild_count: guildsOf(world).length,
  integration_types_config: { "0": {} }
})

const guildsOf = (world: World): ReadonlyArray<Guild> =>
  [...world.guilds.values()].filter((guild) => guild.members.has(world.bot.id))

const guildOf = (call: Call): Guild => {
  const guild = need(call.world.guilds.get(call.id("guild")), "unknownGuild")
  return guild.members.has(call.world.bot.id) ? guild : refuse("missingAccess")
}

const ownGuilds = (call: Call) => {
  const after = call.query.get("after") ?? "0"
  const limit = Number(call.query.get("limit") ?? 200)
  const guilds = guildsOf(call.world).filter(({ id }) => later(id, after) > 0)
  return ok(guilds.slice(0, limit).map((guild) => ownGuild(call.world, guild)))
}

/** The channel between the bot and that person, made when there is none. */
export const directWith = (world: World, person: string): Channel => {
  const found = [...world.channels.values()].find(({ recipient }) => recipient === person)
  if (found !== undefined) return found
  const id = world.nextId()
  const channel: Channel = { id, type: ChannelType.DM, name: "", recipient: person, position: 0, overwrites: [] }
  world.channels.set(id, channel)
  return channel
}

const openDirect = (call: Call) => {
  const person = isRecord(call.body) ? String(call.body.recipient_id) : ""
  if (!isSnowflake(person) || !call.world.users.has(person)) refuse("unknownUser")
  if (person === call.world.bot.id) refuse("cannotMessage")
  return ok(channelPayload(call.world, directWith(call.world, person)))
}

const member = (call: Call) => {
  const found = guildOf(call).members.get(call.part("user") === "@me" ? call.world.bot.id : call.id("user"))
  return ok(memberPayload(call.world, need(found, "unknownMember")))
}

const threads = (call: Call) => {
  const active = activeThreads(call.world, guildOf(call).id)
  return ok({
    threads: active.map((channel) => channelPayload(call.world, channel)),
    members: threadMembers(active, call.world.bot.id)
  })
}

const leave = (call: Call) => {
  guildOf(call).members.delete(call.world.bot.id)
  call.world.touch()
  return nothing
}

export const botRoutes = (gateway: GatewayFacts): ReadonlyArray<Route> => [
  route("GET", "/gateway", () => ok({ url: gateway.url() }), { auth: false }),
  route("GET", "/gateway/bot", () =>
    ok({
      url: gateway.url(),
      shards: gateway.shards(),
      session_start_limit: {
        total: 1_000,
        remaining: gateway.startsLeft(),
        reset_after: 86_400_000,
        max_concurrency: gateway.concurrency
      }
    })
  ),
  route("GET", "/users/@me", (call) => ok({ ...userPayload(call.world.bot), verified: true, email: null, flags: 0 })),
  route("GET", "/applications/@me", (call) => ok(applicationPayload(call.world))),
  route("GET", "/oauth2/applications/@me", (call) => ok(applicationPayload(call.world))),
  route("GET", "/users/@me/guilds", ownGuilds),
  route("DELETE", "/users/@me/guilds/:guild", leave),
  route("GET", "/users/:user", (call) => ok(userPayload(need(call.world.users.get(call.id("user")), "unknownUser")))),
  route("POST", "/users/@me/channels", openDirect),
  route("GET", "/guilds/:guild", (call) => ok(guildPayload(call.world, guildOf(call)))),
  route("GET", "/guilds/:guild/roles", (call) => ok([...guildOf(call).roles.values()].map(rolePayload))),
  route("GET", "/guilds/:guild/channels", (call) =>
    ok(guildChannels(call.world, guildOf(call).id).map((channel) => channelPayload(call.world, channel)))
  ),
  route("GET", "/guilds/:guild/members/:user", member),
  route("GET", "/users/@me/guilds/:guild/member", member),
  route("GET", "/guilds/:guild/threads/active", threads)
]
