/** One life of a service after the other in the same process. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer } from "effect"
import { inLives, Life } from "../../src/bot/Lives.ts"

describe("lives", () => {
  it.effect("end as they always do before the next begins, and read anew what they begin with", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      let written = "one"
      // bound once: what is shared between lives would be built once
      const startup = Layer.effectDiscard(
        Effect.acquireRelease(
          Effect.sync(() => void log.push(`read ${written}`)),
          () =>
            Effect.andThen(
              Effect.yieldNow,
              Effect.sync(() => void log.push("put away"))
            )
        )
      )
      const live = Effect.gen(function* () {
        const { number, port, renew } = yield* Life
        log.push(`life ${number} at ${port?.last ?? "any port"}`)
        if (number === 2) return "done"
        if (port !== undefined) port.last = 3456
        written = "two"
        yield* renew ?? Effect.void
        return yield* Effect.never
      }).pipe(Effect.provide(startup))
      assert.strictEqual(yield* inLives(live), "done")
      assert.deepStrictEqual(log, [
        ...["read one", "life 0 at any port", "put away"],
        ...["read two", "life 1 at 3456", "put away"],
        ...["read two", "life 2 at 3456", "put away"]
      ])
    })
  )

  it.effect("are over with a failure, and with whoever stops them", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Effect.exit(inLives(Effect.fail("broken"))), Exit.fail("broken"))
      const log: Array<string> = []
      const living = yield* Effect.forkChild(
        inLives(Effect.never.pipe(Effect.ensuring(Effect.sync(() => void log.push("put away"))))),
        { startImmediately: true }
      )
      yield* Fiber.interrupt(living)
      assert.deepStrictEqual(log, ["put away"])
    })
  )
})
