/**
 * A raw message as an event of the core: who said what where, and whether it was said to us. Pure. Live messages and
 * messages that were fetched later go the same way.
 */
import { namesIn } from "../../../../core/chat/Named.ts"
import type { Conversation, MessageRef, Person } from "../../../../core/model/Conversation.ts"
import type { AgentName } from "../../../../core/model/Ids.ts"
import { InboundEvent } from "../../../../core/model/InboundEvent.ts"
import { madeAt } from "../Address.ts"
import { conversationOf, type Place, refIn } from "../Place.ts"
import { filesOf } from "./MessageFiles.ts"
import { messageText } from "./MessageText.ts"
import type { RawMessage } from "./RawMessage.ts"
import { type Names, readableText } from "./ReadableText.ts"

/** Who we are in a workspace. */
export interface Self {
  readonly user: string
  readonly bot: string
  /** The application, as Slack names it with what it tells. */
  readonly app?: string | undefined
}

const spoken = new Set(["file_share", "thread_broadcast", "me_message"])
const slackbot = "USLACKBOT"

export const isOurs = (message: Pick<RawMessage, "user" | "bot_id" | "app_id">, self: Self): boolean =>
  message.user === self.user ||
  message.bot_id === self.bot ||
  (self.app !== undefined && (message.app_id ?? undefined) === self.app)

/** Whoever wrote it is somebody, and no program: neither ours nor another. */
export const isPersons = (message: RawMessage, self: Self): message is RawMessage & { readonly user: string } =>
  message.user != null &&
  message.user !== "" &&
  message.user !== slackbot &&
  message.bot_id == null &&
  message.bot_profile == null &&
  !isOurs(message, self)

/** Said by a person, and not Slack's own (somebody joined, a topic was set). */
export const isSaid = (message: RawMessage, self: Self): message is RawMessage & { readonly user: string } =>
  isPersons(message, self) && message.hidden !== true && (message.subtype == null || spoken.has(message.subtype))

/** The thread in which it stands; undefined for one on which a thread hangs. */
export const threadOf = ({ thread_ts, ts }: Pick<RawMessage, "thread_ts" | "ts">): string | undefined =>
  thread_ts == null || thread_ts === ts ? undefined : thread_ts

export const placeOf = (team: string, channel: string, thread: string | undefined): Place => ({
  team,
  channel,
  direct: channel.startsWith("D"),
  ...(thread === undefined ? {} : { thread })
})

export const standsAt = (
  place: Place,
  ts: string
): { readonly ref: MessageRef; readonly conversation: Conversation } => ({
  ref: refIn(place, ts),
  conversation: conversationOf(place, ts)
})

export interface Around {
  readonly self: Self
  readonly agents: ReadonlyArray<AgentName>
  readonly names: Names
  readonly person: Person
}

export interface ReadMessage {
  readonly said: Extract<InboundEvent, { readonly _tag: "Said" }>
  readonly edited: Extract<InboundEvent, { readonly _tag: "Edited" }>
  /** The person's own words. */
  readonly words: string
}

const unreadable = "(a message of a kind that cannot be read here)"

/** `<@U1>` and `<@U1|orc>`. */
export const mentions = (text: string, user: string): boolean =>
  text.includes(`<@${user}>`) || text.includes(`<@${user}|`)

export const readMessage = (message: RawMessage, place: Place, around: Around): ReadMessage => {
  const { agents, names, person, self } = around
  const content = message.text ?? ""
  const { named, text } = namesIn(content, agents, [self.user])
  const hasFiles = filesOf(message).length > 0
  const read = messageText(message, text, names)
  // Nothing but the address: somebody calls the bot.
  const said = read !== "" || hasFiles ? read : messageText(message, content, names)
  const common = { ...standsAt(place, message.ts), person, text: said === "" && !hasFiles ? unreadable : said }
  return {
    said: InboundEvent.cases.Said.make({
      ...common,
      attachments: [],
      addressed: place.direct || mentions(content, self.user),
      named,
      at: madeAt(message.ts)
    }),
    edited: InboundEvent.cases.Edited.make(common),
    words: readableText(text, names)
  }
}
