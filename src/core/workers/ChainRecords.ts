/**
 * What is stored of chains, as far as it changes: which attempt it is, where it broke off, what came of it. Owns that
 * changes of the same chain follow one another, each made from what the one before it left.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Semaphore from "effect/Semaphore"
import type { DoneBy } from "../model/DoneBy.ts"
import type { JobId } from "../model/Ids.ts"
import type { Job } from "../model/Worker.ts"
import { type JobWithWorkers, type Workers, WorkersError } from "./Workers.ts"

export type StoredChain = NonNullable<Job["chain"]>

export interface ChainRecords {
  /** What is known of the chain, and its workers. */
  readonly find: (job: JobId) => Effect.Effect<JobWithWorkers & { readonly chain: StoredChain }, WorkersError>
  /** Undefined changes nothing. Returns how it stands afterwards. */
  readonly change: (
    job: JobId,
    change: (chain: StoredChain) => StoredChain | undefined
  ) => Effect.Effect<StoredChain, WorkersError>
}

/** Undefined while nobody cancelled it. */
export const cancellerOf = ({ cancelledBy, cancelledFrom }: StoredChain): DoneBy | undefined =>
  cancelledBy === undefined ? undefined : { by: cancelledBy, ...cancelledFrom }

/** What cannot be stored or read now mostly can a moment later, and nothing of a chain may be given up for it. */
export const untilStored = <A, R>(effect: Effect.Effect<A, WorkersError, R>): Effect.Effect<A, WorkersError, R> =>
  effect.pipe(
    Effect.tapError((error) =>
      error.reason === "unavailable" ? Effect.logWarning("a chain waits for its store", error) : Effect.void
    ),
    Effect.retry({
      while: ({ reason }) => reason === "unavailable",
      schedule: Schedule.min([Schedule.exponential("500 millis"), Schedule.spaced("30 seconds")])
    })
  )

export const chainRecords = (workers: Workers["Service"]): Effect.Effect<ChainRecords> =>
  Effect.map(Semaphore.make(1), (lock) => {
    const find: ChainRecords["find"] = Effect.fnUntraced(function* (id) {
      const found = yield* workers.job(id)
      const { chain } = found.job
      if (chain !== undefined) return { ...found, chain }
      return yield* new WorkersError({ reason: "unknown", detail: `${id} is no chain; see the list of jobs` })
    })
    return {
      find,
      change: (id, change) =>
        Effect.gen(function* () {
          const { chain } = yield* find(id)
          const changed = change(chain)
          if (changed === undefined) return chain
          yield* workers.update(id, changed)
          return changed
        }).pipe(lock.withPermits(1))
    }
  })
