/**
 * The board, kept up while somebody looks at it: begun from the journal, then followed row by row, once for all who look.
 * Owns that nothing is read while nobody does, that it says something only when something is different, at most four times
 * a second, and that each visitor sees what they may see.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as RcRef from "effect/RcRef"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { costToday } from "../ledger/CostToday.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import { Journal, type JournalError } from "../ports/Journal.ts"
import type { LedgerError } from "../ports/LedgerStore.ts"
import {
  type BoardLists,
  type BoardState,
  emptyBoard,
  failureMillis,
  type KnownTurn,
  listsOf,
  withRow
} from "./BoardState.ts"
import { permits } from "./Permits.ts"
import type { Board } from "./protocol/BoardRpcs.ts"
import { type ControlError, unavailable } from "./protocol/ControlError.ts"
import type { Visitor } from "./protocol/Visitor.ts"
import { seenSessions } from "./SeenSessions.ts"

interface Fleet {
  readonly lists: BoardLists
  readonly costTodayUsd: number | undefined
}

const everyMillis = 250
const rowsAtOnce = 1000
/** What is known is put together anew this often: failures grow old, and a day ends. */
const anewMillis = 60_000
const costMillis = 10_000

const badly = new Set(["Failed", "OverBudget", "Limited"])

const sameList = (left: ReadonlyArray<KnownTurn>, right: ReadonlyArray<KnownTurn>): boolean =>
  left.length === right.length && left.every((known, index) => known.line === right[index]?.line)

const sameFleet = (left: Fleet, right: Fleet): boolean =>
  left.costTodayUsd === right.costTodayUsd &&
  sameList(left.lists.asking, right.lists.asking) &&
  sameList(left.lists.running, right.lists.running) &&
  sameList(left.lists.failed, right.lists.failed) &&
  sameList(left.lists.queued, right.lists.queued)

export const boards: Effect.Effect<
  Stream.Stream<Board, ControlError, Visitor>,
  never,
  Journal | Ledger | Scope.Scope | Effect.Services<typeof seenSessions>
> = Effect.gen(function* () {
  const journal = yield* Journal
  const costNow = yield* costToday
  const permit = yield* permits
  const seen = yield* seenSessions

  const begin: Effect.Effect<{ readonly board: BoardState; readonly upTo: number }, JournalError> = Effect.gen(
    function* () {
      // before the rest is read: what is written meanwhile is read again, and counts once
      const upTo = yield* journal.last()
      const open = yield* journal.unfinished
      const ended = yield* journal.ended((yield* Clock.currentTimeMillis) - failureMillis)
      const bad = ended.filter(({ entry }) => entry._tag === "Ended" && badly.has(entry.outcome._tag))
      const turns = new Set([...open, ...bad].map(({ turn }) => turn))
      const rows = yield* Effect.forEach(turns, (turn) => journal.turn(turn))
      const board = rows
        .flat()
        .sort((left, right) => left.seq - right.seq)
        .reduce(withRow, emptyBoard)
      return { board, upTo }
    }
  )

  const followed = Effect.gen(function* () {
    let { board, upTo } = yield* begin
    let begunAt = yield* Clock.currentTimeMillis
    let costAt = begunAt
    let costTodayUsd = yield* costNow

    const fleet = (now: number): Fleet => ({ lists: listsOf(board, now), costTodayUsd })
    const shown = yield* SubscriptionRef.make(fleet(begunAt))

    const look: Effect.Effect<void, JournalError | LedgerError> = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      if (now - begunAt >= anewMillis) {
        const anew = yield* begin
        board = anew.board
        upTo = anew.upTo
        begunAt = now
      }
      let ended = false
      for (;;) {
        const rows = yield* journal.since(upTo, rowsAtOnce)
        ended ||= rows.some(({ entry }) => entry._tag === "Ended")
        board = rows.reduce(withRow, board)
        upTo = rows.at(-1)?.seq ?? upTo
        if (rows.length < rowsAtOnce) break
      }
      if (ended || now - costAt >= costMillis) {
        costTodayUsd = yield* costNow
        costAt = now
      }
      const next = fleet(now)
      if (!sameFleet(next, yield* SubscriptionRef.get(shown))) yield* SubscriptionRef.set(shown, next)
    })
    yield* look.pipe(
      Effect.ignore({ log: "Warn" }),
      Effect.repeat(Schedule.spaced(everyMillis)),
      Effect.tapCause((cause) => Effect.logError("the board is not kept up any more", cause)),
      Effect.forkScoped
    )
    return shown
  })

  const shared = yield* RcRef.make({ acquire: followed, idleTimeToLive: "10 seconds" })

  const mine = (known: ReadonlyArray<KnownTurn>) => Effect.filter(known, ({ turn }) => seen.sees(turn))

  const seenOf = ({ costTodayUsd, lists }: Fleet): Effect.Effect<Fleet, never, Visitor> =>
    Effect.gen(function* () {
      return {
        lists: {
          asking: yield* mine(lists.asking),
          failed: yield* mine(lists.failed),
          running: yield* mine(lists.running),
          queued: yield* mine(lists.queued)
        },
        // what the fleet costs is for those who see it
        costTodayUsd: (yield* permit.seesAll) ? costTodayUsd : undefined
      }
    })

  const boardOf = ({ costTodayUsd, lists }: Fleet): Board => ({
    asking: lists.asking.map(({ line }) => line),
    failed: lists.failed.map(({ line }) => line),
    running: lists.running.map(({ line }) => line),
    queued: lists.queued.map(({ line }) => line),
    ...(costTodayUsd === undefined ? {} : { costTodayUsd })
  })

  return Stream.unwrap(
    Effect.map(Effect.mapError(RcRef.get(shared), unavailable), (shown) =>
      SubscriptionRef.changes(shown).pipe(
        // who looks slowly sees the latest
        Stream.buffer({ capacity: 1, strategy: "sliding" }),
        Stream.mapEffect(seenOf),
        Stream.changesWith(sameFleet),
        Stream.map(boardOf)
      )
    )
  )
})
