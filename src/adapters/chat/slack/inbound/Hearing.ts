/**
 * Hands to the core what people did in a channel: said, changed, took back, reacted to. Owns which of it is for the core
 * at all, and that a message of which Slack tells twice is handed over once. Called in the channel's lane, one thing at a
 * time; returns when it is durable.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { insistently } from "../../../../core/chat/Insistence.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { threadTitle } from "../../../../core/chat/ThreadTitle.ts"
import { InboundEvent } from "../../../../core/model/InboundEvent.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import type { Recipients } from "../outbound/Recipients.ts"
import type { Tokens } from "../Tokens.ts"
import type { Incoming } from "./Incoming.ts"
import type { LiveThreads } from "./LiveThreads.ts"
import { filesOf, nameOf, withheldIn } from "./MessageFiles.ts"
import {
  isOurs,
  isPersons,
  isSaid,
  mentions,
  placeOf,
  type ReadMessage,
  readMessage,
  type Self,
  standsAt,
  threadOf
} from "./Messages.ts"
import { writtenIn } from "./MessageText.ts"
import { type Directory, namesFor } from "./Names.ts"
import { decodeMessage, type RawMessage, Ts } from "./RawMessage.ts"
import { decodeReaction, type ReactionParts, reactionEvent } from "./Reactions.ts"

/** Where Slack says that it happened. */
export interface Where {
  readonly team: string
  readonly channel: string
  /** The application that is told. */
  readonly app?: string | undefined
}

export interface Hearing {
  /** A message that Slack told of, or that was fetched. */
  readonly said: (where: Where, data: unknown) => Effect.Effect<void>
  readonly changed: (where: Where, data: unknown) => Effect.Effect<void>
  readonly deleted: (where: Where, data: unknown) => Effect.Effect<void>
  readonly reacted: (where: Where, data: unknown) => Effect.Effect<void>
}

export interface HearingParts extends Omit<ReactionParts, "people" | "known"> {
  readonly tokens: Pick<Tokens, "account">
  readonly directory: Directory
  readonly incoming: Incoming
  readonly recipients: Pick<Recipients, "note">
  readonly threads: Pick<LiveThreads, "note">
  readonly intake: Intake
}

type Persons = RawMessage & { readonly user: string }

interface Heard {
  /** It was said to us, as far as was known then. */
  readonly addressed: boolean
  /** In which it stands. */
  readonly thread: string | undefined
}

const mostRemembered = 10_000

const keyOf = ({ channel, team }: Where, ts: string): string => `${team}/${channel}/${ts}`

const Changed = Schema.Struct({
  message: Schema.Unknown,
  previous_message: Schema.optionalKey(Schema.Unknown)
})
const Deleted = Schema.Struct({ deleted_ts: Ts, previous_message: Schema.optionalKey(Schema.Unknown) })

const decode = {
  changed: Schema.decodeUnknownOption(Changed),
  deleted: Schema.decodeUnknownOption(Deleted)
}

const read = (data: unknown): RawMessage | undefined => Exit.getSuccess(decodeMessage(data)).pipe(Option.getOrUndefined)

