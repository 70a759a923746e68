/** A setup ends when everybody walked away from it, and no sooner. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { makeFollowing } from "../../../src/bot/setup/Following.ts"

describe("following a setup", () => {
  it.effect("is given up an hour after the last one left, and not while anybody follows", () =>
    Effect.gen(function* () {
      const { follow, givenUp } = yield* makeFollowing
      const over = yield* Effect.forkChild(givenUp, { startImmediately: true })
      const isOver = Effect.sync(() => over.pollUnsafe() !== undefined)
      yield* TestClock.adjust("59 minutes")
      const ann = yield* Effect.forkChild(Stream.runDrain(follow(Stream.never)), { startImmediately: true })
      yield* TestClock.adjust("3 hours")
      assert.isFalse(yield* isOver, "she follows")
      const bob = yield* Effect.forkChild(Stream.runDrain(follow(Stream.never)), { startImmediately: true })
      yield* Fiber.interrupt(ann)
      yield* TestClock.adjust("2 hours")
      assert.isFalse(yield* isOver, "he still does")
      yield* Fiber.interrupt(bob)
      yield* TestClock.adjust("59 minutes")
      assert.isFalse(yield* isOver)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(over)
    })
  )
})
