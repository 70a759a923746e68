/**
 * Fetches what was said while nobody listened: at the start, and whenever no connection was left. Owns what is missing
 * since when, and that it is handed over through the channels' lanes, before what is said there live.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import type { Cursor, Cursors, Held } from "../../../../core/chat/Cursor.ts"
import type { InboundLanes } from "../../../../core/chat/InboundLanes.ts"
import { insistently } from "../../../../core/chat/Insistence.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Tokens } from "../Tokens.ts"
import type { Api } from "../web/Api.ts"
import type { Where } from "./Hearing.ts"
import type { LiveThread, LiveThreads } from "./LiveThreads.ts"
import { readMissed } from "./Missed.ts"
import { isDirect } from "./Places.ts"
import { millisOf, positionAt } from "./Positions.ts"
import { makeReadPace, type ReadPace } from "./ReadPace.ts"

export interface CatchUp {
  /** Nothing arrives from now on. Called at once, before anything else is told. */
  readonly lost: () => void
  /** Events arrive again. */
  readonly back: Effect.Effect<void>
  /** Puts something that was told live into its lane, behind what was missed there. */
  readonly enter: (where: Where, cursor: Cursor, job: Effect.Effect<void>) => Effect.Effect<void>
}

const day = 24 * 60 * 60 * 1000
/** Messages that were made at the same moment are not always told in their order. */
const disorder = 10_000_000n
/** What is told live waits so long for the list of channels. */
const listedWithin = "10 seconds"
const mostChannels = 1000
const page = 200
const kinds = ["public_channel", "private_channel", "mpim", "im"]
const readPace = { atOnce: 20, everyMillis: 1500 }

const Channels = Schema.Struct({
  channels: Schema.Array(Schema.Struct({ id: Schema.String })),
  response_metadata: Schema.optionalKey(
    Schema.NullOr(Schema.Struct({ next_cursor: Schema.optionalKey(Schema.NullOr(Schema.String)) }))
  )
})

export const laneOf = ({ channel, team }: Where): string => `${team}/${channel}`

const later = (left: bigint, right: bigint): bigint => (left > right ? left : right)

