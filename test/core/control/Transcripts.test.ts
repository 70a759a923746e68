/**
 * What is heard of a session by whoever watches it: rows from the journal alone, live text ahead of them, and both for as
 * long as somebody looks, whatever becomes of the session.
 */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Fiber, Layer, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import { SqlJournal } from "../../../src/adapters/store/sql/SqlJournal.ts"
import { NodeSqlite } from "../../../src/adapters/store/sqlite/NodeSqlite.ts"
import type { Heard } from "../../../src/core/control/protocol/SessionRpcs.ts"
import { transcripts } from "../../../src/core/control/Transcripts.ts"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { TurnId } from "../../../src/core/model/Ids.ts"
import { Journal, JournalEntry } from "../../../src/core/ports/Journal.ts"
import { Sessions, SessionsError } from "../../../src/core/sessions/Sessions.ts"
import type { Watched } from "../../../src/core/sessions/Watched.ts"
import { happened, someTurn } from "../sessions/TurnRig.ts"

const layerJournal = SqlJournal.layer.pipe(Layer.provide(NodeSqlite.layer({ filename: ":memory:" })))
const { id: turn, session } = someTurn

const text = (before: number, delta: string, retracted = 0): Watched => ({
  turn,
  at: 0,
  entry: happened(AgentEvent.cases.Text.make({ part: "p", delta })),
  said: { attempt: 1, retracted, before }
})
const wordsOf = (heard: ReadonlyArray<Heard>) =>
  heard.map((one) =>
    one._tag === "Live"
      ? `${one.before}:${one.delta}`
      : one.rows.map(({ entry }) => (entry._tag === "Happened" ? entry.event._tag : entry._tag)).join()
  )

/** A session whose watch is the test's to feed and to break. */
const make = Effect.gen(function* () {
  let source = yield* Queue.unbounded<Watched, SessionsError>()
  let begun = 0
  const never = () => Effect.die("not asked for")
  const layer = Layer.succeed(Sessions, {
    say: never,
    amend: never,
    withdraw: never,
    stop: never,
    reply: never,
    askPerson: never,
    tell: never,
    steer: never,
    configure: never,
    adopt: never,
    warm: never,
    status: never,
    watch: () => {
      begun++
      return Stream.fromQueue(source)
    }
  })
  const { page, watch } = yield* transcripts.pipe(Effect.provide(layer))
  const journal = yield* Journal
  const heard: Array<Heard> = []
  return {
    heard,
    page,
    begun: () => begun,
    follow: watch(session, 0).pipe(
      Stream.runForEach((one) => Effect.sync(() => heard.push(one))),
      Effect.forkChild({ startImmediately: true })
    ),
    write: (...entries: ReadonlyArray<JournalEntry>) => journal.append(session, turn, entries),
    say: (watched: Watched) => Queue.offer(source, watched),
    /** From now on until it is mended. */
    breakOff: (cause: Cause.Cause<SessionsError>) => Queue.failCause(source, cause),
    mend: Effect.gen(function* () {
      source = yield* Queue.unbounded<Watched, SessionsError>()
    })
  }
})

const accepted = JournalEntry.cases.Accepted.make({ turn: someTurn })
const dispatched = JournalEntry.cases.Dispatched.make({ attempt: 1 })
const written = (delta: string) => happened(AgentEvent.cases.Text.make({ part: "p", delta }))
const retracted = happened(AgentEvent.cases.Retracted.make({ part: "p" }))

