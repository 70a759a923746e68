/**
 * What a person does in the chat: says, edits, deletes, reacts, types. Owns nothing: it acts on the world as a person's
 * client would, and is told when that client would not let it. Interactions stand in `Hands`.
 */
import { ChannelType } from "discord-api-types/v10"
import { ApiError } from "./ApiError.ts"
import { directWith } from "./BotRoutes.ts"
import { impossible } from "./CommandLine.ts"
import { lengthOf } from "./Form.ts"
import { makeHands } from "./Hands.ts"
import { readMessageBody } from "./MessageBody.ts"
import { startTyping } from "./MessageRoutes.ts"
import { addMessage, deleteMessage, editMessage, mentionsOf } from "./Messages.ts"
import { can } from "./Permissions.ts"
import { addReaction, removeReaction } from "./Reactions.ts"
import { openThread } from "./Threads.ts"
import type { Attachment, Channel, Message, User, World } from "./World.ts"

export interface SentFile {
  readonly name: string
  readonly content: string | Uint8Array
  readonly contentType?: string
  /** What the payload claims. */
  readonly size?: number
}

export interface Saying {
  readonly attachments?: ReadonlyArray<SentFile>
  readonly replyTo?: Message
  /** The file is a voice message of so many seconds. */
  readonly voice?: number
  /** More fields of the payload: stickers, polls, forwarded messages. */
  readonly extra?: Readonly<Record<string, unknown>>
}

export const fileOf = (world: World, file: SentFile, voice?: number): Attachment => ({
  id: world.nextId(),
  name: file.name,
  contentType: file.contentType ?? (voice === undefined ? "text/plain; charset=utf-8" : "audio/ogg"),
  data: typeof file.content === "string" ? new TextEncoder().encode(file.content) : file.content,
  ...(file.size === undefined ? {} : { claimedSize: file.size }),
  ...(voice === undefined ? {} : { seconds: voice })
})

const allowed = { everyone: true, users: "all", roles: "all", repliedUser: true } as const

export const makePerson = (world: World, user: User) => {
  const says = (channel: Channel, text: string, saying: Saying = {}): Message => {
    if (!can(world, user.id, channel, channel.thread === undefined ? "SendMessages" : "SendMessagesInThreads")) {
      impossible(`${user.username} may not write in ${channel.name}`)
    }
    if (channel.thread?.locked === true) impossible(`${channel.name} is locked`)
    if (lengthOf(text) > 4_000) impossible("a message has at most 4000 characters, even with Nitro")
    const { attachments = [], extra, replyTo, voice } = saying
    const repliedTo = replyTo?.author
    const found = mentionsOf(world, text, { allowed })
    const mentions =
      repliedTo === undefined || replyTo?.webhook !== undefined || found.mentions.includes(repliedTo)
        ? found
        : { ...found, mentions: [...found.mentions, repliedTo] }
    return addMessage(world, {
      channel: channel.id,
      author: user.id,
      content: text,
      attachments: attachments.map((file) => fileOf(world, file, voice)),
      ...mentions,
      ...(voice === undefined ? {} : { flags: 8192 }),
      ...(replyTo === undefined ? {} : { replyTo: replyTo.id, type: 19 }),
      ...(extra === undefined ? {} : { extra })
    })
  }
  const owns = (message: Message) => {
    if (message.author !== user.id) impossible(`the message is not ${user.username}'s`)
  }
  return {
    ...makeHands(world, user),
    user,
    id: user.id,
    /** As it is written in a text. */
    mention: `<@${user.id}>`,
    says,
    edits: (message: Message, text: string): void => {
      owns(message)
      editMessage(world, message, readMessageBody(world, { content: text }, { files: [], fresh: false }))
    },
    deletes: (message: Message): void => {
      owns(message)
      deleteMessage(world, message)
    },
    reacts: (message: Message, emoji: string): void => addReaction(world, message, user.id, emoji),
    unreacts: (message: Message, emoji: string): void => removeReaction(world, message, user.id, emoji),
    types: (channel: Channel): void => startTyping(world, channel, user.id),
    opensThread: (channel: Channel, name: string, on?: Message): Channel => {
      try {
        return openThread(world, user.id, channel, { name, autoArchive: 1_440 }, on)
      } catch (cause) {
        return impossible(cause instanceof ApiError ? cause.message : String(cause))
      }
    },
    /** A post in a forum; its first message has the post's own id. */
    posts: (forum: Channel, title: string, text: string): Channel => {
      if (forum.type !== ChannelType.GuildForum) impossible(`${forum.name} is no forum`)
      const post = openThread(world, user.id, forum, { name: title, autoArchive: 1_440 })
      addMessage(world, {
        id: post.id,
        channel: post.id,
        author: user.id,
        content: text,
        ...mentionsOf(world, text, { allowed })
      })
      return post
    },
    /** Says it to the bot alone. */
    dm: (text: string, saying?: Saying): Message => says(directWith(world, user.id), text, saying)
  }
}
export type Person = ReturnType<typeof makePerson>
