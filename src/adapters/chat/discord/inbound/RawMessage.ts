/**
 * A message as Discord sends it, over the gateway or when it is fetched, by the fields that are used here. Owns the
 * shapes. Decorations have shapes of their own, so that one of a new form does not cost the message.
 */
import * as Schema from "effect/Schema"

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

export const Snowflake = Schema.String.check(Schema.isPattern(/^\d{1,20}$/))

export const RawUser = Schema.Struct({
  id: Snowflake,
  username: Schema.String,
  global_name: absentable(Schema.String),
  bot: absentable(Schema.Boolean)
})
export type RawUser = typeof RawUser.Type

export const RawMember = Schema.Struct({ nick: absentable(Schema.String), roles: Schema.Array(Schema.String) })
export type RawMember = typeof RawMember.Type

const Mentioned = RawUser.pipe(
  Schema.fieldsAssign({ member: absentable(Schema.Struct({ nick: absentable(Schema.String) })) })
)

export const RawAttachment = Schema.Struct({
  id: Snowflake,
  filename: Schema.String,
  size: Schema.Finite,
  url: Schema.String,
  content_type: absentable(Schema.String),
  duration_secs: absentable(Schema.Finite)
})
export type RawAttachment = typeof RawAttachment.Type

const Sticker = Schema.Struct({ name: Schema.String })

const Poll = Schema.Struct({
  question: Schema.Struct({ text: absentable(Schema.String) }),
  answers: Schema.Array(Schema.Struct({ poll_media: Schema.Struct({ text: absentable(Schema.String) }) }))
})

const Forwarded = Schema.Struct({
  message: Schema.Struct({
    content: absentable(Schema.String),
    attachments: absentable(Schema.Array(RawAttachment)),
    sticker_items: absentable(Schema.Array(Sticker))
  })
})

const Referenced = Schema.Struct({
  id: Snowflake,
  author: RawUser,
  content: absentable(Schema.String),
  application_id: absentable(Schema.String)
})

export const RawMessage = Schema.Struct({
  id: Snowflake,
  channel_id: Snowflake,
  guild_id: absentable(Snowflake),
  author: RawUser,
  member: absentable(RawMember),
  content: absentable(Schema.String),
  edited_timestamp: absentable(Schema.String),
  type: absentable(Schema.Finite),
  flags: absentable(Schema.Finite),
  webhook_id: absentable(Schema.String),
  mentions: absentable(Schema.Array(Mentioned)),
  mention_roles: absentable(Schema.Array(Schema.String)),
  attachments: absentable(Schema.Array(RawAttachment)),
  sticker_items: Schema.optionalKey(Schema.Unknown),
  poll: Schema.optionalKey(Schema.Unknown),
  message_snapshots: Schema.optionalKey(Schema.Unknown),
  referenced_message: Schema.optionalKey(Schema.Unknown)
})
export type RawMessage = typeof RawMessage.Type

export const decodeMessage = Schema.decodeUnknownExit(RawMessage)

/** None also for a decoration that is not there. */
export const decoration = {
  stickers: Schema.decodeUnknownOption(Schema.Array(Sticker)),
  poll: Schema.decodeUnknownOption(Poll),
  forwarded: Schema.decodeUnknownOption(Schema.Array(Forwarded)),
  referenced: Schema.decodeUnknownOption(Referenced)
}

/** A message that was recorded, not written. */
export const isVoice = (message: RawMessage): boolean => ((message.flags ?? 0) & (1 << 13)) !== 0
