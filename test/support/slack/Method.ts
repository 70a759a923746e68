/** What a method of the API is, and the looks at the world that many of them take. */
import type { Json } from "../Json.ts"
import type { Args } from "./Args.ts"
import { directWith } from "./Messages.ts"
import { need, refuse } from "./Refusal.ts"
import { type Channel, findMessage, type Install, type Message, type Team, type World } from "./World.ts"

export interface Call {
  readonly world: World
  readonly args: Args
  /** By whose token it is called; that of an app-level token is none. */
  readonly install: Install
  readonly team: Team
  /** As it arrived. */
  readonly headers: Readonly<Record<string, string | Array<string> | undefined>>
}

export interface Method {
  /** One of these; not asked for when empty. */
  readonly scopes?: ReadonlyArray<string>
  /** Whose token; the bot's when not said. */
  readonly token?: "bot" | "app" | "none"
  /** May be a GET. */
  readonly reads?: boolean
  readonly answer: (call: Call) => Json
}

export type Methods = Readonly<Record<string, Method>>

export const needScope = ({ install }: Call, ...scopes: ReadonlyArray<string>): void => {
  if (scopes.some((scope) => install.scopes.has(scope))) return
  refuse("missing_scope", { needed: scopes[0] ?? "", provided: [...install.scopes].join(",") })
}

/** A channel that the token may know of. */
export const needChannel = (call: Call, id: string): Channel => {
  const channel = need(call.world.channels.get(id), "channel_not_found")
  if (channel.team !== call.install.team) return refuse("channel_not_found")
  const isHidden = channel.kind !== "channel" && !channel.members.has(call.install.bot.id)
  return isHidden ? refuse("channel_not_found") : channel
}

const kinds = { channel: "channels", group: "groups", im: "im", mpim: "mpim" } as const

/** `channels:history` for a public channel, `im:history` for a direct one. */
export const scopeFor = (channel: Channel, verb: "read" | "history"): string => `${kinds[channel.kind]}:${verb}`

/** A channel into which the app may write: by id, or by a person's for the direct one. */
export const needPlace = (call: Call, id: string): Channel => {
  const { install, world } = call
  if (/^[UW]/.test(id)) {
    const person = need(world.users.get(id), "channel_not_found")
    if (person.team !== install.team || person.bot) return refuse("channel_not_found")
    return directWith(world, install.team, install.bot.id, id)
  }
  const channel = needChannel(call, id)
  if (channel.archived) return refuse("is_archived")
  if (channel.kind === "im" && !world.manifest.messagesTab) return refuse("messages_tab_disabled")
  const mayAnyway = channel.kind === "channel" && install.scopes.has("chat:write.public")
  return channel.members.has(install.bot.id) || mayAnyway ? channel : refuse("not_in_channel")
}

/** A message that everybody sees. */
export const seenMessage = (call: Call, channel: Channel, ts: string, error = "message_not_found"): Message => {
  const message = need(findMessage(call.world, channel.id, ts), error)
  return message.seenBy === undefined && message.tombstone !== true ? message : refuse(error)
}

/** The first message of a thread; a reply is none. */
export const needThread = (call: Call, channel: Channel, ts: string): Message => {
  const message = need(findMessage(call.world, channel.id, ts), "thread_not_found")
  return message.seenBy === undefined ? message : refuse("thread_not_found")
}

/** The stamp of the thread's first message, whichever of its messages is named. */
export const threadOf = (message: Message): string => message.thread ?? message.ts

export interface Page<A> {
  readonly items: ReadonlyArray<A>
  /** "" after the last one. */
  readonly next: string
}

const cursorOf = (offset: number): string => Buffer.from(`next:${offset}`).toString("base64")

export const paged = <A>(args: Args, all: ReadonlyArray<A>, standard: number, most: number): Page<A> => {
  const limit = args.number("limit") ?? standard
  if (!Number.isInteger(limit) || limit < 1 || limit > most) return refuse("invalid_limit")
  const cursor = args.text("cursor")
  const written = cursor === undefined ? "next:0" : Buffer.from(cursor, "base64").toString("utf8")
  const start = Number(/^next:(\d+)$/.exec(written)?.[1] ?? refuse("invalid_cursor"))
  const end = start + limit
  return { items: all.slice(start, end), next: end < all.length ? cursorOf(end) : "" }
}
