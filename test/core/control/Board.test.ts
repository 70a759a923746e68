/**
 * The board: what needs a person first. Row by row as the journal has it, and on the whole service as people watch it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import * as fc from "fast-check"
import { SqlJournal } from "../../../src/adapters/store/sql/SqlJournal.ts"
import { NodeSqlite } from "../../../src/adapters/store/sqlite/NodeSqlite.ts"
import { AccessPolicy } from "../../../src/core/agents/AccessPolicy.ts"
import { boardCalls } from "../../../src/core/control/BoardCalls.ts"
import { type BoardState, emptyBoard, listsOf, withoutOld, withRows } from "../../../src/core/control/BoardState.ts"
import { boards } from "../../../src/core/control/Boards.ts"
import type { Board } from "../../../src/core/control/protocol/BoardRpcs.ts"
import { sessionCalls } from "../../../src/core/control/SessionCalls.ts"
import { Titles } from "../../../src/core/control/Titles.ts"
import { webConversation } from "../../../src/core/control/WebConversation.ts"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { Answer } from "../../../src/core/model/Ask.ts"
import { AskId, ConversationId, SessionId, TurnId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import type { Turn } from "../../../src/core/model/Turn.ts"
import { Journal, JournalEntry, type JournalRow } from "../../../src/core/ports/Journal.ts"
import { workersPlatformName } from "../../../src/core/workers/WorkerSession.ts"
import { makeFakePool } from "../../support/FakeWorkers.ts"
import { memoryState } from "../../support/MemoryState.ts"
import { pass } from "../../support/Pass.ts"
import { walk } from "../../support/Walk.ts"
import { ledger } from "../ledger/LedgerRig.ts"
import { happened, someTurn } from "../sessions/TurnRig.ts"
import { accessOf, as, personCalled, refusalOf } from "./Visitors.ts"

const turnCalled = (name: string, session: string, changed: Partial<Turn> = {}): Turn => ({
  ...someTurn,
  id: TurnId.make(name),
  session: SessionId.make(session),
  ...changed
})
const accepted = (turn: Turn) => JournalEntry.cases.Accepted.make({ turn })
const dispatched = JournalEntry.cases.Dispatched.make({ attempt: 1 })
const endedAs = (outcome: Outcome) => JournalEntry.cases.Ended.make({ outcome, elapsedMillis: 1 })
const failed = endedAs(Outcome.cases.Failed.make({ kind: "crash", message: "it broke" }))
const done = endedAs(Outcome.cases.Done.make({}))
const activity = (id: string, phase: "started" | "done", title: string) =>
  happened(
    AgentEvent.cases.Activity.make({ id, phase, kind: "command", tool: "Bash", title, detail: "x".repeat(9000) })
  )
const asked = (id: string) =>
  happened(
    AgentEvent.cases.Asked.make({
      ask: {
        id: AskId.make(id),
        subject: {
          _tag: "Permission",
          tool: "Bash",
          title: "run a command",
          detail: "make",
          language: "sh",
          rememberable: true
        }
      }
    })
  )

/** Rows of several turns in the order in which they are given, a second apart. */
const journalOf = (...said: ReadonlyArray<readonly [Turn, JournalEntry]>): ReadonlyArray<JournalRow> =>
  said.map(([turn, entry], index) => ({
    seq: index + 1,
    session: turn.session,
    turn: turn.id,
    at: (index + 1) * 1000,
    entry
  }))

const boardOf = (rows: ReadonlyArray<JournalRow>) => withRows(emptyBoard, rows)
const shown = (board: BoardState, now = 10_000) => {
  const { asking, failed, queued, running } = listsOf(board, now)
  const ids = (list: typeof asking): ReadonlyArray<string> => list.map(({ turn }) => turn.id)
  return { asking: ids(asking), running: ids(running), queued: ids(queued), failed: ids(failed) }
}

const [one, two, three] = [turnCalled("one", "a"), turnCalled("two", "a"), turnCalled("three", "b")]

