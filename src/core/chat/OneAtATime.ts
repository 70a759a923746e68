/**
 * Effects that share a key run one after another; those of other keys do not wait.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"

export type OneAtATime = (key: string) => <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

export const makeOneAtATime = (): OneAtATime => {
  const turns = new Map<string, { readonly semaphore: Semaphore.Semaphore; waiting: number }>()
  return (key) => (self) =>
    Effect.suspend(() => {
      const turn = turns.get(key) ?? { semaphore: Semaphore.makeUnsafe(1), waiting: 0 }
      turns.set(key, turn)
      turn.waiting++
      return turn.semaphore.withPermit(self).pipe(
        Effect.ensuring(
          Effect.sync(() => {
            turn.waiting--
            if (turn.waiting === 0) turns.delete(key)
          })
        )
      )
    })
}
