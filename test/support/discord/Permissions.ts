/** Who may do what where. Pure over the world; refuses with 50001 and 50013 as Discord does. */
import { ChannelType, PermissionFlagsBits } from "discord-api-types/v10"
import { refuse } from "./ApiError.ts"
import type { Channel, Guild, World } from "./World.ts"

export type Permission = keyof typeof PermissionFlagsBits

export const bitsOf = (names: ReadonlyArray<Permission>): bigint =>
  names.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n)

export const everything: bigint = Object.values(PermissionFlagsBits).reduce((bits, bit) => bits | bit, 0n)

/** What people may do in a new guild. */
export const ordinary = bitsOf([
  ...(["ViewChannel", "SendMessages", "SendMessagesInThreads", "CreatePublicThreads", "AddReactions"] as const),
  ...(["AttachFiles", "EmbedLinks", "ReadMessageHistory", "UseApplicationCommands"] as const)
])

const inDirects = bitsOf([
  "ViewChannel",
  "SendMessages",
  "AddReactions",
  "AttachFiles",
  "EmbedLinks",
  "ReadMessageHistory"
])

const isThread = (channel: Channel): boolean => channel.thread !== undefined

/** At the level of the guild. */
export const guildPermissions = (guild: Guild, user: string): bigint => {
  if (guild.owner === user) return everything
  const member = guild.members.get(user)
  if (member === undefined) return 0n
  const roles = [guild.id, ...member.roles]
  const bits = roles.reduce((all, role) => all | (guild.roles.get(role)?.permissions ?? 0n), 0n)
  return (bits & PermissionFlagsBits.Administrator) === 0n ? bits : everything
}

export const permissionsIn = (world: World, user: string, channel: Channel): bigint => {
  if (channel.type === ChannelType.DM) return user === world.bot.id || user === channel.recipient ? inDirects : 0n
  const guild = world.guilds.get(channel.guild ?? "")
  if (guild === undefined) return 0n
  const base = guildPermissions(guild, user)
  if (base === everything || base === 0n) return base
  const parent = channel.thread === undefined ? channel : world.channels.get(channel.parent ?? "")
  const overwrites = parent?.overwrites ?? []
  const mine = guild.members.get(user)?.roles ?? []
  const steps = [
    overwrites.filter(({ id }) => id === guild.id),
    overwrites.filter(({ id, type }) => type === 0 && mine.includes(id)),
    overwrites.filter(({ id, type }) => type === 1 && id === user)
  ]
  const bits = steps.reduce((all, step) => {
    const deny = step.reduce((sum, overwrite) => sum | overwrite.deny, 0n)
    const allow = step.reduce((sum, overwrite) => sum | overwrite.allow, 0n)
    return (all & ~deny) | allow
  }, base)
  return (bits & PermissionFlagsBits.ViewChannel) === 0n ? 0n : bits
}

export const can = (world: World, user: string, channel: Channel, permission: Permission): boolean =>
  (permissionsIn(world, user, channel) & PermissionFlagsBits[permission]) !== 0n

export const demand = (
  world: World,
  user: string,
  channel: Channel,
  ...permissions: ReadonlyArray<Permission>
): void => {
  if (!can(world, user, channel, "ViewChannel")) refuse("missingAccess")
  for (const permission of permissions) if (!can(world, user, channel, permission)) refuse("missingPermissions")
}

export const demandSending = (world: World, user: string, channel: Channel, files: boolean): void =>
  demand(
    world,
    user,
    channel,
    isThread(channel) ? "SendMessagesInThreads" : "SendMessages",
    ...(files ? (["AttachFiles"] as const) : [])
  )
