/**
 * The bot's one position, in Discord's ids.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { idAt } from "../../../../../src/adapters/chat/discord/Address.ts"
import { keptCursor } from "../../../../../src/adapters/chat/discord/inbound/Cursor.ts"
import { memoryState } from "../../../../support/MemoryState.ts"

describe("Cursor", () => {
  it.effect("begins now at the first start, and at the next where it ended", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_800_000_000_000)
      const said = BigInt(idAt(1_800_000_005_000))
      yield* Effect.scoped(
        Effect.map(keptCursor, (cursor) => {
          assert.strictEqual(cursor.start, BigInt(idAt(1_800_000_000_000)))
          cursor.end(cursor.begin(said, 0))
        })
      )
      assert.strictEqual((yield* Effect.scoped(keptCursor)).start, said)
    }).pipe(Effect.provide(memoryState))
  )
})
