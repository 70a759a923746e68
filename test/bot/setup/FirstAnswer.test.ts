/**
 * Waiting for the first answer: what is there is read once, and then only what is new.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { SqlJournal } from "../../../src/adapters/store/sql/SqlJournal.ts"
import { NodeSqlite } from "../../../src/adapters/store/sqlite/NodeSqlite.ts"
import { firstAnswer, hasAnswered } from "../../../src/bot/setup/FirstAnswer.ts"
import { PlatformName } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { Journal, JournalEntry } from "../../../src/core/ports/Journal.ts"
import { accepted, delivered, said, session, turnOf } from "../../contract/JournalSuite.ts"
import { pass } from "../../support/Pass.ts"

const console_ = PlatformName.make("console")

const ended = (outcome: Outcome) => JournalEntry.cases.Ended.make({ outcome, elapsedMillis: 1 })

const turn = Effect.fnUntraced(function* (name: string, outcome: Outcome) {
  const journal = yield* Journal
  const [s, t] = [session(name), turnOf(name)]
  yield* journal.append(s, t, [accepted(t, s), said("hello"), ended(outcome)])
  yield* journal.append(s, t, [delivered])
})

/** The journal, and how often sessions were read in it. */
const counted = Effect.gen(function* () {
  const reads = { count: 0 }
  const layer = Layer.effect(
    Journal,
    Effect.map(Journal, (journal) => {
      return Journal.of({
        ...journal,
        sessions: (...args) => {
          reads.count++
          return journal.sessions(...args)
        },
        read: (...args) => {
          reads.count++
          return journal.read(...args)
        }
      })
    })
  ).pipe(Layer.provide(SqlJournal.layer), Layer.provide(NodeSqlite.layer({ filename: ":memory:" })))
  return { reads, layer }
})

describe("FirstAnswer", () => {
  it.effect("says each turn that ends badly once, and is over when an answer has landed", () =>
    Effect.gen(function* () {
      const { layer, reads } = yield* counted
      const told: Array<string> = []
      yield* Effect.gen(function* () {
        const broken = Outcome.cases.Failed.make({ kind: "crash", message: "it broke" })
        yield* turn("before", broken)
        assert.isFalse(yield* hasAnswered(console_))
        const interview = {
          say: (words: string) => Effect.sync(() => void told.push(words)),
          waiting: <A, E, R>(_: string, effect: Effect.Effect<A, E, R>) => effect
        }
        const waiting = yield* Effect.forkChild(firstAnswer(interview, console_), { startImmediately: true })
        yield* pass("10 seconds")
        const before = reads.count
        yield* turn("bad", broken)
        yield* pass("60 seconds")
        assert.deepStrictEqual(told.length, 2)
        assert.isTrue(told.every((words) => words.includes("it broke")))
        assert.strictEqual(reads.count, before, "a minute of waiting reads no session again")
        assert.isUndefined(waiting.pollUnsafe())
        yield* turn("good", Outcome.cases.Done.make({}))
        yield* pass("2 seconds")
        yield* Fiber.join(waiting)
        assert.isTrue(yield* hasAnswered(console_))
        assert.isFalse(yield* hasAnswered(PlatformName.make("elsewhere")))
      }).pipe(Effect.provide(layer))
    })
  )
})
