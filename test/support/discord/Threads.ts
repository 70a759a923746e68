/** Threads are opened, changed and closed. Owns what happens to the world then, and who is told. */
import { ChannelType, GatewayIntentBits, MessageType } from "discord-api-types/v10"
import { ApiError, isRecord, type Json, refuse } from "./ApiError.ts"
import { makeForm } from "./Form.ts"
import { addMessage, threadChanged } from "./Messages.ts"
import { channelPayload, threadOf } from "./Payloads.ts"
import { can } from "./Permissions.ts"
import { type Channel, type Message, textChannels, type World } from "./World.ts"

const durations = [60, 1_440, 4_320, 10_080]

export interface ThreadBody {
  readonly name: string
  readonly autoArchive: number
}

export const readThreadBody = (value: unknown): ThreadBody => {
  const raw = isRecord(value) ? value : {}
  const form = makeForm()
  const name = form.text(["name"], raw.name, { min: 1, max: 100, required: true })
  const autoArchive = form.choice(["auto_archive_duration"], raw.auto_archive_duration, durations)
  if (name?.trim() === "") form.wrong(["name"], "BASE_TYPE_REQUIRED", "This field is required")
  form.settle()
  return { name: name?.trim() ?? "", autoArchive: autoArchive ?? 1_440 }
}

const activeIn = (world: World, guild: string): number =>
  [...world.channels.values()].filter((channel) => channel.guild === guild && channel.thread?.archived === false).length

const announce = (world: World, channel: Channel, extra: Json): void =>
  world.emit({
    event: "THREAD_CREATE",
    data: () => ({ ...channelPayload(world, channel), ...extra }),
    ...(channel.guild === undefined ? {} : { guild: channel.guild }),
    channel: channel.id,
    intents: GatewayIntentBits.Guilds
  })

/** On a message, whose id the thread then has, or for itself. Permissions were looked at by who calls. */
export const openThread = (world: World, owner: string, parent: Channel, body: ThreadBody, on?: Message): Channel => {
  if (!textChannels.includes(parent.type) && parent.type !== ChannelType.GuildForum) refuse("channelType")
  if (on !== undefined && threadOf(world, on) !== undefined) refuse("threadExists")
  if (
    on !== undefined &&
    on.type !== MessageType.Default &&
    on.type !== MessageType.Reply &&
    on.type !== 20 &&
    on.type !== 23
  ) {
    refuse("systemMessage")
  }
  const guild = parent.guild ?? refuse("channelType")
  if (activeIn(world, guild) >= world.settings.threads) refuse("tooManyThreads")
  const channel: Channel = {
    id: on?.id ?? world.nextId(),
    type: parent.type === ChannelType.GuildAnnouncement ? ChannelType.AnnouncementThread : ChannelType.PublicThread,
    name: body.name,
    guild,
    parent: parent.id,
    position: 0,
    overwrites: [],
    thread: {
      owner,
      members: new Set([owner]),
      autoArchive: body.autoArchive,
      archived: false,
      locked: false,
      archivedAt: Date.now(),
      count: 0
    }
  }
  world.channels.set(channel.id, channel)
  announce(world, channel, { newly_created: true })
  // A forum holds posts alone: who opens one writes the first message into it.
  if (parent.type === ChannelType.GuildForum) return channel
  if (on === undefined)
    addMessage(world, { channel: parent.id, author: owner, content: body.name, type: MessageType.ThreadCreated })
  else addMessage(world, { channel: channel.id, author: owner, content: "", type: MessageType.ThreadStarterMessage })
  return channel
}

export const joinThread = (world: World, channel: Channel, user: string): void => {
  const { thread } = channel
  if (thread === undefined) throw new ApiError("channelType")
  if (thread.archived) refuse("archivedThread")
  if (thread.members.has(user)) return
  thread.members.add(user)
  if (user === world.bot.id) announce(world, channel, {})
}

export const archiveThread = (world: World, channel: Channel, how: { archived?: boolean; locked?: boolean }): void => {
  if (channel.thread === undefined) throw new ApiError("channelType")
  channel.thread.archived = how.archived ?? channel.thread.archived
  channel.thread.locked = how.locked ?? channel.thread.locked
  channel.thread.archivedAt = Date.now()
  threadChanged(world, channel)
}

/** A locked thread takes messages only of those who moderate. */
export const refuseLocked = (world: World, user: string, channel: Channel): void => {
  if (channel.thread?.locked === true && !can(world, user, channel, "ManageThreads")) refuse("threadLocked")
}