export const makeHearing = (parts: HearingParts): Hearing => {
  const { api, directory, incoming, intake, recipients, stopTarget, threads, tokens } = parts
  const { people } = directory
  const heard = makeRecent<string, Heard>(mostRemembered)

  const selfIn = ({ app, team }: Where): Effect.Effect<Self, PlatformError> =>
    Effect.map(insistently(tokens.account(team)), ({ bot, user }) => ({ user, bot, app }))

  /** A place that is closed to the bot, or gone, is none in which somebody waits for it. */
  const quietly = (what: string, effect: Effect.Effect<void, PlatformError>): Effect.Effect<void> =>
    Effect.catch(effect, (error) =>
      error.reason._tag === "Gone" || error.reason._tag === "Forbidden"
        ? Effect.logDebug(`${what} was not handed over`, error)
        : Effect.logError(`${what} could not be handed over`, error)
    )

  const readWith = (where: Where, message: Persons, self: Self): Effect.Effect<ReadMessage> =>
    Effect.gen(function* () {
      const { channel, team } = where
      const names = yield* namesFor(team, writtenIn(message), directory)
      const person = yield* people.find(team, message.user)
      const agents = yield* intake.agents
      return readMessage(message, placeOf(team, channel, threadOf(message)), { self, agents, names, person })
    })

  const note = ({ team }: Where, message: Persons, { said, words }: ReadMessage): void => {
    recipients.note(said.conversation.id, {
      user: message.user,
      team: message.user_team ?? message.source_team ?? message.team ?? team,
      title: threadTitle(words, filesOf(message).map(nameOf))
    })
  }

  const handOver = (where: Where, message: Persons, self: Self) =>
    Effect.gen(function* () {
      const key = keyOf(where, message.ts)
      const addressed = mentions(message.text ?? "", self.user)
      const before = heard.get(key)
      // Slack tells of a message and, if it mentions us, of the mention: also of one that was put in later.
      if (before !== undefined && (before.addressed || !addressed)) return
      const found = yield* readWith(where, message, self)
      const { said } = found
      note(where, message, found)
      if (said.addressed || said.named.length > 0) yield* threads.note(said.conversation.id)
      const files = filesOf(message).filter((file) => withheldIn(file) === undefined)
      yield* files.length === 0 ? intake.accept(said) : intake.accept(said, incoming.store(where, message.ts, files))
      heard.set(key, { addressed, thread: threadOf(message) })
    })

  const remove = (where: Where, previous: RawMessage, self: Self, ts: string): Effect.Effect<void> =>
    isPersons(previous, self)
      ? intake.accept(
          InboundEvent.cases.Deleted.make(standsAt(placeOf(where.team, where.channel, threadOf(previous)), ts))
        )
      : Effect.void

  return {
    said: (where, data) =>
      quietly(
        "a message",
        Effect.gen(function* () {
          const message = decodeMessage(data)
          if (Exit.isFailure(message))
            return yield* Effect.logError("a message has a form that is not known", message.cause)
          const self = yield* selfIn(where)
          const thread = threadOf(message.value)
          if (isOurs(message.value, self) && thread !== undefined) {
            const { conversation } = standsAt(placeOf(where.team, where.channel, thread), message.value.ts)
            return yield* threads.note(conversation.id)
          }
          if (isSaid(message.value, self)) yield* handOver(where, message.value, self)
        })
      ),
    changed: (where, data) =>
      quietly(
        "a change",
        Effect.gen(function* () {
          const change = Option.getOrUndefined(decode.changed(data))
          const message = read(change?.message)
          const previous = read(change?.previous_message)
          if (message === undefined) return yield* Effect.logWarning("a change has a form that is not known")
          const self = yield* selfIn(where)
          // What replies hang on is not taken away but emptied.
          if (message.subtype === "tombstone") {
            return previous === undefined ? undefined : yield* remove(where, previous, self, previous.ts)
          }
          // Otherwise only what Slack adds has changed: a preview of a link, say.
          if (!isPersons(message, self) || message.edited == null || message.text === previous?.text) return
          if ((message.edited.user ?? message.user) !== message.user) return
          const found = yield* readWith(where, message, self)
          note(where, message, found)
          yield* intake.accept(found.edited)
        })
      ),
    deleted: (where, data) =>
      quietly(
        "a deletion",
        Effect.gen(function* () {
          const deleted = Option.getOrUndefined(decode.deleted(data))
          const previous = read(deleted?.previous_message)
          if (deleted === undefined) return yield* Effect.logWarning("a deletion has a form that is not known")
          if (previous !== undefined) yield* remove(where, previous, yield* selfIn(where), deleted.deleted_ts)
        })
      ),
    reacted: (where, data) =>
      quietly(
        "a reaction",
        Effect.gen(function* () {
          const reaction = Option.getOrUndefined(decodeReaction(data))
          if (reaction === undefined) return
          const self = yield* selfIn(where)
          const known = heard.get(keyOf(where, reaction.item.ts))
          const event = yield* reactionEvent({ api, people, stopTarget, known }, reaction, where.team, self)
          if (Option.isSome(event)) yield* intake.accept(event.value)
        })
      )
  }
}
