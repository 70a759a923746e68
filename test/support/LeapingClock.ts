/**
 * A clock that runs as clocks do and can be moved ahead: whoever sleeps past the new time wakes. So a journey can come
 * to "a minute later" without waiting for it, while pacing between two leaps stays what it is.
 */
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

interface Sleeper {
  readonly due: number
  readonly wake: () => void
  timer: NodeJS.Timeout
}

export interface LeapingClock {
  readonly clock: Clock.Clock
  /** Moves it ahead by so many milliseconds. */
  readonly leap: (millis: number) => void
}

const longestTimer = 2 ** 31 - 1

export const makeLeapingClock = (): LeapingClock => {
  const sleepers = new Set<Sleeper>()
  let ahead = 0
  const now = () => Date.now() + ahead
  const nanos = () => process.hrtime.bigint() + BigInt(ahead) * 1_000_000n

  const timerFor = (sleeper: Pick<Sleeper, "due" | "wake">) =>
    setTimeout(sleeper.wake, Math.min(longestTimer, Math.max(0, sleeper.due - now())))

  const sleep = (duration: Duration.Duration): Effect.Effect<void> => {
    const millis = Duration.toMillis(duration)
    if (!Number.isFinite(millis)) return Effect.never
    return Effect.callback<void>((resume) => {
      const due = now() + millis
      const wake = () => {
        sleepers.delete(sleeper)
        resume(Effect.void)
      }
      const sleeper: Sleeper = { due, wake, timer: timerFor({ due, wake }) }
      sleepers.add(sleeper)
      return Effect.sync(() => {
        clearTimeout(sleeper.timer)
        sleepers.delete(sleeper)
      })
    })
  }

  return {
    clock: {
      currentTimeMillisUnsafe: now,
      currentTimeMillis: Effect.sync(now),
      currentTimeNanosUnsafe: () => BigInt(now()) * 1_000_000n,
      currentTimeNanos: Effect.sync(() => BigInt(now()) * 1_000_000n),
      monotonicTimeNanosUnsafe: nanos,
      monotonicTimeNanos: Effect.sync(nanos),
      sleep
    },
    leap: (millis) => {
      ahead += millis
      for (const sleeper of sleepers) {
        clearTimeout(sleeper.timer)
        sleeper.timer = timerFor(sleeper)
      }
    }
  }
}
