/**
 * Lets test time pass as it does in life: in steps, with every fiber given its turn in between. A single adjustment
 * moves on as soon as the fiber that slept has moved, and would leave behind those that it woke.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"

const settle = Effect.repeat(Effect.yieldNow, { times: 10 })

/** Steps of 20 ms unless said otherwise. */
export const pass = (duration: Duration.Input, step: Duration.Input = 20): Effect.Effect<void> =>
  Effect.gen(function* () {
    const size = Duration.toMillis(step)
    let left = Duration.toMillis(duration)
    yield* settle
    while (left > 0) {
      yield* TestClock.adjust(Math.min(size, left))
      yield* settle
      left -= size
    }
  })
