import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { JournalEntry } from "../../../src/core/ports/Journal.ts"
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
})
