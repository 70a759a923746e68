/**
 * Many servers at once, as large bots have them. Puts them into the world before anybody listens and tells nobody: they
 * are announced when somebody connects.
 */
import { ChannelType } from "discord-api-types/v10"
import { ordinary } from "./Permissions.ts"
import type { Channel, Guild, Role, User, World } from "./World.ts"

export interface CrowdOptions {
  readonly guilds: number
  /** Of each guild: text channels, one in ten of them a category. */
  readonly channels: number
  readonly threads: number
  readonly roles: number
  readonly members: number
  /** Members who talk with one another: they are announced with their guild. */
  readonly inVoice: number
}

export interface CrowdGuild {
  readonly guild: Guild
  /** In which people write. */
  readonly channels: ReadonlyArray<Channel>
  readonly people: ReadonlyArray<User>
}

const addGuild = (world: World, name: string, options: CrowdOptions): CrowdGuild => {
  const id = world.nextId()
  const people = Array.from({ length: options.members }, (_, index): User => {
    const user = { id: world.nextId(), username: `${name} ${index}`, bot: false, directs: true }
    world.users.set(user.id, user)
    return user
  })
  const roles = Array.from(
    { length: options.roles },
    (_, index): Role => ({ id: world.nextId(), name: `role ${index}`, permissions: ordinary })
  )
  const own: Role = { id: world.nextId(), name: world.bot.username, permissions: ordinary, bot: world.bot.id }
  const everyone: Role = { id, name: "@everyone", permissions: ordinary }
  const joinedAt = Date.now()
  const guild: Guild = {
    id,
    name,
    owner: people[0]?.id ?? world.bot.id,
    roles: new Map([everyone, own, ...roles].map((role) => [role.id, role])),
    members: new Map(
      people.map((user, index) => [
        user.id,
        { user: user.id, roles: [roles[index % roles.length]?.id ?? id], joinedAt }
      ])
    ),
    inVoice: new Set(people.slice(0, options.inVoice).map((user) => user.id))
  }
  guild.members.set(world.bot.id, { user: world.bot.id, roles: [own.id], joinedAt })
  world.guilds.set(id, guild)

  let category: Channel | undefined
  const channels: Array<Channel> = []
  for (let position = 0; position < options.channels; position++) {
    const isCategory = position % 10 === 0
    const channel: Channel = {
      id: world.nextId(),
      type: isCategory ? ChannelType.GuildCategory : ChannelType.GuildText,
      name: `channel ${position}`,
      guild: id,
      position,
      // As where only some may write.
      overwrites: position % 3 === 0 ? [{ id: roles[0]?.id ?? id, type: 0, allow: 0n, deny: 1n << 11n }] : [],
      ...(isCategory || category === undefined ? {} : { parent: category.id })
    }
    if (isCategory) category = channel
    else channels.push(channel)
    world.channels.set(channel.id, channel)
  }
  for (let index = 0; index < options.threads; index++) {
    const parent = channels[index % channels.length]
    const owner = people[index % people.length]
    if (parent === undefined || owner === undefined) break
    const thread: Channel = {
      id: world.nextId(),
      type: ChannelType.PublicThread,
      name: `thread ${index}`,
      guild: id,
      parent: parent.id,
      position: 0,
      overwrites: [],
      thread: {
        owner: owner.id,
        members: new Set([owner.id]),
        autoArchive: 1_440,
        archived: false,
        locked: false,
        archivedAt: joinedAt,
        count: 0
      }
    }
    world.channels.set(thread.id, thread)
  }
  return { guild, channels, people }
}

export const addCrowd = (world: World, options: CrowdOptions): ReadonlyArray<CrowdGuild> =>
  Array.from({ length: options.guilds }, (_, index) => addGuild(world, `guild ${index}`, options))
