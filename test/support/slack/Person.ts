/**
 * What a person does in the chat: says, edits, deletes, reacts, stops, looks. Owns nothing: it acts on the world as a
 * person's client would, and is told when that client would not let it. Interactions stand in `Hands`.
 */
import { type Json, lengthOf } from "../Json.ts"
import { refuseLateEdit } from "./ChatMethods.ts"
import { impossible } from "./Controls.ts"
import { enterChannel } from "./Entering.ts"
import { makeFile, mimeTypeOf } from "./FileMethods.ts"
import { makeHands } from "./Hands.ts"
import type { Interactions } from "./Interactions.ts"
import { addMessage, addReaction, changeMessage, deleteMessage, directWith, removeReaction } from "./Messages.ts"
import { writtenBlocks, writtenText } from "./PersonText.ts"
import { viewText } from "./Transcript.ts"
import { viewPayload } from "./Views.ts"
import {
  type Channel,
  findMessage,
  type Message,
  messagesIn,
  type Team,
  threadKey,
  type User,
  type View,
  type World
} from "./World.ts"

export interface SentFile {
  readonly name: string
  readonly content: string | Uint8Array
  readonly contentType?: string
}

export interface Saying {
  /** The message below which it is said, or any other of that thread. */
  readonly thread?: Message
  readonly files?: ReadonlyArray<SentFile>
  /** People and bots named before the text. */
  readonly mentions?: ReadonlyArray<{ readonly id: string }>
  /** Also sent to the channel. */
  readonly broadcast?: boolean
}

export const makePerson = (world: World, interactions: Interactions, team: Team, user: User) => {
  const says = (channel: Channel, text: string, saying: Saying = {}): Message => {
    enterChannel(channel, team, user)
    if (channel.kind === "im" && !world.manifest.messagesTab) impossible("the app's messages tab is switched off")
    if (lengthOf(text) > 12_000) impossible("the message is too long")
    const { broadcast = false, files = [], mentions = [], thread } = saying
    const typed = [...mentions.map(({ id }) => `<@${id}>`), text].join(" ")
    const ids = files.map(({ content, contentType, name }) => {
      const data = typeof content === "string" ? new TextEncoder().encode(content) : content
      const mimetype = contentType ?? mimeTypeOf(name)
      const length = data.byteLength
      return makeFile(world, { team: team.id, user: user.id, name, length, data, mimetype, completed: true }).id
    })
    return addMessage(world, {
      channel: channel.id,
      user: user.id,
      text: writtenText(typed),
      blocks: writtenBlocks(typed, world.nextId("k").toLowerCase()),
      files: ids,
      broadcast: broadcast && thread !== undefined,
      clientId: crypto.randomUUID(),
      ...(thread === undefined ? {} : { thread: thread.thread ?? thread.ts })
    })
  }
  /** As it stands now: what a test holds may have been replaced. */
  const current = (message: Message): Message =>
    findMessage(world, message.channel, message.ts) ?? impossible("the message is gone")
  const own = (message: Message): Message =>
    message.user === user.id ? current(message) : impossible(`the message is not ${user.name}'s`)
  const bot = () => world.installs.get(team.id)?.bot ?? impossible(`the app is not installed in ${team.name}`)
  const direct = (): Channel => directWith(world, team.id, bot().id, user.id)
  const tell = (event: Json & { readonly type: string }) =>
    world.tell({ team: team.id, event: { ...event, event_ts: world.nextStamp() } })

  const opens = (tab: "home" | "messages") => {
    const home = world.homes.get(user.id)
    tell({
      type: "app_home_opened",
      user: user.id,
      channel: direct().id,
      tab,
      ...(tab === "home" && home !== undefined ? { view: viewPayload(world, home) } : {})
    })
  }

  /** The stop button is there while something is being streamed, or the session works. */
  const stops = (channel: Channel, on: Message): void => {
    const thread = on.thread ?? on.ts
    const streams = messagesIn(world, channel.id).filter(
      (message) => message.thread === thread && message.streaming?.state === "in_progress"
    )
    const works = world.sessions.get(threadKey(channel.id, thread))?.status === "processing"
    if (streams.length === 0 && !works) impossible("there is nothing to stop")
    if (
      !world.manifest.botEvents.some((kind) => kind === "agent_session_stopped" || kind === "message_stream_stopped")
    ) {
      impossible("the app does not listen for the stop button, so there is none")
    }
    for (const message of streams) {
      changeMessage(world, message, (changed) => {
        if (changed.streaming !== undefined) {
          changed.streaming = { ...changed.streaming, state: "completed", stoppedBy: user.id }
        }
      })
      tell({
        type: "message_stream_stopped",
        channel: channel.id,
        user: user.id,
        message_ts: message.ts,
        thread_ts: thread
      })
    }
    const stopped = streams.map(({ ts }) => ts)
    tell({
      type: "agent_session_stopped",
      channel: channel.id,
      user: user.id,
      thread_ts: thread,
      streaming_message_ts: stopped
    })
  }

  return {
    ...makeHands(world, interactions, team, user),
    user,
    id: user.id,
    team: team.id,
    /** As it is written in a text. */
    mention: `<@${user.id}>`,
    says,
    /** Says it to the bot alone. */
    dm: (text: string, saying?: Saying): Message => says(direct(), text, saying),
    edits: (message: Message, text: string): void => {
      const mine = own(message)
      refuseLateEdit(world, mine)
      changeMessage(world, mine, (changed) => {
        changed.text = writtenText(text)
        changed.blocks = writtenBlocks(text, world.nextId("k").toLowerCase())
        changed.edited = { user: user.id, ts: world.nextStamp() }
      })
    },
    deletes: (message: Message): void => deleteMessage(world, own(message)),
    /** `eyes`, without colons. */
    reacts: (message: Message, name: string): void => addReaction(world, current(message), user.id, name),
    unreacts: (message: Message, name: string): void => removeReaction(world, current(message), user.id, name),
    stops,
    opensHome: () => opens("home"),
    opensMessages: () => opens("messages"),
    /** Reads another channel while the conversation with the app is open beside it. */
    looksAt: (channel: Channel): void =>
      tell({
        type: "app_context_changed",
        channel: direct().id,
        user: user.id,
        context: { entities: [{ type: "slack#/types/channel_id", value: channel.id, team_id: team.id }] }
      }),
    /** The form on top of what is open. */
    view: (): View | undefined => world.modals.get(user.id)?.at(-1),
    homeView: (): View => world.homes.get(user.id) ?? impossible("nothing was published on the home tab"),
    modal: (): string => {
      const view = world.modals.get(user.id)?.at(-1)
      return view === undefined ? "" : viewText(world, view)
    },
    home: (): string => {
      const view = world.homes.get(user.id)
      return view === undefined ? "" : viewText(world, view)
    }
  }
}
export type Person = ReturnType<typeof makePerson>
