/**
 * What is known of jobs and workers, in one place: looked up in memory, stored before it is believed, told to whoever
 * watches. Owns that order and that nobody changes anything while somebody else does. Must not decide anything.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { JobId, WorkerId } from "../model/Ids.ts"
import type { Job, Worker } from "../model/Worker.ts"
import { workerRecords } from "./WorkerRecords.ts"
import { type JobWithWorkers, type WorkerChange, WorkersError } from "./Workers.ts"

export const unavailable = (error: { readonly message: string }) =>
  new WorkersError({ reason: "unavailable", detail: error.message })

const unknown = (id: string) =>
  new WorkersError({ reason: "unknown", detail: `there is no ${id}; see worker list for those there are` })

export const makeWorkerBook = Effect.fnUntraced(function* (keep: Duration.Input) {
  const { jobs, putJob, putWorker, workers, workersOf } = yield* workerRecords(keep)
  const changes = yield* PubSub.sliding<WorkerChange>({ capacity: 4096 })
  const tell = (change: WorkerChange) => Effect.asVoid(PubSub.publish(changes, change))

  const job = (id: JobId): Effect.Effect<JobWithWorkers, WorkersError> =>
    Effect.suspend(() => {
      const found = jobs.get(id)
      if (found === undefined) return Effect.fail(unknown(id))
      return Effect.succeed({ job: found, workers: workersOf(id) })
    })

  const known: { readonly jobs: ReadonlyMap<JobId, Job>; readonly workers: ReadonlyMap<WorkerId, Worker> } = {
    jobs,
    workers
  }
  return {
    ...known,
    /** Around everything that reads and then changes. */
    alone: (yield* Semaphore.make(1)).withPermit,
    tell,
    changes: Stream.fromPubSub(changes),
    put: (worker: Worker) =>
      putWorker(worker).pipe(Effect.andThen(tell({ _tag: "Worker", worker })), Effect.mapError(unavailable)),
    putJob: (changed: Job) =>
      putJob(changed).pipe(Effect.andThen(tell({ _tag: "Job", job: changed })), Effect.mapError(unavailable)),
    job,
    /** Latest first. */
    all: Effect.suspend(() => Effect.forEach([...jobs.keys()], job)).pipe(
      Effect.map((all) => all.sort((left, right) => right.job.askedAt - left.job.askedAt))
    ),
    worker: (id: WorkerId): Effect.Effect<Worker, WorkersError> =>
      Effect.suspend(() => {
        const found = workers.get(id)
        return found === undefined ? Effect.fail(unknown(id)) : Effect.succeed(found)
      })
  }
})

export type WorkerBook = Effect.Success<ReturnType<typeof makeWorkerBook>>
