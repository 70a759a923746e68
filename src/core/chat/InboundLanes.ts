/**
 * What happened in a channel, one thing after the other: the next is handed over when the one before is durable; channels
 * do not wait for each other. Owns that order alone. A lane exists while something waits in it.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface InboundLanes {
  /** Puts a job at the end of the lane; returns at once. */
  readonly enter: (lane: string, job: Effect.Effect<void>) => Effect.Effect<void>
  /** How many lanes there are. */
  readonly open: () => number
}

/** The jobs end with the scope. */
export const makeInboundLanes: Effect.Effect<InboundLanes, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const lanes = new Map<string, Array<Effect.Effect<void>>>()

  const drain = (lane: string, jobs: Array<Effect.Effect<void>>): Effect.Effect<void> =>
    Effect.gen(function* () {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
        yield* job.pipe(
          Effect.tapCause((cause) => Effect.logError("something that happened could not be handed over", cause)),
          Effect.exit
        )
      }
      lanes.delete(lane)
    })

  return {
    enter: (lane, job) =>
      Effect.suspend(() => {
        const waiting = lanes.get(lane)
        if (waiting !== undefined) {
          waiting.push(job)
          return Effect.void
        }
        const jobs = [job]
        lanes.set(lane, jobs)
        return Effect.asVoid(Effect.forkIn(drain(lane, jobs), scope, { startImmediately: true }))
      }),
    open: () => lanes.size
  }
})
