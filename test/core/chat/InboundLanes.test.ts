/**
 * Order under load: what happened in one channel is handed over in its order, one at a time; a channel that waits makes
 * no other wait.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { makeInboundLanes } from "../../../src/core/chat/InboundLanes.ts"

describe("InboundLanes", () => {
  it.effect("keeps each channel's order, lets channels pass each other, and leaves nothing behind", () =>
    Effect.gen(function* () {
      const lanes = yield* makeInboundLanes
      const gate = yield* Deferred.make<void>()
      const done = yield* Deferred.make<void>()
      const taken: Array<string> = []
      const inside = new Map<string, number>()
      const job = (lane: string, number: number) =>
        Effect.gen(function* () {
          inside.set(lane, (inside.get(lane) ?? 0) + 1)
          assert.strictEqual(inside.get(lane), 1)
          if (lane === "stuck") yield* Deferred.await(gate)
          for (let turns = (number * 7) % 5; turns > 0; turns--) yield* Effect.yieldNow
          inside.set(lane, 0)
          taken.push(`${lane} ${number}`)
          if (number === 13) return yield* Effect.die("a defect costs this one alone")
          if (lane !== "stuck" && taken.length === 400) yield* Deferred.succeed(done, undefined)
        })
      for (let number = 0; number < 100; number++) {
        for (const lane of ["a", "b", "c", "d", "stuck"]) yield* lanes.enter(lane, job(lane, number))
      }
      yield* Deferred.await(done)
      for (const lane of ["a", "b", "c", "d"]) {
        const own = taken.filter((line) => line.startsWith(`${lane} `))
        assert.deepStrictEqual(
          own,
          Array.from({ length: 100 }, (_, number) => `${lane} ${number}`)
        )
      }
      assert.strictEqual(taken.length, 400)
      const last = yield* Deferred.make<void>()
      yield* lanes.enter("stuck", Effect.asVoid(Deferred.succeed(last, undefined)))
      yield* Deferred.succeed(gate, undefined)
      yield* Deferred.await(last)
      yield* Effect.yieldNow
      assert.strictEqual(taken.length, 500)
      assert.strictEqual(lanes.open(), 0)
    }).pipe(Effect.scoped)
  )
})
