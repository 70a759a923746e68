/**
 * Everything that exists on this Discord, and who is told when it changes. Owns the shapes and the registers; what may be
 * done to them stands in `Messages`, `Threads`, `Reactions` …, how they look on the wire in `Payloads`.
 */
import { ChannelType, type GatewayDispatchEvents } from "discord-api-types/v10"
import type { Json } from "./ApiError.ts"
import type { Interaction } from "./Interaction.ts"
import { makeSnowflakes } from "./Snowflakes.ts"

export interface User {
  readonly id: string
  readonly username: string
  globalName?: string
  readonly bot: boolean
  /** Takes direct messages from the bot. */
  directs: boolean
}

export interface Role {
  readonly id: string
  readonly name: string
  permissions: bigint
  /** The bot whose own role this is. */
  readonly bot?: string
}

export interface Member {
  readonly user: string
  nick?: string
  roles: Array<string>
  readonly joinedAt: number
}

export interface Guild {
  readonly id: string
  name: string
  readonly owner: string
  readonly roles: Map<string, Role>
  readonly members: Map<string, Member>
  /** Who talks there now. */
  readonly inVoice?: ReadonlySet<string>
}

export interface Overwrite {
  readonly id: string
  /** 0 is a role, 1 a member. */
  readonly type: 0 | 1
  readonly allow: bigint
  readonly deny: bigint
}

export interface Channel {
  readonly id: string
  readonly type: ChannelType
  name: string
  readonly guild?: string
  readonly parent?: string
  readonly position: number
  overwrites: Array<Overwrite>
  /** The other side of a direct channel. */
  readonly recipient?: string
  lastMessage?: string
  readonly thread?: ThreadState
}

export interface ThreadState {
  readonly owner: string
  readonly members: Set<string>
  autoArchive: number
  archived: boolean
  locked: boolean
  archivedAt: number
  count: number
}

export interface Attachment {
  readonly id: string
  readonly name: string
  readonly contentType: string
  readonly data: Uint8Array
  /** What the payload says, when that is not the truth. */
  readonly claimedSize?: number
  readonly description?: string
  readonly seconds?: number
}

export interface Reaction {
  readonly emoji: { readonly id: string | null; readonly name: string }
  readonly users: Set<string>
}

export interface Message {
  readonly id: string
  readonly channel: string
  readonly type: number
  /** A user, or the webhook. */
  readonly author: string
  readonly webhook?: string
  readonly face?: { readonly username: string; readonly avatar?: string }
  readonly application?: string
  content: string
  embeds: ReadonlyArray<Json>
  components: ReadonlyArray<Json>
  attachments: ReadonlyArray<Attachment>
  flags: number
  editedAt?: number
  mentions: ReadonlyArray<string>
  mentionRoles: ReadonlyArray<string>
  everyone: boolean
  readonly replyTo?: string
  readonly nonce?: string | number
  readonly reactions: Map<string, Reaction>
  /** The interaction that this answers. */
  readonly interaction?: string
  /** Ephemeral: the only one who sees it. */
  readonly seenBy?: string
  /** Snapshots that a forward carries, polls, stickers: put on the wire as they are. */
  readonly extra?: Json
  /** Times of edits, for the limit on old messages. */
  readonly edits: Array<number>
  /** Texts that it had before, oldest first. */
  readonly before: Array<string>
}

export interface Webhook {
  readonly id: string
  readonly channel: string
  readonly guild: string
  name: string
  readonly token: string
  readonly application?: string
  readonly owner: string
}

export interface View {
  /** May read what people write. */
  readonly content: boolean
}

export interface Dispatch {
  readonly event: `${GatewayDispatchEvents}`
  readonly data: (view: View) => Json
  readonly guild?: string
  /** Told only who may see it. */
  readonly channel?: string
  /** Any of these bits; 0 is for everybody. */
  readonly intents: number
}

export interface Settings {
  /** Until an interaction must be acknowledged. */
  ackMillis: number
  /** For how long its token is good. */
  tokenMillis: number
  /** From which age on a message may be edited but seldom. */
  oldMessageMillis: number
  /** How long a nonce is remembered. */
  nonceMillis: number
  /** Active threads that a guild may have. */
  threads: number
  /** Privileged intents that the application may use. */
  privileged: { messageContent: boolean; members: boolean; presences: boolean }
}

export interface World {
  readonly users: Map<string, User>
  readonly guilds: Map<string, Guild>
  /** Threads and direct channels too. */
  readonly channels: Map<string, Channel>
  /** By channel, oldest first. */
  readonly messages: Map<string, Array<Message>>
  readonly webhooks: Map<string, Webhook>
  readonly interactions: Map<string, Interaction>
  readonly attachments: Map<string, Attachment>
  /** By guild, or "" for the global ones. */
  readonly commands: Map<string, ReadonlyArray<Json>>
  /** By channel and user: until when. */
  readonly typing: Map<string, Map<string, number>>
  readonly bot: User
  readonly application: { readonly id: string; readonly name: string }
  readonly settings: Settings
  token: string
  /** Where files are fetched. */
  origin: string
  readonly nextId: () => string
  readonly emit: (dispatch: Dispatch) => void
  readonly onDispatch: (tell: (dispatch: Dispatch) => void) => void
  /** Says that something changed; everybody who waits looks again. */
  readonly touch: () => void
  readonly onChange: (look: () => void) => () => void
}

export const textChannels: ReadonlyArray<ChannelType> = [ChannelType.GuildText, ChannelType.GuildAnnouncement]

export const makeWorld = (name: string, settings: Settings): World => {
  const nextId = makeSnowflakes()
  const sinks = new Set<(dispatch: Dispatch) => void>()
  const watchers = new Set<() => void>()
  const application = { id: nextId(), name }
  const bot: User = { id: application.id, username: name, bot: true, directs: false }
  const touch = () => {
    for (const look of [...watchers]) look()
  }
  return {
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    webhooks: new Map(),
    interactions: new Map(),
    attachments: new Map(),
    commands: new Map(),
    typing: new Map(),
    bot,
    application,
    settings,
    token: `${Buffer.from(application.id).toString("base64url")}.Fake00.${"x".repeat(27)}${nextId().slice(-11)}`,
    origin: "",
    nextId,
    emit: (dispatch) => {
      for (const tell of sinks) tell(dispatch)
      touch()
    },
    onDispatch: (tell) => void sinks.add(tell),
    touch,
    onChange: (look) => {
      watchers.add(look)
      return () => void watchers.delete(look)
    }
  }
}
