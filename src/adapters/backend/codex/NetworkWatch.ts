/**
 * A bound for codex's waiting for its model provider, which has none of its own. Owns only the timer: it is told whether
 * codex waits, and calls `giveUp` when it did so all the time.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"

/** Returns the function to call after every line. */
export const watchNetwork = Effect.fnUntraced(function* (patience: Duration.Input, giveUp: Effect.Effect<void>) {
  const begun = yield* Queue.sliding<number>(1)
  let waiting = false
  let spell = 0
  yield* Queue.take(begun).pipe(
    Effect.flatMap((mine) =>
      Effect.delay(
        Effect.suspend(() => (waiting && spell === mine ? giveUp : Effect.void)),
        patience
      )
    ),
    Effect.forever,
    Effect.tapCause((cause) => Effect.logError("the watch over codex's connection failed", cause)),
    Effect.forkScoped
  )
  return (now: boolean): void => {
    if (now && !waiting) {
      spell += 1
      Queue.offerUnsafe(begun, spell)
    }
    waiting = now
  }
})
