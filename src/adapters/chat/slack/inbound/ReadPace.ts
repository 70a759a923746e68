/**
 * How fast is read what was missed: well below what Slack allows, since others read there as well. Owns who is next: a
 * place in which somebody has said something meanwhile comes before all others.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { makePace } from "../web/Pace.ts"

export interface ReadPace {
  /** Returns when a request for this place may leave. */
  readonly turn: (place: string) => Effect.Effect<void>
  /** Somebody waits there. */
  readonly hurry: (place: string) => void
}

export const makeReadPace = (kind: {
  readonly atOnce: number
  readonly everyMillis: number
}): Effect.Effect<ReadPace, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const pace = makePace(kind)
    const waiting: Array<{ readonly place: string; readonly go: Deferred.Deferred<void> }> = []
    const hurried = new Set<string>()
    let runs = false

    const next = () => {
      const urgent = waiting.findIndex(({ place }) => hurried.has(place))
      return waiting.splice(Math.max(urgent, 0), 1)[0]
    }

    const run = Effect.gen(function* () {
      while (waiting.length > 0) {
        const now = yield* Clock.currentTimeMillis
        const wait = pace.wait(now)
        if (wait > 0) {
          yield* Effect.sleep(wait)
          continue
        }
        pace.spend(now)
        const one = next()
        if (one !== undefined) yield* Deferred.succeed(one.go, undefined)
      }
      hurried.clear()
      runs = false
    })

    return {
      turn: (place) =>
        Effect.gen(function* () {
          const go = yield* Deferred.make<void>()
          waiting.push({ place, go })
          if (!runs) {
            runs = true
            yield* Effect.forkIn(run, scope)
          }
          yield* Deferred.await(go)
        }),
      hurry: (place) => void hurried.add(place)
    }
  })
