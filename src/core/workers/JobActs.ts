/**
 * What people may do to a job that is there: find it, end it, try it again. Owns who may: whoever asked for it, and who
 * administers the place where it was asked for; and that one which cannot be seen is as if it were not there.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { AccessPolicy } from "../agents/AccessPolicy.ts"
import type { Conversation, Person } from "../model/Conversation.ts"
import { doneBy } from "../model/DoneBy.ts"
import { JobId, WorkerId } from "../model/Ids.ts"
import type { Job, Worker } from "../model/Worker.ts"
import * as WorkerWords from "../render/WorkerWords.ts"
import { Chains, type ChainsError } from "./Chains.ts"
import { isHere, retryable } from "./JobStanding.ts"
import { type JobWithWorkers, Workers, type WorkersError } from "./Workers.ts"

/** Who acts, and where. */
export interface Actor {
  readonly conversation: Conversation
  readonly person: Person
  /** Administers the service itself, and so every place of it. */
  readonly everywhere?: boolean
}

export class JobRefused extends Schema.TaggedError<JobRefused>()("JobRefused", {
  reason: Schema.Literals(["unknown", "not-yours"]),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

export interface FoundJob {
  readonly found: JobWithWorkers
  /** When it was a worker that was named. */
  readonly worker?: Worker
}

export class JobActs extends Context.Service<
  JobActs,
  {
    /** Asked for by this person. */
    readonly isOwn: (job: Job, actor: Actor) => boolean
    /** By the id of a job or of a worker. */
    readonly find: (id: string, actor: Actor) => Effect.Effect<FoundJob, JobRefused>
    /** False when it was over. */
    readonly cancel: (
      job: Job,
      worker: Worker | undefined,
      actor: Actor
    ) => Effect.Effect<boolean, JobRefused | WorkersError | ChainsError>
    /** How many are tried again. */
    readonly retry: (
      found: JobWithWorkers,
      worker: Worker | undefined,
      actor: Actor
    ) => Effect.Effect<number, JobRefused | WorkersError | ChainsError>
  }
>()("orchestrator/workers/JobActs") {
  static readonly layer = Layer.effect(
    JobActs,
    Effect.gen(function* () {
      const access = yield* AccessPolicy
      const chains = yield* Chains
      const workers = yield* Workers
      const isJobId = Schema.is(JobId)
      const isWorkerId = Schema.is(WorkerId)

      const samePlatform = ({ origin }: Job, { conversation }: Actor) =>
        origin.conversation.platform === conversation.platform
      const isOwn = (job: Job, actor: Actor) => samePlatform(job, actor) && job.origin.person.id === actor.person.id
      /** Asked of the place where the job is shown, whatever place somebody speaks from. */
      const administers = (job: Job, actor: Actor) =>
        actor.everywhere === true
          ? Effect.succeed(true)
          : samePlatform(job, actor)
            ? access.allows(actor.person, job.origin.conversation, "administer")
            : Effect.succeed(false)

      const mayAct = Effect.fnUntraced(function* (job: Job, actor: Actor) {
        if (isOwn(job, actor) || (yield* administers(job, actor))) return
        return yield* new JobRefused({ reason: "not-yours", detail: WorkerWords.notYours })
      })

      const lookUp = Effect.fnUntraced(
        function* (id: string) {
          if (isJobId(id)) return { found: yield* workers.job(id) }
          if (!isWorkerId(id)) return undefined
          const worker = yield* workers.worker(id)
          return { found: yield* workers.job(worker.job), worker }
        },
        Effect.orElseSucceed(() => undefined)
      )

      return JobActs.of({
        isOwn,
        find: Effect.fn("JobActs.find")(function* (id, actor) {
          const looked = yield* lookUp(id.trim())
          const job = looked?.found.job
          if (looked !== undefined && job !== undefined) {
            if (isOwn(job, actor) || isHere(job, actor.conversation) || (yield* administers(job, actor))) return looked
          }
          return yield* new JobRefused({ reason: "unknown", detail: WorkerWords.noSuchJob(id) })
        }),
        cancel: Effect.fn("JobActs.cancel")(function* (job, worker, actor) {
          yield* mayAct(job, actor)
          const by = doneBy(actor.person, actor.conversation.platform)
          if (worker !== undefined) return yield* workers.cancel(worker.id, by)
          if (job.chain !== undefined) return yield* chains.cancel(job.id, by)
          const { workers: all } = yield* workers.job(job.id)
          // The last first: what waits for another is ended by the person, and not by that one's end.
          const ended = yield* Effect.forEach([...all].reverse(), ({ id }) => workers.cancel(id, by))
          return ended.includes(true)
        }),
        retry: Effect.fn("JobActs.retry")(function* ({ job, workers: all }, worker, actor) {
          yield* mayAct(job, actor)
          const by = actor.person.name
          if (job.chain !== undefined) return (yield* chains.retry(job.id, by)) ? 1 : 0
          const wanted = worker === undefined ? retryable(all) : [worker]
          const again = yield* Effect.forEach(wanted, ({ id }) => workers.retry(id, by))
          return again.filter((yes) => yes).length
        })
      })
    })
  )
}
