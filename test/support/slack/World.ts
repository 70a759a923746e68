/**
 * Everything that exists on this Slack, and who is told when it changes. Owns the shapes and the registers; what may be
 * done to them stands in `Messages`, `Streams`, `Views` …, how they look on the wire in `Payloads` and `MessagePayload`.
 */
import { randomBytes } from "node:crypto"
import type { Json } from "../Json.ts"
import type { Manifest } from "./Manifest.ts"
import type { Settings } from "./Settings.ts"
import { makeIds, makeStamps } from "./Stamps.ts"

export interface Team {
  readonly id: string
  readonly name: string
  readonly domain: string
}

export interface User {
  readonly id: string
  readonly team: string
  readonly name: string
  readonly displayName: string
  readonly realName: string
  readonly bot: boolean
  readonly guest: boolean
  /** Of another workspace, here by a shared channel. */
  readonly stranger: boolean
  deleted: boolean
}

export type ChannelKind = "channel" | "group" | "im" | "mpim"

export interface Channel {
  readonly id: string
  readonly team: string
  name: string
  readonly kind: ChannelKind
  readonly creator: string
  readonly created: number
  readonly members: Set<string>
  archived: boolean
}

export interface UserGroup {
  readonly id: string
  readonly team: string
  readonly handle: string
  readonly members: Set<string>
}

export interface FileEntry {
  readonly id: string
  readonly team: string
  readonly user: string
  readonly name: string
  title: string
  readonly mimetype: string
  readonly created: number
  /** Until it is uploaded, nothing. */
  data: Uint8Array | undefined
  /** What was announced. */
  readonly length: number
  readonly channels: Set<string>
  completed: boolean
}

export type StreamState = "in_progress" | "completed" | "errored"

/** A piece of a streamed message, in the order in which it came. */
export type Piece =
  | { readonly kind: "text"; text: string }
  /** The plan's place, when it was named before it had tasks. */
  | { readonly kind: "plan" }
  | { readonly kind: "task"; readonly id: string; title: string; status: string; details: string; output: string }
  | { readonly kind: "blocks"; readonly blocks: ReadonlyArray<Json> }

export interface Streaming {
  state: StreamState
  /** A person pressed stop. */
  stoppedBy?: string
  readonly display: "timeline" | "plan" | "dense"
  planTitle: string
  readonly pieces: Array<Piece>
  readonly startedAt: number
}

export interface Message {
  readonly ts: string
  readonly channel: string
  readonly subtype?: string
  readonly user: string
  readonly bot?: { readonly id: string; readonly app: string }
  /** Another name and icon than the app's own. */
  readonly face?: { readonly username?: string; readonly icon?: string }
  text: string
  blocks: ReadonlyArray<Json>
  /** As files' ids. */
  readonly files: Array<string>
  readonly thread?: string
  /** A reply that stands in the channel too. */
  broadcast: boolean
  edited?: { readonly user: string; readonly ts: string }
  readonly reactions: Map<string, Set<string>>
  metadata?: Json
  streaming?: Streaming
  /** Ephemeral: the only one who sees it. */
  readonly seenBy?: string
  readonly clientId?: string
  /** Texts that it had before, oldest first. */
  readonly before: Array<string>
  /** What people have put into its inputs, by person, block and action. */
  readonly inputs: Map<string, Map<string, Map<string, Json>>>
  /** It was deleted while replies stood under it. */
  readonly tombstone?: boolean
}

export interface View {
  readonly id: string
  readonly team: string
  readonly user: string
  readonly type: "modal" | "home"
  content: Json
  hash: string
  /** Of the view at the bottom. */
  readonly root: string
  readonly previous?: string
  readonly inputs: Map<string, Map<string, Json>>
  /** By block id, after a submission that was refused. */
  errors: Readonly<Record<string, string>>
}

/** The app as it stands in one workspace. */
export interface Install {
  readonly team: string
  token: string
  readonly bot: User
  readonly botId: string
  readonly scopes: Set<string>
  active: boolean
  /** chat.startStream works here, or how it is refused. */
  streams: true | string
  /** agents.sessions.* works here. */
  sessions: boolean
}

export interface Trigger {
  readonly person: string
  readonly team: string
  readonly at: number
  used: boolean
  /** The view in which it was pressed. */
  readonly view?: string
  readonly opened: (view: View) => void
}

