import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import type { Answer, Ask } from "../../../src/core/model/Ask.ts"
import { AskId } from "../../../src/core/model/Ids.ts"
import { makePendingAsks } from "../../../src/core/sessions/PendingAsks.ts"
import { makeLive } from "./TurnRig.ts"

const ask: Ask = { id: AskId.make("a1"), subject: { _tag: "PlanReview", plan: "1. do it" } }
const allow: Answer = { _tag: "Approve" }
const deny: Answer = { _tag: "Deny", reason: "no" }

const rig = Effect.gen(function* () {
  const { live, recorded, state } = makeLive()
  const asks = yield* makePendingAsks(live, "10 minutes")
  const heard: Array<Answer> = []
  const open = Effect.gen(function* () {
    yield* live.event(AgentEvent.cases.Asked.make({ ask }))
    yield* asks.open(ask, (answer) => Effect.sync(() => heard.push(answer) > 0))
  })
  return { asks, heard, live, open, recorded, state }
})
const answered = (recorded: ReadonlyArray<{ readonly _tag: string }>) =>
  recorded.filter((entry) => entry._tag === "Answered").length

describe("an ask that waits", () => {
  it.effect("takes the first answer, tells who gave it, and refuses every later one", () =>
    Effect.gen(function* () {
      const { asks, heard, open, recorded, state } = yield* rig
      yield* open
      const taken = yield* Effect.all(
        [
          asks.answer(ask.id, allow, { by: "ann" }),
          asks.answer(ask.id, deny, { by: "bob" }),
          asks.answer(ask.id, allow, { by: "cleo" })
        ],
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(taken, [true, false, false])
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(heard, [allow])
      assert.strictEqual(answered(recorded), 1)
      assert.deepStrictEqual(state().asks[0]?.answer, { answer: allow, by: "ann" })
      assert.deepStrictEqual(yield* asks.all, [])
    }).pipe(Effect.scoped)
  )

  it.effect("waits on where an answer is none to what was asked", () =>
    Effect.gen(function* () {
      const { asks, heard, open, recorded } = yield* rig
      yield* open
      for (const wrong of [
        { _tag: "Allow", scope: "once" },
        { _tag: "Chosen", answers: {} }
      ] as const) {
        assert.isFalse(yield* asks.answer(ask.id, wrong, { by: "ann" }))
      }
      assert.deepStrictEqual([heard, answered(recorded), (yield* asks.all).length], [[], 0, 1])
      assert.isTrue(yield* asks.answer(ask.id, allow, { by: "ann" }))
      assert.deepStrictEqual(heard, [allow])
    }).pipe(Effect.scoped)
  )

  it.effect("is denied when nobody answers in time, and not a moment before", () =>
    Effect.gen(function* () {
      const { asks, heard, open, state } = yield* rig
      yield* open
      yield* TestClock.adjust("599 seconds")
      assert.deepStrictEqual([heard.length, (yield* asks.all).length], [0, 1])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(
        heard.map(({ _tag }) => _tag),
        ["Deny"]
      )
      assert.strictEqual(state().asks[0]?.answer?.by, "time-out")
      assert.isFalse(yield* asks.answer(ask.id, allow, { by: "ann" }))
    }).pipe(Effect.scoped)
  )

  it.effect("that the cli took back is answered by nobody, the time-out included", () =>
    Effect.gen(function* () {
      const { asks, heard, open, recorded } = yield* rig
      yield* open
      yield* asks.close(ask.id)
      assert.isFalse(yield* asks.answer(ask.id, allow, { by: "ann" }))
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual([heard.length, answered(recorded)], [0, 0])
    }).pipe(Effect.scoped)
  )

  it.effect("an answer that came too late for the cli is not written down as one", () =>
    Effect.gen(function* () {
      const { asks, live, recorded } = yield* rig
      yield* live.event(AgentEvent.cases.Asked.make({ ask }))
      yield* asks.open(ask, () => Effect.succeed(false))
      assert.isFalse(yield* asks.answer(ask.id, allow, { by: "ann" }))
      assert.strictEqual(answered(recorded), 0)
    }).pipe(Effect.scoped)
  )
})
