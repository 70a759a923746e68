/** How a message looks on the wire: over REST, and with what the gateway adds. Pure. */
import { InteractionType, MessageType } from "discord-api-types/v10"
import type { Json } from "./ApiError.ts"
import {
  attachmentPayload,
  channelPayload,
  findMessage,
  isoTime,
  isReadable,
  partialMember,
  threadOf,
  userPayload
} from "./Payloads.ts"
import { timeOf } from "./Snowflakes.ts"
import type { Message, View, World } from "./World.ts"

const authorPayload = (world: World, message: Message): Json => {
  const user = world.users.get(message.author)
  if (message.webhook === undefined) {
    return user === undefined
      ? { id: message.author, username: "Deleted User", discriminator: "0000", avatar: null }
      : userPayload(user)
  }
  return {
    id: message.author,
    username: message.face?.username ?? "webhook",
    discriminator: "0000",
    global_name: null,
    avatar: null,
    bot: true
  }
}

const interactionOf = (world: World, message: Message): Json => {
  const interaction = world.interactions.get(message.interaction ?? "")
  const person = world.users.get(interaction?.person ?? "")
  if (interaction === undefined || person === undefined) return {}
  const owners = interaction.guild === undefined ? { "1": person.id } : { "0": interaction.guild }
  const head = { id: interaction.id, type: interaction.type, user: userPayload(person) }
  const isCommand = interaction.type === InteractionType.ApplicationCommand
  return {
    interaction_metadata: {
      ...head,
      authorizing_integration_owners: owners,
      ...(interaction.message === undefined ? {} : { interacted_message_id: interaction.message }),
      ...(isCommand ? { name: interaction.title.replace(/^\//, ""), command_type: interaction.data.type ?? 1 } : {})
    },
    ...(isCommand ? { interaction: { ...head, name: interaction.title.replace(/^\//, "") } } : {})
  }
}

const referenced = (world: World, message: Message, view: View): Json => {
  if (message.replyTo === undefined) return {}
  const target = findMessage(world, message.channel, message.replyTo)
  const channel = world.channels.get(message.channel)
  const reference = {
    type: 0,
    message_id: message.replyTo,
    channel_id: message.channel,
    ...(channel?.guild === undefined ? {} : { guild_id: channel.guild })
  }
  if (message.type !== MessageType.Reply) return { message_reference: reference }
  // Null says that it was deleted: the one place where Discord says so.
  return {
    message_reference: reference,
    referenced_message: target === undefined ? null : messagePayload(world, target, view, 1)
  }
}

const reactionsPayload = (world: World, message: Message): ReadonlyArray<Json> =>
  [...message.reactions.values()].map(({ emoji, users }) => ({
    emoji,
    count: users.size,
    count_details: { burst: 0, normal: users.size },
    burst_colors: [],
    me: users.has(world.bot.id),
    me_burst: false
  }))

export const messagePayload = (world: World, message: Message, view: View, depth = 0): Json => {
  const readable = isReadable(world, message, view)
  const thread = threadOf(world, message)
  const mentions = message.mentions.flatMap((id) => world.users.get(id) ?? [])
  return {
    id: message.id,
    channel_id: message.channel,
    type: message.type,
    author: authorPayload(world, message),
    content: readable ? message.content : "",
    embeds: readable ? message.embeds : [],
    components: readable ? message.components : [],
    attachments: readable ? message.attachments.map((file) => attachmentPayload(world, message.channel, file)) : [],
    timestamp: isoTime(timeOf(message.id)),
    edited_timestamp: message.editedAt === undefined ? null : isoTime(message.editedAt),
    flags: message.flags | (thread === undefined ? 0 : 32),
    mentions: mentions.map(userPayload),
    mention_roles: message.mentionRoles,
    mention_everyone: message.everyone,
    pinned: false,
    tts: false,
    ...(message.webhook === undefined ? {} : { webhook_id: message.webhook }),
    ...(message.interaction === undefined ? {} : { webhook_id: world.application.id }),
    ...(message.application === undefined ? {} : { application_id: message.application }),
    ...(message.reactions.size === 0 ? {} : { reactions: reactionsPayload(world, message) }),
    ...(thread === undefined ? {} : { thread: channelPayload(world, thread) }),
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...interactionOf(world, message),
    ...(depth === 0 ? referenced(world, message, view) : {}),
    ...(readable ? message.extra : {})
  }
}

/** As MESSAGE_CREATE and MESSAGE_UPDATE carry it. */
export const gatewayMessage = (world: World, message: Message, view: View): Json => {
  const channel = world.channels.get(message.channel)
  const payload = {
    ...messagePayload(world, message, view),
    ...(channel === undefined ? {} : { channel_type: channel.type })
  }
  const guild = world.guilds.get(channel?.guild ?? "")
  if (guild === undefined) return payload
  const member = message.webhook === undefined ? guild.members.get(message.author) : undefined
  const mentions = message.mentions.flatMap((id) => {
    const user = world.users.get(id)
    const mentioned = guild.members.get(id)
    if (user === undefined) return []
    return [{ ...userPayload(user), ...(mentioned === undefined ? {} : { member: partialMember(mentioned) }) }]
  })
  return {
    ...payload,
    guild_id: guild.id,
    mentions,
    ...(member === undefined ? {} : { member: partialMember(member) })
  }
}
