/** Guilds, channels and people, as a test sets them up and changes them: what an administrator does by hand. */
import { ChannelType, GatewayIntentBits } from "discord-api-types/v10"
import { announceChannel, changeChannel, removeChannel, renameChannel } from "./ChannelRoutes.ts"
import { deleteMessage, deleteMessages, refreshMessage } from "./Messages.ts"
import { guildCreate } from "./Payloads.ts"
import { bitsOf, ordinary, type Permission } from "./Permissions.ts"
import { makePerson, type Person } from "./Person.ts"
import { archiveThread } from "./Threads.ts"
import type { Channel, Guild, Message, Role, User, Webhook, World } from "./World.ts"

export interface GuildOptions {
  /** Permissions of the bot's own role, beyond what everybody has. */
  readonly bot?: ReadonlyArray<Permission>
  /** What everybody may do; the ordinary things when not said. */
  readonly everyone?: ReadonlyArray<Permission>
  /** False: the bot is not in it yet; see `invite`. */
  readonly invited?: boolean
}

export interface ChannelOptions {
  readonly guild?: Guild
  readonly type?: ChannelType
  /** A category. */
  readonly parent?: Channel
  /** Taken from the bot here. */
  readonly denied?: ReadonlyArray<Permission>
  /** Taken from everybody here. */
  readonly deniedToAll?: ReadonlyArray<Permission>
}

export interface PersonOptions {
  readonly guild?: Guild
  /** Names of roles; made when they are not there. */
  readonly roles?: ReadonlyArray<string>
  readonly nick?: string
  readonly globalName?: string
  /** False: takes no direct messages from the bot. */
  readonly directs?: boolean
  readonly permissions?: ReadonlyArray<Permission>
  /** Belongs to no guild. */
  readonly outside?: boolean
}

