/**
 * Takes jobs in: checks all of one before any of it is stored, and knows one that was asked for before. Owns the limits
 * of what may be asked for in one go and what may wait. Must not start anything.
 */
import * as Clock from "effect/Clock"
import type * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"
import type { Agents } from "../agents/Agents.ts"
import type { Directories } from "../agents/Directories.ts"
import type { JobId, WorkerId } from "../model/Ids.ts"
import { type Job, type Origin, phaseOf, type Worker } from "../model/Worker.ts"
import type { Backends } from "../sessions/Backends.ts"
import type { WorkerBook } from "./WorkerBook.ts"
import { workerIds } from "./WorkerIds.ts"
import { type WorkerDefaults, workerRequests } from "./WorkerRequests.ts"
import { type JobRequest, type JobWithWorkers, type WorkerRequest, WorkersError } from "./Workers.ts"

/** More than this in one go is a mistake. */
const mostInJob = 100
/** Beyond this nobody is waiting for an answer any more. */
const mostWaiting = 1000
const longestTitle = 80

const wrong = (detail: string) => new WorkersError({ reason: "invalid", detail })

const titleOf = (text: string): string => {
  const line = text.trim().split("\n", 1)[0] ?? ""
  return line.length <= longestTitle ? line : `${line.slice(0, longestTitle - 1)}…`
}

interface Place {
  readonly job: Pick<Job, "id" | "origin">
  readonly step?: string
  readonly index: number
  /** Workers of the same request, in their order. */
  readonly siblings: ReadonlyArray<WorkerId>
}

export interface JobIntake {
  /** The job with its workers, stored; one that is known is returned as it is. */
  readonly take: (request: JobRequest) => Effect.Effect<JobWithWorkers, WorkersError>
  readonly open: (request: {
    readonly key: string
    readonly title?: string
    readonly origin: Origin
    readonly chain?: Job["chain"]
  }) => Effect.Effect<Job, WorkersError>
  readonly add: (
    job: JobId,
    place: { readonly step: string; readonly index: number },
    request: WorkerRequest
  ) => Effect.Effect<Worker, WorkersError>
}

export const makeJobIntake: (
  book: WorkerBook,
  defaults: WorkerDefaults
) => Effect.Effect<JobIntake, never, Agents | Backends | Directories | Digest.Digest> = Effect.fnUntraced(
  function* (book, defaults) {
    const ids = yield* workerIds
    const checked = yield* workerRequests(defaults)

    const before = (request: WorkerRequest, { index, siblings }: Place) =>
      Effect.forEach(request.after ?? [], (one) => {
        if (typeof one !== "number") return book.worker(one).pipe(Effect.map(({ id }) => id))
        const sibling = one < index ? siblings[one] : undefined
        return sibling === undefined
          ? Effect.fail(wrong(`worker ${index} may only wait for those before it, not for ${one}`))
          : Effect.succeed(sibling)
      })

    const workerOf = Effect.fnUntraced(function* (request: WorkerRequest, place: Place) {
      const { index, job, step } = place
      const worker: Worker = {
        id: yield* ids.worker(job.id, step ?? "", index),
        job: job.id,
        title: titleOf(request.title ?? request.text),
        ...(step === undefined ? {} : { step }),
        index,
        task: yield* checked(request),
        origin: job.origin,
        after: yield* before(request, place),
        askedAt: yield* Clock.currentTimeMillis,
        attempt: 1
      }
      return worker
    })

    const roomFor = (count: number) =>
      Effect.suspend(() => {
        const waiting = [...book.workers.values()].filter((worker) => phaseOf(worker) === "waiting").length
        return waiting + count <= mostWaiting
          ? Effect.void
          : Effect.fail(wrong(`${waiting} workers wait already, at most ${mostWaiting}; cancel some, or wait`))
      })

    return {
      take: Effect.fnUntraced(function* ({ key, origin, title, workers }) {
        const id = yield* ids.job(key)
        if (book.jobs.has(id)) return yield* book.job(id)
        if (workers.length > mostInJob) return yield* wrong(`${workers.length} workers in one go, at most ${mostInJob}`)
        yield* roomFor(workers.length)
        const job: Job = {
          id,
          title: titleOf(title ?? workers[0].title ?? workers[0].text),
          origin,
          askedAt: yield* Clock.currentTimeMillis
        }
        const siblings = yield* Effect.forEach(workers, (_, index) => ids.worker(id, "", index))
        const made = yield* Effect.forEach(workers, (each, index) => workerOf(each, { job, index, siblings }))
        // The job last: one that is there has all of its workers, and workers without one were never accepted.
        yield* Effect.forEach(made, book.put, { discard: true })
        yield* book.putJob(job)
        return yield* book.job(id)
      }),
      open: Effect.fnUntraced(function* ({ chain, key, origin, title }) {
        const id = yield* ids.job(key)
        const known = book.jobs.get(id)
        if (known !== undefined) return known
        const job: Job = {
          id,
          title: titleOf(title ?? key),
          origin,
          askedAt: yield* Clock.currentTimeMillis,
          ...(chain === undefined ? {} : { chain })
        }
        yield* book.putJob(job)
        return job
      }),
      add: Effect.fnUntraced(function* (id, { index, step }, request) {
        const known = book.workers.get(yield* ids.worker(id, step, index))
        if (known !== undefined) return known
        yield* roomFor(1)
        const { job } = yield* book.job(id)
        const worker = yield* workerOf(request, { job, step, index, siblings: [] })
        yield* book.put(worker)
        return worker
      })
    }
  }
)
