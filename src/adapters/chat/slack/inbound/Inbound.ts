/**
 * Everything that Slack tells, on its way to the core. Owns what is told apart from what, that an event is acknowledged
 * when it is durable, and that nothing waits for what it need not wait for: messages of one channel for each other,
 * commands and buttons for nothing. The library calls back; one fiber takes what it left.
 */
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { keptCursors } from "../../../../core/chat/Cursor.ts"
import { makeInboundLanes } from "../../../../core/chat/InboundLanes.ts"
import { makeReceiving, type Receiving } from "../../../../core/chat/Receiving.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import type { PlatformServices } from "../../../../core/ports/Manifest.ts"
import type { Credentials } from "../Credentials.ts"
import type { Replies } from "../interactions/Replies.ts"
import type { Recipients } from "../outbound/Recipients.ts"
import type { InstallPages } from "../receive/HttpEvents.ts"
import type { Acknowledge, ConnectionHealth, Received } from "../receive/Received.ts"
import { openReception } from "../receive/Reception.ts"
import type { SocketLimits } from "../receive/TwinSockets.ts"
import type { SlackConfig } from "../SlackConfig.ts"
import type { Tokens } from "../Tokens.ts"
import type { Api } from "../web/Api.ts"
import { makeCatchUp } from "./CatchUp.ts"
import { makeDeadlines } from "./Deadlines.ts"
import { type Envelope, envelopeOf, inTheirOrder, type Opened } from "./Envelope.ts"
import { makeHearing, type Where } from "./Hearing.ts"
import { makeIncoming } from "./Incoming.ts"
import { keptThreads } from "./LiveThreads.ts"
import { makePeople, type People } from "./People.ts"
import { makePlaces, type Places } from "./Places.ts"
import { positionAt, positionOf } from "./Positions.ts"
import { makeStops } from "./Stops.ts"
import { makeUserGroups } from "./UserGroups.ts"

/** What somebody who answers interactions is given, anew whenever listening begins. */
export interface Listening {
  readonly intake: Intake
  readonly places: Places
  readonly people: People
}

export interface InboundLimits extends SocketLimits {
  /** When an event is acknowledged at the latest, in milliseconds. */
  readonly acknowledgedWithin: number
}

export const usualLimits: InboundLimits = { deafFor: 60_000, pongMillis: 5_000, acknowledgedWithin: 2_400 }

export interface InboundParts {
  readonly api: Api
  readonly tokens: Tokens & {
    /** The app was taken out of a workspace. */
    readonly forget: (team: string) => Effect.Effect<void, PlatformError>
  }
  readonly credentials: Credentials
  readonly config: Pick<SlackConfig, "listen">
  /** With OAuth: the pages on which workspaces install the app. */
  readonly installer: InstallPages | undefined
  readonly recipients: Pick<Recipients, "note">
  readonly replies: Pick<Replies, "open">
  /** Under which the inbox is. */
  readonly directory: string
  /** The turn whose live message this is. */
  readonly stopTarget: (team: string, channel: string, ts: string) => string | undefined
  readonly interactions: (
    listening: Listening
  ) => Effect.Effect<
    { readonly handle: (raw: unknown, acknowledge: Acknowledge) => Effect.Effect<void> },
    PlatformError,
    Scope.Scope
  >
  readonly limits?: InboundLimits
}

export type Inbound = Receiving<ConnectionHealth>

const mostRemembered = 10_000

type Arrived = Received | "up"

const decodeRevoked = Schema.decodeUnknownOption(
  Schema.Struct({ tokens: Schema.Struct({ bot: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.String))) }) })
)

/** Those of people alone are none of ours. */
const revokesBot = (data: unknown): boolean =>
  Option.exists(decodeRevoked(data), ({ tokens }) => (tokens.bot ?? []).length > 0)

