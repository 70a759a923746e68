/** Workspaces, channels and people, as a test sets them up and changes them: what an administrator does by hand. */

import type { Interactions } from "./Interactions.ts"
import { addMessage, changeMessage, deleteMessage, directWith, join } from "./Messages.ts"
import { makePerson, type Person } from "./Person.ts"
import {
  type Channel,
  findMessage,
  type Install,
  type Message,
  secret,
  type Team,
  type User,
  type World
} from "./World.ts"

export interface ChannelOptions {
  readonly private?: boolean
  /** A conversation of a few people and the bot. */
  readonly group?: boolean
  /** False: the bot is not in it; see `invite`. */
  readonly invited?: boolean
}

export interface PersonOptions {
  readonly displayName?: string
  readonly realName?: string
  /** Handles of user groups; made when they are not there. */
  readonly groups?: ReadonlyArray<string>
  readonly guest?: boolean
  /** Of another workspace: here by a shared channel. */
  readonly stranger?: boolean
}

export const makeTeam = (world: World, name: string): Team => {
  const team = { id: world.nextId("T"), name, domain: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-") }
  world.teams.set(team.id, team)
  return team
}

const addUser = (
  world: World,
  team: string,
  name: string,
  options: PersonOptions & { readonly bot?: boolean } = {}
) => {
  const user: User = {
    id: world.nextId("U"),
    team,
    name,
    displayName: options.displayName ?? name,
    realName: options.realName ?? name,
    bot: options.bot === true,
    guest: options.guest === true,
    stranger: options.stranger === true,
    deleted: false
  }
  world.users.set(user.id, user)
  return user
}

/** The app comes into a workspace, or comes back with a new token. */
export const installApp = (
  world: World,
  team: Team,
  scopes: ReadonlyArray<string> = world.manifest.scopes
): Install => {
  const known = world.installs.get(team.id)
  const token = `xoxb-${team.id.slice(1)}-${Date.now()}-${secret(12)}`
  if (known !== undefined) {
    known.token = token
    known.active = true
    for (const scope of scopes) known.scopes.add(scope)
    return known
  }
  const install: Install = {
    team: team.id,
    token,
    bot: addUser(world, team.id, world.app.name.toLowerCase(), {
      displayName: world.app.name,
      realName: world.app.name,
      bot: true
    }),
    botId: world.nextId("B"),
    scopes: new Set(scopes),
    active: true,
    streams: true,
    sessions: true
  }
  world.installs.set(team.id, install)
  world.touch()
  return install
}

export const makeWorkspace = (world: World, interactions: Interactions, team: Team) => {
  const install = (): Install => {
    const found = world.installs.get(team.id)
    if (found === undefined) throw new Error(`the app is not installed in ${team.name}`)
    return found
  }
  const group = (handle: string) => {
    const known = [...world.groups.values()].find((one) => one.handle === handle && one.team === team.id)
    const made = known ?? { id: world.nextId("S"), team: team.id, handle, members: new Set<string>() }
    world.groups.set(made.id, made)
    return made
  }

  return {
    team,
    get botToken() {
      return install().token
    },
    get bot() {
      return install().bot
    },
    /** Of the bot, as it stands in texts. */
    get mention() {
      return `<@${install().bot.id}>`
    },
    /** Scopes, tokens and switches of the app here. */
    get install() {
      return install()
    },
    /** With the bot in it, unless said otherwise; people are in it when they say something there. */
    channel: (name: string, options: ChannelOptions = {}): Channel => {
      const channel: Channel = {
        id: world.nextId("C"),
        team: team.id,
        name,
        kind: options.group === true ? "mpim" : options.private === true ? "group" : "channel",
        creator: "",
        created: Date.now(),
        members: new Set(),
        archived: false
      }
      world.channels.set(channel.id, channel)
      const bot = world.installs.get(team.id)?.bot
      if (bot !== undefined && options.invited !== false) channel.members.add(bot.id)
      world.touch()
      return channel
    },
    /** Somebody brings the bot, or a person, into a channel: it is told, and stands in the channel. */
    invite: (channel: Channel, who: { readonly id: string } = install().bot, by?: { readonly id: string }): void =>
      join(world, channel, who.id, by?.id),
    /** Nobody tells the bot that it was thrown out. */
    remove: (channel: Channel, who: { readonly id: string } = install().bot): void => {
      channel.members.delete(who.id)
      world.touch()
    },
    archive: (channel: Channel, archived = true): void => {
      channel.archived = archived
      world.touch()
    },
    rename: (channel: Channel, name: string): void => {
      channel.name = name
      world.touch()
    },
    person: (name: string, options: PersonOptions = {}): Person => {
      const user = addUser(world, options.stranger === true ? world.nextId("T") : team.id, name, options)
      for (const handle of options.groups ?? []) group(handle).members.add(user.id)
      return makePerson(world, interactions, team, user)
    },
    /** A bot of somebody else's app, which is in every channel. */
    otherApp: (name: string) => {
      const bot = { id: world.nextId("B"), app: world.nextId("A") }
      const user = addUser(world, team.id, name, { bot: true })
      return {
        id: user.id,
        mention: `<@${user.id}>`,
        says: (channel: Channel, text: string, thread?: Message): Message =>
          addMessage(world, {
            channel: channel.id,
            user: user.id,
            bot,
            text,
            ...(thread === undefined ? {} : { thread: thread.thread ?? thread.ts })
          })
      }
    },
    /** A user group, as it stands in texts: `${group.mention} look`. */
    group: (handle: string, ...members: ReadonlyArray<{ readonly id: string }>) => {
      const made = group(handle)
      for (const { id } of members) made.members.add(id)
      return { ...made, mention: `<!subteam^${made.id}|@${handle}>` }
    },
    /** The direct channel between the bot and that person. */
    direct: (person: { readonly id: string }): Channel => directWith(world, team.id, install().bot.id, person.id),
    /** A moderator deletes somebody's message. */
    deleteMessage: (message: Message): void => deleteMessage(world, message),
    /** Told anew although nobody edited it, as when a link is unfurled. */
    refresh: (message: Message): void => changeMessage(world, message, () => {}),
    /** As it stands now; what a test holds may be from before it was deleted. */
    current: (message: Message): Message | undefined => findMessage(world, message.channel, message.ts),
    /** The app is thrown out of the workspace, and told so when it listens. */
    uninstall: (): void => {
      const removed = install()
      world.tell({ team: team.id, event: { type: "app_uninstalled", event_ts: world.nextStamp() } })
      world.tell({
        team: team.id,
        event: { type: "tokens_revoked", tokens: { oauth: [], bot: [removed.bot.id] }, event_ts: world.nextStamp() }
      })
      removed.active = false
    }
  }
}
export type Workspace = ReturnType<typeof makeWorkspace>
