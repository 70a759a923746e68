/**
 * What was said in a session and what is said now. Owns the promise that whoever has a page and watches from its end gets
 * every row once and in order, whatever becomes of the session meanwhile: rows come from the journal alone, and what is
 * heard of the session is only why it is looked at, and text ahead of its row.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { SessionId, TurnId } from "../model/Ids.ts"
import { Journal, type JournalError, type JournalRow } from "../ports/Journal.ts"
import { Sessions } from "../sessions/Sessions.ts"
import type { Watched } from "../sessions/Watched.ts"
import { Heard, type TranscriptPage, type TranscriptRow } from "./protocol/SessionRpcs.ts"
import { rowsWeight } from "./RowWeight.ts"

const rowsAtOnce = 200
/** Characters of JSON: what is longer comes in several pages. */
const mostInPage = 2_000_000
/** Text that comes faster than this is told together. */
const paceMillis = 30
const busyMillis = 250
const quietMillis = 2000
/** After this long without a sign a session counts as quiet. */
const restMillis = 5000
/** More than this waits nowhere: text that is left out comes with its rows. */
const mostHeard = 2048

type Live = Extract<Heard, { readonly _tag: "Live" }>

export interface Transcripts {
  readonly page: (
    session: SessionId,
    options: { readonly before?: number; readonly limit: number }
  ) => Effect.Effect<TranscriptPage, JournalError>
  /** Every row after this one, then what happens, without an end. */
  readonly watch: (session: SessionId, after: number) => Stream.Stream<Heard, JournalError>
}

const rowOf = ({ at, entry, seq, turn }: JournalRow): TranscriptRow => ({ seq, turn, at, entry })

const liveOf = ({ entry, said, turn }: Watched): Live | undefined =>
  entry._tag === "Happened" && entry.event._tag === "Text" && said !== undefined
    ? Heard.cases.Live.make({ turn, part: entry.event.part, delta: entry.event.delta, ...said })
    : undefined

/** What leaves no row: there is nothing to look for. */
const isFleeting = ({ entry }: Watched): boolean => entry._tag === "Happened" && entry.event._tag === "Thinking"

/** One piece where the second goes on where the first ends. */
const joined = (first: Live, second: Live): Live | undefined =>
  first.turn === second.turn &&
  first.part === second.part &&
  first.attempt === second.attempt &&
  first.retracted === second.retracted &&
  first.before + first.delta.length === second.before
    ? { ...first, delta: first.delta + second.delta }
    : undefined

export const transcripts: Effect.Effect<Transcripts, never, Journal | Sessions> = Effect.gen(function* () {
  const journal = yield* Journal
  const sessions = yield* Sessions

  const page: Transcripts["page"] = Effect.fnUntraced(function* (session, { before, limit }) {
    // first: what is written from here on is for whoever watches
    const upTo = yield* journal.last(session)
    const found = yield* journal.turns(session, { limit: limit + 1, ...(before === undefined ? {} : { before }) })
    const known = found.filter(({ first }) => first <= upTo)
    const turns: Array<TranscriptPage["turns"][number]> = []
    let weight = 0
    // the latest first; one turn goes in one piece, however long it is
    for (const { first, turn } of known.slice(0, limit)) {
      const rows = (yield* journal.turn(turn)).filter(({ seq }) => seq <= upTo).map(rowOf)
      weight += rowsWeight(rows)
      if (turns.length > 0 && weight > mostInPage) return { turns: turns.reverse(), more: true, upTo }
      turns.push({ turn, first, rows })
    }
    return { turns: turns.reverse(), more: found.length > limit, upTo }
  })

  /** What happens in the session, for as long as the scope is open; where it ends or breaks off it is begun again. */
  const listen = Effect.fnUntraced(function* (session: SessionId) {
    const heard = yield* Queue.sliding<Watched>(mostHeard)
    let told = false
    yield* Stream.suspend(() => sessions.watch(session)).pipe(
      Stream.runForEach((watched) => (isFleeting(watched) ? Effect.void : Queue.offer(heard, watched))),
      // also when it was interrupted where it runs: the session went elsewhere, and whoever watches did not
      Effect.catchCause((cause) => {
        if (told || Cause.hasInterruptsOnly(cause)) return Effect.logDebug("the watch of a session broke off", cause)
        told = true
        return Effect.logWarning("a session cannot be watched; it is tried again each second", cause)
      }),
      Effect.repeat(Schedule.spaced("1 second")),
      Effect.forkScoped({ startImmediately: true })
    )
    return heard
  })

  const begin = Effect.fnUntraced(function* (
    session: SessionId,
    from: number
  ): Effect.fn.Return<{ readonly next: Effect.Effect<ReadonlyArray<Heard>, JournalError> }, never, Scope.Scope> {
    const heard = yield* listen(session)
    const open = new Set<TurnId>()
    let after = from
    let readAt = Number.NEGATIVE_INFINITY
    let signAt = yield* Clock.currentTimeMillis
    let toldAt = 0
    let first = true

    const rows = Effect.gen(function* () {
      const found: Array<TranscriptRow> = []
      readAt = yield* Clock.currentTimeMillis
      const read = yield* journal.read(session, { after, limit: rowsAtOnce })
      for (const row of read) {
        if (row.entry._tag === "Accepted") open.add(row.turn)
        if (row.entry._tag === "Delivered") open.delete(row.turn)
        found.push(rowOf(row))
      }
      after = read.at(-1)?.seq ?? after
      if (read.length > 0) signAt = readAt
      // there may be more, and it is not waited for
      if (read.length === rowsAtOnce) readAt = Number.NEGATIVE_INFINITY
      return found
    })

    /** What was heard in its order, and the rows where something else than text was heard: by then they are written. */
    const told = Effect.fnUntraced(function* (signs: ReadonlyArray<Watched>, due: boolean) {
      const out: Array<Heard> = []
      let unread = due
      const tellRows = Effect.gen(function* () {
        unread = false
        const found = yield* rows
        if (found.length > 0) out.push(Heard.cases.Rows.make({ rows: found }))
      })
      let looked = false
      for (const sign of signs) {
        const live = liveOf(sign)
        if (live === undefined) {
          if (!looked) yield* tellRows
          looked = true
          continue
        }
        const last = out.at(-1)
        const one = last?._tag === "Live" ? joined(last, live) : undefined
        if (one === undefined) out.push(live)
        else out[out.length - 1] = one
      }
      if (unread && !looked) yield* tellRows
      return out
    })

    const wait = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const every = open.size > 0 || now - signAt < restMillis ? busyMillis : quietMillis
      const left = readAt + every - now
      if (first || left <= 0) {
        first = false
        return { signs: yield* Queue.clear(heard), due: true }
      }
      const some = yield* Effect.timeoutOption(Queue.takeAll(heard), left)
      if (Option.isNone(some)) return { signs: [], due: true }
      const soon = toldAt + paceMillis - (yield* Clock.currentTimeMillis)
      if (soon > 0) yield* Effect.sleep(soon)
      signAt = yield* Clock.currentTimeMillis
      return { signs: [...some.value, ...(yield* Queue.clear(heard))], due: signAt - readAt >= busyMillis }
    })

    const next = Effect.gen(function* () {
      for (;;) {
        const { due, signs } = yield* wait
        const out = yield* told(signs, due)
        toldAt = yield* Clock.currentTimeMillis
        if (out.length > 0) return out
      }
    })
    return { next }
  })

  return {
    page,
    watch: (session, after) =>
      Stream.unwrap(
        Effect.map(begin(session, after), ({ next }) => Stream.flattenIterable(Stream.fromEffectRepeat(next)))
      )
  }
})