const listening = (
  parts: InboundParts,
  intake: Intake,
  opened: (health: () => ReadonlyArray<ConnectionHealth>) => void
) =>
  Effect.gen(function* () {
    const { api, credentials, replies, stopTarget, tokens } = parts
    const limits = parts.limits ?? usualLimits
    // A token that Slack does not take is said at once.
    yield* tokens.teams
    // First, so that they are written last.
    const cursors = yield* keptCursors({ namespace: "slack-cursor", positionAt })
    const arrived = yield* Queue.unbounded<Arrived>()
    const lanes = yield* makeInboundLanes
    const deadlines = yield* makeDeadlines(limits.acknowledgedWithin)
    const threads = yield* keptThreads
    const fibers = yield* FiberSet.make<void>()
    const handled = makeRecent<string, true>(mostRemembered)

    const groups = makeUserGroups(api)
    const people = makePeople({ api, groups })
    const places = makePlaces(api)
    const interactions = yield* parts.interactions({ intake, places, people })
    const stops = makeStops({ intake, people, replies, stopTarget })
    const hearing = makeHearing({
      api,
      tokens,
      directory: { people, places, groups },
      incoming: yield* makeIncoming({ ...parts, apiUrl: credentials.apiUrl }),
      recipients: parts.recipients,
      threads,
      intake,
      stopTarget
    })
    const catchUp = yield* makeCatchUp({ api, tokens, cursors, lanes, threads, hear: hearing.said })

    const reception = yield* openReception({
      credentials,
      config: parts.config,
      tokens,
      installer: parts.installer,
      limits,
      onReceived: (received) => void Queue.offerUnsafe(arrived, received),
      onUp: () => void Queue.offerUnsafe(arrived, "up"),
      onDown: catchUp.lost
    })
    opened(reception.health)

    const safely = (what: string, job: Effect.Effect<void>): Effect.Effect<void> =>
      job.pipe(
        Effect.tapCause((cause) => Effect.logError(`${what} broke`, cause)),
        Effect.exit,
        Effect.asVoid
      )

    const atOnce = (what: string, job: Effect.Effect<void>): Effect.Effect<void> =>
      safely(what, job).pipe(FiberSet.run(fibers, { startImmediately: true }), Effect.asVoid)

    /** One thing after the other in its channel; acknowledged when it is durable, or its time is over. */
    const inLane = (envelope: Envelope, acknowledge: Effect.Effect<void>, job: (where: Where) => Effect.Effect<void>) =>
      Effect.gen(function* () {
        const { app, channel, id, team, ts, type } = envelope
        if (channel === undefined) {
          yield* Effect.logWarning(`${type} happened, and slack does not say where`)
          return yield* acknowledge
        }
        const where = { team, channel, app }
        const cursor = yield* cursors.find(team)
        const held = ts === undefined ? undefined : cursor.begin(positionOf(ts), 0)
        const { done } = yield* deadlines.begin(acknowledge)
        yield* catchUp.enter(
          where,
          cursor,
          Effect.suspend(() => (id !== "" && handled.has(id) ? Effect.void : job(where))).pipe(
            Effect.andThen(Effect.sync(() => handled.set(id, true))),
            (once) => safely(type, once),
            Effect.andThen(
              Effect.suspend(() => {
                if (held !== undefined) cursor.end(held)
                return done
              })
            )
          )
        )
      })

    /** Waits for nothing else that happened; acknowledged as everything is. */
    const apart = (type: string, acknowledge: Effect.Effect<void>, job: Effect.Effect<void>): Effect.Effect<void> =>
      Effect.flatMap(deadlines.begin(acknowledge), ({ done }) => atOnce(type, Effect.andThen(safely(type, job), done)))

    /** Whoever the workspace was sees to it that it is not asked for again. */
    const removed = (team: string): Effect.Effect<void> =>
      tokens
        .forget(team)
        .pipe(
          Effect.andThen(
            Effect.logWarning(`the app was taken out of workspace ${team}, or its token was revoked there`)
          ),
          Effect.ignore({ log: "Error" })
        )

    const happened = (envelope: Envelope, { acknowledge, body }: Received): Effect.Effect<void> => {
      const { data, id, subtype, team, type } = envelope
      switch (type) {
        case "message":
          return inLane(envelope, acknowledge(), (where) =>
            subtype === "message_changed"
              ? hearing.changed(where, data)
              : subtype === "message_deleted"
                ? hearing.deleted(where, data)
                : hearing.said(where, data)
          )
        case "app_mention":
          return inLane(envelope, acknowledge(), (where) => hearing.said(where, data))
        case "reaction_added":
          return inLane(envelope, acknowledge(), (where) => hearing.reacted(where, data))
        case "agent_session_stopped":
        case "message_stream_stopped":
          return apart(type, acknowledge(), stops(team, id, data))
        case "app_home_opened":
          return atOnce(type, interactions.handle(body, acknowledge))
        case "app_uninstalled":
          return apart(type, acknowledge(), removed(team))
        case "tokens_revoked":
          return apart(type, acknowledge(), revokesBot(data) ? removed(team) : Effect.void)
        default:
          return acknowledge()
      }
    }

    const take = ({ envelope, received }: Opened): Effect.Effect<void> => {
      const { acknowledge, body, event } = received
      if (!event) return atOnce("a command or a button", interactions.handle(body, acknowledge))
      if (envelope !== undefined) return happened(envelope, received)
      return Effect.andThen(Effect.logWarning("an event has a form that is not known"), acknowledge())
    }

    /** What arrived at the same moment is put into its order; nothing is waited for. */
    const takeAll = Effect.gen(function* () {
      const first = yield* Queue.take(arrived)
      yield* Effect.yieldNow
      const batch = [first, ...(yield* Queue.clear(arrived))]
      let together: Array<Opened> = []
      const flush = Effect.suspend(() => {
        const some = inTheirOrder(together)
        together = []
        return Effect.forEach(some, (one) => safely("something that arrived", take(one)), { discard: true })
      })
      for (const one of batch) {
        if (typeof one !== "string") {
          together.push({ received: one, envelope: one.event ? envelopeOf(one.body) : undefined })
          continue
        }
        yield* flush
        yield* catchUp.back
      }
      yield* flush
    })

    yield* Effect.forkScoped(Effect.forever(takeAll), { startImmediately: true })
    return yield* reception.run
  })

export const makeInbound = (parts: InboundParts): Effect.Effect<Inbound, never, PlatformServices> =>
  makeReceiving((intake, opened) => listening(parts, intake, opened))
