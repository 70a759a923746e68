/** Messages come to be, change and go. Owns what happens to the world then, and which events tell of it. */
import type { Json } from "../Json.ts"
import { eventMessage, placeFacts, repliesTo } from "./MessagePayload.ts"
import { refuse } from "./Refusal.ts"
import { type Channel, type Message, messagesIn, threadKey, type World } from "./World.ts"

export type NewMessage = Pick<Message, "channel" | "user" | "text"> & Partial<Message>

/** Ids of users that a text names. */
export const mentionsIn = (text: string): ReadonlyArray<string> => [
  ...new Set([...text.matchAll(/<@([UW][A-Z0-9]+)(\|[^>]*)?>/g)].flatMap(([, id]) => id ?? []))
]

export const channelOf = (world: World, message: Message): Channel =>
  world.channels.get(message.channel) ?? refuse("channel_not_found")

/** The bot of this workspace is told of what happens in channels that it is in. */
const hears = (world: World, channel: Channel): boolean =>
  channel.members.has(world.installs.get(channel.team)?.bot.id ?? "")

const tell = (world: World, channel: Channel, event: Json): void => {
  if (hears(world, channel)) world.tell({ team: channel.team, event: { ...event, type: String(event.type) } })
  else world.touch()
}

/** Texts in blocks name people too. */
const saidIn = (message: Message): string => `${message.text} ${JSON.stringify(message.blocks)}`

const tellOfNew = (world: World, message: Message): void => {
  const channel = channelOf(world, message)
  const place = placeFacts(channel, message.ts)
  const event = { ...eventMessage(world, message), ...place }
  tell(world, channel, event)
  const bot = world.installs.get(channel.team)?.bot.id ?? ""
  const isOwn = message.user === bot
  if (channel.kind === "im" || isOwn || message.subtype !== undefined || !hears(world, channel)) return
  if (!mentionsIn(saidIn(message)).includes(bot)) return
  const { channel_type, ...mention } = event
  tell(world, channel, { ...mention, type: "app_mention" })
}

/** Puts a message there and tells of it. Permissions and limits were looked at by who calls. */
export const addMessage = (world: World, given: NewMessage): Message => {
  const message: Message = {
    blocks: [],
    files: [],
    broadcast: false,
    reactions: new Map(),
    before: [],
    inputs: new Map(),
    ...given,
    ts: world.nextStamp()
  }
  const here = world.messages.get(message.channel)
  if (here === undefined) world.messages.set(message.channel, [message])
  else here.push(message)
  if (message.seenBy !== undefined) {
    world.touch()
    return message
  }
  for (const id of message.files) world.files.get(id)?.channels.add(message.channel)
  if (message.bot !== undefined) world.thinking.delete(threadKey(message.channel, message.thread ?? message.ts))
  tellOfNew(world, message)
  return message
}

/** Carries out a change and tells of what was there before. */
export const changeMessage = (world: World, message: Message, change: (message: Message) => void): void => {
  const previous = eventMessage(world, message)
  const text = message.text
  change(message)
  if (text !== message.text) message.before.push(text)
  if (message.seenBy !== undefined) {
    world.touch()
    return
  }
  const stamp = world.nextStamp()
  const channel = channelOf(world, message)
  tell(world, channel, {
    type: "message",
    subtype: "message_changed",
    hidden: true,
    message: eventMessage(world, message),
    previous_message: previous,
    ts: stamp,
    ...placeFacts(channel, stamp)
  })
}

const remove = (world: World, message: Message, ...instead: ReadonlyArray<Message>): void => {
  world.messages.set(
    message.channel,
    messagesIn(world, message.channel).flatMap((other) => (other === message ? instead : [other]))
  )
}

/** What replies stand under leaves a tombstone. */
export const deleteMessage = (world: World, message: Message): void => {
  const channel = channelOf(world, message)
  if (message.seenBy !== undefined) {
    remove(world, message)
    world.touch()
    return
  }
  const previous = eventMessage(world, message)
  const stamp = world.nextStamp()
  const rest = { hidden: true, previous_message: previous, ts: stamp, ...placeFacts(channel, stamp) }
  if (repliesTo(world, message).length > 0) {
    const grave: Message = { ...message, tombstone: true, text: "", blocks: [], reactions: new Map() }
    remove(world, message, grave)
    tell(world, channel, {
      type: "message",
      subtype: "message_changed",
      message: eventMessage(world, grave),
      ...rest
    })
    return
  }
  remove(world, message)
  tell(world, channel, { type: "message", subtype: "message_deleted", deleted_ts: message.ts, ...rest })
}

export const addReaction = (world: World, message: Message, user: string, name: string): void => {
  const users = message.reactions.get(name) ?? new Set<string>()
  if (users.has(user)) refuse("already_reacted")
  if (users.size === 0 && message.reactions.size >= 23) refuse("too_many_emoji")
  users.add(user)
  message.reactions.set(name, users)
  tellOfReaction(world, message, user, name, "reaction_added")
}

export const removeReaction = (world: World, message: Message, user: string, name: string): void => {
  const users = message.reactions.get(name)
  if (users?.delete(user) !== true) refuse("no_reaction")
  if (users?.size === 0) message.reactions.delete(name)
  tellOfReaction(world, message, user, name, "reaction_removed")
}

const tellOfReaction = (world: World, message: Message, user: string, reaction: string, type: string): void =>
  tell(world, channelOf(world, message), {
    type,
    user,
    reaction,
    item: { type: "message", channel: message.channel, ts: message.ts },
    item_user: message.user,
    event_ts: world.nextStamp()
  })

/** Somebody, or the bot, is in the channel from now on. */
export const join = (world: World, channel: Channel, user: string, inviter?: string): void => {
  if (channel.members.has(user)) return
  channel.members.add(user)
  if (channel.kind === "im") return
  addMessage(world, {
    channel: channel.id,
    user,
    subtype: channel.kind === "channel" ? "channel_join" : "group_join",
    text: `<@${user}> has joined the channel`
  })
  tell(world, channel, {
    type: "member_joined_channel",
    user,
    channel: channel.id,
    channel_type: channel.kind === "channel" ? "C" : "G",
    team: channel.team,
    ...(inviter === undefined ? {} : { inviter }),
    event_ts: world.nextStamp()
  })
}

/** The direct channel between the app and a person; made when it is not there. */
export const directWith = (world: World, team: string, bot: string, person: string): Channel => {
  for (const channel of world.channels.values()) {
    if (channel.kind === "im" && channel.members.has(bot) && channel.members.has(person)) return channel
  }
  const made: Channel = {
    id: world.nextId("D"),
    team,
    name: "directmessage",
    kind: "im",
    creator: person,
    created: Date.now(),
    members: new Set([bot, person]),
    archived: false
  }
  world.channels.set(made.id, made)
  return made
}
