/**
 * The queue of one session: one turn at a time, in order of arrival, at most `capacity` waiting. Owns who is next; must
 * not know what a turn does. Lives as long as the session's activation: the durable queue behind it is the mailbox.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { TurnId } from "../model/Ids.ts"

export type Admission = "ran" | "withdrawn" | "full"

export interface Lane {
  /**
   * Runs `turn` when everything before it has ended. `moved` hears the place in line (1 is next) whenever it changes,
   * and never for a turn that runs at once. Returns `withdrawn` when it was taken out while it waited, `full` when
   * there was no room.
   */
  readonly enter: <E, R>(
    turn: TurnId,
    moved: (place: number) => Effect.Effect<void>,
    run: Effect.Effect<void, E, R>
  ) => Effect.Effect<Admission, E, R>
  /** Takes a waiting turn out. False when it does not wait. */
  readonly withdraw: (turn: TurnId) => Effect.Effect<boolean>
  readonly waiting: Effect.Effect<ReadonlyArray<TurnId>>
  readonly running: Effect.Effect<TurnId | undefined>
}

interface Waiter {
  readonly turn: TurnId
  readonly go: Deferred.Deferred<"run" | "withdrawn">
  readonly moved: (place: number) => Effect.Effect<void>
  /** The lane is its own, from before it hears of that. */
  admitted: boolean
}

export const makeLane = (capacity: number): Lane => {
  let waiters: ReadonlyArray<Waiter> = []
  let running: TurnId | undefined

  const announce = Effect.suspend(() =>
    Effect.forEach(waiters, (waiter, index) => waiter.moved(index + 1), { discard: true })
  )
  const remove = (waiter: Waiter) =>
    Effect.suspend(() => {
      waiters = waiters.filter((other) => other !== waiter)
      return announce
    })
  const next = Effect.suspend(() => {
    const [first, ...rest] = waiters
    running = first?.turn
    waiters = rest
    if (first === undefined) return Effect.void
    first.admitted = true
    return Effect.andThen(Deferred.succeed(first.go, "run"), announce)
  })

  const wait = (waiter: Waiter) =>
    Effect.gen(function* () {
      yield* waiter.moved(waiters.length)
      return yield* Deferred.await(waiter.go)
    })
  /** Whatever ends the waiting, interruption or a defect: the line moves on without it. */
  const leave = (waiter: Waiter) => Effect.suspend(() => (waiter.admitted ? next : remove(waiter)))

  return {
    enter: (turn, moved, run) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.gen(function* () {
          if (running !== undefined) {
            if (waiters.length >= capacity) return "full"
            const waiter: Waiter = { turn, go: Deferred.makeUnsafe(), moved, admitted: false }
            waiters = [...waiters, waiter]
            const called = yield* restore(wait(waiter)).pipe(Effect.onError(() => leave(waiter)))
            if (called === "withdrawn") return "withdrawn"
          }
          running = turn
          const exit = yield* Effect.exit(restore(run))
          yield* next
          yield* exit
          return "ran"
        })
      ),
    withdraw: (turn) =>
      Effect.suspend(() => {
        const waiter = waiters.find((other) => other.turn === turn)
        return waiter === undefined
          ? Effect.succeed(false)
          : Effect.andThen(remove(waiter), Deferred.succeed(waiter.go, "withdrawn"))
      }),
    waiting: Effect.sync(() => waiters.map((waiter) => waiter.turn)),
    running: Effect.sync(() => running)
  }
}
