/**
 * Slack's own stop button, under an answer that grows and beside an agent session. Owns that one press is one stop,
 * however many events Slack makes of it; where it is not known which answer was meant, what runs in that thread is stopped.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { InboundEvent } from "../../../../core/model/InboundEvent.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import type { Replies } from "../interactions/Replies.ts"
import { conversationAt } from "../Place.ts"
import { placeOf } from "./Messages.ts"
import type { People } from "./People.ts"
import { Ts } from "./RawMessage.ts"

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const RawStop = Schema.Struct({
  channel: absentable(Schema.String),
  channel_id: absentable(Schema.String),
  user: absentable(Schema.String),
  user_id: absentable(Schema.String),
  thread_ts: absentable(Ts),
  streaming_message_ts: absentable(Schema.Union([Ts, Schema.Array(Ts)])),
  message_ts: absentable(Ts)
})
const decodeStop = Schema.decodeUnknownOption(RawStop)

const mostRemembered = 1000

export interface StopParts {
  readonly intake: Pick<Intake, "accept">
  readonly people: Pick<People, "find">
  readonly replies: Pick<Replies, "open">
  /** The turn whose live message this is. */
  readonly stopTarget: (team: string, channel: string, ts: string) => string | undefined
}

/** What to do with such an event; `id` is the event's own. */
export const makeStops = ({ intake, people, replies, stopTarget }: StopParts) => {
  const seen = makeRecent<string, true>(mostRemembered)
  return (team: string, id: string, data: unknown): Effect.Effect<void> =>
    Effect.gen(function* () {
      const stop = decodeStop(data)
      if (stop._tag === "None") return yield* Effect.logWarning("a stop has a form that is not known")
      const { channel_id, message_ts, streaming_message_ts, thread_ts, user_id } = stop.value
      const channel = stop.value.channel ?? channel_id
      const user = stop.value.user ?? user_id
      if (channel == null || user == null || thread_ts == null) {
        return yield* Effect.logWarning("slack says that something was stopped, and not what")
      }
      const messages = [streaming_message_ts ?? message_ts ?? []].flat()
      const fresh = messages.filter((ts) => !seen.has(`${team}/${channel}/${ts}`))
      if (messages.length > 0 && fresh.length === 0) return
      for (const ts of fresh) seen.set(`${team}/${channel}/${ts}`, true)
      const conversation = conversationAt(placeOf(team, channel, thread_ts))
      const person = yield* people.find(team, user)
      const replyTo = `stop-${id}`
      // Whoever stops sees that it stops.
      yield* replies.open({ handle: replyTo, team, channel, user, thread: thread_ts, silent: true })
      const targets = new Set(fresh.flatMap((ts) => stopTarget(team, channel, ts) ?? []))
      const common = { conversation, person, replyTo }
      if (targets.size === 0) {
        return yield* intake.accept(InboundEvent.cases.Commanded.make({ ...common, command: "stop", args: {} }))
      }
      for (const target of targets) {
        yield* intake.accept(InboundEvent.cases.Pressed.make({ ...common, action: "stop", target, value: {} }))
      }
    })
}
