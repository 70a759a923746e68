/** Reactions come and go. Owns what happens to the world then, and how an emoji is told from any text. */
import { GatewayIntentBits } from "discord-api-types/v10"
import { ApiError, refuse } from "./ApiError.ts"
import { channelIntents } from "./Messages.ts"
import { partialMember, userPayload } from "./Payloads.ts"
import type { Message, Reaction, World } from "./World.ts"

const emojiOf = (text: string): Reaction["emoji"] => {
  const [, name, id] = /^(?:a:)?(\w{2,32}):(\d{17,19})$/.exec(text) ?? []
  if (name !== undefined && id !== undefined) return { id, name }
  const looksLikeEmoji = /^(\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\u{FE0F}?\u{20E3})/u.test(text)
  if (!looksLikeEmoji || [...text].length > 12) throw new ApiError("unknownEmoji")
  return { id: null, name: text }
}

/** The same emoji with and without the sign that asks for its picture. */
const keyOf = (text: string): string => text.replaceAll("\u{FE0F}", "")

const tell = (world: World, message: Message, user: string, emoji: Reaction["emoji"], added: boolean): void => {
  const channel = world.channels.get(message.channel) ?? refuse("unknownChannel")
  const guild = world.guilds.get(channel.guild ?? "")
  const member = guild?.members.get(user)
  const who = world.users.get(user)
  world.emit({
    event: added ? "MESSAGE_REACTION_ADD" : "MESSAGE_REACTION_REMOVE",
    data: () => ({
      user_id: user,
      channel_id: channel.id,
      message_id: message.id,
      emoji,
      burst: false,
      type: 0,
      ...(guild === undefined ? {} : { guild_id: guild.id }),
      ...(added ? { message_author_id: message.author } : {}),
      ...(added && member !== undefined && who !== undefined
        ? { member: { ...partialMember(member), user: userPayload(who) } }
        : {})
    }),
    ...(guild === undefined ? {} : { guild: guild.id }),
    channel: channel.id,
    intents: channelIntents(channel, GatewayIntentBits.GuildMessageReactions, GatewayIntentBits.DirectMessageReactions)
  })
}

export const hasReaction = (message: Message, text: string): boolean => message.reactions.has(keyOf(text))

export const addReaction = (world: World, message: Message, user: string, text: string): void => {
  const emoji = emojiOf(text)
  const reaction = message.reactions.get(keyOf(text)) ?? { emoji, users: new Set<string>() }
  if (reaction.users.has(user)) return
  if (!message.reactions.has(keyOf(text)) && message.reactions.size >= 20) refuse("tooManyReactions")
  reaction.users.add(user)
  message.reactions.set(keyOf(text), reaction)
  tell(world, message, user, reaction.emoji, true)
}

export const removeReaction = (world: World, message: Message, user: string, text: string): void => {
  emojiOf(text)
  const reaction = message.reactions.get(keyOf(text))
  if (reaction === undefined) throw new ApiError("unknownEmoji")
  if (!reaction.users.delete(user)) return
  if (reaction.users.size === 0) message.reactions.delete(keyOf(text))
  tell(world, message, user, reaction.emoji, false)
}

export const clearReactions = (world: World, message: Message, text?: string): void => {
  const channel = world.channels.get(message.channel) ?? refuse("unknownChannel")
  const one = text === undefined ? undefined : message.reactions.get(keyOf(text))
  if (text !== undefined && one === undefined) throw new ApiError("unknownEmoji")
  if (text === undefined) message.reactions.clear()
  else message.reactions.delete(keyOf(text))
  world.emit({
    event: one === undefined ? "MESSAGE_REACTION_REMOVE_ALL" : "MESSAGE_REACTION_REMOVE_EMOJI",
    data: () => ({
      channel_id: channel.id,
      message_id: message.id,
      ...(channel.guild === undefined ? {} : { guild_id: channel.guild }),
      ...(one === undefined ? {} : { emoji: one.emoji })
    }),
    ...(channel.guild === undefined ? {} : { guild: channel.guild }),
    channel: channel.id,
    intents: channelIntents(channel, GatewayIntentBits.GuildMessageReactions, GatewayIntentBits.DirectMessageReactions)
  })
}
