/**
 * The lives of the service in one process: what was changed in its configuration counts once it has ended as it always
 * ends and begun anew. Owns the loop; what is to outlive one life is kept by whoever needs it, outside of it.
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

export interface Life {
  /** 0 is the first one. */
  readonly number: number
  /** Where the web server listened last: browsers look for it there again. Outlives this life. */
  readonly port?: { last?: number }
  /** Ends this life and begins the next; absent in a process that does not begin anew by itself. */
  readonly renew?: Effect.Effect<void>
}

export const Life = Context.Reference<Life>("orchestrator/bot/Life", { defaultValue: () => ({ number: 0 }) })

/** Lives on until a life ends by itself, with what that one ended with. */
export const inLives = <A, E, R>(live: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const port = {}
    for (let number = 0; ; number++) {
      const over = yield* Deferred.make<void>()
      const life: Life = { number, port, renew: Effect.asVoid(Deferred.succeed(over, undefined)) }
      const ended = yield* Effect.raceFirst(
        Effect.asSome(Effect.provideService(live, Life, life)),
        Effect.as(Deferred.await(over), Option.none())
      )
      if (Option.isSome(ended)) return ended.value
    }
  })
