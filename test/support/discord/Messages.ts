/** Messages come to be, change and go. Owns what happens to the world then, and who is told. */
import { ChannelType, GatewayIntentBits, MessageType } from "discord-api-types/v10"
import { ApiError, refuse } from "./ApiError.ts"
import { Flags, type MessageBody, refuseEmpty } from "./MessageBody.ts"
import { gatewayMessage } from "./MessagePayload.ts"
import { channelPayload, findMessage, messagesIn } from "./Payloads.ts"
import { can } from "./Permissions.ts"
import { timeOf } from "./Snowflakes.ts"
import type { Channel, Dispatch, Message, World } from "./World.ts"

export const channelIntents = (channel: Channel, inGuild: GatewayIntentBits, inDirects: GatewayIntentBits): number =>
  channel.type === ChannelType.DM ? inDirects : inGuild

const tell = (world: World, message: Message, channel: Channel, event: Dispatch["event"], data: Dispatch["data"]) => {
  if (message.seenBy !== undefined) return world.touch()
  world.emit({
    event,
    data,
    ...(channel.guild === undefined ? {} : { guild: channel.guild }),
    channel: channel.id,
    intents: channelIntents(channel, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages)
  })
}

const mentionsIn = (content: string, pattern: RegExp): ReadonlyArray<string> => [
  ...new Set([...content.matchAll(pattern)].flatMap(([, id]) => id ?? []))
]

/** Whom a text mentions, as far as the sender lets it. */
export const mentionsOf = (world: World, content: string, { allowed }: Pick<MessageBody, "allowed">) => {
  const open = (ids: "all" | ReadonlyArray<string>, id: string) => ids === "all" || ids.includes(id)
  const users = mentionsIn(content, /<@!?(\d+)>/g).filter((id) => world.users.has(id) && open(allowed.users, id))
  const roles = mentionsIn(content, /<@&(\d+)>/g).filter((id) => open(allowed.roles, id))
  return { mentions: users, mentionRoles: roles, everyone: allowed.everyone && /@(everyone|here)\b/.test(content) }
}

export type NewMessage = Pick<Message, "channel" | "author" | "content"> & Partial<Message>

/** Puts a message there and tells of it. Permissions and limits were looked at by who calls. */
export const addMessage = (world: World, given: NewMessage): Message => {
  const channel = world.channels.get(given.channel) ?? refuse("unknownChannel")
  const message: Message = {
    type: MessageType.Default,
    embeds: [],
    components: [],
    attachments: [],
    flags: 0,
    mentions: [],
    mentionRoles: [],
    everyone: false,
    reactions: new Map(),
    edits: [],
    before: [],
    ...given,
    // The first message of a forum's post has the post's own id.
    id: given.id ?? world.nextId()
  }
  const here = world.messages.get(channel.id)
  if (here === undefined) world.messages.set(channel.id, [message])
  else here.push(message)
  for (const file of message.attachments) world.attachments.set(file.id, file)
  world.typing.get(channel.id)?.delete(message.author)
  if (message.seenBy === undefined) {
    channel.lastMessage = message.id
    if (channel.thread !== undefined) {
      channel.thread.count += 1
      wake(world, channel)
    }
  }
  tell(world, message, channel, "MESSAGE_CREATE", (view) => gatewayMessage(world, message, view))
  return message
}

/** What is written to an archived thread opens it again. */
const wake = (world: World, channel: Channel): void => {
  if (channel.thread?.archived !== true) return
  channel.thread.archived = false
  threadChanged(world, channel)
}

export const threadChanged = (world: World, channel: Channel): void =>
  world.emit({
    event: "THREAD_UPDATE",
    data: () => channelPayload(world, channel),
    ...(channel.guild === undefined ? {} : { guild: channel.guild }),
    channel: channel.id,
    intents: GatewayIntentBits.Guilds
  })

const oldEdits = { limit: 3, windowMillis: 60_000 }

/** Messages of a certain age may be changed but now and then. */
const refuseOldEdit = (world: World, message: Message): void => {
  if (world.users.get(message.author)?.bot === false) return
  const now = Date.now()
  if (now - timeOf(message.id) < world.settings.oldMessageMillis) return
  const recent = message.edits.filter((at) => now - at < oldEdits.windowMillis)
  const [first = now] = recent
  if (recent.length < oldEdits.limit) return
  throw new ApiError("tooManyOldEdits", undefined, (first + oldEdits.windowMillis - now) / 1000)
}