export const makeScenery = (world: World) => {
  const firstGuild = (): Guild => [...world.guilds.values()][0] ?? guild("workshop")

  const guild = (name: string, options: GuildOptions = {}): Guild => {
    const id = world.nextId()
    const owner = addUser("owner")
    const everyone = options.everyone === undefined ? ordinary : bitsOf(options.everyone)
    const made: Guild = {
      id,
      name,
      owner: owner.id,
      roles: new Map([[id, { id, name: "@everyone", permissions: everyone }]]),
      members: new Map([[owner.id, { user: owner.id, roles: [], joinedAt: Date.now() }]])
    }
    world.guilds.set(id, made)
    if (options.invited !== false) invite(made, options.bot)
    return made
  }

  const addUser = (username: string, options: PersonOptions = {}): User => {
    const user: User = {
      id: world.nextId(),
      username,
      bot: false,
      directs: options.directs ?? true,
      ...(options.globalName === undefined ? {} : { globalName: options.globalName })
    }
    world.users.set(user.id, user)
    return user
  }

  /** The bot joins, with a role of its own. */
  const invite = (into: Guild, permissions: ReadonlyArray<Permission> = ["ManageWebhooks"]): void => {
    const role: Role = {
      id: world.nextId(),
      name: world.bot.username,
      permissions: bitsOf(permissions),
      bot: world.bot.id
    }
    into.roles.set(role.id, role)
    into.members.set(world.bot.id, { user: world.bot.id, roles: [role.id], joinedAt: Date.now() })
    world.emit({
      event: "GUILD_CREATE",
      data: () => guildCreate(world, into),
      guild: into.id,
      intents: GatewayIntentBits.Guilds
    })
  }

  const remove = (from: Guild): void => {
    from.members.delete(world.bot.id)
    world.emit({
      event: "GUILD_DELETE",
      data: () => ({ id: from.id }),
      guild: from.id,
      intents: GatewayIntentBits.Guilds
    })
  }

  const channel = (name: string, options: ChannelOptions = {}): Channel => {
    const { denied = [], deniedToAll = [], guild: home = firstGuild(), parent, type = ChannelType.GuildText } = options
    const made: Channel = {
      id: world.nextId(),
      type,
      name,
      guild: home.id,
      position: world.channels.size,
      overwrites: [],
      ...(parent === undefined ? {} : { parent: parent.id })
    }
    world.channels.set(made.id, made)
    if (denied.length > 0) deny(made, denied, false)
    if (deniedToAll.length > 0) made.overwrites.push({ id: home.id, type: 0, allow: 0n, deny: bitsOf(deniedToAll) })
    announceChannel(world, made)
    return made
  }

  /** Takes permissions from the bot in this channel; an empty list gives them all back. */
  const deny = (where: Channel, permissions: ReadonlyArray<Permission>, told = true): void => {
    const others = where.overwrites.filter(({ id }) => id !== world.bot.id)
    const overwrite = { id: world.bot.id, type: 1, allow: 0n, deny: bitsOf(permissions) } as const
    where.overwrites = permissions.length === 0 ? others : [...others, overwrite]
    if (told) changeChannel(world, where)
  }

  const roleNamed = (home: Guild, name: string): Role => {
    const found = [...home.roles.values()].find((role) => role.name === name)
    if (found !== undefined) return found
    const role: Role = { id: world.nextId(), name, permissions: 0n }
    home.roles.set(role.id, role)
    world.emit({
      event: "GUILD_ROLE_CREATE",
      data: () => ({
        guild_id: home.id,
        role: {
          id: role.id,
          name,
          permissions: "0",
          color: 0,
          hoist: false,
          position: 1,
          managed: false,
          mentionable: true,
          flags: 0,
          colors: { primary_color: 0, secondary_color: null, tertiary_color: null }
        }
      }),
      guild: home.id,
      intents: GatewayIntentBits.Guilds
    })
    return role
  }

  const person = (username: string, options: PersonOptions = {}): Person => {
    const user = addUser(username, options)
    if (options.outside === true) return makePerson(world, user)
    const home = options.guild ?? firstGuild()
    const roles = (options.roles ?? []).map((name) => roleNamed(home, name).id)
    if (options.permissions !== undefined) {
      const own = roleNamed(home, `${username}'s`)
      own.permissions = bitsOf(options.permissions)
      roles.push(own.id)
    }
    home.members.set(user.id, {
      user: user.id,
      roles,
      joinedAt: Date.now(),
      ...(options.nick === undefined ? {} : { nick: options.nick })
    })
    return makePerson(world, user)
  }

  const webhook = (where: Channel, name: string, owner: User, application?: string): Webhook => {
    const made: Webhook = {
      id: world.nextId(),
      channel: where.id,
      guild: where.guild ?? "",
      name,
      token: `${world.nextId()}-webhook`,
      owner: owner.id,
      ...(application === undefined ? {} : { application })
    }
    world.webhooks.set(made.id, made)
    return made
  }

  return {
    guild,
    channel,
    person,
    invite,
    /** The bot is thrown out. */
    remove,
    deny,
    role: roleNamed,
    /** A webhook of somebody's own making. */
    webhook: (where: Channel, name: string, by: Person) => webhook(where, name, by.user),
    deleteWebhook: (made: Webhook): void => void world.webhooks.delete(made.id),
    archive: (thread: Channel, how: { readonly archived?: boolean; readonly locked?: boolean } = { archived: true }) =>
      archiveThread(world, thread, how),
    /** A moderator deletes somebody's message. */
    deleteMessage: (message: Message) => deleteMessage(world, message),
    /** A moderator deletes several at once. */
    deleteMessages: (where: Channel, messages: ReadonlyArray<Message>) =>
      deleteMessages(
        world,
        where,
        messages.map(({ id }) => id)
      ),
    /** Told anew although nobody edited it, as when a link resolves. */
    refresh: (message: Message) => refreshMessage(world, message),
    rename: (where: Channel, name: string) => renameChannel(world, where, name),
    deleteChannel: (where: Channel) => removeChannel(world, where)
  }
}
