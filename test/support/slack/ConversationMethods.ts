/** conversations.*: channels, who is in them, what was said there. */
import type { Json } from "../Json.ts"
import { messagePayload, repliesTo } from "./MessagePayload.ts"
import { directWith, join } from "./Messages.ts"
import { type Call, type Methods, needChannel, needScope, needThread, paged, scopeFor, threadOf } from "./Method.ts"
import { channelPayload } from "./Payloads.ts"
import { need, refuse } from "./Refusal.ts"
import { millisOf } from "./Stamps.ts"
import { type Channel, type ChannelKind, type Message, messagesIn } from "./World.ts"

const kindOfType: Readonly<Record<string, ChannelKind>> = {
  public_channel: "channel",
  private_channel: "group",
  im: "im",
  mpim: "mpim"
}

const pageFacts = (next: string): Json => ({ response_metadata: { next_cursor: next } })

/** Channels of the kinds that are asked for, for which the token has scopes. */
const listed = (call: Call): ReadonlyArray<Channel> => {
  const { args, install, world } = call
  const kinds = (args.text("types") ?? "public_channel")
    .split(",")
    .map((type) => kindOfType[type.trim()] ?? refuse("invalid_types"))
  const all = [...world.channels.values()].filter(
    (channel) =>
      channel.team === install.team &&
      kinds.includes(channel.kind) &&
      (channel.kind === "channel" || channel.members.has(install.bot.id))
  )
  const scopes = { channel: "channels:read", group: "groups:read", im: "im:read", mpim: "mpim:read" } as const
  for (const kind of kinds) needScope(call, scopes[kind])
  return all
}

/** What is not asked for is left out of a page that was cut before: a page may be short, or empty, and not the last. */
const answerList = (call: Call, all: ReadonlyArray<Channel>, lookOf: (payload: Json) => Json): Json => {
  const { items, next } = paged(call.args, all, 100, 999)
  const shown = items.filter(({ archived }) => !(call.args.flag("exclude_archived") && archived))
  return {
    channels: shown.map((channel) => lookOf(channelPayload(call.world, channel, call.install.bot.id))),
    ...pageFacts(next)
  }
}

const stampIn = ({ args }: Call, name: string, standard: number): number => {
  const stamp = args.text(name)
  return stamp === undefined ? standard : (millisOf(stamp) ?? refuse(`invalid_ts_${name}`))
}

const within = (call: Call, messages: ReadonlyArray<Message>): ReadonlyArray<Message> => {
  const oldest = stampIn(call, "oldest", 0)
  const latest = stampIn(call, "latest", Number.POSITIVE_INFINITY)
  const inclusive = call.args.flag("inclusive")
  return messages.filter(({ ts }) => {
    const at = Number(ts) * 1_000
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest
  })
}

/** A channel whose messages the app may read. */
const readable = (call: Call): Channel => {
  const channel = needChannel(call, call.args.needed("channel"))
  needScope(call, scopeFor(channel, "history"))
  return channel.members.has(call.install.bot.id) ? channel : refuse("not_in_channel")
}

const answerMessages = (call: Call, all: ReadonlyArray<Message>, more: Json = {}): Json => {
  const { items, next } = paged(call.args, all, 100, 999)
  const metadata = call.args.flag("include_all_metadata")
  return {
    messages: items.map((message) => messagePayload(call.world, message, { metadata })),
    has_more: next !== "",
    ...more,
    ...(next === "" ? {} : pageFacts(next))
  }
}

export const conversationMethods: Methods = {
  "conversations.info": {
    reads: true,
    answer: (call) => {
      const channel = needChannel(call, call.args.needed("channel"))
      needScope(call, scopeFor(channel, "read"))
      const { num_members, ...payload } = channelPayload(call.world, channel, call.install.bot.id)
      return { channel: call.args.flag("include_num_members") ? { ...payload, num_members } : payload }
    }
  },
  "conversations.list": { reads: true, answer: (call) => answerList(call, listed(call), (payload) => payload) },
  "users.conversations": {
    reads: true,
    answer: (call) => {
      const user = call.args.text("user") ?? call.install.bot.id
      return answerList(
        call,
        listed(call).filter(({ members }) => members.has(user)),
        ({ is_member, num_members, ...payload }) => payload
      )
    }
  },
  "conversations.members": {
    reads: true,
    answer: (call) => {
      const channel = needChannel(call, call.args.needed("channel"))
      needScope(call, scopeFor(channel, "read"))
      const { items, next } = paged(call.args, [...channel.members], 100, 999)
      return { members: items, ...pageFacts(next) }
    }
  },
  "conversations.history": {
    reads: true,
    answer: (call) => {
      const channel = readable(call)
      const top = messagesIn(call.world, channel.id).filter(
        ({ broadcast, seenBy, thread }) => seenBy === undefined && (thread === undefined || broadcast)
      )
      return answerMessages(call, within(call, top).toReversed(), { pin_count: 0 })
    }
  },
  "conversations.replies": {
    reads: true,
    answer: (call) => {
      const channel = readable(call)
      const named = needThread(call, channel, call.args.needed("ts"))
      const parent = needThread(call, channel, threadOf(named))
      // The first message comes whatever times are asked for.
      return answerMessages(call, [parent, ...within(call, repliesTo(call.world, parent))])
    }
  },
  "conversations.open": {
    scopes: ["im:write"],
    answer: (call) => {
      const { args, install, world } = call
      const id = args.text("channel")
      if (id !== undefined) return { channel: { id: needChannel(call, id).id } }
      const users = args.needed("users").split(",")
      const [only] = users
      if (users.length !== 1 || only === undefined) return refuse("method_not_supported_for_channel_type")
      const person = need(world.users.get(only), "user_not_found")
      if (person.team !== install.team) return refuse("user_not_found")
      if (person.bot) return refuse("cannot_dm_bot")
      if (person.deleted) return refuse("user_disabled")
      const channel = directWith(world, install.team, install.bot.id, person.id)
      return { channel: args.flag("return_im") ? channelPayload(world, channel, install.bot.id) : { id: channel.id } }
    }
  },
  "conversations.join": {
    scopes: ["channels:join"],
    answer: (call) => {
      const { args, install, world } = call
      const channel = needChannel(call, args.needed("channel"))
      if (channel.kind !== "channel") return refuse("method_not_supported_for_channel_type")
      if (channel.archived) return refuse("is_archived")
      const wasIn = channel.members.has(install.bot.id)
      join(world, channel, install.bot.id)
      return {
        channel: channelPayload(world, channel, install.bot.id),
        ...(wasIn ? { warning: "already_in_channel" } : {})
      }
    }
  }
}
