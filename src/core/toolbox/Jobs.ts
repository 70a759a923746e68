/**
 * The jobs and workers that a caller may see: an owner all, a session those that it asked for itself. Owns finding one by
 * its id and waiting for its end; what belongs to another session does not exist here.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { JobId, WorkerId } from "../model/Ids.ts"
import type { Job, Worker } from "../model/Worker.ts"
import type { TurnState } from "../sessions/TurnState.ts"
import { Workers } from "../workers/Workers.ts"
import { aloneView, jobView, progressOf } from "./JobViews.ts"
import type { JobView } from "./shapes/Fields.ts"
import { failed } from "./Tool.ts"
import { type Caller, type ToolCall, ToolError } from "./Toolbox.ts"

export interface Found {
  readonly job: Job
  readonly workers: ReadonlyArray<Worker>
  /** The id named this one of them, not the whole job. */
  readonly one?: Worker
}

export interface Jobs {
  readonly find: (caller: Caller, id: string) => Effect.Effect<Found, ToolError>
  /** Latest first. */
  readonly all: (caller: Caller) => Effect.Effect<ReadonlyArray<Found>, ToolError>
  readonly view: (found: Found) => Effect.Effect<JobView, ToolError>
  /** How it stands once it is over, or after so many seconds. */
  readonly awaited: (
    caller: Caller,
    id: string,
    seconds: number,
    progress: ToolCall["progress"]
  ) => Effect.Effect<JobView, ToolError>
}

const isJobId = Schema.is(JobId)
const isWorkerId = Schema.is(WorkerId)
/** A change may slip by before the watch is on; then it is seen by looking. */
const lookEvery = "2 seconds"

const unknown = (id: string) =>
  new ToolError({ reason: "unknown", detail: `there is no worker or job ${id} here; see worker_status` })

const isOwn = (caller: Caller, { origin }: Job | Worker): boolean =>
  caller._tag === "Owner" || origin.session === caller.session

export const jobsOf: Effect.Effect<Jobs, never, Workers> = Effect.map(Workers, (workers) => {
  const find = Effect.fnUntraced(function* (caller: Caller, id: string): Effect.fn.Return<Found, ToolError> {
    const none = unknown(id)
    if (isJobId(id)) {
      const found = yield* Effect.mapError(workers.job(id), (error) =>
        error.reason === "unknown" ? none : failed(error)
      )
      return isOwn(caller, found.job) ? found : yield* none
    }
    if (!isWorkerId(id)) return yield* none
    const worker = yield* Effect.mapError(workers.worker(id), (error) =>
      error.reason === "unknown" ? none : failed(error)
    )
    if (!isOwn(caller, worker)) return yield* none
    const whole = yield* Effect.mapError(workers.job(worker.job), failed)
    return { ...whole, one: worker }
  })

  const view = ({ job, one, workers: all }: Found) =>
    Effect.gen(function* () {
      const states = new Map<WorkerId, TurnState>()
      for (const worker of one === undefined ? all : [one]) {
        if (worker.result !== undefined) continue
        const state = yield* workers.state(worker.id)
        if (state !== undefined) states.set(worker.id, state)
      }
      return one === undefined
        ? jobView(job, all, (worker) => states.get(worker.id))
        : aloneView(job, one, states.get(one.id))
    }).pipe(Effect.mapError(failed))

  const awaited = Effect.fnUntraced(function* (
    caller: Caller,
    id: string,
    seconds: number,
    progress: ToolCall["progress"]
  ): Effect.fn.Return<JobView, ToolError> {
    const { job } = yield* find(caller, id)
    const look = Effect.flatMap(find(caller, id), view)
    const first = yield* look
    if (seconds === 0 || first.state !== "running") return first
    let told = ""
    const tell = (seen: JobView) =>
      Effect.suspend(() => {
        const message = progressOf(seen)
        if (message === told) return Effect.void
        told = message
        return progress({ done: seen.done, total: seen.workers.length, message })
      })
    yield* tell(first)
    const changed = workers.changes.pipe(
      Stream.filter((change) => (change._tag === "Job" ? change.job.id : jobOf(change)) === job.id),
      Stream.map(() => undefined)
    )
    const looked = Stream.map(Stream.fromSchedule(Schedule.spaced(lookEvery)), () => undefined)
    yield* Stream.merge(changed, looked).pipe(
      Stream.buffer({ capacity: 1, strategy: "sliding" }),
      Stream.mapEffect(() => Effect.tap(look, tell)),
      Stream.takeUntil(({ state }) => state !== "running"),
      Stream.runDrain,
      Effect.timeoutOption(seconds * 1000)
    )
    return yield* look
  })

  return {
    find,
    view,
    awaited,
    all: (caller) =>
      workers.jobs.pipe(
        Effect.map((all) => all.filter(({ job }) => isOwn(caller, job))),
        Effect.mapError(failed)
      )
  }
})

const jobOf = (
  change: { readonly _tag: "Worker"; readonly worker: Worker } | { readonly _tag: "Turn"; readonly job: JobId }
): JobId => (change._tag === "Worker" ? change.worker.job : change.job)
