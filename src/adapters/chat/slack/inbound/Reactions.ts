/**
 * Reactions that people put on messages. Owns that a stop sign on one of our messages presses its Stop button, and that
 * Slack does not say in which thread a message stands: it is looked for. Who may stop is decided where presses are.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { patiently } from "../../../../core/chat/Patience.ts"
import { InboundEvent } from "../../../../core/model/InboundEvent.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { decodeAction } from "../format/ActionIds.ts"
import { stopSignOf } from "../format/Signs.ts"
import type { Api } from "../web/Api.ts"
import { isOurs, placeOf, type Self, standsAt, threadOf } from "./Messages.ts"
import type { People } from "./People.ts"
import { RawMessage, Ts } from "./RawMessage.ts"

const RawReaction = Schema.Struct({
  user: Schema.String,
  reaction: Schema.String,
  item: Schema.Struct({ type: Schema.Literal("message"), channel: Schema.String, ts: Ts })
})
export type RawReaction = typeof RawReaction.Type

export const decodeReaction = Schema.decodeUnknownOption(RawReaction)

const Element = Schema.Struct({ action_id: Schema.String, value: Schema.optionalKey(Schema.String) })
const Block = Schema.Struct({ elements: Schema.optionalKey(Schema.Array(Schema.Unknown)) })
const Found = RawMessage.pipe(Schema.fieldsAssign({ blocks: Schema.optionalKey(Schema.Array(Schema.Unknown)) }))
const Replies = Schema.Struct({ messages: Schema.Array(Schema.Unknown) })

const decode = {
  found: Schema.decodeUnknownOption(Found),
  block: Schema.decodeUnknownOption(Block),
  element: Schema.decodeUnknownOption(Element)
}

/** The turn that the Stop button of a message stops. */
const stopped = ({ blocks = [] }: typeof Found.Type): string | undefined => {
  for (const block of blocks.flatMap((one) => Option.toArray(decode.block(one)))) {
    for (const element of (block.elements ?? []).flatMap((one) => Option.toArray(decode.element(one)))) {
      const control = decodeAction(element)
      if (control?._tag === "Press" && control.action === "stop") return control.target
    }
  }
  return undefined
}

export interface ReactionParts {
  readonly api: Pick<Api, "ask">
  readonly people: Pick<People, "find" | "isBot">
  /** A message that a person wrote, when it is remembered. */
  readonly known: { readonly thread: string | undefined } | undefined
  /** The turn whose live message this is. */
  readonly stopTarget: (team: string, channel: string, ts: string) => string | undefined
}

/** Nothing for a sign that means nothing to us, or was not put by a person. */
export const reactionEvent = (
  { api, known, people, stopTarget }: ReactionParts,
  { item, reaction, user }: RawReaction,
  team: string,
  self: Self
): Effect.Effect<Option.Option<InboundEvent>, PlatformError> =>
  Effect.gen(function* () {
    const sign = stopSignOf(reaction)
    const { channel, ts } = item
    if (sign === undefined || user === self.user || (yield* people.isBot(team, user))) return Option.none()
    const person = yield* people.find(team, user)
    const reacted = (thread: string | undefined) =>
      Option.some(
        InboundEvent.cases.Reacted.make({ ...standsAt(placeOf(team, channel, thread), ts), person, reaction: sign })
      )
    if (known !== undefined) return reacted(known.thread)
    const args = { channel, ts, oldest: ts, latest: ts, inclusive: true, limit: 2 }
    const { messages } = yield* patiently(api.ask(Replies, { team, method: "conversations.replies", args }))
    const message = messages.flatMap((one) => Option.toArray(decode.found(one))).find((one) => one.ts === ts)
    if (message === undefined) return Option.none()
    if (!isOurs(message, self)) return reacted(threadOf(message))
    const target = stopTarget(team, channel, ts) ?? stopped(message)
    const { conversation } = standsAt(placeOf(team, channel, threadOf(message)), ts)
    return target === undefined
      ? Option.none()
      : Option.some(InboundEvent.cases.Pressed.make({ conversation, person, action: "stop", target, value: {} }))
  })
