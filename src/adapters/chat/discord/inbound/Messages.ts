/**
 * A raw message as an event of the core: who said what where, and whether it was said to us. Pure. Live messages and
 * messages that were fetched later go the same way.
 */

import { tameName } from "../../../../core/chat/Cut.ts"
import { namesIn } from "../../../../core/chat/Named.ts"
import type { Person } from "../../../../core/model/Conversation.ts"
import { type AgentName, UserId } from "../../../../core/model/Ids.ts"
import { InboundEvent } from "../../../../core/model/InboundEvent.ts"
import type { Account } from "../Account.ts"
import { madeAt } from "../Address.ts"
import { conversationOf, type Place, refIn } from "../Place.ts"
import { messageText, type Reader } from "./MessageText.ts"
import { decoration, type RawAttachment, type RawMember, type RawMessage, type RawUser } from "./RawMessage.ts"
import { readableText } from "./ReadableText.ts"

export interface Around {
  readonly self: Pick<Account, "user" | "name" | "application" | "readsEverything">
  readonly agents: ReadonlyArray<AgentName>
  /** The role that Discord made for the bot in a server. */
  readonly botRole: (guild: string) => string | undefined
  readonly roleName: (guild: string, role: string) => string | undefined
  readonly channelName: (channel: string) => string | undefined
}

type Member = Pick<RawMember, "nick"> & { readonly roles?: ReadonlyArray<string> }

const nameOf = (user: RawUser, member?: Member | null): string =>
  tameName(member?.nick ?? user.global_name ?? user.username)

export const personOf = (user: RawUser, member?: RawMember | null): Person => ({
  id: UserId.make(user.id),
  name: nameOf(user, member),
  roles: member?.roles ?? []
})

const ordinary = 0
const reply = 19

/** Neither ours, nor another program's, nor Discord's own (somebody joined, a thread was opened). */
export const isFromPerson = (message: RawMessage, self: Around["self"]): boolean =>
  message.author.id !== self.user &&
  message.author.bot !== true &&
  (message.webhook_id ?? undefined) === undefined &&
  [ordinary, reply].includes(message.type ?? ordinary)

/** What came with it, and with what it forwards. */
export const attachmentsOf = (message: RawMessage): ReadonlyArray<RawAttachment> => {
  const forwarded = decoration.forwarded(message.message_snapshots)
  const inside = forwarded._tag === "Some" ? forwarded.value.flatMap((one) => one.message.attachments ?? []) : []
  return [...(message.attachments ?? []), ...inside]
}

export interface ReadMessage {
  readonly said: Extract<InboundEvent, { readonly _tag: "Said" }>
  readonly edited: Extract<InboundEvent, { readonly _tag: "Edited" }>
  /** The person's own words, without what they answer. */
  readonly words: string
  /** Discord did not tell us what it says: the bot may not read what does not mention it. */
  readonly withheld: boolean
}

const unreadable = "(a message of a kind that cannot be read here)"

const isEmpty = (message: RawMessage): boolean =>
  (message.content ?? "") === "" &&
  attachmentsOf(message).length === 0 &&
  [message.sticker_items, message.poll, message.message_snapshots].every((part) => (part ?? undefined) === undefined)

/** `place` is where it stands. */
export const readMessage = (message: RawMessage, place: Place, around: Around): ReadMessage => {
  const { self } = around
  const guild = place.guild ?? message.guild_id ?? undefined
  const role = guild === undefined ? undefined : around.botRole(guild)
  const content = message.content ?? ""
  const reader: Reader = {
    names: {
      user: (id) => {
        const user = (message.mentions ?? []).find((one) => one.id === id)
        return id === self.user ? self.name : user === undefined ? undefined : nameOf(user, user.member)
      },
      role: (id) => (guild === undefined ? undefined : around.roleName(guild, id)),
      channel: around.channelName
    },
    ours: (author, application) => author === self.user || application === self.application
  }
  const referenced = decoration.referenced(message.referenced_message)
  const answersUs =
    referenced._tag === "Some" && reader.ours(referenced.value.author.id, referenced.value.application_id ?? undefined)
  const mentioned =
    (message.mentions ?? []).some(({ id }) => id === self.user) ||
    (role !== undefined && (message.mention_roles ?? []).includes(role))
  const addressed = mentioned || answersUs || place.kind === "direct"
  const { named, text } = namesIn(content, around.agents, role === undefined ? [self.user] : [self.user, role])
  const read = messageText(message, text, reader)
  const said = read !== "" || attachmentsOf(message).length > 0 ? read : messageText(message, content, reader)
  const common = {
    ref: refIn(place, message.id),
    conversation: conversationOf(place, message.id),
    person: personOf(message.author, message.member),
    text: said === "" && isEmpty(message) ? unreadable : said
  }
  return {
    said: InboundEvent.cases.Said.make({ ...common, attachments: [], addressed, named, at: madeAt(message.id) }),
    edited: InboundEvent.cases.Edited.make(common),
    words: readableText(text, reader.names),
    withheld: !self.readsEverything && !mentioned && place.kind !== "direct" && isEmpty(message)
  }
}