export const makeCatchUp = (parts: {
  readonly api: Pick<Api, "ask">
  readonly tokens: Pick<Tokens, "teams">
  readonly cursors: Cursors
  readonly lanes: InboundLanes
  readonly threads: Pick<LiveThreads, "all">
  readonly hear: (where: Where, message: unknown) => Effect.Effect<void>
}): Effect.Effect<CatchUp, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { api, cursors, hear, lanes, threads, tokens } = parts
    const scope = yield* Effect.scope
    const begun = new Map<string, Cursor>()
    /** Workspaces of which nothing is told, each with what was told last. */
    const away = new Map<string, { readonly after: bigint; readonly held: Held }>()
    /** Workspaces of which it is not known yet where something may be missing, each with what was told live. */
    const listing = new Map<string, Array<Effect.Effect<void>>>()
    const unread = new Set<string>()
    const paces = new Map<string, ReadPace>()

    const paceOf = (team: string): Effect.Effect<ReadPace> =>
      Effect.gen(function* () {
        const pace = paces.get(team) ?? (yield* Effect.provideService(makeReadPace(readPace), Scope.Scope, scope))
        paces.set(team, pace)
        return pace
      })

    const listed = (team: string, types: string): Effect.Effect<ReadonlyArray<string>, PlatformError> =>
      Effect.gen(function* () {
        const found: Array<string> = []
        for (let cursor = ""; ; ) {
          const args = { types, exclude_archived: true, limit: page, ...(cursor === "" ? {} : { cursor }) }
          const answer = yield* insistently(api.ask(Channels, { team, method: "users.conversations", args }))
          found.push(...answer.channels.map(({ id }) => id))
          cursor = answer.response_metadata?.next_cursor ?? ""
          if (cursor === "") return found
          if (found.length >= mostChannels) {
            yield* Effect.logWarning(
              `the bot is in more than ${mostChannels} channels: the others are not caught up on`
            )
            return found
          }
        }
      })

    /** A bot that may not see one kind of channels sees the others. */
    const channelsOf = (team: string): Effect.Effect<ReadonlyArray<string>, PlatformError> =>
      Effect.catchIf(
        listed(team, kinds.join(",")),
        ({ reason }) => reason._tag === "Forbidden",
        (error) =>
          Effect.andThen(
            Effect.logWarning("not all channels can be caught up on", error),
            Effect.map(
              Effect.forEach(kinds, (kind) => Effect.orElseSucceed(listed(team, kind), () => [])),
              (found) => found.flat()
            )
          )
      )

    const read = (where: Where, after: bigint, using: ReadonlyArray<LiveThread>, cursor: Cursor) =>
      Effect.gen(function* () {
        const { channel, team } = where
        const lane = laneOf(where)
        const { turn } = yield* paceOf(team)
        const oldest = positionAt((yield* Clock.currentTimeMillis) - day)
        const missed = yield* readMissed(
          { api, turn: turn(lane) },
          { team, channel, after: later(after, oldest), threads: using.map(({ thread }) => thread) }
        )
        unread.delete(lane)
        if (missed.cut) yield* Effect.logWarning(`more was missed in channel ${channel} than is caught up on`)
        for (const message of missed.messages) yield* hear(where, message)
        cursor.reach(missed.newest)
      })

    /** What was said before is held until then, so that an end in between forgets nothing. */
    const enterMissed = (where: Where, after: bigint, using: ReadonlyArray<LiveThread>, cursor: Cursor) =>
      Effect.suspend(() => {
        const held = cursor.hold(after)
        unread.add(laneOf(where))
        const job = read(where, after, using, cursor).pipe(
          Effect.catch((error) =>
            error.reason._tag === "Forbidden" || error.reason._tag === "Gone"
              ? Effect.logDebug(`what was missed in channel ${where.channel} cannot be read`, error)
              : Effect.logError(`what was missed in channel ${where.channel} could not be read`, error)
          ),
          Effect.andThen(
            Effect.sync(() => {
              unread.delete(laneOf(where))
              cursor.end(held)
            })
          )
        )
        return lanes.enter(laneOf(where), job)
      })

    /** Where we are talked to comes first. */
    const inTurn = (channels: ReadonlyArray<string>, using: ReadonlyArray<LiveThread>): ReadonlyArray<string> => {
      const inUse = new Set(using.map(({ channel }) => channel))
      const here = new Set(channels)
      const rest = channels.filter((channel) => !inUse.has(channel))
      return [
        ...[...inUse].filter((channel) => here.has(channel)),
        ...rest.filter(isDirect),
        ...rest.filter((channel) => !isDirect(channel))
      ]
    }

    const catchUp = (team: string, after: bigint, cursor: Cursor): Effect.Effect<void> =>
      Effect.gen(function* () {
        const silent = (yield* Clock.currentTimeMillis) - millisOf(after)
        if (silent > day + millisOf(disorder)) {
          yield* Effect.logWarning("away for more than a day: what was said before the last 24 hours is left out")
        }
        const using = yield* threads.all(team)
        for (const channel of inTurn(yield* channelsOf(team), using)) {
          const here = using.filter((thread) => thread.channel === channel)
          yield* enterMissed({ team, channel }, after, here, cursor)
        }
      }).pipe(
        Effect.catch((error) => Effect.logError("it is not known where something was missed", error)),
        Effect.catchDefect((defect) => Effect.logError("catching up broke", defect))
      )

    const release = (team: string, waiting: Array<Effect.Effect<void>>): Effect.Effect<void> =>
      Effect.gen(function* () {
        for (let enter = waiting.shift(); enter !== undefined; enter = waiting.shift()) yield* enter
        if (listing.get(team) === waiting) listing.delete(team)
      })

    const begin = (team: string): Effect.Effect<void> =>
      Effect.gen(function* () {
        const known = begun.get(team)
        const cursor = known ?? (yield* cursors.find(team))
        begun.set(team, cursor)
        const gap = away.get(team)
        away.delete(team)
        const after = known === undefined ? cursor.start : (gap?.after ?? cursor.told(0)) - disorder
        const held = cursor.hold(after)
        if (gap !== undefined) cursor.end(gap.held)
        // Nobody expects answers to what was said before the first start.
        if (known === undefined && cursor.first) return cursor.end(held)
        const waiting = listing.get(team) ?? []
        listing.set(team, waiting)
        yield* Effect.forkIn(Effect.andThen(Effect.sleep(listedWithin), release(team, waiting)), scope)
        yield* catchUp(team, after, cursor).pipe(
          Effect.andThen(Effect.sync(() => cursor.end(held))),
          Effect.ensuring(release(team, waiting)),
          Effect.forkIn(scope, { startImmediately: true })
        )
      })

    return {
      lost: () => {
        for (const [team, cursor] of begun) {
          if (away.has(team)) continue
          const after = cursor.told(0)
          away.set(team, { after, held: cursor.hold(after) })
        }
      },
      back: tokens.teams.pipe(
        Effect.flatMap((teams) => Effect.forEach(teams, begin, { discard: true })),
        Effect.catch((error) => Effect.logError("it is not known in which workspaces something was missed", error))
      ),
      enter: (where, cursor, job) =>
        Effect.suspend(() => {
          const lane = laneOf(where)
          // A workspace that has installed the app since.
          if (!begun.has(where.team)) begun.set(where.team, cursor)
          if (unread.has(lane)) paces.get(where.team)?.hurry(lane)
          const waiting = listing.get(where.team)
          if (waiting === undefined) return lanes.enter(lane, job)
          return Effect.sync(() => void waiting.push(lanes.enter(lane, job)))
        })
    }
  })
