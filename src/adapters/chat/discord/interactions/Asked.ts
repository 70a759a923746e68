/**
 * What an `ask` leaves for everybody to see: who asked what. In a channel that opens threads that message opens the one
 * in which the agent answers. Owns that order: the message first, then the conversation that hangs on it.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { patiently } from "../../../../core/chat/Patience.ts"
import { threadTitle } from "../../../../core/chat/ThreadTitle.ts"
import type { Conversation, Person } from "../../../../core/model/Conversation.ts"
import { clip, plain } from "../../../../core/render/Inline.ts"
import { firstPieces } from "../../../../core/render/Split.ts"
import { capabilities } from "../Capabilities.ts"
import { renderBody } from "../format/Body.ts"
import type { RawMessage } from "../inbound/RawMessage.ts"
import type { Threads } from "../outbound/Threads.ts"
import { conversationAt, conversationOf, type Place } from "../Place.ts"
import type { Api } from "../rest/Api.ts"
import { writerOf } from "./AskedAbout.ts"
import type { Replies } from "./Replies.ts"

export interface Asked {
  /** The interaction. */
  readonly handle: string
  readonly place: Place
  readonly person: Person
  readonly text: string
  /** The message that is asked about; its thread is where the agent answers. */
  readonly about?: RawMessage
}

const Message = Schema.Struct({ id: Schema.NonEmptyString })

/** Stands where the link will: in what people write an address of Discord's own leads nowhere. */
const linkPlace = "\uE000"

/** Room for the mark of a cut, on a line of its own: behind the end of a fence it would not be one. */
const room = capabilities.maxLength - 2

const linkTo = (place: Place, message: RawMessage): string => {
  const url = `https://discord.com/channels/${place.guild ?? "@me"}/${place.thread ?? place.channel}/${message.id}`
  return `[what ${renderBody({ markdown: plain(writerOf(message), 80), controls: [] }).content} wrote](${url})`
}

const shown = ({ about, person, place, text }: Asked): string => {
  const link = about === undefined ? "" : linkTo(place, about)
  const limits = { maxLength: room - link.length, measure: capabilities.measure }
  const name = plain(person.name.replaceAll(linkPlace, ""), 80)
  const words = clip(text.trim(), capabilities.maxLength)
  const what = about === undefined ? "" : ` about ${linkPlace}`
  const [head = "", more] = firstPieces(`**${name}** asks${what}: ${words}`, limits, 2)
  const { content } = renderBody({ markdown: more === undefined ? head : `${head}\n…`, controls: [] })
  return link === "" ? content : content.replace(linkPlace, () => link)
}

/** Where the interaction could not be acknowledged in time, an ordinary message says the same. */
const postOrdinary = (api: Api, { handle, place }: Asked, content: string) =>
  patiently(
    api.ask(Message, {
      method: "POST",
      route: `/channels/${place.thread ?? place.channel}/messages`,
      body: { content, allowed_mentions: { parse: [] }, flags: 4, nonce: handle.slice(0, 25), enforce_nonce: true }
    })
  ).pipe(
    Effect.map(({ id }) => id),
    Effect.catch((error) =>
      Effect.as(Effect.logWarning(`what was asked could not be shown: ${error.reason.message}`), undefined)
    )
  )

/** Shows it, and returns the conversation in which it is answered. */
export const announceAsked = Effect.fn("Asked.announce")(function* (
  parts: { readonly api: Api; readonly replies: Replies; readonly threads: Threads },
  asked: Asked
): Effect.fn.Return<Conversation> {
  const { about, handle, place, text } = asked
  const content = shown(asked)
  const message = (yield* parts.replies.announce(handle, content)) ?? (yield* postOrdinary(parts.api, asked, content))
  const opener = about?.id ?? message
  if (opener === undefined) return conversationAt(place)
  const conversation = conversationOf(place, opener)
  if (place.kind === "channel" && conversation.kind === "thread") {
    parts.threads.expect(conversation.id, threadTitle(text, []))
  }
  return conversation
})
