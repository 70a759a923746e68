/**
 * The pool of workers: what was asked for, what runs, what came of it. Owns the promise that an accepted task ends in a
 * result that outlives the service, and that none runs twice unless somebody asks. Must not show anything and must not
 * decide what a chain does next.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { Answer } from "../model/Ask.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import type { AskId, JobId, WorkerId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import type { Job, Origin, Priority, Worker, WorkerTerms } from "../model/Worker.ts"
import type { TurnState } from "../sessions/TurnState.ts"

export class WorkersError extends Schema.TaggedError<WorkersError>()("WorkersError", {
  /** `invalid`: the words are wrong. `unknown`: there is no such worker or job. `unavailable`: it could not be stored. */
  reason: Schema.Literals(["invalid", "unknown", "unavailable"]),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

/** One task as it is asked for; what is left out comes from the configuration and from the agent. */
export interface WorkerRequest {
  readonly text: string
  /** One line for people; the beginning of the text without it. */
  readonly title?: string
  readonly agent?: string
  readonly terms?: Omit<WorkerTerms, "backend"> & { readonly backend?: string }
  readonly budgetUsd?: number
  readonly timeoutMillis?: number
  readonly priority?: Priority
  readonly fresh?: boolean
  /** Workers that must be done first; if one ends otherwise this one is cancelled. Places in the same request, or ids. */
  readonly after?: ReadonlyArray<WorkerId | number>
}

export interface JobRequest {
  /** The same key is the same job, however often it is asked for. */
  readonly key: string
  readonly title?: string
  readonly origin: Origin
  readonly workers: readonly [WorkerRequest, ...ReadonlyArray<WorkerRequest>]
}

export interface JobWithWorkers {
  readonly job: Job
  /** In the order in which they were asked for. */
  readonly workers: ReadonlyArray<Worker>
}

export class Workers extends Context.Service<
  Workers,
  {
    /** What a task may cost that names no budget, US dollars. */
    readonly budgetUsd: number
    /** Checks every task, stores all of them or none, and returns. */
    readonly spawn: (request: JobRequest) => Effect.Effect<JobWithWorkers, WorkersError>
    /** A job without workers, to which a chain adds its own. */
    readonly open: (request: Omit<JobRequest, "workers"> & Pick<Job, "chain">) => Effect.Effect<Job, WorkersError>
    /** One more worker of a job. The same step and index is the same worker: one that is there is returned as it is. */
    readonly add: (
      job: JobId,
      place: { readonly step: string; readonly index: number },
      request: WorkerRequest
    ) => Effect.Effect<Worker, WorkersError>
    /** Changes what is known of a chain. */
    readonly update: (job: JobId, chain: NonNullable<Job["chain"]>) => Effect.Effect<void, WorkersError>
    /** Latest first. */
    readonly jobs: Effect.Effect<ReadonlyArray<JobWithWorkers>, WorkersError>
    readonly job: (id: JobId) => Effect.Effect<JobWithWorkers, WorkersError>
    readonly worker: (id: WorkerId) => Effect.Effect<Worker, WorkersError>
    /** Returns when the worker has a result; at once when it has one. */
    readonly ended: (id: WorkerId) => Effect.Effect<Worker, WorkersError>
    /** False when it was over. Those that wait for it are cancelled too. */
    readonly cancel: (id: WorkerId, by: DoneBy) => Effect.Effect<boolean, WorkersError>
    /** Another attempt of one that did not end well. False when it is done, waits or runs. */
    readonly retry: (id: WorkerId, by: string) => Effect.Effect<boolean, WorkersError>
    /**
     * One that was over budget goes on in its session with this turn; `toUsd` is what it may cost in all from now on.
     * False when it did not end so.
     */
    readonly goOn: (id: WorkerId, next: Turn, toUsd?: number) => Effect.Effect<boolean, WorkersError>
    /** What its turn looks like now; undefined before it was handed to a CLI. */
    readonly state: (id: WorkerId) => Effect.Effect<TurnState | undefined, WorkersError>
    /** Answers what a worker asks. False when none of them asks that. */
    readonly answer: (ask: AskId, answer: Answer, by: DoneBy) => Effect.Effect<boolean>
    /** Every change from now on: a worker as it is afterwards, the job of a chain. */
    readonly changes: Stream.Stream<WorkerChange>
  }
>()("orchestrator/workers/Workers") {}

export type WorkerChange =
  | { readonly _tag: "Worker"; readonly worker: Worker }
  | { readonly _tag: "Job"; readonly job: Job }
  /** Something happened in its turn; `state` is how it stands now. */
  | { readonly _tag: "Turn"; readonly worker: WorkerId; readonly job: JobId; readonly state: TurnState }
