/**
 * What an `ask` leaves for everybody to see: who asked what. That message opens the thread in which the agent answers, or
 * stands in the thread of the message that is asked about. Owns that order: the message first, then the conversation that
 * hangs on it.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { inTime } from "../../../../core/chat/InTime.ts"
import { patiently } from "../../../../core/chat/Patience.ts"
import type { Conversation, MessageRef, Person } from "../../../../core/model/Conversation.ts"
import { type ChatPlatform, Operation, type PlatformError, Rejected } from "../../../../core/ports/ChatPlatform.ts"
import { clip, plain } from "../../../../core/render/Inline.ts"
import { firstPieces } from "../../../../core/render/Split.ts"
import * as Words from "../../../../core/render/Words.ts"
import { capabilities } from "../Capabilities.ts"
import { conversationAt, conversationOf, type Place } from "../Place.ts"
import type { Api } from "../web/Api.ts"
import { faultOf } from "../web/Faults.ts"

export interface Asked {
  /** The same when the same question is handed over once more: it is shown once. */
  readonly handle: string
  /** With the thread in which it is asked, if it is asked in one. */
  readonly place: Place
  readonly person: Person
  readonly text: string
  /** The message that is asked about. */
  readonly about?: { readonly ts: string; readonly writer: string }
}

export interface Announced {
  /** In which it is answered. */
  readonly conversation: Conversation
  readonly message: MessageRef
}

const Permalink = Schema.Struct({ permalink: Schema.String })
const longestName = 80

/** Room for the mark of a cut, on a line of its own: behind the end of a fence it would not be one. */
const limits = { maxLength: capabilities.maxLength - 2, measure: capabilities.measure }

/** A courtesy: without it the words stand alone. */
const linkTo = (api: Api, { team, channel }: Place, ts: string): Effect.Effect<string | undefined> =>
  inTime(
    Effect.map(
      api.ask(Permalink, { team, method: "chat.getPermalink", args: { channel, message_ts: ts } }),
      ({ permalink }) => (/^https?:\/\/[^\s()<>]+$/.test(permalink) ? permalink : undefined)
    ),
    "5 seconds",
    undefined
  )

const shown = (api: Api, { about, person, place, text }: Asked): Effect.Effect<string> =>
  Effect.gen(function* () {
    let what = ""
    if (about !== undefined) {
      const words = `what ${plain(about.writer, longestName)} wrote`
      const link = yield* linkTo(api, place, about.ts)
      what = ` about ${link === undefined ? words : `[${words}](${link})`}`
    }
    const said = `**${plain(person.name, longestName)}** asks${what}: ${clip(text.trim(), capabilities.maxLength)}`
    const [head = "", more] = firstPieces(said, limits, 2)
    return more === undefined ? head : `${head}\n…`
  })

/** Shows it, once however often it is tried. */
export const announceAsked = Effect.fn("Asked.announce")(function* (
  parts: { readonly api: Api; readonly outbound: Pick<ChatPlatform, "perform"> },
  asked: Asked
): Effect.fn.Return<Announced, PlatformError> {
  const { handle, place } = asked
  const post = Operation.cases.Post.make({
    key: `asked-${handle}`,
    conversation: conversationAt(place).id,
    face: Words.service,
    body: { markdown: yield* shown(parts.api, asked), controls: [] },
    notify: false
  })
  const { message } = yield* patiently(parts.outbound.perform(post))
  if (message === undefined) return yield* faultOf(new Rejected({ detail: "slack did not say what it made" }))
  return { message, conversation: conversationOf(place, message.message) }
})