export interface ResponseUrl {
  readonly team: string
  readonly person: string
  readonly channel: string
  readonly thread?: string
  /** The message whose control was used. */
  message?: string
  readonly at: number
  uses: number
  readonly answered: (message: Message) => void
}

export interface Thinking {
  readonly status: string
  readonly name: string
  readonly at: number
}

export interface Session {
  status: string
  title: string
  name: string
}

export interface Told {
  readonly team: string
  readonly event: Json & { readonly type: string }
}

export interface World {
  readonly app: { readonly id: string; readonly name: string; readonly clientId: string; readonly clientSecret: string }
  appToken: string
  signingSecret: string
  manifest: Manifest
  readonly settings: Settings
  readonly teams: Map<string, Team>
  readonly users: Map<string, User>
  readonly channels: Map<string, Channel>
  /** By channel, oldest first. */
  readonly messages: Map<string, Array<Message>>
  readonly groups: Map<string, UserGroup>
  readonly files: Map<string, FileEntry>
  /** By workspace. */
  readonly installs: Map<string, Install>
  readonly views: Map<string, View>
  /** By person. */
  readonly homes: Map<string, View>
  /** By person, the topmost last. */
  readonly modals: Map<string, Array<View>>
  readonly triggers: Map<string, Trigger>
  readonly responseUrls: Map<string, ResponseUrl>
  /** By channel and thread. */
  readonly thinking: Map<string, Thinking>
  readonly sessions: Map<string, Session>
  /** Suggested prompts and title, by channel and thread. */
  readonly prompts: Map<string, Json>
  /** Codes of people who agreed to install the app. */
  readonly codes: Map<
    string,
    { readonly team: string; readonly person: string; readonly scopes: ReadonlyArray<string> }
  >
  origin: string
  readonly nextId: (prefix: string) => string
  readonly nextStamp: () => string
  /** Something happened that an app may have subscribed to. */
  readonly tell: (told: Told) => void
  readonly onTold: (hear: (told: Told) => void) => void
  /** Says that something changed; everybody who waits looks again. */
  readonly touch: () => void
  readonly onChange: (look: () => void) => () => void
}

export const secret = (bytes: number): string => randomBytes(bytes).toString("hex")

export const makeWorld = (name: string, manifest: Manifest, settings: Settings): World => {
  const nextId = makeIds()
  const ears = new Set<(told: Told) => void>()
  const watchers = new Set<() => void>()
  const touch = () => {
    for (const look of [...watchers]) look()
  }
  const id = nextId("A")
  const slackbot: User = {
    id: "USLACKBOT",
    team: "",
    name: "slackbot",
    displayName: "Slackbot",
    realName: "Slackbot",
    bot: false,
    guest: false,
    stranger: false,
    deleted: false
  }
  return {
    app: { id, name, clientId: `${Date.now()}.${Date.now()}`, clientSecret: secret(16) },
    appToken: `xapp-1-${id}-${Date.now()}-${secret(32)}`,
    signingSecret: secret(16),
    manifest,
    settings,
    teams: new Map(),
    users: new Map([[slackbot.id, slackbot]]),
    channels: new Map(),
    messages: new Map(),
    groups: new Map(),
    files: new Map(),
    installs: new Map(),
    views: new Map(),
    homes: new Map(),
    modals: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    thinking: new Map(),
    sessions: new Map(),
    prompts: new Map(),
    codes: new Map(),
    origin: "",
    nextId,
    nextStamp: makeStamps(),
    tell: (told) => {
      for (const hear of ears) hear(told)
      touch()
    },
    onTold: (hear) => void ears.add(hear),
    touch,
    onChange: (look) => {
      watchers.add(look)
      return () => void watchers.delete(look)
    }
  }
}

export const messagesIn = (world: World, channel: string): ReadonlyArray<Message> => world.messages.get(channel) ?? []

export const findMessage = (world: World, channel: string, ts: string): Message | undefined =>
  messagesIn(world, channel).find((message) => message.ts === ts)

export const threadKey = (channel: string, thread: string): string => `${channel}/${thread}`

/** That of the app in whose workspace it stands. */
export const installIn = (world: World, team: string): Install | undefined => world.installs.get(team)