describe("what is heard of a session", () => {
  it.effect("tells text at once and together, and rows in their place when something else happens", () =>
    Effect.gen(function* () {
      const rig = yield* make
      yield* rig.write(accepted, dispatched)
      yield* rig.follow
      yield* TestClock.adjust("10 millis")
      assert.deepStrictEqual(wordsOf(rig.heard.splice(0)), ["Accepted,Dispatched"])

      yield* TestClock.adjust("100 millis")
      yield* rig.say(text(0, "one "))
      yield* TestClock.adjust("1 millis")
      for (let at = 0; at < 5; at++) yield* rig.say(text(4 + 2 * at, "x "))
      yield* TestClock.adjust("29 millis")
      assert.deepStrictEqual(wordsOf(rig.heard.splice(0)), ["0:one ", "4:x x x x x "])

      yield* rig.write(written("one x x x x x "), retracted)
      yield* rig.say({ turn, at: 0, entry: retracted })
      yield* rig.say(text(0, "anew", 1))
      yield* TestClock.adjust("30 millis")
      assert.deepStrictEqual(wordsOf(rig.heard.splice(0)), ["Text,Retracted", "0:anew"])
    }).pipe(Effect.provide(layerJournal))
  )

  const moved = new SessionsError({ reason: "unavailable", cause: "moved" })
  for (const [how, cause] of [
    ["fails", Cause.fail(moved)],
    ["is interrupted where it runs", Cause.interrupt()]
  ] as const) {
    it.effect(`goes on when the watch ${how}, and hears of the session again once it is back`, () =>
      Effect.gen(function* () {
        const rig = yield* make
        const following = yield* rig.follow
        yield* TestClock.adjust("10 millis")
        yield* rig.breakOff(cause)
        yield* rig.write(accepted, dispatched)
        yield* TestClock.adjust("2 seconds")
        assert.deepStrictEqual(wordsOf(rig.heard.splice(0)), ["Accepted,Dispatched"])
        yield* rig.write(written("in the dark"))
        yield* TestClock.adjust("250 millis")
        assert.deepStrictEqual(wordsOf(rig.heard.splice(0)), ["Text"])
        yield* rig.mend
        const tried = rig.begun()
        yield* TestClock.adjust("1 second")
        assert.strictEqual(rig.begun(), tried + 1)
        yield* rig.say(text(11, " again"))
        yield* TestClock.adjust("30 millis")
        assert.deepStrictEqual(wordsOf(rig.heard.splice(0)), ["11: again"])
        yield* Fiber.interrupt(following)
      }).pipe(Effect.provide(layerJournal))
    )
  }

  it.effect("a page of long turns is shorter, and the next one goes on where it ends", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { page } = yield* make
      const ids = Array.from({ length: 6 }, (_, index) => TurnId.make(`t${index}`))
      for (const [index, id] of ids.entries()) {
        const long = written("x".repeat(index === 2 ? 9_000_000 : 700_000))
        yield* journal.append(session, id, [JournalEntry.cases.Accepted.make({ turn: { ...someTurn, id } }), long])
      }
      const pages: Array<ReadonlyArray<string>> = []
      for (let before: number | undefined; pages.length < 10; ) {
        const found = yield* page(session, { limit: 100, ...(before === undefined ? {} : { before }) })
        pages.push(found.turns.map(({ turn }) => turn))
        before = found.turns[0]?.first
        if (!found.more) break
      }
      assert.deepStrictEqual(pages, [ids.slice(4), ids.slice(3, 4), ids.slice(2, 3), ids.slice(0, 2)])
    }).pipe(Effect.provide(layerJournal))
  )

  it.effect("brings thousands of rows in pieces, each once, and does not hold still for what is said meanwhile", () =>
    Effect.gen(function* () {
      const rig = yield* make
      yield* rig.write(accepted, dispatched, ...Array.from({ length: 998 }, (_, at) => written(`${at} `)))
      yield* rig.follow
      yield* rig.say(text(0, "late"))
      yield* TestClock.adjust("100 millis")
      const rows = rig.heard.flatMap((one) => (one._tag === "Rows" ? one.rows : []))
      assert.strictEqual(rows.length, 1000)
      assert.deepStrictEqual(
        rows.map(({ seq }) => seq),
        rows.map((_, at) => at + 1)
      )
      assert.isTrue(rig.heard.every((one) => one._tag === "Live" || one.rows.length <= 200))
    }).pipe(Effect.provide(layerJournal))
  )
})