/** Changes what the body names and leaves the rest. */
export const editMessage = (world: World, message: Message, body: MessageBody): void => {
  const channel = world.channels.get(message.channel) ?? refuse("unknownChannel")
  if (channel.thread?.archived === true) refuse("archivedThread")
  refuseOldEdit(world, message)
  const { kept } = body
  const next = {
    content: body.content ?? message.content,
    embeds: body.embeds ?? message.embeds,
    components: body.components ?? message.components,
    attachments: [...message.attachments.filter(({ id }) => kept === undefined || kept.includes(id)), ...body.files]
  }
  refuseEmpty(next)
  if (next.content !== message.content) message.before.push(message.content)
  const mentioned = body.content === undefined ? {} : mentionsOf(world, body.content, body)
  Object.assign(message, next, mentioned)
  for (const file of body.files) world.attachments.set(file.id, file)
  const changeable = Flags.suppressEmbeds | Flags.layouts
  const isFlagged = typeof body.raw.flags === "number"
  message.flags =
    (isFlagged ? (message.flags & ~Flags.suppressEmbeds) | (body.flags & changeable) : message.flags) & ~Flags.loading
  message.editedAt = Date.now()
  message.edits.push(message.editedAt)
  tell(world, message, channel, "MESSAGE_UPDATE", (view) => gatewayMessage(world, message, view))
}

/** Told anew although nobody edited it: Discord does so when a link resolves. */
export const refreshMessage = (world: World, message: Message): void => {
  const channel = world.channels.get(message.channel) ?? refuse("unknownChannel")
  tell(world, message, channel, "MESSAGE_UPDATE", (view) => gatewayMessage(world, message, view))
}

export const deleteMessage = (world: World, message: Message): void => {
  const channel = world.channels.get(message.channel) ?? refuse("unknownChannel")
  remove(world, channel.id, [message.id])
  const data = {
    id: message.id,
    channel_id: channel.id,
    ...(channel.guild === undefined ? {} : { guild_id: channel.guild })
  }
  tell(world, message, channel, "MESSAGE_DELETE", () => data)
}

export const deleteMessages = (world: World, channel: Channel, ids: ReadonlyArray<string>): void => {
  remove(world, channel.id, ids)
  world.emit({
    event: "MESSAGE_DELETE_BULK",
    data: () => ({ ids, channel_id: channel.id, ...(channel.guild === undefined ? {} : { guild_id: channel.guild }) }),
    ...(channel.guild === undefined ? {} : { guild: channel.guild }),
    channel: channel.id,
    intents: GatewayIntentBits.GuildMessages
  })
}

const remove = (world: World, channel: string, ids: ReadonlyArray<string>): void => {
  world.messages.set(
    channel,
    messagesIn(world, channel).filter(({ id }) => !ids.includes(id))
  )
}

/** The message that is answered, when it may be; a reply to what is gone is refused unless the body says otherwise. */
export const replyTarget = (world: World, author: string, channel: Channel, body: MessageBody): string | undefined => {
  if (body.reference === undefined) return undefined
  if (!can(world, author, channel, "ReadMessageHistory")) refuse("cannotReply")
  const target = findMessage(world, channel.id, body.reference.message)
  if (target !== undefined && target.seenBy === undefined) return target.id
  if (!body.reference.must) return undefined
  throw new ApiError("invalidForm", {
    message_reference: { _errors: [{ code: "REPLIES_UNKNOWN_MESSAGE", message: "Unknown message" }] }
  })
}

/** What the body of a new message becomes. */
export const messageFrom = (world: World, channel: string, author: string, body: MessageBody): NewMessage => {
  const message = {
    channel,
    author,
    content: body.content ?? "",
    embeds: body.embeds ?? [],
    components: body.components ?? [],
    attachments: body.files,
    flags: body.flags & (Flags.suppressEmbeds | Flags.silent | Flags.voice | Flags.layouts),
    ...mentionsOf(world, body.content ?? "", body)
  }
  refuseEmpty(message)
  return message
}
