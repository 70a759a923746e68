/**
 * What an `ask` leaves for everybody to see: who asked what. In a channel that opens threads that message opens the one
 * in which the agent answers. Owns that order: the message first, then the conversation that hangs on it.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Conversation, Person } from "../../../core/model/Conversation.ts"
import { clip, plain } from "../../../core/render/Inline.ts"
import { firstPieces } from "../../../core/render/Split.ts"
import type { Api } from "./Api.ts"
import { writerOf } from "./AskedAbout.ts"
import { renderBody } from "./Body.ts"
import { capabilities } from "./Capabilities.ts"
import { patiently } from "./Patience.ts"
import { conversationAt, conversationOf, type Place } from "./Place.ts"
import type { RawMessage } from "./RawMessage.ts"
import type { Replies } from "./Replies.ts"
import type { Threads } from "./Threads.ts"
import { threadTitle } from "./ThreadTitle.ts"

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

/** Room for the mark of a cut, on a line of its own: behind the end of a fence it would not be one. */
const limits = { maxLength: capabilities.maxLength - 2, measure: capabilities.measure }

const linkTo = (place: Place, message: RawMessage): string => {
  const url = `https://discord.com/channels/${place.guild ?? "@me"}/${place.thread ?? place.channel}/${message.id}`
  return ` about [what ${plain(writerOf(message), 80)} wrote](${url})`
}

const shown = ({ about, person, place, text }: Asked): string => {
  const what = about === undefined ? "" : linkTo(place, about)
  const words = clip(text.trim(), capabilities.maxLength)
  const [head = "", more] = firstPieces(`**${plain(person.name, 80)}** asks${what}: ${words}`, limits, 2)
  return renderBody({ markdown: more === undefined ? head : `${head}\n…`, controls: [] }).content
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
