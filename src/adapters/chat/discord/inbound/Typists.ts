/**
 * Somebody begins to write where a session can be: in a thread, or to the bot alone. Owns which of it is worth a word;
 * asks nobody, since it happens all the time.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { UserId } from "../../../../core/model/Ids.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import type { Account } from "../Account.ts"
import { conversationAt } from "../Place.ts"
import { personOf } from "./Messages.ts"
import type { KnownPlaces } from "./Places.ts"
import { RawMember, RawUser, Snowflake } from "./RawMessage.ts"

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const decode = Schema.decodeUnknownOption(
  Schema.Struct({
    channel_id: Snowflake,
    guild_id: absentable(Snowflake),
    user_id: Snowflake,
    member: absentable(RawMember.pipe(Schema.fieldsAssign({ user: RawUser })))
  })
)

export const makeTypists =
  (parts: { readonly intake: Intake; readonly places: KnownPlaces; readonly self: Pick<Account, "user"> }) =>
  (data: unknown): Effect.Effect<void> => {
    const typing = Option.getOrUndefined(decode(data))
    if (typing === undefined || typing.user_id === parts.self.user) return Effect.void
    const { channel_id, guild_id, member, user_id } = typing
    if (member?.user.bot === true) return Effect.void
    const direct = (guild_id ?? undefined) === undefined
    const place = direct ? parts.places.direct(channel_id) : parts.places.known(channel_id)
    if (place === undefined || place.kind === "channel") return Effect.void
    const person =
      member === undefined || member === null
        ? { id: UserId.make(user_id), name: user_id, roles: [] }
        : personOf(member.user, member)
    return parts.intake.typing(conversationAt(place), person)
  }
