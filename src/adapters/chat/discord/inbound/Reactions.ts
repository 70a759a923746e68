/**
 * Reactions that people put on messages. Owns that a stop sign on one of our messages presses its Stop button; who may
 * stop is decided where presses are.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { patiently } from "../../../../core/chat/Patience.ts"
import type { Person } from "../../../../core/model/Conversation.ts"
import { UserId } from "../../../../core/model/Ids.ts"
import { InboundEvent, stopSigns } from "../../../../core/model/InboundEvent.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Account } from "../Account.ts"
import { decodeCustomId } from "../format/CustomId.ts"
import { bareSign } from "../outbound/Signs.ts"
import { conversationAt, conversationOf, type Place, refIn } from "../Place.ts"
import type { Api } from "../rest/Api.ts"
import { personOf } from "./Messages.ts"
import { RawMember, RawUser, Snowflake } from "./RawMessage.ts"

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const RawReaction = Schema.Struct({
  user_id: Snowflake,
  channel_id: Snowflake,
  message_id: Snowflake,
  guild_id: absentable(Snowflake),
  member: absentable(RawMember.pipe(Schema.fieldsAssign({ user: RawUser }))),
  emoji: Schema.Struct({ id: absentable(Schema.String), name: absentable(Schema.String) })
})
export type RawReaction = typeof RawReaction.Type

export const decodeReaction = Schema.decodeUnknownOption(RawReaction)

const Button = Schema.Struct({ custom_id: Schema.optionalKey(Schema.String) })
const Reacted = Schema.Struct({
  author: Schema.Struct({ id: Snowflake }),
  application_id: absentable(Schema.String),
  components: absentable(Schema.Array(Schema.Struct({ components: Schema.optionalKey(Schema.Array(Button)) }))),
  message_reference: absentable(Schema.Struct({ message_id: absentable(Snowflake) }))
})

/** The turn that the Stop button of a message of ours stops. */
const stopped = (message: typeof Reacted.Type, self: Pick<Account, "user" | "application">): string | undefined => {
  if (message.author.id !== self.user && message.application_id !== self.application) return undefined
  for (const { components = [] } of message.components ?? []) {
    for (const { custom_id } of components) {
      const control = custom_id === undefined ? undefined : decodeCustomId(custom_id)
      if (control?._tag === "Press" && control.action === "stop") return control.target
    }
  }
  return undefined
}

/** Who reacted: in a direct message Discord names no more than the id. */
const reacting = (api: Api, { member, user_id }: RawReaction): Effect.Effect<Person> => {
  if (member !== undefined && member !== null) return Effect.succeed(personOf(member.user, member))
  return patiently(api.ask(RawUser, { method: "GET", route: `/users/${user_id}` })).pipe(
    Effect.map((user) => personOf(user)),
    Effect.orElseSucceed(() => ({ id: UserId.make(user_id), name: user_id, roles: [] }))
  )
}

/** Nothing for a sign that is no text, or was not put by a person. */
export const reactionEvent = (
  api: Api,
  self: Pick<Account, "user" | "application">,
  reaction: RawReaction,
  place: Place
): Effect.Effect<Option.Option<InboundEvent>, PlatformError> =>
  Effect.gen(function* () {
    const { emoji, member, message_id, user_id } = reaction
    const custom = (emoji.id ?? undefined) !== undefined
    if (user_id === self.user || member?.user.bot === true || custom || !emoji.name) return Option.none()
    const sign = bareSign(emoji.name)
    const person = yield* reacting(api, reaction)
    if (stopSigns.includes(sign)) {
      const route = `/channels/${reaction.channel_id}/messages/${message_id}` as const
      const message = yield* patiently(api.ask(Reacted, { method: "GET", route }))
      const target = stopped(message, self)
      if (target !== undefined) {
        // An answer that has no thread of its own stands in the channel, as a reply to what opened its conversation.
        const opener = message.message_reference?.message_id ?? undefined
        const conversation = opener === undefined ? conversationAt(place) : conversationOf(place, opener)
        return Option.some(InboundEvent.cases.Pressed.make({ conversation, person, action: "stop", target, value: {} }))
      }
    }
    const where = { ref: refIn(place, message_id), conversation: conversationOf(place, message_id) }
    return Option.some(InboundEvent.cases.Reacted.make({ ...where, person, reaction: sign }))
  })
