/**
 * "Ask agent about this" on a message: what the agent is told of that message. Owns the short memory of the messages that
 * people opened the menu on: Slack hands them over with it, also where the bot could not read them again.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { tameName } from "../../../../core/chat/Cut.ts"
import { patiently } from "../../../../core/chat/Patience.ts"
import type { AskedMessage } from "../../../../core/chat/QuestionAbout.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { Gone, type PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { filesOf, nameOf } from "../inbound/MessageFiles.ts"
import { messageText, writtenIn } from "../inbound/MessageText.ts"
import type { People } from "../inbound/People.ts"
import { decodeMessage, type RawMessage } from "../inbound/RawMessage.ts"
import type { Api } from "../web/Api.ts"
import { faultOf } from "../web/Faults.ts"
import type { Reading } from "./Reading.ts"

export interface MessageAt {
  readonly team: string
  readonly channel: string
  readonly ts: string
  /** The thread in which it stands; absent for one in the channel itself. */
  readonly thread?: string
}

export interface AskedAbout {
  /** The menu was opened on this message, as Slack sent it. */
  readonly remember: (at: MessageAt, message: unknown) => void
  readonly find: (at: MessageAt) => Effect.Effect<AskedMessage, PlatformError>
}

const mostRemembered = 500

/** An app's message names its writer otherwise than a person's. */
const Writer = Schema.Struct({
  username: Schema.optionalKey(Schema.String),
  bot_profile: Schema.optionalKey(Schema.Struct({ name: Schema.optionalKey(Schema.String) }))
})
const decodeWriter = Schema.decodeUnknownOption(Writer)
const Messages = Schema.Struct({ messages: Schema.Array(Schema.Unknown) })

export const makeAskedAbout = (parts: {
  readonly api: Api
  readonly people: Pick<People, "find">
  readonly reading: Reading
}): AskedAbout => {
  const { api, people, reading } = parts
  const opened = makeRecent<string, unknown>(mostRemembered)
  const keyOf = ({ channel, team, ts }: MessageAt) => `${team}-${channel}-${ts}`

  const fetched = ({ channel, team, thread, ts }: MessageAt) => {
    const around = { channel, oldest: ts, latest: ts, inclusive: true, limit: 5 }
    return patiently(
      api.ask(
        Messages,
        thread === undefined
          ? { team, method: "conversations.history", args: around }
          : { team, method: "conversations.replies", args: { ...around, ts: thread } }
      )
    ).pipe(Effect.map(({ messages }) => messages))
  }

  const writerOf = (team: string, raw: unknown, message: RawMessage) => {
    const { bot_profile, username } = Option.getOrElse(decodeWriter(raw), (): typeof Writer.Type => ({}))
    const called = username ?? (message.bot_id == null ? undefined : bot_profile?.name)
    if (called !== undefined) return Effect.succeed(tameName(called))
    return message.user == null
      ? Effect.succeed("somebody")
      : Effect.map(people.find(team, message.user), ({ name }) => tameName(name))
  }

  return {
    remember: (at, message) => opened.set(keyOf(at), message),
    find: Effect.fn("AskedAbout.find")(function* (at) {
      const known = opened.get(keyOf(at))
      for (const raw of known === undefined ? yield* fetched(at) : [known]) {
        const decoded = decodeMessage(raw)
        if (Exit.isFailure(decoded) || decoded.value.ts !== at.ts) continue
        const message = decoded.value
        const names = yield* reading.names(at.team, writtenIn(message))
        return {
          writer: yield* writerOf(at.team, raw, message),
          text: messageText(message, message.text ?? "", names),
          files: filesOf(message).map((file) => tameName(nameOf(file)))
        }
      }
      return yield* faultOf(new Gone({ what: "the message" }))
    })
  }
}
