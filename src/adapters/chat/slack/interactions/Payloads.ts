/**
 * What Slack sends when a person does anything but write, by the fields that are used here; everything else is dropped at
 * the boundary. Owns the shapes. Trigger ids and addresses for answers are never readable outside `Redacted`.
 */
import * as Schema from "effect/Schema"

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const secret = Schema.RedactedFromValue(Schema.NonEmptyString)
const Id = Schema.Struct({ id: Schema.NonEmptyString })

/** `/orc agent list` */
export const Slash = Schema.Struct({
  command: Schema.NonEmptyString,
  text: absentable(Schema.String),
  team_id: Schema.NonEmptyString,
  channel_id: Schema.NonEmptyString,
  user_id: Schema.NonEmptyString,
  trigger_id: secret,
  response_url: Schema.optionalKey(secret)
})
export type Slash = typeof Slash.Type

const Choice = Schema.Struct({ value: Schema.optionalKey(Schema.String) })

/** What was pressed or chosen. */
export const Action = Schema.Struct({
  type: Schema.String,
  action_id: Schema.String,
  value: absentable(Schema.String),
  selected_option: absentable(Choice),
  selected_options: absentable(Schema.Array(Choice)),
  /** A button that leads somewhere: the client has opened it already. */
  url: absentable(Schema.String)
})
export type Action = typeof Action.Type

export const BlockActions = Schema.Struct({
  type: Schema.Literal("block_actions"),
  team: Id,
  user: Id,
  trigger_id: secret,
  response_url: absentable(secret),
  channel: absentable(Id),
  /** Where the control stands: in a message, or in what has no channel. */
  container: Schema.Struct({
    channel_id: absentable(Schema.NonEmptyString),
    message_ts: absentable(Schema.NonEmptyString),
    thread_ts: absentable(Schema.NonEmptyString)
  }),
  message: absentable(Schema.Struct({ thread_ts: absentable(Schema.NonEmptyString) })),
  /** What is ticked in it. */
  state: Schema.optionalKey(Schema.Unknown),
  actions: Schema.Array(Action)
})
export type BlockActions = typeof BlockActions.Type

/** A form that was sent; its fields are read by whoever made the form. */
export const ViewSubmission = Schema.Struct({
  type: Schema.Literal("view_submission"),
  team: Id,
  user: Id,
  trigger_id: secret,
  view: Schema.Struct({
    id: Schema.NonEmptyString,
    callback_id: Schema.String,
    private_metadata: Schema.String,
    state: Schema.Unknown,
    app_installed_team_id: absentable(Schema.NonEmptyString)
  })
})
export type ViewSubmission = typeof ViewSubmission.Type

/** An entry of a message's menu. */
export const MessageAction = Schema.Struct({
  type: Schema.Literal("message_action"),
  callback_id: Schema.String,
  team: Id,
  user: Id,
  channel: Id,
  message_ts: Schema.NonEmptyString,
  message: Schema.Unknown,
  trigger_id: secret,
  response_url: Schema.optionalKey(secret)
})
export type MessageAction = typeof MessageAction.Type

export const HomeOpened = Schema.Struct({
  type: Schema.Literal("event_callback"),
  team_id: Schema.NonEmptyString,
  event: Schema.Struct({
    type: Schema.Literal("app_home_opened"),
    user: Schema.NonEmptyString,
    /** The direct channel with the bot. */
    channel: Schema.NonEmptyString,
    tab: absentable(Schema.String)
  })
})
export type HomeOpened = typeof HomeOpened.Type

/** Needs an acknowledgement and nothing else. */
const Passing = Schema.Struct({ type: Schema.Literals(["view_closed", "shortcut"]) })
/** Values for a list that is searched; none of ours is. */
const Suggestion = Schema.Struct({ type: Schema.Literal("block_suggestion") })

export const Payload = Schema.Union([
  BlockActions,
  ViewSubmission,
  MessageAction,
  HomeOpened,
  Passing,
  Suggestion,
  Slash
])
export type Payload = typeof Payload.Type

export const decodePayload = Schema.decodeUnknownExit(Payload)