describe("the board", () => {
  it("puts each turn where it stands: asking, running, waiting, failed; what went well is gone", () => {
    const rows = journalOf(
      [one, accepted(one)],
      [one, dispatched],
      [two, accepted(two)],
      [three, accepted(three)],
      [three, dispatched],
      [three, asked("x")]
    )
    assert.deepStrictEqual(shown(boardOf(rows)), {
      asking: ["three"],
      running: ["one", "three"],
      queued: ["two"],
      failed: []
    })
    const later = [
      ...rows,
      ...journalOf(
        [
          three,
          JournalEntry.cases.Answered.make({ ask: AskId.make("x"), answer: Answer.cases.Approve.make({}), by: "ann" })
        ],
        [one, done],
        [two, dispatched],
        [two, failed]
      ).map((row) => ({ ...row, seq: row.seq + rows.length, at: row.at + 6000 }))
    ]
    assert.deepStrictEqual(shown(boardOf(later)), { asking: [], running: ["three"], queued: [], failed: ["two"] })
    assert.deepStrictEqual(shown(boardOf(later), 90_000_000).failed, [], "a day later nobody needs to hear of it")
  })

  it("forgets a failure once something is said in its session, or in another attempt of its worker", () => {
    const rows = journalOf([one, accepted(one)], [one, dispatched], [one, failed], [two, accepted(two)])
    assert.deepStrictEqual(shown(boardOf(rows)).failed, [])
    // what waited when it failed was said before it failed, and comes after it all the same
    const behind = journalOf([one, accepted(one)], [two, accepted(two)], [one, dispatched], [one, failed])
    assert.deepStrictEqual(shown(boardOf(behind)).failed, [])

    const attempt = (id: string, session: string) =>
      turnCalled(`t-${session}`, session, {
        conversation: { platform: workersPlatformName, id: ConversationId.make(id), within: [], kind: "direct" }
      })
    const [first, second] = [attempt("w-7k2f", "w1"), attempt("w-7k2f~2", "w2")]
    const worker = boardOf(journalOf([first, accepted(first)], [first, failed]))
    assert.deepStrictEqual(shown(worker).failed, [first.id])
    assert.strictEqual(listsOf(worker, 10_000).failed[0]?.line.worker, "w-7k2f")
    const again = boardOf(journalOf([first, accepted(first)], [first, failed], [second, accepted(second)]))
    assert.deepStrictEqual(shown(again), { asking: [], running: [], queued: [second.id], failed: [] })
  })

  it("says in a few words what a turn does, and keeps nothing of what it says", () => {
    const last = (...entries: ReadonlyArray<JournalEntry>) => {
      const board = boardOf(
        journalOf([one, accepted(one)], [one, dispatched], ...entries.map((e) => [one, e] as const))
      )
      assert.isBelow(JSON.stringify([...board.turns.values()]).length, 3000)
      return listsOf(board, 0).running[0]?.line.last
    }
    assert.isUndefined(last())
    const text = happened(AgentEvent.cases.Text.make({ part: "p", delta: "y".repeat(9000) }))
    assert.strictEqual(last(text), "writing")
    assert.strictEqual(last(text, activity("1", "started", "npm test")), "run npm test")
    assert.strictEqual(
      last(activity("1", "started", "npm test"), activity("2", "started", "ls"), activity("2", "done", "ls")),
      "run npm test"
    )
  })

  it("counts a row once however often it is read, and leaves what did not change alone", () => {
    const used = happened(
      AgentEvent.cases.Used.make({
        usage: {
          inputTokens: 1,
          cachedInputTokens: 0,
          cacheWriteTokens: 0,
          outputTokens: 1,
          reasoningTokens: 0,
          costUsd: 1
        }
      })
    )
    const rows = journalOf(
      [one, accepted(one)],
      [one, dispatched],
      [one, used],
      [three, accepted(three)],
      [one, asked("x")],
      [three, dispatched],
      [three, failed]
    )
    const whole = boardOf(rows)
    fc.assert(
      fc.property(fc.array(fc.nat(rows.length - 1), { maxLength: 5 }), (froms) => {
        let board = whole
        for (const from of froms) board = withRows(board, rows.slice(from))
        assert.deepStrictEqual(board, whole)
        assert.strictEqual(board.turns.get(one.id), whole.turns.get(one.id))
      })
    )
    assert.strictEqual(whole.turns.get(one.id)?.line.costUsd, 1)
  })

  it("what one turn does costs the same, however many others there are", () => {
    /** How often anything of where the others are was looked at, while one of them worked. */
    const looksWith = (others: number) => {
      let looks = 0
      const watched = (name: string): Turn =>
        Object.defineProperty(turnCalled(name, `s-${name}`), "session", {
          enumerable: true,
          get: () => {
            looks++
            return SessionId.make(`s-${name}`)
          }
        })
      const rest = Array.from({ length: others }, (_, index) => watched(`o${index}`))
      const rows = journalOf(
        ...rest.flatMap((turn) => [[turn, accepted(turn)] as const, [turn, dispatched] as const]),
        [one, accepted(one)],
        [one, dispatched]
      )
      const board = boardOf(rows)
      looks = 0
      const working = Array.from({ length: 200 }, (_, index) => [one, activity(`${index}`, "done", "ls")] as const)
      const later = journalOf(...working, [one, failed]).map((row) => ({ ...row, seq: row.seq + rows.length }))
      const grown = withRows(board, later)
      assert.strictEqual(grown.turns.size, others + 1)
      assert.strictEqual(grown.turns.get(rest[0]?.id ?? one.id), board.turns.get(rest[0]?.id ?? one.id))
      return looks
    }
    assert.strictEqual(looksWith(400), looksWith(4))
  })

  it("forgets failures for good when they are too old to be shown", () => {
    const board = boardOf(journalOf([one, accepted(one)], [one, failed], [three, accepted(three)]))
    assert.strictEqual(withoutOld(board, 10_000), board)
    const later = withoutOld(board, 90_000_000)
    assert.deepStrictEqual([[...later.turns.keys()], [...later.places.keys()]], [[three.id], [three.session]])
  })

  it.effect("is read once however long somebody looks, and who sees what is asked once each time", () =>
    Effect.gen(function* () {
      const reads: Array<string> = []
      let asked = 0
      const counted = Layer.effect(
        Journal,
        Effect.map(Journal, (journal) =>
          Journal.of({
            ...journal,
            unfinished: Effect.andThen(
              Effect.sync(() => reads.push("unfinished")),
              journal.unfinished
            ),
            turn: (id, which) =>
              Effect.andThen(
                Effect.sync(() => reads.push(`${which} of ${id}`)),
                journal.turn(id, which)
              )
          })
        )
      ).pipe(Layer.provide(SqlJournal.layer), Layer.provide(NodeSqlite.layer({ filename: ":memory:" })))
      const allowing = accessOf({ ann: ["talk"] })
      const counting = Layer.succeed(AccessPolicy, {
        allows: (...question) => {
          asked++
          return allowing.allows(...question)
        }
      })
      const pool = yield* makeFakePool()
      yield* Effect.gen(function* () {
        const journal = yield* Journal
        const begin = (name: string) => {
          const turn = turnCalled(name, `s-${name}`, {
            person: personCalled("ann"),
            conversation: webConversation(name)
          })
          return journal.append(turn.session, turn.id, [accepted(turn), dispatched, activity("a", "started", "ls")])
        }
        const many = Array.from({ length: 30 }, (_, index) => `t${index}`)
        yield* Effect.forEach(many, begin)
        const seen: Array<Board> = []
        const watching = yield* Effect.forkChild(
          Effect.flatMap(boards, (board) => Stream.runForEach(board, (one) => Effect.sync(() => seen.push(one)))).pipe(
            as("ann")
          ),
          { startImmediately: true }
        )
        yield* pass("3 minutes", "250 millis")
        assert.strictEqual(seen.at(-1)?.running.length, 30)
        assert.deepStrictEqual(reads, ["unfinished", ...many.map((name) => `gist of ${name}`)])
        const before = { asked, told: seen.length }
        yield* begin("one more")
        yield* pass("1 second")
        assert.deepStrictEqual([seen.at(-1)?.running.length, seen.length - before.told], [31, 1])
        assert.isAtMost(asked - before.asked, 10, "not once for each turn")
        yield* Fiber.interrupt(watching)
      }).pipe(Effect.provide(Layer.mergeAll(counted, counting, ledger({}), memoryState, Titles.layer([]), pool.layer)))
    }).pipe(Effect.scoped)
  )

  const access = accessOf({ root: ["talk", "approve", "spend"], ann: ["talk"], bob: ["talk"], eve: [] })
  const calls = Effect.all({
    board: Effect.provideService(boardCalls, AccessPolicy, access),
    session: Effect.provideService(sessionCalls, AccessPolicy, access)
  })

  it.live("people watch what is theirs, and those who approve watch all; each change comes by itself", () =>
    walk(() =>
      Effect.gen(function* () {
        const { board, session: call } = yield* calls
        const until = (who: string, holds: (board: Board) => boolean) =>
          board
            .WatchBoard()
            .pipe(
              Stream.takeUntil(holds),
              Stream.runLast,
              Effect.flatMap(Effect.fromOption),
              Effect.timeoutOrElse({ duration: "20 seconds", orElse: () => Effect.die(new Error("never shown")) }),
              as(who)
            )
        assert.match(yield* Stream.runDrain(board.WatchBoard()).pipe(as("eve"), refusalOf), /^not-allowed/)
        const text = '!ask Bash "make"\n!fail crash'
        const { session } = yield* call.BeginSession({ agent: "scout", text, message: "m" }).pipe(as("ann"))
        yield* call.Say({ session, text: "!say hello", message: "n" }).pipe(as("ann"))
        const asking = yield* until("root", (seen) => seen.asking.length === 1 && seen.queued.length === 1)
        assert.strictEqual(asking.running[0]?.by, "ann")
        assert.deepStrictEqual((yield* until("ann", (seen) => seen.asking.length === 1)).asking, asking.asking)
        const bob = yield* until("bob", () => true)
        assert.deepStrictEqual(bob, { asking: [], failed: [], running: [], queued: [] })
        const [{ ask } = assert.fail("nothing is asked")] = asking.asking[0]?.asks ?? []
        const answer = Answer.cases.Deny.make({ reason: "" })
        yield* call.AnswerAsk({ session, ask: ask.id, answer }).pipe(as("root"))
        const quiet = yield* until("root", (seen) => seen.running.length + seen.queued.length === 0)
        assert.deepStrictEqual([quiet.failed, typeof quiet.costTodayUsd], [[], "number"])

        const broken = yield* call
          .BeginSession({ agent: "scout", text: "!fail overloaded", message: "o" })
          .pipe(as("ann"))
        const bad = yield* until("root", (seen) => seen.failed.length === 1)
        assert.strictEqual(bad.failed[0]?.outcome?._tag, "Failed")
        assert.isUndefined((yield* until("ann", (seen) => seen.failed.length === 1)).costTodayUsd)
        yield* call.Say({ session: broken.session, text: "hello", message: "p" }).pipe(as("ann"))
        yield* until("root", (seen) => seen.failed.length === 0)
      })
    )
  )
})
