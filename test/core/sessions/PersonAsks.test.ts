import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import { TestClock } from "effect/testing"
import { Answer, type Question } from "../../../src/core/model/Ask.ts"
import { makePendingAsks } from "../../../src/core/sessions/PendingAsks.ts"
import { makePersonAsks } from "../../../src/core/sessions/PersonAsks.ts"
import { openAsks } from "../../../src/core/sessions/TurnState.ts"
import { pass } from "../../support/Pass.ts"
import { makeLive } from "./TurnRig.ts"

const question: Question = { question: "now?", header: "", options: [], multiple: false }

const rig = Effect.gen(function* () {
  const { live, state } = makeLive()
  const turn = yield* Scope.make()
  const asks = yield* Scope.provide(makePendingAsks(live, "10 minutes"), turn)
  const persons = yield* Scope.provide(makePersonAsks(live, asks), turn)
  const asking = yield* Effect.forkChild(persons.ask(question))
  yield* pass("1 second")
  const [open] = openAsks(state())
  assert.isDefined(open)
  return { asking, asks, live, open: open.ask, state, over: Scope.close(turn, Exit.void) }
})

describe("a question of the agent itself", () => {
  it.effect("waits like any ask, and hands the answer back", () =>
    Effect.gen(function* () {
      const { asking, asks, open, state } = yield* rig
      assert.deepStrictEqual(open.subject, { _tag: "Questions", questions: [question] })
      const answer = Answer.cases.Chosen.make({ answers: { "now?": ["later"] } })
      assert.isTrue(yield* asks.answer(open.id, answer, { by: "ann" }))
      assert.deepStrictEqual(yield* Fiber.join(asking), answer)
      assert.deepStrictEqual(state().asks[0]?.answer, { answer, by: "ann" })
      assert.isFalse(yield* asks.answer(open.id, answer, { by: "bob" }))
    })
  )

  it.effect("is denied when nobody answers in time", () =>
    Effect.gen(function* () {
      const { asking } = yield* rig
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(yield* Fiber.join(asking), Answer.cases.Deny.make({ reason: "no answer in time" }))
    })
  )

  it.effect("is withdrawn when nobody waits for the answer any more", () =>
    Effect.gen(function* () {
      const { asking, asks, open, state } = yield* rig
      yield* Fiber.interrupt(asking)
      assert.isTrue(state().asks[0]?.closed)
      assert.deepStrictEqual(yield* asks.all, [])
      assert.isFalse(yield* asks.answer(open.id, Answer.cases.Approve.make({}), { by: "ann" }))
    })
  )

  it.effect("is over with its turn", () =>
    Effect.gen(function* () {
      const { asking, over } = yield* rig
      yield* over
      assert.isUndefined(yield* Fiber.join(asking))
    })
  )
})
