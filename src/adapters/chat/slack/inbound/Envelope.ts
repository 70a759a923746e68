/**
 * What stands around something that happened: in which workspace, under which id, of which kind. Owns the shapes, and by
 * what events that arrived together are put into their order.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Received } from "../receive/Received.ts"
import { Ts } from "./RawMessage.ts"

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const Authorization = Schema.Struct({ team_id: absentable(Schema.String) })

const RawEnvelope = Schema.Struct({
  team_id: absentable(Schema.String),
  api_app_id: absentable(Schema.String),
  event_id: absentable(Schema.String),
  authorizations: absentable(Schema.Array(Authorization)),
  event: Schema.Struct({
    type: Schema.String,
    subtype: absentable(Schema.String),
    channel: Schema.optionalKey(Schema.Unknown),
    item: Schema.optionalKey(Schema.Unknown),
    ts: absentable(Schema.String),
    event_ts: absentable(Schema.String),
    tokens: Schema.optionalKey(Schema.Unknown)
  })
})
const decodeRaw = Schema.decodeUnknownOption(RawEnvelope)
const Whole = Schema.Struct({ event: Schema.Unknown })
const decodeWhole = Schema.decodeUnknownOption(Whole)
const isTs = Schema.is(Ts)
const decodeItem = Schema.decodeUnknownOption(Schema.Struct({ channel: Schema.String }))

export interface Envelope {
  /** In which the app is installed; of a channel that workspaces share it may be another than the writer's. */
  readonly team: string
  readonly id: string
  readonly app: string | undefined
  readonly type: string
  readonly subtype: string | undefined
  /** Where it happened; undefined where Slack does not say. */
  readonly channel: string | undefined
  /** Of a message that is new. */
  readonly ts: string | undefined
  /** When, by Slack's clock: comparable text. */
  readonly at: string
  readonly data: unknown
}

export const envelopeOf = (body: unknown): Envelope | undefined => {
  const raw = Option.getOrUndefined(decodeRaw(body))
  const team = raw?.authorizations?.[0]?.team_id ?? raw?.team_id
  if (raw === undefined || team == null) return undefined
  const { channel, event_ts, item, subtype, ts, type } = raw.event
  const place =
    typeof channel === "string" ? channel : Option.getOrUndefined(Option.map(decodeItem(item), (one) => one.channel))
  return {
    team,
    id: raw.event_id ?? "",
    app: raw.api_app_id ?? undefined,
    type,
    subtype: subtype ?? undefined,
    channel: place,
    ts: isTs(ts) ? ts : undefined,
    at: ts ?? event_ts ?? "",
    data: Option.getOrUndefined(Option.map(decodeWhole(body), ({ event }) => event))
  }
}

export interface Opened {
  readonly received: Received
  /** Undefined of what is no event, or none of a known form. */
  readonly envelope: Envelope | undefined
}

/** Over two sockets events that happened at nearly the same time can overtake each other. */
export const inTheirOrder = (arrived: ReadonlyArray<Opened>): ReadonlyArray<Opened> =>
  arrived.toSorted(({ envelope: left }, { envelope: right }) => {
    const [one, other] = [left?.at ?? "", right?.at ?? ""]
    if (one !== other) return one < other ? -1 : 1
    // Of a mention Slack tells twice; the message says more.
    return Number(left?.type === "app_mention") - Number(right?.type === "app_mention")
  })
