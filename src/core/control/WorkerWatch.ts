/**
 * Jobs as somebody watches them: the latest, then each one that is different. Owns the pace (no job more than
 * twice a second, however much happens in it) and that nothing is missed: what this node is told is told on at once, and
 * all are looked at again every few seconds, since another node's workers tell nobody here.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { JobId } from "../model/Ids.ts"
import type { Job } from "../model/Worker.ts"
import { type JobWithWorkers, type WorkerChange, Workers, type WorkersError } from "../workers/Workers.ts"
import { latestJobs, olderJobs } from "./JobPiece.ts"
import { type JobLine, JobsSeen } from "./protocol/WorkerRpcs.ts"
import { cutLine, workerLines } from "./WorkerLines.ts"

const pause = "500 millis"
const lookAgainMillis = 5_000

const jobOf = (change: WorkerChange): JobId =>
  change._tag === "Worker" ? change.worker.job : change._tag === "Job" ? change.job.id : change.job

interface Told {
  readonly found: JobWithWorkers
  readonly line: JobLine
}

/** Nothing was written of it since: what is over is then as it was told, without being put together again. */
const isSame = (left: JobWithWorkers, right: JobWithWorkers): boolean =>
  left.job === right.job &&
  left.workers.length === right.workers.length &&
  left.workers.every((worker, index) => worker === right.workers[index])

type Eyes<R> = Effect.Effect<(job: Job) => boolean, never, R>

export interface WorkerWatch {
  /** `eyes` says which jobs exist for whoever watches; it is asked anew each time, once for all of them. */
  readonly watch: <R>(eyes: Eyes<R>) => Stream.Stream<JobsSeen, WorkersError, R>
  /** More of those that are over: what comes after the one before which they were asked for. */
  readonly older: <R>(
    eyes: Eyes<R>,
    before: JobId
  ) => Effect.Effect<{ readonly jobs: ReadonlyArray<JobLine>; readonly more: boolean }, WorkersError, R>
}

export const workerWatch = Effect.gen(function* () {
  const workers = yield* Workers
  const { lineOf } = yield* workerLines
  const shownOf = (found: JobWithWorkers) => Effect.map(lineOf(found), cutLine)

  const watch: WorkerWatch["watch"] = (eyes) =>
    Stream.callback<JobsSeen, WorkersError, Effect.Services<typeof eyes>>((out) =>
      Effect.gen(function* () {
        const told = new Map<JobId, Told>()
        const dirty = new Set<JobId>()
        const touched = yield* Queue.sliding<void>(1)

        const visible = Effect.gen(function* () {
          const sees = yield* eyes
          return (yield* workers.jobs).filter(({ job }) => sees(job))
        })
        const tellAll = Effect.gen(function* () {
          dirty.clear()
          const { jobs, more } = latestJobs(yield* visible)
          const all = yield* Effect.forEach(jobs, (found) =>
            Effect.map(shownOf(found), (line): Told => ({ found, line }))
          )
          told.clear()
          for (const one of all) told.set(one.line.job.id, one)
          yield* Queue.offer(out, JobsSeen.cases.All.make({ jobs: all.map(({ line }) => line), more }))
        })
        const tellOne = Effect.fnUntraced(function* (found: JobWithWorkers) {
          const before = told.get(found.job.id)
          if (before?.line.over === true && isSame(before.found, found)) return
          const line = yield* shownOf(found)
          told.set(found.job.id, { found, line })
          if (Equal.equals(before?.line, line)) return
          yield* Queue.offer(out, JobsSeen.cases.Changed.make({ job: line }))
        })
        const tellDirty = Effect.gen(function* () {
          const ids = [...dirty]
          dirty.clear()
          const sees = yield* eyes
          for (const id of ids) {
            // The pool tells of workers before it knows their job.
            const found = yield* Effect.option(workers.job(id))
            if (found._tag === "Some" && sees(found.value.job)) yield* tellOne(found.value)
          }
        })
        const lookAgain = Effect.gen(function* () {
          const found = yield* visible
          const ids = new Set(found.map(({ job }) => job.id))
          // What is forgotten, or not theirs to see any more, goes away with a whole new list.
          if ([...told.keys()].some((id) => !ids.has(id))) yield* tellAll
          else yield* Effect.forEach(latestJobs(found).jobs, tellOne, { discard: true })
        })

        yield* workers.changes.pipe(
          Stream.runForEach((change) =>
            Effect.suspend(() => {
              dirty.add(jobOf(change))
              return Queue.offer(touched, undefined)
            })
          ),
          Effect.tapCause(Effect.logError),
          Effect.ignore,
          Effect.forkScoped({ startImmediately: true })
        )
        yield* tellAll
        let lookedAt = yield* Clock.currentTimeMillis
        for (;;) {
          const left = lookedAt + lookAgainMillis - (yield* Clock.currentTimeMillis)
          if (left > 0) yield* Queue.take(touched).pipe(Effect.timeoutOption(left))
          yield* tellDirty
          const now = yield* Clock.currentTimeMillis
          if (now - lookedAt >= lookAgainMillis) {
            yield* lookAgain
            lookedAt = now
          }
          yield* Effect.sleep(pause)
        }
      }).pipe(Effect.catch((error) => Queue.fail(out, error)))
    )

  const older: WorkerWatch["older"] = Effect.fnUntraced(function* (eyes, before) {
    const sees = yield* eyes
    const all = (yield* workers.jobs).filter(({ job }) => sees(job))
    const { jobs, more } = olderJobs(all, before)
    return { jobs: yield* Effect.forEach(jobs, shownOf), more }
  })

  return { watch, older } satisfies WorkerWatch
})
