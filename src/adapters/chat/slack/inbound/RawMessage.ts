/**
 * A message as Slack sends it, in an event or when it is fetched, by the fields that are used here. Owns the shapes. What
 * hangs on a message has shapes of its own, so that one of a new form does not cost the message.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** `1700000000.000100` */
export const Ts = Schema.String.check(Schema.isPattern(/^\d{1,12}\.\d{6}$/))
export const Id = Schema.String.check(Schema.isPattern(/^[A-Z0-9]{1,24}$/))

export const RawMessage = Schema.Struct({
  ts: Ts,
  thread_ts: absentable(Ts),
  subtype: absentable(Schema.String),
  hidden: absentable(Schema.Boolean),
  user: absentable(Schema.String),
  bot_id: absentable(Schema.String),
  app_id: absentable(Schema.String),
  bot_profile: Schema.optionalKey(Schema.Unknown),
  text: absentable(Schema.String),
  edited: absentable(Schema.Struct({ user: absentable(Schema.String) })),
  /** Of the writer, which is another in channels that workspaces share. */
  user_team: absentable(Schema.String),
  source_team: absentable(Schema.String),
  team: absentable(Schema.String),
  files: Schema.optionalKey(Schema.Unknown),
  attachments: Schema.optionalKey(Schema.Unknown)
})
export type RawMessage = typeof RawMessage.Type

export const decodeMessage = Schema.decodeUnknownExit(RawMessage)

export const RawFile = Schema.Struct({
  id: Id,
  name: absentable(Schema.String),
  title: absentable(Schema.String),
  mimetype: absentable(Schema.String),
  size: absentable(Schema.Finite),
  /** `hosted`, `snippet`, `external`, `tombstone`, `hidden_by_limit` … */
  mode: absentable(Schema.String),
  /** `slack_audio`, `slack_video`: recorded in Slack. */
  subtype: absentable(Schema.String),
  duration_ms: absentable(Schema.Finite),
  url_private: absentable(Schema.String),
  url_private_download: absentable(Schema.String),
  permalink: absentable(Schema.String),
  /** `check_file_info` where the event does not tell more than the id. */
  file_access: absentable(Schema.String)
})
export type RawFile = typeof RawFile.Type

const Attached = Schema.Struct({
  is_share: absentable(Schema.Boolean),
  is_msg_unfurl: absentable(Schema.Boolean),
  text: absentable(Schema.String),
  fallback: absentable(Schema.String),
  author_name: absentable(Schema.String),
  author_subname: absentable(Schema.String),
  channel_name: absentable(Schema.String),
  files: Schema.optionalKey(Schema.Unknown)
})
export type Attached = typeof Attached.Type

const decodeList = Schema.decodeUnknownOption(Schema.Array(Schema.Unknown))

/** Those of a known form. */
const listOf =
  <S extends Schema.Codec<unknown, unknown>>(schema: S) =>
  (value: unknown): ReadonlyArray<S["Type"]> => {
    const decode = Schema.decodeUnknownOption(schema)
    return Option.getOrElse(decodeList(value), () => []).flatMap((one) => Option.toArray(decode(one)))
  }

export const filesIn: (value: unknown) => ReadonlyArray<RawFile> = listOf(RawFile)
export const attachedTo: (value: unknown) => ReadonlyArray<Attached> = listOf(Attached)
