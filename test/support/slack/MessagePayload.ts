/** How a message looks on the wire, in answers and in events. Pure. */
import type { Json } from "../Json.ts"
import { filePayload } from "./Payloads.ts"
import { type Channel, type Message, messagesIn, type World } from "./World.ts"

export const repliesTo = (world: World, parent: Message): ReadonlyArray<Message> =>
  messagesIn(world, parent.channel).filter(
    ({ seenBy, thread, ts }) => thread === parent.ts && ts !== parent.ts && seenBy === undefined
  )

/** Where a thread's first message tells of those below it. */
const threadFacts = (world: World, message: Message): Json => {
  if (message.thread !== undefined) {
    const parent = messagesIn(world, message.channel).find(({ ts }) => ts === message.thread)
    return { thread_ts: message.thread, ...(parent === undefined ? {} : { parent_user_id: parent.user }) }
  }
  const replies = repliesTo(world, message)
  const latest = replies.at(-1)
  if (latest === undefined) return {}
  const authors = [...new Set(replies.map(({ user }) => user))]
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: authors.length,
    latest_reply: latest.ts,
    reply_users: authors.slice(0, 5),
    is_locked: false,
    subscribed: false
  }
}

const authorFacts = (world: World, message: Message): Json => {
  const team = world.users.get(message.user)?.team ?? world.channels.get(message.channel)?.team
  const { bot, face } = message
  if (bot === undefined) {
    return {
      user: message.user,
      ...(team === undefined ? {} : { team }),
      ...(message.clientId === undefined ? {} : { client_msg_id: message.clientId })
    }
  }
  const customised = face?.username !== undefined
  return {
    ...(customised ? { username: face.username } : { user: message.user, team }),
    ...(face?.icon === undefined ? {} : { icons: { emoji: face.icon } }),
    bot_id: bot.id,
    app_id: bot.app,
    bot_profile: {
      id: bot.id,
      app_id: bot.app,
      name: world.users.get(message.user)?.realName ?? "",
      deleted: false,
      updated: 0,
      team_id: team,
      icons: { image_36: "https://example.org/36.png" }
    }
  }
}

/** Customised messages of apps carry the old subtype. */
const subtypeOf = (message: Message): string | undefined => {
  if (message.tombstone === true) return "tombstone"
  if (message.subtype !== undefined) return message.subtype
  if (message.face?.username !== undefined) return "bot_message"
  if (message.broadcast) return "thread_broadcast"
  return message.files.length > 0 && message.bot === undefined ? "file_share" : undefined
}

/** A tombstone is Slack's own. */
const tombstone = (world: World, message: Message): Json => ({
  type: "message",
  subtype: "tombstone",
  user: "USLACKBOT",
  text: "This message was deleted.",
  hidden: true,
  ts: message.ts,
  ...threadFacts(world, message)
})

/** A reply that stands in the channel too carries what it replies to. */
const rootFacts = (world: World, message: Message): Json => {
  const root = messagesIn(world, message.channel).find(({ ts }) => ts === message.thread)
  return root === undefined ? {} : { root: messagePayload(world, root) }
}

export interface Shown {
  readonly metadata?: boolean
}

export const messagePayload = (world: World, message: Message, shown: Shown = {}): Json => {
  if (message.tombstone === true) return tombstone(world, message)
  const subtype = subtypeOf(message)
  const files = message.files.flatMap((id) => world.files.get(id) ?? [])
  const reactions = [...message.reactions].map(([name, users]) => ({ name, users: [...users], count: users.size }))
  return {
    type: "message",
    ...(subtype === undefined ? {} : { subtype }),
    ...authorFacts(world, message),
    text: message.text,
    ts: message.ts,
    ...threadFacts(world, message),
    ...(subtype === "thread_broadcast" ? rootFacts(world, message) : {}),
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    ...(files.length === 0 ? {} : { files: files.map((file) => filePayload(world, file)), upload: true }),
    ...(message.edited === undefined ? {} : { edited: message.edited }),
    ...(reactions.length === 0 ? {} : { reactions }),
    ...(message.streaming === undefined ? {} : { streaming_state: message.streaming.state }),
    ...(shown.metadata === true && message.metadata !== undefined ? { metadata: message.metadata } : {})
  }
}

/** Where an event says that it happened. */
export const placeFacts = (channel: Channel, stamp: string): Json => ({
  channel: channel.id,
  channel_type: channel.kind,
  event_ts: stamp
})

/** Events tell of a message alone, not of its thread. */
export const eventMessage = (world: World, message: Message): Json => {
  const { is_locked, latest_reply, reply_count, reply_users, reply_users_count, subscribed, ...rest } = messagePayload(
    world,
    message
  )
  const isParent = message.thread === undefined && reply_count !== undefined
  if (!isParent) return rest
  const { thread_ts, ...alone } = rest
  return alone
}
