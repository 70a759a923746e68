/**
 * Who follows a setup: nobody is left to end one that everybody walked away from, and until then it shows a code and holds
 * up every other setup. Owns when it counts as given up.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"

/** Long enough to make a bot in the platform's own pages, or to come back after lunch. */
const patience = "1 hour"

export const makeFollowing = Effect.gen(function* () {
  const followers = yield* SubscriptionRef.make(0)
  const count = (change: number) => SubscriptionRef.update(followers, (now) => now + change)

  return {
    /** The same, followed by one more as long as it runs. */
    follow: <A, E, R>(talk: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
      Stream.unwrap(Effect.as(count(1), talk)).pipe(Stream.ensuring(count(-1))),
    /** Returns once nobody followed for so long. */
    givenUp: SubscriptionRef.changes(followers).pipe(
      Stream.switchMap((now) => (now > 0 ? Stream.never : Stream.fromEffect(Effect.sleep(patience)))),
      Stream.runHead,
      Effect.asVoid
    )
  }
})
