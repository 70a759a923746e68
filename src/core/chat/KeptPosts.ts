/**
 * What was asked of a platform under each post key, kept for a day unless said: so that what may have been stored is found again, in
 * this life of the service or the next. Owns where it is kept and that posting does not depend on it; what a record
 * holds is the platform's. Must not post.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import { State, type StateError } from "../ports/State.ts"

export interface KeptPosts<Post> {
  readonly get: (key: string) => Effect.Effect<Post | undefined>
  readonly set: (key: string, record: Post, keptFor?: Duration.Input) => Effect.Effect<void>
  readonly under: (prefix: string) => Effect.Effect<ReadonlyArray<readonly [key: string, record: Post]>>
}

/** A thread may be asked for as long as somebody can press its button. */
export const keptForThreads: Duration.Input = "120 days"

/** Without its records posting goes on, only a repeat may then double. */
const anyway =
  <A>(otherwise: A) =>
  (self: Effect.Effect<A, StateError>): Effect.Effect<A> =>
    Effect.catch(self, (error) => Effect.as(Effect.logError(error), otherwise))

export const keptPosts = <Post, I extends Schema.Json>(
  namespace: string,
  schema: Schema.Codec<Post, I>
): Effect.Effect<KeptPosts<Post>, never, State> =>
  Effect.map(State, (state) => {
    const kept = state.namespace(namespace, schema)
    return {
      get: (key) => Effect.map(kept.get(key), Option.getOrUndefined).pipe(anyway<Post | undefined>(undefined)),
      set: (key, record, keptFor = "1 day") => kept.set(key, record, keptFor).pipe(anyway<void>(undefined)),
      under: (prefix) =>
        Effect.map(kept.entries, (entries) => entries.filter(([key]) => key.startsWith(prefix))).pipe(
          anyway<ReadonlyArray<readonly [string, Post]>>([])
        )
    }
  })
