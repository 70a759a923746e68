/**
 * The board, kept up while somebody looks at it: begun from the journal, then followed row by row, once for all who look.
 * Owns that nothing is read while nobody does, and what was read not again; that the service goes on meanwhile; that it says
 * something only when something is different, at most four times a second; and that each visitor sees what they may see.
 */
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as RcRef from "effect/RcRef"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { costToday } from "../ledger/CostToday.ts"
import { Ledger } from "../ledger/Ledger.ts"
import { Journal, type JournalError, type JournalRow } from "../ports/Journal.ts"
import type { LedgerError } from "../ports/LedgerStore.ts"
import {
  type BoardLists,
  type BoardState,
  emptyBoard,
  failureMillis,
  type KnownTurn,
  listsOf,
  withoutOld,
  withRows
} from "./BoardState.ts"
import { permits } from "./Permits.ts"
import type { PlaceNames } from "./PlaceNames.ts"
import type { Board, BoardTurn } from "./protocol/BoardRpcs.ts"
import { type ControlError, unavailable } from "./protocol/ControlError.ts"
import type { Visitor } from "./protocol/Visitor.ts"
import { seenSessions } from "./SeenSessions.ts"
import { Titles } from "./Titles.ts"

interface Fleet {
  readonly lists: BoardLists
  readonly names: PlaceNames
  readonly costTodayUsd: number | undefined
}

const everyMillis = 250
const rowsAtOnce = 1000
/** So many rows are taken in without letting others have their turn. */
const rowsInOnePiece = 250
const costMillis = 10_000

const badly = ["Failed", "OverBudget", "Limited"] as const

const sameList = (left: ReadonlyArray<KnownTurn>, right: ReadonlyArray<KnownTurn>): boolean =>
  left.length === right.length && left.every((known, index) => known.line === right[index]?.line)

const sameFleet = (left: Fleet, right: Fleet): boolean =>
  left.costTodayUsd === right.costTodayUsd &&
  left.names === right.names &&
  sameList(left.lists.asking, right.lists.asking) &&
  sameList(left.lists.running, right.lists.running) &&
  sameList(left.lists.failed, right.lists.failed) &&
  sameList(left.lists.queued, right.lists.queued)

export const boards: Effect.Effect<
  Stream.Stream<Board, ControlError, Visitor>,
  never,
  Journal | Ledger | Titles | Scope.Scope | Effect.Services<typeof seenSessions>
> = Effect.gen(function* () {
  const journal = yield* Journal
  const { fleet: costNow } = yield* costToday
  const { zone } = yield* Ledger
  const permit = yield* permits
  const seen = yield* seenSessions
  const titles = yield* Titles

  const taken = Effect.fnUntraced(function* (from: BoardState, rows: ReadonlyArray<JournalRow>) {
    let board = from
    for (const some of Arr.chunksOf(rows, rowsInOnePiece)) {
      board = withRows(board, some)
      yield* Effect.yieldNow
    }
    return board
  })

  const begin: Effect.Effect<{ readonly board: BoardState; readonly upTo: number }, JournalError> = Effect.gen(
    function* () {
      // before the rest is read: what is written meanwhile is read again, and counts once
      const upTo = yield* journal.last()
      const open = yield* journal.unfinished
      const bad = yield* journal.ended((yield* Clock.currentTimeMillis) - failureMillis, badly)
      const turns = new Set([...open, ...bad].map(({ turn }) => turn))
      const rows = yield* Effect.forEach(turns, (turn) => Effect.tap(journal.turn(turn, "gist"), () => Effect.yieldNow))
      const inOrder = rows.flat().sort((left, right) => left.seq - right.seq)
      return { board: yield* taken(emptyBoard, inOrder), upTo }
    }
  )

  const followed = Effect.gen(function* () {
    let { board, upTo } = yield* begin
    let costAt = yield* Clock.currentTimeMillis
    let costTodayUsd = yield* costNow

    const fleet = (now: number): Effect.Effect<Fleet> => {
      const lists = listsOf(board, now)
      const all = [...lists.running, ...lists.queued, ...lists.failed]
      const conversations = all.map(({ turn }) => turn.conversation)
      return Effect.map(titles.known(conversations), (names) => ({ lists, names, costTodayUsd }))
    }
    const shown = yield* SubscriptionRef.make(yield* fleet(costAt))

    const look: Effect.Effect<void, JournalError | LedgerError> = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      let ended = false
      for (;;) {
        const rows = yield* journal.since(upTo, rowsAtOnce)
        ended ||= rows.some(({ entry }) => entry._tag === "Ended")
        board = yield* taken(board, rows)
        upTo = rows.at(-1)?.seq ?? upTo
        if (rows.length < rowsAtOnce) break
      }
      if (ended || now - costAt >= costMillis) {
        costTodayUsd = yield* costNow
        costAt = now
        board = withoutOld(board, now)
      }
      const next = yield* fleet(now)
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

  const seenOf = ({ costTodayUsd, lists, names }: Fleet): Effect.Effect<Fleet, never, Visitor> =>
    Effect.gen(function* () {
      const sees = yield* seen.eyes
      const mine = (known: ReadonlyArray<KnownTurn>) => Effect.filter(known, ({ turn }) => sees(turn))
      return {
        lists: {
          asking: yield* mine(lists.asking),
          failed: yield* mine(lists.failed),
          running: yield* mine(lists.running),
          queued: yield* mine(lists.queued)
        },
        names,
        // what the fleet costs is for those who see it
        costTodayUsd: (yield* permit.seesAll) ? costTodayUsd : undefined
      }
    })

  const boardOf = ({ costTodayUsd, lists, names }: Fleet): Board => {
    const lineOf = ({ line, turn }: KnownTurn): BoardTurn => {
      const place = names.words(line.conversation, turn.text)
      return place === undefined ? line : { ...line, place }
    }
    return {
      asking: lists.asking.map(lineOf),
      failed: lists.failed.map(lineOf),
      running: lists.running.map(lineOf),
      queued: lists.queued.map(lineOf),
      ...(costTodayUsd === undefined ? {} : { costTodayUsd, zone })
    }
  }

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
