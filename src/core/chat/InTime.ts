/**
 * An answer that must be there in time or not at all: what is slow, fails or cannot be interrupted is left behind, and
 * the fallback is taken.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"

export const inTime = <A, E>(effect: Effect.Effect<A, E>, limit: Duration.Input, fallback: A): Effect.Effect<A> =>
  Effect.gen(function* () {
    const fiber = yield* effect.pipe(
      Effect.tapCause((cause) => Effect.logWarning("what a person would have been offered failed", cause)),
      Effect.option,
      Effect.catchDefect(() => Effect.succeed(Option.none<A>())),
      Effect.forkDetach({ startImmediately: true })
    )
    const done = yield* Effect.timeoutOption(Fiber.join(fiber), limit)
    if (Option.isNone(done)) yield* Effect.sync(() => fiber.interruptUnsafe())
    return Option.getOrElse(Option.flatten(done), () => fallback)
  })
