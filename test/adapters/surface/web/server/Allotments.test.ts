/** What one person may have going at once. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { makeAllotments } from "../../../../../src/adapters/surface/web/server/Allotments.ts"

const times = (count: number) => Array.from({ length: count })

describe("allotments", () => {
  it.effect("are 16 things watched and 32 calls of each connection, and each is free again when it is over", () =>
    makeAllotments().connection("ann", (within) =>
      Effect.gen(function* () {
        for (const [kind, most] of [
          ["stream", 16],
          ["call", 32]
        ] as const) {
          const going = yield* Effect.forEach(times(most), () =>
            Effect.forkChild(within(kind, Effect.never), { startImmediately: true })
          )
          assert.strictEqual((yield* Effect.flip(within(kind, Effect.void))).reason, "unavailable")
          yield* Effect.forEach(going.slice(0, 1), Fiber.interrupt)
          assert.strictEqual(yield* within(kind, Effect.succeed("answered")), "answered")
          assert.strictEqual(yield* Effect.flip(within(kind, Effect.fail("broke" as const))), "broke")
          assert.strictEqual(yield* within(kind, Effect.succeed("answered")), "answered")
        }
      })
    )
  )

  it.effect("are 100 connections of each person, and nobody's count for anybody else", () =>
    Effect.gen(function* () {
      const { connection } = makeAllotments()
      const going = yield* Effect.forEach(times(100), () =>
        Effect.forkChild(
          connection("ann", () => Effect.never),
          { startImmediately: true }
        )
      )
      const one = connection("ann", () => Effect.succeed("open"))
      assert.include((yield* Effect.flip(one)).detail, "close some pages")
      assert.strictEqual(yield* connection("bob", () => Effect.succeed("open")), "open")
      yield* Effect.forEach(going.slice(0, 1), Fiber.interrupt)
      assert.strictEqual(yield* one, "open")
    })
  )
})
