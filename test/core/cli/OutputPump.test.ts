/** The reader sets the pace while the child lives; nothing waits for the reader once it is ending. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Stream } from "effect"
import { makeOutputPump } from "../../../src/core/cli/OutputPump.ts"

const kilobyte = 1024
const chunk = new Uint8Array(64 * kilobyte)

const source = (chunks: number) => {
  const read = { bytes: 0 }
  const stream = Stream.range(1, chunks).pipe(
    Stream.rechunk(1),
    Stream.map(() => {
      read.bytes += chunk.length
      return chunk
    })
  )
  return { read, stream }
}

const bytesOf = (chunks: ReadonlyArray<Uint8Array>) => chunks.reduce((sum, chunk) => sum + chunk.length, 0)
const settled = Effect.repeat(Effect.yieldNow, { times: 100 })

describe("OutputPump", () => {
  it.effect("an unread child waits at about 1 MiB, and goes on as it is read", () =>
    Effect.gen(function* () {
      const { read, stream } = source(100)
      const pump = yield* makeOutputPump(stream, Effect.never)
      yield* Effect.forkChild(pump.run, { startImmediately: true })
      yield* settled
      assert.strictEqual(read.bytes, 1024 * kilobyte)
      assert.strictEqual(bytesOf(yield* Stream.runCollect(pump.chunks)), 100 * chunk.length)
    })
  )

  it.effect("the last words of an ending child are read without a reader, and kept for a late one", () =>
    Effect.gen(function* () {
      const { stream } = source(100)
      const ending = yield* Deferred.make<void>()
      const pump = yield* makeOutputPump(stream, Deferred.await(ending))
      const running = yield* Effect.forkChild(pump.run, { startImmediately: true })
      yield* settled
      yield* Deferred.succeed(ending, undefined)
      yield* Fiber.join(running)
      assert.strictEqual(bytesOf(yield* Stream.runCollect(pump.chunks)), 100 * chunk.length)
    })
  )

  it.effect("an ending child that floods its output neither stops nor fills the memory", () =>
    Effect.gen(function* () {
      const { read, stream } = source(3000)
      const pump = yield* makeOutputPump(stream, Effect.void)
      yield* pump.run
      assert.strictEqual(read.bytes, 3000 * chunk.length)
      assert.isAtMost(bytesOf(yield* Stream.runCollect(pump.chunks)), 65 * kilobyte * kilobyte)
    })
  )

  it.effect("the chunks end when reading is interrupted", () =>
    Effect.gen(function* () {
      const pump = yield* makeOutputPump(Stream.concat(Stream.make(chunk), Stream.never), Effect.never)
      const running = yield* Effect.forkChild(pump.run, { startImmediately: true })
      yield* settled
      yield* Fiber.interrupt(running)
      assert.strictEqual((yield* Stream.runCollect(pump.chunks)).length, 1)
    })
  )
})
