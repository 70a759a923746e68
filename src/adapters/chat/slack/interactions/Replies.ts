/**
 * The ways back to people who used a command or pressed something: what is answered there they alone see. Owns the
 * addresses for answers, which never leave it, and which way is good now. In memory alone: after a restart the caller
 * posts an ordinary message instead.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { MessagePayload } from "../format/Body.ts"
import type { Api } from "../web/Api.ts"
import { replyParts } from "./ReplyParts.ts"
import { makeResponseUrls } from "./ResponseUrls.ts"

export interface OpenReply {
  /** Unique to what the person did. */
  readonly handle: string
  readonly team: string
  readonly channel: string
  readonly user: string
  readonly responseUrl?: Redacted.Redacted<string>
  /** The thread in which it was done. */
  readonly thread?: string
  /** A message that everybody sees stands for the answer: only failures are told. */
  readonly silent?: boolean
  /** Undoes what everybody saw of something that then failed. */
  readonly takeBack?: Effect.Effect<void, PlatformError>
}

export interface Replies {
  /** Call it before the core hears of it: the time of the address runs. */
  readonly open: (reply: OpenReply) => Effect.Effect<void>
  /**
   * False when the handle is unknown, or no way leads to the person: the caller then posts an ordinary message. After a
   * failure the same payload goes on where it stopped.
   */
  readonly answer: (handle: string, payload: MessagePayload, failed: boolean) => Effect.Effect<boolean, PlatformError>
}

const minute = 60_000
/** An address is good for 30 minutes by Slack's clock. */
const lifetime = 29.5 * minute
const mostUses = 5
const mostRemembered = 5_000

type Way = "address" | "ephemeral" | "direct"

interface Entry extends OpenReply {
  readonly at: number
  readonly turn: Semaphore.Semaphore
  uses: number
  /** Tried in this order; what does not lead there any more is taken off. */
  ways: ReadonlyArray<Way>
  takenBack: boolean
  /** An answer of several messages that did not get through as a whole. */
  unfinished?: { readonly text: string; readonly done: number }
}

const Opened = Schema.Struct({ channel: Schema.Struct({ id: Schema.NonEmptyString }) })

const leadsNowhere = ({ reason }: PlatformError): boolean => reason._tag === "Gone" || reason._tag === "Forbidden"

const replies = ({ api, apiUrl }: { readonly api: Api; readonly apiUrl: string }): Replies => {
  const urls = makeResponseUrls(apiUrl)
  const entries = makeRecent<string, Entry>(mostRemembered)

  const throughAddress = (entry: Entry, message: MessagePayload) =>
    Effect.gen(function* () {
      if (entry.responseUrl === undefined) return
      entry.uses++
      yield* urls.respond(entry.responseUrl, {
        response_type: "ephemeral",
        replace_original: false,
        ...message,
        ...(entry.thread === undefined ? {} : { thread_ts: entry.thread })
      })
    })

  const ephemeral = ({ channel, team, thread, user }: Entry, message: MessagePayload) =>
    api.tell({
      team,
      method: "chat.postEphemeral",
      args: { channel, user, ...message, ...(thread === undefined ? {} : { thread_ts: thread }) }
    })

  /** Where the bot is not, it writes to the person directly. */
  const direct = ({ team, user }: Entry, message: MessagePayload) =>
    Effect.gen(function* () {
      const { channel } = yield* api.ask(Opened, { team, method: "conversations.open", args: { users: user } })
      yield* api.tell({ team, method: "chat.postMessage", args: { channel: channel.id, ...message } })
    })

  const send: Record<Way, (entry: Entry, message: MessagePayload) => Effect.Effect<void, PlatformError>> = {
    address: throughAddress,
    ephemeral,
    direct
  }

  /** False when no way leads to the person. */
  const tell = (entry: Entry, message: MessagePayload): Effect.Effect<boolean, PlatformError> =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      if (entry.uses >= mostUses || now - entry.at > lifetime)
        entry.ways = entry.ways.filter((way) => way !== "address")
      const [way, ...others] = entry.ways
      if (way === undefined) return false
      return yield* send[way](entry, message).pipe(
        Effect.as(true),
        Effect.catchIf(leadsNowhere, () => {
          entry.ways = others
          return tell(entry, message)
        })
      )
    })

  const deliver = (entry: Entry, payload: MessagePayload, failed: boolean) =>
    Effect.gen(function* () {
      if (entry.silent === true && !failed) return true
      if (failed && entry.takeBack !== undefined && !entry.takenBack) {
        yield* Effect.catchIf(entry.takeBack, leadsNowhere, () => Effect.void)
        entry.takenBack = true
      }
      const before = entry.unfinished?.text === payload.text ? entry.unfinished.done : 0
      for (const [index, message] of replyParts(payload).entries()) {
        if (index < before) continue
        if (!(yield* tell(entry, message))) return false
        entry.unfinished = { text: payload.text, done: index + 1 }
      }
      delete entry.unfinished
      return true
    })

  return {
    open: Effect.fn("Replies.open")(function* (reply) {
      const at = yield* Clock.currentTimeMillis
      const ways: ReadonlyArray<Way> = [
        ...(reply.responseUrl === undefined ? [] : ["address" as const]),
        "ephemeral",
        "direct"
      ]
      entries.set(reply.handle, {
        ...reply,
        at,
        turn: Semaphore.makeUnsafe(1),
        uses: 0,
        ways,
        takenBack: false
      })
    }),
    answer: Effect.fn("Replies.answer")(function* (handle, payload, failed) {
      const entry = entries.get(handle)
      return entry === undefined ? false : yield* entry.turn.withPermit(deliver(entry, payload, failed))
    })
  }
}

export const makeReplies = (parts: { readonly api: Api; readonly apiUrl: string }): Effect.Effect<Replies> =>
  Effect.sync(() => replies(parts))
