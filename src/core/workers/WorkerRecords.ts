/**
 * Where jobs and workers are kept: what was asked for and what came of it outlives the service. Owns the two namespaces
 * and how long a result is kept. A change is stored before anybody sees it.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { JobId, WorkerId } from "../model/Ids.ts"
import { Job, Worker } from "../model/Worker.ts"
import { State, type StateError } from "../ports/State.ts"

export interface WorkerRecords {
  readonly jobs: Map<JobId, Job>
  /** In the order in which they were asked for. */
  readonly workers: Map<WorkerId, Worker>
  /** Those of one job, in that order. */
  readonly workersOf: (job: JobId) => ReadonlyArray<Worker>
  readonly putJob: (job: Job) => Effect.Effect<void, StateError>
  readonly putWorker: (worker: Worker) => Effect.Effect<void, StateError>
}

export const workerRecords = (keep: Duration.Input): Effect.Effect<WorkerRecords, StateError, State> =>
  Effect.gen(function* () {
    const state = yield* State
    const storedJobs = state.namespace("jobs", Job)
    const storedWorkers = state.namespace("workers", Worker)
    const jobs = new Map<JobId, Job>()
    const workers = new Map<WorkerId, Worker>()
    // a worker never goes to another job
    const idsOf = new Map<JobId, Set<WorkerId>>()
    const keepWorker = (worker: Worker) => {
      workers.set(worker.id, worker)
      const ids = idsOf.get(worker.job)
      if (ids === undefined) idsOf.set(worker.job, new Set([worker.id]))
      else ids.add(worker.id)
    }
    for (const [, job] of yield* storedJobs.entries) jobs.set(job.id, job)
    // A worker whose job is not there was never accepted: the service died while it was asked for.
    const known = (yield* storedWorkers.entries).flatMap(([, worker]) => (jobs.has(worker.job) ? [worker] : []))
    known.sort((left, right) => left.askedAt - right.askedAt || (left.index ?? 0) - (right.index ?? 0))
    known.forEach(keepWorker)
    // Whatever is not over is kept for as long as it takes; the rest goes by itself.
    const twice = Duration.times(Duration.fromInputUnsafe(keep), 2)
    return {
      jobs,
      workers,
      workersOf: (job) => [...(idsOf.get(job) ?? [])].flatMap((id) => workers.get(id) ?? []),
      putJob: (job) => Effect.tap(storedJobs.set(job.id, job, twice), () => Effect.sync(() => jobs.set(job.id, job))),
      putWorker: (worker) =>
        Effect.tap(
          worker.result === undefined
            ? storedWorkers.set(worker.id, worker)
            : storedWorkers.set(worker.id, worker, keep),
          () => Effect.sync(() => keepWorker(worker))
        )
    }
  })
