/**
 * Finds and ends processes by their mark: what one spawn left behind, and what an earlier run of this service left
 * alive. Owns the decision which process is ours to end; must not touch one whose mark it did not read.
 */
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Semaphore from "effect/Semaphore"
import type { SessionId } from "../model/Ids.ts"
import { Mark } from "./Mark.ts"
import { type MarkedProcess, ProcessTable } from "./ProcessTable.ts"

const pollInterval: Duration.Input = "50 millis"
/** A killed process may have started another one just before: look again, but not for ever. */
const killRounds = 20

interface OwnProcess extends MarkedProcess {
  readonly session: SessionId
  readonly spawn: string
}

/**
 * Reading every process is the costly part, and many sessions may end at once: a look that has not begun yet serves
 * everyone who asks before it does. One that has begun may have passed what the asker looks for.
 */
const shared = <A>(look: Effect.Effect<A>) =>
  Effect.map(Semaphore.make(1), (turn) => {
    let next: Deferred.Deferred<A> | undefined
    return Effect.suspend(() => {
      if (next !== undefined) return Deferred.await(next)
      const mine = Deferred.makeUnsafe<A>()
      next = mine
      const begin = Effect.suspend(() => {
        next = undefined
        return Effect.onExit(look, (exit) => Deferred.done(mine, exit))
      })
      return Effect.uninterruptible(turn.withPermit(begin))
    })
  })

export const makeOrphanGuard = Effect.fn("OrphanGuard.make")(function* (options: {
  readonly service: string
  /** Tells the spawns of this run from those of an earlier one. */
  readonly isOfThisRun: (spawn: string) => boolean
  readonly terminate: Duration.Input
}) {
  const table = yield* ProcessTable

  const own = yield* shared(
    Effect.map(table.marked, (all) =>
      all.flatMap((process): ReadonlyArray<OwnProcess> => {
        const mark = Mark.decode(process.mark)
        if (Option.isNone(mark) || mark.value.service !== options.service) return []
        return [{ ...process, session: mark.value.session, spawn: mark.value.spawn }]
      })
    )
  )

  const survivors = Effect.map(own, (all) => all.filter((process) => !options.isOfThisRun(process.spawn)))

  const none = <A>(look: Effect.Effect<ReadonlyArray<A>>) =>
    look.pipe(Effect.delay(pollInterval), Effect.repeat({ until: (left) => left.length === 0 }), Effect.asVoid)

  /** Returns what could not be ended. */
  const kill = Effect.fnUntraced(function* <A extends MarkedProcess>(look: Effect.Effect<ReadonlyArray<A>>) {
    let left = yield* look
    for (let round = 0; left.length > 0 && round < killRounds; round++) {
      yield* Effect.forEach(left, (process) => table.signal(process, "SIGKILL"), { discard: true })
      yield* Effect.sleep(pollInterval)
      left = yield* look
    }
    return left
  })

  const sweep = Effect.fn("OrphanGuard.sweep")(function* (spawn: string) {
    const left = yield* kill(Effect.map(own, (all) => all.filter((process) => process.spawn === spawn)))
    if (left.length > 0) {
      yield* Effect.logWarning(
        `cannot end what a cli left behind: end pid ${left.map((p) => p.pid).join(", ")} by hand`
      )
    }
  })

  const awaitGone = Effect.fn("OrphanGuard.awaitGone")(function* (session: SessionId, atMostMillis: number) {
    const look = Effect.map(survivors, (all) => all.filter((process) => process.session === session))
    if ((yield* look).length === 0) return true
    return Option.isSome(yield* Effect.timeoutOption(none(look), atMostMillis))
  })

  const reap = Effect.fn("OrphanGuard.reap")(function* (spare: ReadonlyArray<SessionId>) {
    const seen = new Set<number>()
    const look = Effect.map(survivors, (all) => {
      const found = all.filter((process) => !spare.includes(process.session))
      for (const process of found) seen.add(process.pid)
      return found
    })
    const first = yield* look
    if (first.length === 0) return 0
    yield* Effect.forEach(first, (process) => table.signal(process, "SIGTERM"), { discard: true })
    yield* Effect.timeoutOption(none(look), options.terminate)
    const left = yield* kill(look)
    if (left.length > 0) {
      yield* Effect.logWarning(
        `cannot end what an earlier run left: end pid ${left.map((p) => p.pid).join(", ")} by hand`
      )
    }
    return seen.size - left.length
  })

  return {
    survivors: Effect.map(survivors, (all) => all.map(({ pid, session }) => ({ pid, session }))),
    awaitGone,
    reap,
    sweep
  }
})
