import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { Journal, JournalEntry, JournalError } from "../../../src/core/ports/Journal.ts"
import { makeTurnLog } from "../../../src/core/sessions/TurnLog.ts"
import { happened, makeJournal, someTurn } from "./TurnRig.ts"

const text = (part: string, delta: string) => AgentEvent.cases.Text.make({ part, delta })
const note = AgentEvent.cases.Note.make({ text: "a line" })

describe("the journal of a running turn", () => {
  it.effect("takes a fast stream as one row every 500 ms, and loses no letter of it", () =>
    Effect.gen(function* () {
      const { appends, layer } = makeJournal()
      const log = yield* makeTurnLog(someTurn.session, someTurn.id).pipe(Effect.provide(layer))
      yield* TestClock.adjust("1 minute")
      for (let at = 0; at < 100; at++) {
        yield* log.event(text("p", `${at} `))
        yield* TestClock.adjust("20 millis")
      }
      yield* log.write(JournalEntry.cases.Delivered.make({}))
      const rows = appends.flat()
      assert.isAtMost(rows.length, 6)
      const whole = rows.map((row) => (row._tag === "Happened" && row.event._tag === "Text" ? row.event.delta : ""))
      assert.strictEqual(whole.join(""), Array.from({ length: 100 }, (_, at) => `${at} `).join(""))
    })
  )

  it.effect("writes what is held before whatever comes next, together, and keeps parts apart", () =>
    Effect.gen(function* () {
      const { appends, layer } = makeJournal()
      const log = yield* makeTurnLog(someTurn.session, someTurn.id).pipe(Effect.provide(layer))
      yield* TestClock.adjust("1 minute")
      yield* log.write(JournalEntry.cases.Dispatched.make({ attempt: 1 }))
      yield* log.event(text("one", "a"))
      yield* log.event(text("one", "b"))
      yield* log.event(AgentEvent.cases.Thinking.make({ delta: "hm" }))
      yield* log.event(text("two", "c"))
      yield* log.event(note)
      yield* log.write()
      assert.deepStrictEqual(appends.slice(1), [
        [happened(text("one", "ab"))],
        [happened(text("two", "c")), happened(note)]
      ])
    })
  )

  it.effect("writes what nothing follows within 500 ms, and waits for no more than one row at a time", () =>
    Effect.gen(function* () {
      const { appends, layer } = makeJournal()
      const log = yield* makeTurnLog(someTurn.session, someTurn.id).pipe(Effect.provide(layer))
      yield* TestClock.adjust("1 minute")
      yield* log.event(text("p", "a"))
      yield* log.event(text("p", "b"))
      yield* log.event(text("p", "c"))
      assert.deepStrictEqual(appends, [[happened(text("p", "a"))]])
      yield* TestClock.adjust("500 millis")
      assert.deepStrictEqual(appends.slice(1), [[happened(text("p", "bc"))]])
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(appends.length, 2)
      yield* log.event(text("p", "d"))
      yield* log.event(text("p", "e"))
      yield* log.flush
      assert.deepStrictEqual(appends.slice(3), [[happened(text("p", "e"))]])
    })
  )

  it.effect("keeps what could not be written in time for whoever writes next, in its place", () =>
    Effect.gen(function* () {
      const { appends, layer } = makeJournal()
      const full = new JournalError({ operation: "append", reason: "full", cause: "no space" })
      let broken = false
      const refusing = Layer.effect(
        Journal,
        Effect.map(Journal, (journal) => ({
          ...journal,
          append: (...call: Parameters<typeof journal.append>) => (broken ? Effect.fail(full) : journal.append(...call))
        }))
      ).pipe(Layer.provide(layer))
      const log = yield* makeTurnLog(someTurn.session, someTurn.id).pipe(Effect.provide(refusing))
      yield* log.write(JournalEntry.cases.Dispatched.make({ attempt: 1 }))
      yield* log.event(text("p", "a"))
      broken = true
      yield* TestClock.adjust("500 millis")
      assert.strictEqual(appends.length, 1)
      broken = false
      yield* log.event(text("p", "b"))
      yield* log.event(note)
      assert.strictEqual(
        appends
          .slice(1)
          .flat()
          .map((row) => (row._tag === "Happened" && row.event._tag === "Text" ? row.event.delta : "|"))
          .join(""),
        "ab|"
      )
    })
  )
})
