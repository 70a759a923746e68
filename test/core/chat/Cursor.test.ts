/**
 * The position from which a start reads on: never past something that was not taken in, whatever the order in which
 * things end; and in the store soon after it moved.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import fc from "fast-check"
import { type Held, keptCursors, makeCursor } from "../../../src/core/chat/Cursor.ts"
import { memoryState } from "../../support/MemoryState.ts"

const kept = keptCursors({ namespace: "cursor", positionAt: (millis) => BigInt(millis) * 10n })

describe("Cursor", () => {
  it("stands before everything that is in flight, and behind it all in the end", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1001, max: 9999 }), { minLength: 1 }),
        fc.infiniteStream(fc.nat()),
        (ids, picks) => {
          const cursor = makeCursor(1000n)
          const open = new Map<bigint, Held>()
          const endOne = () => {
            const [id, held] = [...open][(picks.next().value ?? 0) % open.size] ?? []
            if (id === undefined || held === undefined) return
            open.delete(id)
            cursor.end(held)
            cursor.end(held)
          }
          const check = () => {
            const position = cursor.position()
            for (const id of open.keys()) assert.isTrue(position < id)
          }
          for (const id of ids) {
            open.set(BigInt(id), cursor.begin(BigInt(id), 0))
            check()
            if ((picks.next().value ?? 0) % 2 === 0) endOne()
            check()
          }
          while (open.size > 0) {
            endOne()
            check()
          }
          assert.strictEqual(cursor.position(), BigInt(Math.max(...ids)))
          assert.strictEqual(cursor.told(0), BigInt(Math.max(...ids)))
          assert.strictEqual(cursor.told(1), 1000n)
        }
      )
    )
  })

  it("waits for what may be missing, and does not count it as read", () => {
    const cursor = makeCursor(1000n)
    const held = cursor.hold(1000n)
    cursor.end(cursor.begin(5000n, 0))
    assert.strictEqual(cursor.position(), 1000n)
    cursor.end(held)
    assert.strictEqual(cursor.position(), 5000n)
  })

  it("follows the platform's clock when its own ran ahead", () => {
    const cursor = makeCursor(9000n)
    cursor.end(cursor.hold(9000n))
    cursor.end(cursor.begin(5000n, 0))
    assert.strictEqual(cursor.position(), 5000n)
  })

  it.effect("begins now at the first start, and at the next where it ended, each name for itself", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1000)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const cursors = yield* kept
          const cursor = yield* cursors.find("one")
          assert.strictEqual(cursor.start, 10_000n)
          assert.strictEqual(yield* cursors.find("one"), cursor)
          const unread = cursor.begin(12_000n, 0)
          cursor.end(cursor.begin(15_000n, 0))
          // Killed now, it would have to read again from before the one that was not taken in.
          yield* TestClock.adjust("1 second")
          const again = yield* Effect.scoped(Effect.flatMap(kept, ({ find }) => find("one")))
          assert.strictEqual(again.start, 11_999n)
          cursor.end(unread)
        })
      )
      const next = yield* Effect.scoped(Effect.flatMap(kept, ({ find }) => find("one")))
      assert.strictEqual(next.start, 15_000n)
      const other = yield* Effect.scoped(Effect.flatMap(kept, ({ find }) => find("two")))
      assert.strictEqual(other.start, 20_000n)
    }).pipe(Effect.provide(memoryState))
  )
})
