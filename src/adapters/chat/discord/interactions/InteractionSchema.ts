/**
 * An interaction as Discord sends it, by the fields that are used here; everything else is dropped at the boundary.
 * Owns the shapes and who the person behind one is. The token is never readable outside `Redacted`.
 */
import * as Schema from "effect/Schema"
import type { Person } from "../../../../core/model/Conversation.ts"
import { UserId } from "../../../../core/model/Ids.ts"

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const User = Schema.Struct({
  id: Schema.NonEmptyString,
  username: Schema.String,
  global_name: absentable(Schema.String)
})

const Value = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])
const Option = Schema.Struct({
  name: Schema.String,
  value: Schema.optionalKey(Value),
  /** The option that is being typed. */
  focused: Schema.optionalKey(Schema.Boolean)
})
export type CallOption = typeof Option.Type

const CommandOption = Option.pipe(Schema.fieldsAssign({ options: Schema.optionalKey(Schema.Array(Option)) }))

const CommandData = Schema.Struct({
  name: Schema.String,
  /** 1 for a slash command, 3 for one on a message. */
  type: Schema.optionalKey(Schema.Finite),
  options: Schema.optionalKey(Schema.Array(CommandOption)),
  /** The message that was asked about, and the message itself by its id. */
  target_id: Schema.optionalKey(Schema.String),
  resolved: Schema.optionalKey(Schema.Struct({ messages: absentable(Schema.Record(Schema.String, Schema.Unknown)) }))
})
export type CommandData = typeof CommandData.Type

const ComponentData = Schema.Struct({
  custom_id: Schema.String,
  values: Schema.optionalKey(Schema.Array(Schema.String))
})
export type ComponentData = typeof ComponentData.Type

/** The fields of a form are read by whoever made the form. */
const FormData = Schema.Struct({ custom_id: Schema.String, components: Schema.Unknown })
export type FormData = typeof FormData.Type

const common = {
  id: Schema.NonEmptyString,
  application_id: Schema.NonEmptyString,
  token: Schema.RedactedFromValue(Schema.NonEmptyString),
  guild_id: absentable(Schema.NonEmptyString),
  channel_id: Schema.NonEmptyString,
  member: absentable(
    Schema.Struct({ user: User, nick: absentable(Schema.String), roles: Schema.Array(Schema.String) })
  ),
  user: absentable(User),
  /** The message whose button was pressed, or from whose button the form came. */
  message: absentable(
    Schema.Struct({
      id: Schema.NonEmptyString,
      message_reference: absentable(Schema.Struct({ message_id: absentable(Schema.String) }))
    })
  )
}

export const Interaction = Schema.Union([
  Schema.Struct({ ...common, type: Schema.Literal(2), data: CommandData }),
  Schema.Struct({ ...common, type: Schema.Literal(3), data: ComponentData }),
  Schema.Struct({ ...common, type: Schema.Literal(4), data: CommandData }),
  Schema.Struct({ ...common, type: Schema.Literal(5), data: FormData })
])
export type Interaction = typeof Interaction.Type
/** One kind of them, by Discord's number: 2 a command, 3 a component, 4 a command that is being typed, 5 a form. */
export type InteractionOf<Kind extends Interaction["type"]> = Extract<Interaction, { readonly type: Kind }>

/** Nobody for an interaction that names no person. */
export const personOf = ({ member, user }: Interaction): Person | undefined => {
  const who = member?.user ?? user
  if (who === undefined || who === null) return undefined
  return {
    id: UserId.make(who.id),
    name: member?.nick ?? who.global_name ?? who.username,
    roles: member?.roles ?? []
  }
}
