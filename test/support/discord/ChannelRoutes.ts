/** Routes of channels and threads themselves. */
import { ChannelType, GatewayIntentBits } from "discord-api-types/v10"
import { isRecord, refuse } from "./ApiError.ts"
import { makeForm } from "./Form.ts"
import { channelOf, messageOf } from "./MessageRoutes.ts"
import { threadChanged } from "./Messages.ts"
import { channelPayload } from "./Payloads.ts"
import { demand } from "./Permissions.ts"
import { type Call, created, nothing, ok, type Route, route } from "./Route.ts"
import { joinThread, openThread, readThreadBody } from "./Threads.ts"
import type { Channel, World } from "./World.ts"

const tellOfChannel = (world: World, channel: Channel, event: "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "CHANNEL_DELETE") =>
  world.emit({
    event,
    data: () => ({ ...channelPayload(world, channel), guild_id: channel.guild }),
    ...(channel.guild === undefined ? {} : { guild: channel.guild }),
    intents: GatewayIntentBits.Guilds
  })

export const renameChannel = (world: World, channel: Channel, name: string): void => {
  channel.name = name
  if (channel.thread === undefined) tellOfChannel(world, channel, "CHANNEL_UPDATE")
  else threadChanged(world, channel)
}

export const announceChannel = (world: World, channel: Channel): void => tellOfChannel(world, channel, "CHANNEL_CREATE")

export const changeChannel = (world: World, channel: Channel): void => tellOfChannel(world, channel, "CHANNEL_UPDATE")

export const removeChannel = (world: World, channel: Channel): void => {
  for (const thread of [...world.channels.values()].filter(({ parent }) => parent === channel.id)) {
    world.channels.delete(thread.id)
    world.messages.delete(thread.id)
  }
  for (const webhook of [...world.webhooks.values()]) {
    if (webhook.channel === channel.id) world.webhooks.delete(webhook.id)
  }
  world.channels.delete(channel.id)
  world.messages.delete(channel.id)
  if (channel.thread === undefined) {
    tellOfChannel(world, channel, "CHANNEL_DELETE")
    return
  }
  const { guild, id, parent, type } = channel
  world.emit({
    event: "THREAD_DELETE",
    data: () => ({ id, guild_id: guild, parent_id: parent, type }),
    ...(guild === undefined ? {} : { guild }),
    intents: GatewayIntentBits.Guilds
  })
}

const get = (call: Call) => ok(channelPayload(call.world, channelOf(call)))

const patch = (call: Call) => {
  const { world } = call
  const channel = channelOf(call)
  if (channel.type === ChannelType.DM) refuse("channelType")
  const raw = isRecord(call.body) ? call.body : {}
  const owns = channel.thread?.owner === world.bot.id
  if (channel.thread === undefined) demand(world, world.bot.id, channel, "ManageChannels")
  else if (!owns || raw.locked !== undefined) demand(world, world.bot.id, channel, "ManageThreads")
  const form = makeForm()
  const name = form.text(["name"], raw.name, { min: 1, max: 100 })
  form.settle()
  const { thread } = channel
  if (thread?.archived === true && raw.archived !== false) refuse("archivedThread")
  if (thread !== undefined) {
    if (typeof raw.archived === "boolean") thread.archived = raw.archived
    if (typeof raw.locked === "boolean") thread.locked = raw.locked
  }
  renameChannel(world, channel, name ?? channel.name)
  return ok(channelPayload(world, channel))
}

const remove = (call: Call) => {
  const channel = channelOf(call)
  if (channel.type === ChannelType.DM) return ok(channelPayload(call.world, channel))
  demand(call.world, call.world.bot.id, channel, channel.thread === undefined ? "ManageChannels" : "ManageThreads")
  const payload = channelPayload(call.world, channel)
  removeChannel(call.world, channel)
  return ok(payload)
}

const openOnMessage = (call: Call) => {
  const { world } = call
  const channel = channelOf(call)
  demand(world, world.bot.id, channel, "ReadMessageHistory", "CreatePublicThreads")
  const body = readThreadBody(call.body)
  return created(channelPayload(world, openThread(world, world.bot.id, channel, body, messageOf(call, channel))))
}

const openAlone = (call: Call) => {
  const { world } = call
  const channel = channelOf(call)
  demand(world, world.bot.id, channel, "CreatePublicThreads")
  if (channel.type === ChannelType.GuildForum) refuse("channelType")
  return created(channelPayload(world, openThread(world, world.bot.id, channel, readThreadBody(call.body))))
}

const join = (call: Call) => {
  joinThread(call.world, channelOf(call), call.world.bot.id)
  return nothing
}

const renames = (call: Call) =>
  isRecord(call.body) && (call.body.name !== undefined || call.body.topic !== undefined)
    ? { limit: { name: "channel rename", limit: 2, windowMillis: 600_000 }, major: call.part("channel") }
    : undefined

const opening = { limit: { name: "thread create", limit: 5, windowMillis: 5_000 } }

export const channelRoutes: ReadonlyArray<Route> = [
  route("GET", "/channels/:channel", get),
  route("PATCH", "/channels/:channel", patch, {
    limit: { name: "channel edit", limit: 5, windowMillis: 15_000 },
    hidden: renames
  }),
  route("DELETE", "/channels/:channel", remove),
  route("POST", "/channels/:channel/messages/:message/threads", openOnMessage, opening),
  route("POST", "/channels/:channel/threads", openAlone, opening),
  route("PUT", "/channels/:channel/thread-members/@me", join)
]
