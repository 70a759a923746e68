/** Routes of messages in channels, and of typing. */
import { ChannelType, GatewayIntentBits, MessageType } from "discord-api-types/v10"
import { isRecord, need, refuse } from "./ApiError.ts"
import type { Limit } from "./Buckets.ts"
import { makeForm } from "./Form.ts"
import { Flags, type MessageBody, readMessageBody } from "./MessageBody.ts"
import { messagePayload } from "./MessagePayload.ts"
import {
  addMessage,
  channelIntents,
  deleteMessage,
  deleteMessages,
  editMessage,
  messageFrom,
  type NewMessage,
  replyTarget
} from "./Messages.ts"
import { findMessage, memberPayload, messagesIn } from "./Payloads.ts"
import { can, demand, demandSending } from "./Permissions.ts"
import { type Call, nothing, ok, type Route, route } from "./Route.ts"
import { isSnowflake, later, timeOf } from "./Snowflakes.ts"
import { refuseLocked } from "./Threads.ts"
import type { Channel, Message, View, World } from "./World.ts"

const perChannel = (name: string, limit: number, windowMillis: number, shown?: string): { readonly limit: Limit } => ({
  limit: { name, limit, windowMillis, ...(shown === undefined ? {} : { shown }) }
})

export const channelOf = (call: Call): Channel => {
  const channel = need(call.world.channels.get(call.id("channel")), "unknownChannel")
  // A guild that the bot is not in does not exist for it.
  if (channel.guild !== undefined && call.world.guilds.get(channel.guild)?.members.has(call.world.bot.id) !== true) {
    return refuse("missingAccess")
  }
  if (channel.type === ChannelType.DM) return channel
  demand(call.world, call.world.bot.id, channel)
  return channel
}

export const messageOf = (call: Call, channel: Channel): Message => {
  const message = findMessage(call.world, channel.id, call.id("message"))
  return message === undefined || message.seenBy !== undefined ? refuse("unknownMessage") : message
}

const restView = (world: World): View => ({ content: world.settings.privileged.messageContent })

const writable: ReadonlyArray<ChannelType> = [
  ...[ChannelType.GuildText, ChannelType.GuildAnnouncement, ChannelType.DM, ChannelType.GuildVoice],
  ...[ChannelType.PublicThread, ChannelType.PrivateThread, ChannelType.AnnouncementThread]
]

const newMessage = (world: World, channel: Channel, body: MessageBody, replyTo: string | undefined): NewMessage => {
  const message = messageFrom(world, channel.id, world.bot.id, body)
  const nonce = body.nonce === undefined ? {} : { nonce: body.nonce }
  const target = replyTo === undefined ? undefined : findMessage(world, channel.id, replyTo)
  if (target === undefined) return { ...message, ...nonce }
  const others = message.mentions ?? []
  const isTold = body.allowed.repliedUser && world.users.has(target.author) && !others.includes(target.author)
  const mentions = isTold ? [...others, target.author] : others
  return { ...message, ...nonce, mentions, replyTo: target.id, type: MessageType.Reply }
}

const post = (call: Call) => {
  const { files, world } = call
  const channel = channelOf(call)
  const me = world.bot.id
  if (!writable.includes(channel.type)) refuse("cannotInNonText")
  demandSending(world, me, channel, files.length > 0)
  refuseLocked(world, me, channel)
  if (channel.type === ChannelType.DM && world.users.get(channel.recipient ?? "")?.directs === false)
    refuse("cannotMessage")
  const body = readMessageBody(world, call.body, { files, fresh: true, sets: ~Flags.ephemeral })
  const replyTo = replyTarget(world, me, channel, body)
  const since = Date.now() - world.settings.nonceMillis
  const isTwin = ({ author, id, nonce }: Message) => author === me && nonce === body.nonce && timeOf(id) > since
  const remembers = body.enforceNonce && body.nonce !== undefined
  const twin = remembers ? messagesIn(world, channel.id).find(isTwin) : undefined
  const message = twin ?? addMessage(world, newMessage(world, channel, body, replyTo))
  return ok(messagePayload(world, message, restView(world)))
}

