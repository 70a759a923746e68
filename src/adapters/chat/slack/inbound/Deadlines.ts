/**
 * Slack wants to hear within 3 seconds that an event was taken. Owns that it does, even when the core takes longer: what
 * is acknowledged then is not lost with a crash, for the cursor still stands before it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Deadline {
  /** The job is done: what was not acknowledged by then is now. */
  readonly done: Effect.Effect<void>
}

export interface Deadlines {
  /** From now on the time runs. */
  readonly begin: (acknowledge: Effect.Effect<void>) => Effect.Effect<Deadline>
}

interface Open {
  readonly until: number
  readonly acknowledge: Effect.Effect<void>
}

export const makeDeadlines = (millis: number): Effect.Effect<Deadlines, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const open = new Set<Open>()
    let runs = false

    /** They are due in the order in which they came. */
    const run = Effect.gen(function* () {
      for (let [next] = open; next !== undefined; [next] = open) {
        const wait = next.until - (yield* Clock.currentTimeMillis)
        if (wait > 0) {
          yield* Effect.sleep(wait)
          continue
        }
        open.delete(next)
        yield* next.acknowledge
      }
      runs = false
    })

    return {
      begin: (acknowledge) =>
        Effect.gen(function* () {
          const one = { until: (yield* Clock.currentTimeMillis) + millis, acknowledge }
          open.add(one)
          if (!runs) {
            runs = true
            yield* Effect.forkIn(run, scope)
          }
          return { done: Effect.suspend(() => (open.delete(one) ? acknowledge : Effect.void)) }
        })
    }
  })
