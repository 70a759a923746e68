/**
 * Jobs as somebody watches them: all that there are, then each one that is different. Owns the pace (no job more than
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
import { type JobLine, JobsSeen } from "./protocol/WorkerRpcs.ts"
import { cutLine, workerLines } from "./WorkerLines.ts"

const pause = "500 millis"
const lookAgainMillis = 5_000

const jobOf = (change: WorkerChange): JobId =>
  change._tag === "Worker" ? change.worker.job : change._tag === "Job" ? change.job.id : change.job

export interface WorkerWatch {
  /** `sees` says whether a job exists for whoever watches; it is asked anew each time. */
  readonly watch: <R>(sees: (job: Job) => Effect.Effect<boolean, never, R>) => Stream.Stream<JobsSeen, WorkersError, R>
}

export const workerWatch = Effect.gen(function* () {
  const workers = yield* Workers
  const { lineOf } = yield* workerLines
  const shownOf = (found: JobWithWorkers) => Effect.map(lineOf(found), cutLine)

  const watch: WorkerWatch["watch"] = (sees) =>
    Stream.callback<JobsSeen, WorkersError, Effect.Services<ReturnType<typeof sees>>>((out) =>
      Effect.gen(function* () {
        const told = new Map<JobId, JobLine>()
        const dirty = new Set<JobId>()
        const touched = yield* Queue.sliding<void>(1)

        const visible = Effect.gen(function* () {
          return yield* Effect.filter(yield* workers.jobs, ({ job }) => sees(job))
        })
        const tellAll = Effect.gen(function* () {
          dirty.clear()
          const jobs = yield* Effect.forEach(yield* visible, shownOf)
          told.clear()
          for (const line of jobs) told.set(line.job.id, line)
          yield* Queue.offer(out, JobsSeen.cases.All.make({ jobs }))
        })
        const tellOne = Effect.fnUntraced(function* (found: JobWithWorkers) {
          const line = yield* shownOf(found)
          if (Equal.equals(told.get(line.job.id), line)) return
          told.set(line.job.id, line)
          yield* Queue.offer(out, JobsSeen.cases.Changed.make({ job: line }))
        })
        const tellDirty = Effect.gen(function* () {
          const ids = [...dirty]
          dirty.clear()
          for (const id of ids) {
            // The pool tells of workers before it knows their job.
            const found = yield* Effect.option(workers.job(id))
            if (found._tag === "Some" && (yield* sees(found.value.job))) yield* tellOne(found.value)
          }
        })
        const lookAgain = Effect.gen(function* () {
          const found = yield* visible
          const ids = new Set(found.map(({ job }) => job.id))
          // What is forgotten, or not theirs to see any more, goes away with a whole new list.
          if ([...told.keys()].some((id) => !ids.has(id))) yield* tellAll
          else yield* Effect.forEach(found, tellOne, { discard: true })
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

  return { watch } satisfies WorkerWatch
})