const list = (call: Call) => {
  const { query, world } = call
  const channel = channelOf(call)
  const form = makeForm()
  const given = query.get("limit")
  const limit = form.number(["limit"], given === null ? undefined : Number(given), { min: 1, max: 100 }) ?? 50
  for (const name of ["before", "after", "around"]) {
    const value = query.get(name)
    if (value !== null && !isSnowflake(value) && value !== "0") {
      form.wrong([name], "NUMBER_TYPE_COERCE", `Value "${value}" is not snowflake.`)
    }
  }
  form.settle()
  if (!can(world, world.bot.id, channel, "ReadMessageHistory")) return ok([])
  const all = messagesIn(world, channel.id).filter(({ seenBy }) => seenBy === undefined)
  const before = query.get("before")
  const after = query.get("after")
  const around = query.get("around")
  const page = (): ReadonlyArray<Message> => {
    if (after !== null) return all.filter(({ id }) => later(id, after) > 0).slice(0, limit)
    if (before !== null) return all.filter(({ id }) => later(id, before) < 0).slice(-limit)
    if (around === null) return all.slice(-limit)
    const index = all.findIndex(({ id }) => later(id, around) >= 0)
    const start = Math.max(0, (index === -1 ? all.length : index) - Math.floor(limit / 2))
    return all.slice(start, start + limit)
  }
  return ok(
    page()
      .toReversed()
      .map((message) => messagePayload(world, message, restView(world)))
  )
}

const get = (call: Call) => {
  const channel = channelOf(call)
  demand(call.world, call.world.bot.id, channel, "ReadMessageHistory")
  return ok(messagePayload(call.world, messageOf(call, channel), restView(call.world)))
}

const edit = (call: Call) => {
  const { files, world } = call
  const channel = channelOf(call)
  const message = messageOf(call, channel)
  if (message.author !== world.bot.id || message.webhook !== undefined) {
    const keys = Object.keys(isRecord(call.body) ? call.body : {})
    if (keys.some((key) => key !== "flags") || keys.length === 0) refuse("wrongAccount")
    demand(world, world.bot.id, channel, "ManageMessages")
  }
  if (files.length > 0) demand(world, world.bot.id, channel, "AttachFiles")
  const layouts = (message.flags & Flags.layouts) !== 0
  editMessage(world, message, readMessageBody(world, call.body, { files, fresh: false, layouts }))
  return ok(messagePayload(world, message, restView(world)))
}

const remove = (call: Call) => {
  const { world } = call
  const channel = channelOf(call)
  const message = messageOf(call, channel)
  if (message.author !== world.bot.id) demand(world, world.bot.id, channel, "ManageMessages")
  if (message.type === MessageType.ThreadStarterMessage) refuse("systemMessage")
  deleteMessage(world, message)
  return nothing
}

const removeMany = (call: Call) => {
  const { world } = call
  const channel = channelOf(call)
  demand(world, world.bot.id, channel, "ManageMessages")
  const ids = isRecord(call.body) && Array.isArray(call.body.messages) ? call.body.messages.map(String) : []
  const form = makeForm()
  if (ids.length < 2 || ids.length > 100) {
    form.wrong(["messages"], "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
  }
  form.settle()
  deleteMessages(world, channel, ids)
  return nothing
}

/** Shown for ten seconds, or until the one who types says something. */
export const startTyping = (world: World, channel: Channel, user: string): void => {
  const here = world.typing.get(channel.id) ?? new Map<string, number>()
  world.typing.set(channel.id, here.set(user, Date.now() + 10_000))
  // Nobody tells the bot that it types.
  if (user === world.bot.id) {
    world.touch()
    return
  }
  const member = world.guilds.get(channel.guild ?? "")?.members.get(user)
  world.emit({
    event: "TYPING_START",
    data: () => ({
      ...(member === undefined ? {} : { member: memberPayload(world, member) }),
      channel_id: channel.id,
      user_id: user,
      timestamp: Math.floor(Date.now() / 1000),
      ...(channel.guild === undefined ? {} : { guild_id: channel.guild })
    }),
    ...(channel.guild === undefined ? {} : { guild: channel.guild }),
    channel: channel.id,
    intents: channelIntents(channel, GatewayIntentBits.GuildMessageTyping, GatewayIntentBits.DirectMessageTyping)
  })
}

const typing = (call: Call) => {
  const channel = channelOf(call)
  demandSending(call.world, call.world.bot.id, channel, false)
  startTyping(call.world, channel, call.world.bot.id)
  return nothing
}

const messages = "/channels/:channel/messages"

export const messageRoutes: ReadonlyArray<Route> = [
  // Discord shows one name for the buckets of creating and of editing, and counts them apart.
  route("POST", messages, post, perChannel("message create", 5, 5_000, "message write")),
  route("PATCH", `${messages}/:message`, edit, perChannel("message edit", 5, 5_000, "message write")),
  route("DELETE", `${messages}/:message`, remove, perChannel("message delete", 5, 1_000)),
  route("POST", `${messages}/bulk-delete`, removeMany, perChannel("bulk delete", 1, 1_000)),
  route("GET", messages, list, perChannel("message list", 50, 1_000)),
  route("GET", `${messages}/:message`, get, perChannel("message get", 50, 1_000)),
  route("POST", "/channels/:channel/typing", typing, perChannel("typing", 5, 5_000))
]
