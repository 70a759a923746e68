/**
 * Reads what was said in a channel since a position, threads included, oldest first. Owns how few requests that takes: a
 * channel's history tells of each thread when something was said in it last, so that only those are read in which
 * something is new; and the bounds of it.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { insistently } from "../../../../core/chat/Insistence.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Api } from "../web/Api.ts"
import { positionOf, tsOf } from "./Positions.ts"
import { Ts } from "./RawMessage.ts"

export interface MissedIn {
  readonly team: string
  readonly channel: string
  /** What was said up to here is known. */
  readonly after: bigint
  /** Threads in which somebody may go on talking to us, those used last first. */
  readonly threads: ReadonlyArray<string>
}

export interface Missed {
  /** As Slack sends messages, the oldest first. */
  readonly messages: ReadonlyArray<unknown>
  readonly newest: bigint
  /** There was more than is read. */
  readonly cut: boolean
}

/** In one channel. */
const mostMessages = 500
const page = 200
const mostPages = 5
const mostThreads = 20
/** Threads of ours of which the history does not tell, since they began long ago. */
const mostOld = 5
/** Threads in which we have had no part: somebody may have called us there. */
const mostOthers = 5

const Page = Schema.Struct({
  messages: Schema.Array(Schema.Unknown),
  response_metadata: Schema.optionalKey(
    Schema.NullOr(Schema.Struct({ next_cursor: Schema.optionalKey(Schema.NullOr(Schema.String)) }))
  )
})
const Found = Schema.Struct({
  ts: Ts,
  latest_reply: Schema.optionalKey(Schema.NullOr(Ts))
})
const decodeFound = Schema.decodeUnknownOption(Found)

interface Read {
  readonly at: bigint
  readonly ts: string
  readonly latestReply: bigint
  readonly raw: unknown
}

const readOf = (raw: unknown): ReadonlyArray<Read> =>
  Option.match(decodeFound(raw), {
    onNone: () => [],
    onSome: ({ latest_reply, ts }) => [
      { raw, ts, at: positionOf(ts), latestReply: latest_reply == null ? 0n : positionOf(latest_reply) }
    ]
  })

export interface MissedParts {
  readonly api: Pick<Api, "ask">
  /** Returns when a request may leave. */
  readonly turn: Effect.Effect<void>
}

export const readMissed = (
  { api, turn }: MissedParts,
  { after, channel, team, threads }: MissedIn
): Effect.Effect<Missed, PlatformError> =>
  Effect.gen(function* () {
    const found = new Map<string, Read>()
    /** Threads with something new, and when it was said last. */
    const changed = new Map<string, bigint>()
    const known = new Set(threads)
    const told = new Set<string>()
    let cut = false

    const ask = (method: string, args: Readonly<Record<string, unknown>>) =>
      insistently(Effect.andThen(turn, api.ask(Page, { team, method, args: { channel, limit: page, ...args } }))).pipe(
        Effect.map(({ messages, response_metadata }) => ({
          reads: messages.flatMap(readOf),
          next: response_metadata?.next_cursor ?? ""
        }))
      )

    let cursor = ""
    for (let pages = 0; pages < mostPages; pages++) {
      const { next, reads } = yield* ask("conversations.history", cursor === "" ? {} : { cursor })
      for (const one of reads) {
        told.add(one.ts)
        if (one.at > after) found.set(one.ts, one)
        if (one.latestReply > after) changed.set(one.ts, one.latestReply)
      }
      cursor = next
      const passed = reads.some(({ at }) => at <= after)
      cut ||= found.size > mostMessages
      // One page more, to learn of threads that began before.
      if (cursor === "" || cut || (passed && (pages > 0 || threads.every((thread) => told.has(thread))))) break
    }
    cut ||= cursor !== "" && ![...told].some((ts) => positionOf(ts) <= after)

    const ours = threads.filter((thread) => changed.has(thread))
    const old = threads.filter((thread) => !told.has(thread))
    const others = [...changed]
      .filter(([thread]) => !known.has(thread))
      .toSorted(([, left], [, right]) => (left > right ? -1 : 1))
      .map(([thread]) => thread)
    cut ||= ours.length > mostThreads || others.length > mostOthers
    const wanted = [...ours.slice(0, mostThreads), ...old.slice(0, mostOld), ...others.slice(0, mostOthers)]
    for (const thread of wanted) {
      const replies = yield* ask("conversations.replies", { ts: thread, oldest: tsOf(after) }).pipe(
        Effect.catchIf(
          ({ reason }) => reason._tag === "Gone",
          () => Effect.succeed({ reads: [], next: "" })
        )
      )
      cut ||= replies.next !== ""
      for (const one of replies.reads) if (one.at > after) found.set(one.ts, one)
    }

    const ordered = [...found.values()].toSorted((left, right) => (left.at < right.at ? -1 : 1))
    const kept = ordered.slice(-mostMessages)
    return {
      messages: kept.map(({ raw }) => raw),
      newest: kept.at(-1)?.at ?? after,
      cut: cut || kept.length < ordered.length
    }
  })
