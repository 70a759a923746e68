/**
 * What the gateway told of servers, as far as it is asked for: channels, the names of servers, channels and roles, and what
 * the bot may do where. Owns that memory, which is small: a bot may be in thousands of servers. Must not make requests; a
 * packet of another form than is known changes nothing.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Channel, KnownChannels } from "../inbound/Places.ts"
import { Snowflake } from "../inbound/RawMessage.ts"
import { grantedIn, type Overwrite } from "../Permissions.ts"

export interface KnownChannel extends Channel {
  readonly name: string
}

export interface GatewayCache extends KnownChannels {
  /** Learns from a packet; everything else is asked of it afterwards. */
  readonly learn: (packet: { readonly t: string; readonly d: unknown }) => void
  readonly channelName: (channel: string) => string | undefined
  readonly roleName: (guild: string, role: string) => string | undefined
  /** The role that Discord made for the bot in this server. */
  readonly botRole: (guild: string) => string | undefined
  /** The bot may read what was said before; yes where nothing is known of the channel. */
  readonly mayReadHistory: (channel: string) => boolean
  /** Those that were told, each with everything in it that is known: threads that are in use, too. */
  readonly servers: () => ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly channels: ReadonlyArray<KnownChannel>
  }>
  /** The bot may read and write there; yes where too little is known of the channel. */
  readonly maySpeak: (channel: string) => boolean
}

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const Bits = Schema.BigIntFromString

const RawChannel = Schema.Struct({
  id: Snowflake,
  type: Schema.Finite,
  guild_id: absentable(Snowflake),
  parent_id: absentable(Snowflake),
  owner_id: absentable(Snowflake),
  name: absentable(Schema.String),
  permission_overwrites: absentable(
    Schema.Array(Schema.Struct({ id: Snowflake, type: Schema.Finite, allow: Bits, deny: Bits }))
  ),
  thread_metadata: absentable(Schema.Struct({ archived: Schema.Boolean }))
})
type RawChannel = typeof RawChannel.Type

const RawRole = Schema.Struct({
  id: Snowflake,
  name: Schema.String,
  permissions: Bits,
  tags: absentable(Schema.Struct({ bot_id: absentable(Schema.String) }))
})

const several = absentable(Schema.Array(Schema.Unknown))
const Member = Schema.Struct({ user: Schema.Struct({ id: Snowflake }), roles: Schema.Array(Snowflake) })

const decode = {
  channel: Schema.decodeUnknownOption(RawChannel),
  role: Schema.decodeUnknownOption(RawRole),
  member: Schema.decodeUnknownOption(Member),
  identified: Schema.decodeUnknownOption(
    Schema.Struct({ id: Snowflake, unavailable: Schema.optionalKey(Schema.Unknown) })
  ),
  inGuild: Schema.decodeUnknownOption(
    Schema.Struct({ guild_id: Snowflake, role: Schema.optionalKey(Schema.Unknown), role_id: absentable(Snowflake) })
  ),
  guild: Schema.decodeUnknownOption(
    Schema.Struct({ channels: several, threads: several, roles: several, members: several })
  ),
  named: Schema.decodeUnknownOption(Schema.Struct({ name: Schema.String }))
}

interface Role {
  readonly name: string
  readonly permissions: bigint
  readonly ours: boolean
}

interface Guild {
  name: string
  readonly roles: Map<string, Role>
  /** The bot's own. */
  held: ReadonlyArray<string>
}

interface Known extends KnownChannel {
  readonly overwrites: ReadonlyArray<Overwrite>
}

const threads = new Set([10, 11, 12])
/** In a forum people write in threads alone. */
const forums = new Set([15, 16])

const administrator = 1n << 3n
const view = 1n << 10n
const write = 1n << 11n
const readHistory = 1n << 16n
const createThreads = 1n << 35n
const writeInThreads = 1n << 38n

