/**
 * How the world's things look on the wire. Pure. Fields that Discord leaves out are left out: a null in their place
 * breaks clients in ways that Discord does not.
 */
import { ChannelType } from "discord-api-types/v10"
import type { Json } from "./ApiError.ts"
import { guildPermissions, permissionsIn } from "./Permissions.ts"
import type { Attachment, Channel, Guild, Member, Message, Role, User, View, Webhook, World } from "./World.ts"

export const isoTime = (millis: number): string => new Date(millis).toISOString().replace("Z", "000+00:00")

export const userPayload = (user: User): Json => ({
  id: user.id,
  username: user.username,
  discriminator: "0",
  global_name: user.globalName ?? null,
  avatar: null,
  public_flags: 0,
  ...(user.bot ? { bot: true } : {})
})

/** Without the user, as in a message. */
export const partialMember = (member: Member): Json => ({
  ...(member.nick === undefined ? {} : { nick: member.nick }),
  avatar: null,
  roles: member.roles,
  joined_at: isoTime(member.joinedAt),
  deaf: false,
  mute: false,
  flags: 0
})

export const memberPayload = (world: World, member: Member): Json => {
  const user = world.users.get(member.user)
  return { ...partialMember(member), ...(user === undefined ? {} : { user: userPayload(user) }) }
}

export const rolePayload = (role: Role, position: number): Json => ({
  id: role.id,
  name: role.name,
  description: null,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  icon: null,
  unicode_emoji: null,
  position,
  permissions: String(role.permissions),
  managed: role.bot !== undefined,
  mentionable: false,
  flags: 0,
  ...(role.bot === undefined ? {} : { tags: { bot_id: role.bot } })
})

const overwrites = (channel: Channel): ReadonlyArray<Json> =>
  channel.overwrites.map(({ allow, deny, id, type }) => ({ id, type, allow: String(allow), deny: String(deny) }))

const threadMember = (channel: Channel, user: string): Json => ({
  id: channel.id,
  user_id: user,
  join_timestamp: isoTime(channel.thread?.archivedAt ?? 0),
  flags: 0
})

export const threadMembers = (channels: ReadonlyArray<Channel>, user: string): ReadonlyArray<Json> =>
  channels.filter(({ thread }) => thread?.members.has(user) === true).map((channel) => threadMember(channel, user))

export const channelPayload = (world: World, channel: Channel): Json => {
  const head = { id: channel.id, type: channel.type, last_message_id: channel.lastMessage ?? null, flags: 0 }
  if (channel.type === ChannelType.DM) {
    const user = world.users.get(channel.recipient ?? "")
    return { ...head, recipients: user === undefined ? [] : [userPayload(user)] }
  }
  const { guild, name, parent, position, thread } = channel
  if (thread === undefined) {
    const place = { guild_id: guild, name, parent_id: parent ?? null, position }
    const rest = { topic: null, nsfw: false, rate_limit_per_user: 0, permission_overwrites: overwrites(channel) }
    return { ...head, ...place, ...rest }
  }
  return {
    ...head,
    guild_id: guild,
    parent_id: parent,
    owner_id: thread.owner,
    name,
    rate_limit_per_user: 0,
    message_count: thread.count,
    total_message_sent: thread.count,
    member_count: thread.members.size,
    thread_metadata: {
      archived: thread.archived,
      auto_archive_duration: thread.autoArchive,
      archive_timestamp: isoTime(thread.archivedAt),
      locked: thread.locked,
      create_timestamp: isoTime(thread.archivedAt)
    },
    ...(thread.members.has(world.bot.id) ? { member: threadMember(channel, world.bot.id) } : {})
  }
}

export const guildPayload = (world: World, guild: Guild): Json => ({
  id: guild.id,
  name: guild.name,
  icon: null,
  splash: null,
  discovery_splash: null,
  banner: null,
  description: null,
  owner_id: guild.owner,
  region: "",
  afk_channel_id: null,
  afk_timeout: 300,
  system_channel_id: null,
  system_channel_flags: 0,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  verification_level: 0,
  default_message_notifications: 0,
  explicit_content_filter: 0,
  mfa_level: 0,
  nsfw_level: 0,
  premium_tier: 0,
  premium_progress_bar_enabled: false,
  preferred_locale: "en-US",
  application_id: null,
  vanity_url_code: null,
  features: [],
  emojis: [],
  stickers: [],
  incidents_data: null,
  roles: [...guild.roles.values()].map((role, position) => rolePayload(role, position)),
  ...(world.guilds.has(guild.id) ? {} : { unavailable: true })
})

