/**
 * Hands to the core what people did in a channel: said, changed, took back, reacted to. Owns which of it is for the core
 * at all, and that a message which is told of twice is handed over once. Called in the channel's lane, one thing at a
 * time; returns when it is durable.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Inbox } from "../../../../core/chat/Inbox.ts"
import { insistently } from "../../../../core/chat/Insistence.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { threadTitle } from "../../../../core/chat/ThreadTitle.ts"
import { InboundEvent } from "../../../../core/model/InboundEvent.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import type { Account } from "../Account.ts"
import type { GatewayCache } from "../gateway/GatewayCache.ts"
import type { Threads } from "../outbound/Threads.ts"
import { conversationOf, type Place, refIn } from "../Place.ts"
import type { Api } from "../rest/Api.ts"
import type { ContentHint } from "./ContentHint.ts"
import type { Directs } from "./Directs.ts"
import type { Members } from "./Members.ts"
import { filesOf } from "./MessageFiles.ts"
import { attachmentsOf, isFromPerson, type ReadMessage, readMessage } from "./Messages.ts"
import type { KnownPlaces } from "./Places.ts"
import { decodeMessage, type RawMessage, Snowflake } from "./RawMessage.ts"
import { decodeReaction, reactionEvent } from "./Reactions.ts"

export interface Hearing {
  /** A message that Discord told of now. */
  readonly said: (data: unknown) => Effect.Effect<void>
  /** A message that was fetched: Discord leaves out what its writer may do. */
  readonly missed: (data: unknown) => Effect.Effect<void>
  readonly edited: (data: unknown) => Effect.Effect<void>
  readonly deleted: (data: unknown) => Effect.Effect<void>
  readonly reacted: (data: unknown) => Effect.Effect<void>
}

export interface HearingParts {
  readonly api: Api
  readonly self: Account
  readonly cache: GatewayCache
  readonly places: KnownPlaces
  readonly members: Members
  readonly directs: Directs
  readonly inbox: Inbox
  readonly hint: ContentHint
  readonly threads: Pick<Threads, "expect" | "retitle">
  readonly intake: Intake
}

const mostRemembered = 5000

const Standing = Schema.Struct({ channel_id: Snowflake, guild_id: Schema.optionalKey(Schema.NullOr(Snowflake)) })
type Standing = typeof Standing.Type

const decodeDeleted = Schema.decodeUnknownOption(
  Standing.pipe(
    Schema.fieldsAssign({
      id: Schema.optionalKey(Snowflake),
      /** Many at once. */
      ids: Schema.optionalKey(Schema.Array(Snowflake))
    })
  )
)

const titleOf = (message: RawMessage, words: string): string =>
  threadTitle(
    words,
    attachmentsOf(message).map(({ filename }) => filename)
  )

export const makeHearing = (parts: HearingParts): Hearing => {
  const { api, cache, directs, hint, inbox, intake, members, places, self, threads } = parts
  const heard = makeRecent<string, true>(mostRemembered)

  /** Live events of direct messages name no server; fetched ones never do. */
  const placeOf = (standing: Standing, live: boolean): Effect.Effect<Place, PlatformError> =>
    live && (standing.guild_id ?? undefined) === undefined
      ? Effect.sync(() => places.direct(standing.channel_id))
      : insistently(places.find(standing.channel_id))

  const read = (message: RawMessage, place: Place): Effect.Effect<ReadMessage> =>
    Effect.map(intake.agents, (agents) => readMessage(message, place, { ...cache, self, agents }))

  /** A place that is closed to the bot, or gone, is none in which somebody waits for it. */
  const quietly = (what: string, effect: Effect.Effect<void, PlatformError>): Effect.Effect<void> =>
    Effect.catch(effect, (error) =>
      error.reason._tag === "Gone" || error.reason._tag === "Forbidden"
        ? Effect.logDebug(`${what} was not handed over`, error)
        : Effect.logError(`${what} could not be handed over`, error)
    )

  const decoded = (data: unknown, then: (message: RawMessage) => Effect.Effect<void, PlatformError>) => {
    const message = decodeMessage(data)
    if (Exit.isFailure(message)) return Effect.logError("a message has a form that is not known", message.cause)
    return isFromPerson(message.value, self) ? quietly("a message", then(message.value)) : Effect.void
  }

  const handOver = (message: RawMessage, place: Place) =>
    Effect.gen(function* () {
      const { said, withheld, words } = yield* read(message, place)
      if (withheld) return yield* place.own ? hint.tell(message.channel_id) : Effect.void
      const files = attachmentsOf(message)
      if (place.opensThreads) threads.expect(said.conversation.id, titleOf(message, words))
      if (place.kind === "direct") yield* directs.note(message.channel_id)
      yield* files.length === 0 ? intake.accept(said) : intake.accept(said, inbox.store(filesOf(message)))
      heard.set(message.id, true)
    })

  return {
    said: (data) =>
      decoded(data, (message) =>
        heard.has(message.id)
          ? Effect.void
          : Effect.flatMap(placeOf(message, true), (place) => handOver(message, place))
      ),
    missed: (data) =>
      decoded(data, (message) =>
        Effect.gen(function* () {
          if (heard.has(message.id)) return
          const place = yield* placeOf(message, false)
          const member = place.guild === undefined ? undefined : yield* members.find(place.guild, message.author.id)
          yield* handOver(member === undefined ? message : { ...message, member }, place)
        })
      ),
    edited: (data) =>
      decoded(data, (message) =>
        Effect.gen(function* () {
          // Otherwise only what Discord adds has changed: a preview of a link, say.
          if ((message.edited_timestamp ?? undefined) === undefined) return
          const place = yield* placeOf(message, true)
          const { edited, withheld, words } = yield* read(message, place)
          if (withheld) return
          yield* intake.accept(edited)
          if (place.opensThreads) yield* threads.retitle(edited.conversation.id, titleOf(message, words))
        })
      ),
    deleted: (data) =>
      Option.match(decodeDeleted(data), {
        onNone: () => Effect.logWarning("a deletion has a form that is not known"),
        onSome: (deleted) =>
          quietly(
            "a deletion",
            Effect.flatMap(placeOf(deleted, true), (place) =>
              Effect.forEach(
                deleted.ids ?? (deleted.id === undefined ? [] : [deleted.id]),
                (id) =>
                  intake.accept(
                    InboundEvent.cases.Deleted.make({ ref: refIn(place, id), conversation: conversationOf(place, id) })
                  ),
                { discard: true }
              )
            )
          )
      }),
    reacted: (data) =>
      Option.match(decodeReaction(data), {
        onNone: () => Effect.logWarning("a reaction has a form that is not known"),
        onSome: (reaction) =>
          reaction.user_id === self.user
            ? Effect.void
            : quietly(
                "a reaction",
                Effect.gen(function* () {
                  const place = yield* placeOf(reaction, true)
                  const event = yield* reactionEvent(api, self, reaction, place)
                  if (Option.isSome(event)) yield* intake.accept(event.value)
                })
              )
      })
  }
}
