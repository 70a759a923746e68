/**
 * Reads a child's stdout for a consumer that may come late or be slow. While the child lives, a full buffer makes the
 * child wait; once it is ending nothing waits any more, so that its last words are read before its pipe is given up.
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

/** Above this the child waits for the consumer. */
const fullBytes = 1024 * 1024
/** An ending child that floods its output is cut here: the lines end, the rest is read and dropped. */
const floodBytes = 64 * 1024 * 1024

export interface OutputPump {
  readonly chunks: Stream.Stream<Uint8Array>
  /** Reads until the source ends; `chunks` ends when this does, for whatever reason. */
  readonly run: Effect.Effect<void>
}

/** `ending` completes when the child has exited or is being stopped. */
export const makeOutputPump = Effect.fnUntraced(function* <E>(
  source: Stream.Stream<Uint8Array, E>,
  ending: Effect.Effect<unknown>
) {
  const queue = yield* Queue.unbounded<Uint8Array, Cause.Done>()
  const room = yield* Latch.make(true)
  let held = 0

  const put = (chunks: ReadonlyArray<Uint8Array>) =>
    Effect.suspend(() => {
      for (const chunk of chunks) {
        if (Queue.offerUnsafe(queue, chunk)) held += chunk.length
      }
      if (held < fullBytes) return Effect.void
      if (held > floodBytes) return Queue.end(queue)
      room.closeUnsafe()
      return Effect.raceFirst(room.await, ending)
    })

  const pull = Effect.tap(Queue.takeAll(queue), (chunks) =>
    Effect.sync(() => {
      for (const chunk of chunks) held -= chunk.length
      room.openUnsafe()
    })
  )

  const pump: OutputPump = {
    chunks: Stream.fromPull(Effect.succeed(pull)),
    run: Stream.runForEachArray(source, put).pipe(
      Effect.ignore({ log: "Debug" }),
      Effect.ensuring(Effect.suspend(() => Queue.end(queue)))
    )
  }
  return pump
})