export const guildChannels = (world: World, guild: string): ReadonlyArray<Channel> =>
  [...world.channels.values()].filter((channel) => channel.guild === guild && channel.thread === undefined)

export const activeThreads = (world: World, guild: string): ReadonlyArray<Channel> =>
  [...world.channels.values()].filter(
    (channel) =>
      channel.guild === guild &&
      channel.thread?.archived === false &&
      permissionsIn(world, world.bot.id, channel) !== 0n
  )

/** Without the members intent: the bot itself, and whoever talks there. */
const announcedMembers = (world: World, guild: Guild): ReadonlyArray<Json> =>
  [world.bot.id, ...(guild.inVoice ?? [])].flatMap((id) => {
    const member = guild.members.get(id)
    return member === undefined ? [] : [memberPayload(world, member)]
  })

const voiceStates = ({ id, inVoice = new Set() }: Guild): ReadonlyArray<Json> =>
  [...inVoice].map((user) => ({
    user_id: user,
    channel_id: id,
    session_id: user,
    deaf: false,
    mute: false,
    self_deaf: false,
    self_mute: false,
    self_video: false,
    suppress: false,
    request_to_speak_timestamp: null
  }))

/** `channels`: of that guild, when they are known already; a world of thousands of guilds has very many. */
export const guildCreate = (
  world: World,
  guild: Guild,
  channels: ReadonlyArray<Channel> = [...guildChannels(world, guild.id), ...activeThreads(world, guild.id)]
): Json => ({
  ...guildPayload(world, guild),
  joined_at: isoTime(guild.members.get(world.bot.id)?.joinedAt ?? 0),
  large: false,
  unavailable: false,
  member_count: guild.members.size,
  members: announcedMembers(world, guild),
  channels: channels.filter(({ thread }) => thread === undefined).map((channel) => channelPayload(world, channel)),
  threads: channels
    .filter((channel) => channel.thread?.archived === false && permissionsIn(world, world.bot.id, channel) !== 0n)
    .map((channel) => channelPayload(world, channel)),
  presences: [],
  voice_states: voiceStates(guild),
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: []
})

export const ownGuild = (world: World, guild: Guild): Json => ({
  id: guild.id,
  name: guild.name,
  icon: null,
  banner: null,
  owner: guild.owner === world.bot.id,
  permissions: String(guildPermissions(guild, world.bot.id)),
  features: []
})

export const webhookPayload = (world: World, webhook: Webhook): Json => {
  const owner = world.users.get(webhook.owner)
  return {
    id: webhook.id,
    type: 1,
    guild_id: webhook.guild,
    channel_id: webhook.channel,
    name: webhook.name,
    avatar: null,
    application_id: webhook.application ?? null,
    ...(owner === undefined ? {} : { user: userPayload(owner) }),
    // A webhook of somebody else's application is shown without its token.
    ...(webhook.application === undefined || webhook.application === world.application.id
      ? { token: webhook.token, url: `${world.origin}/api/webhooks/${webhook.id}/${webhook.token}` }
      : {})
  }
}

export const attachmentPayload = (world: World, channel: string, file: Attachment): Json => {
  const url = `${world.origin}/attachments/${channel}/${file.id}/${encodeURIComponent(file.name)}`
  return {
    id: file.id,
    filename: file.name,
    size: file.claimedSize ?? file.data.byteLength,
    url,
    proxy_url: url,
    content_type: file.contentType,
    ...(file.description === undefined ? {} : { description: file.description }),
    ...(file.seconds === undefined ? {} : { duration_secs: file.seconds, waveform: "AAAA" })
  }
}

export const messagesIn = (world: World, channel: string): ReadonlyArray<Message> => world.messages.get(channel) ?? []

export const findMessage = (world: World, channel: string, id: string): Message | undefined =>
  messagesIn(world, channel).find((message) => message.id === id)

export const threadOf = (world: World, message: Message): Channel | undefined => {
  const channel = world.channels.get(message.id)
  return channel?.thread !== undefined && channel.parent === message.channel ? channel : undefined
}

/** Without the intent, what others write is withheld: only mentions, direct messages and the bot's own are whole. */
export const isReadable = (world: World, message: Message, view: View): boolean =>
  view.content ||
  message.author === world.bot.id ||
  message.application === world.application.id ||
  message.mentions.includes(world.bot.id) ||
  world.channels.get(message.channel)?.type === ChannelType.DM