/** `self` is the bot's own user id. */
export const makeGatewayCache = (self: string): GatewayCache => {
  const guilds = new Map<string, Guild>()
  const channels = new Map<string, Known>()

  const forgetGuild = (id: string): void => {
    guilds.delete(id)
    for (const [channel, { guild }] of channels) if (guild === id) channels.delete(channel)
  }

  const putChannel = (raw: RawChannel, home: string | undefined): void => {
    const guild = home ?? raw.guild_id ?? undefined
    // Archived threads are many: they are asked for when somebody needs one.
    if (raw.thread_metadata?.archived === true) return void channels.delete(raw.id)
    if (guild === undefined) return
    channels.set(raw.id, {
      id: raw.id,
      type: raw.type,
      guild,
      name: raw.name ?? "",
      ...(raw.parent_id == null ? {} : { parent: raw.parent_id }),
      ...(raw.owner_id == null ? {} : { owner: raw.owner_id }),
      overwrites: (raw.permission_overwrites ?? []).flatMap(({ allow, deny, id, type }) =>
        type === 0 || id === self ? [{ id, allow, deny }] : []
      )
    })
  }

  const putChannels = (raw: ReadonlyArray<unknown>, home?: string): void => {
    for (const one of raw) Option.map(decode.channel(one), (channel) => putChannel(channel, home))
  }

  const putRole = (guild: Guild, raw: unknown): void => {
    Option.map(decode.role(raw), ({ id, name, permissions, tags }) =>
      guild.roles.set(id, { name, permissions, ours: tags?.bot_id === self })
    )
  }

  const heldBy = (raw: unknown): ReadonlyArray<string> | undefined => {
    const member = Option.getOrUndefined(decode.member(raw))
    return member?.user.id === self ? member.roles : undefined
  }

  const nameIn = (data: unknown): string | undefined => Option.getOrUndefined(decode.named(data))?.name

  const putGuild = (id: string, data: unknown): void => {
    const raw = Option.getOrUndefined(decode.guild(data))
    if (raw === undefined) return
    if (guilds.has(id)) forgetGuild(id)
    const guild: Guild = { name: nameIn(data) ?? "", roles: new Map(), held: [] }
    guilds.set(id, guild)
    for (const role of raw.roles ?? []) putRole(guild, role)
    for (const member of raw.members ?? []) guild.held = heldBy(member) ?? guild.held
    putChannels([...(raw.channels ?? []), ...(raw.threads ?? [])], id)
  }

  const learn: GatewayCache["learn"] = ({ d, t }) => {
    const id = Option.getOrUndefined(decode.identified(d))
    const home = Option.getOrUndefined(decode.inGuild(d))
    const guild = guilds.get(home?.guild_id ?? "")
    switch (t) {
      case "GUILD_CREATE":
        return id === undefined || id.unavailable === true ? undefined : putGuild(id.id, d)
      case "GUILD_UPDATE": {
        const renamed = guilds.get(id?.id ?? "")
        if (renamed !== undefined) renamed.name = nameIn(d) ?? renamed.name
        return
      }
      case "GUILD_DELETE":
        return id === undefined || id.unavailable === true ? undefined : forgetGuild(id.id)
      case "CHANNEL_CREATE":
      case "CHANNEL_UPDATE":
      case "THREAD_CREATE":
      case "THREAD_UPDATE":
        return putChannels([d])
      case "CHANNEL_DELETE":
      case "THREAD_DELETE":
        return id === undefined ? undefined : void channels.delete(id.id)
      case "THREAD_LIST_SYNC":
        return Option.match(decode.guild(d), {
          onNone: () => undefined,
          onSome: ({ threads }) => putChannels(threads ?? [], home?.guild_id)
        })
      case "GUILD_ROLE_CREATE":
      case "GUILD_ROLE_UPDATE":
        return guild === undefined ? undefined : putRole(guild, home?.role)
      case "GUILD_ROLE_DELETE":
        return void guild?.roles.delete(home?.role_id ?? "")
      case "GUILD_MEMBER_UPDATE":
        if (guild !== undefined) guild.held = heldBy(d) ?? guild.held
    }
  }

  /** Undefined where too little is known. */
  const allows = (id: string, bits: bigint): boolean | undefined => {
    const channel = channels.get(id)
    const guild = guilds.get(channel?.guild ?? "")
    const governing = channel !== undefined && threads.has(channel.type) ? channels.get(channel.parent ?? "") : channel
    if (channel?.guild === undefined || guild === undefined || governing === undefined) return undefined
    const inherited = [channel.guild, ...guild.held].reduce(
      (all, role) => all | (guild.roles.get(role)?.permissions ?? 0n),
      0n
    )
    const holder = { user: self, guild: channel.guild, roles: guild.held, granted: inherited }
    const granted = grantedIn(holder, governing.overwrites)
    return (granted & administrator) !== 0n || (granted & bits) === bits
  }

  return {
    learn,
    channel: (id) => channels.get(id),
    channelName: (id) => channels.get(id)?.name,
    roleName: (guild, role) => guilds.get(guild)?.roles.get(role)?.name,
    botRole: (guild) => [...(guilds.get(guild)?.roles ?? [])].find(([, { ours }]) => ours)?.[0],
    mayOpenThreads: (id) => allows(id, view | createThreads | writeInThreads),
    mayReadHistory: (id) => allows(id, view | readHistory) ?? true,
    servers: () => {
      const inside = new Map([...guilds.keys()].map((id) => [id, [] as KnownChannel[]]))
      for (const channel of channels.values()) inside.get(channel.guild ?? "")?.push(channel)
      return [...guilds].map(([id, { name }]) => ({ id, name, channels: inside.get(id) ?? [] }))
    },
    maySpeak: (id) => {
      const type = channels.get(id)?.type ?? 0
      return allows(id, view | (threads.has(type) || forums.has(type) ? writeInThreads : write)) ?? true
    }
  }
}
