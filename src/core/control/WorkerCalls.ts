/**
 * What a visitor may do with workers: look at them, ask for some, run a chain, end and retry. Owns that a job begun in the
 * dashboard is its person's, that the same key of one person is one job whatever others call theirs, and that whoever may
 * not raise budgets asks for no more than a task costs by itself. What else may be asked of a worker is the pool's to say.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Person } from "../model/Conversation.ts"
import type { JobId, WorkerId } from "../model/Ids.ts"
import type { Job, Origin, Worker } from "../model/Worker.ts"
import { type AuditAction, AuditLog } from "../ports/AuditLog.ts"
import * as Words from "../render/Words.ts"
import * as WorkerWords from "../render/WorkerWords.ts"
import { Chains, type ChainsError } from "../workers/Chains.ts"
import { type Actor, JobActs, type JobRefused } from "../workers/JobActs.ts"
import { type JobWithWorkers, type WorkerRequest, Workers, type WorkersError } from "../workers/Workers.ts"
import { printChain, readChain } from "../workers/WrittenChain.ts"
import { permits } from "./Permits.ts"
import { ControlError } from "./protocol/ControlError.ts"
import { WorkerRpcs, type WorkerWish } from "./protocol/WorkerRpcs.ts"
import { dashboard, webConversation, webPlatformName } from "./WebConversation.ts"
import { workerLines } from "./WorkerLines.ts"
import { workerWatch } from "./WorkerWatch.ts"

const longestKey = 100

const refusal = (error: WorkersError | ChainsError | JobRefused): ControlError =>
  error._tag === "JobRefused"
    ? new ControlError({ reason: error.reason === "unknown" ? "unknown" : "not-allowed", detail: error.detail })
    : new ControlError({ reason: error.reason, detail: error.detail })

const requestOf = (wish: WorkerWish): WorkerRequest => {
  const { backend, model, permissions, schema, workdir, ...request } = wish
  return {
    ...request,
    terms: {
      ...(backend === undefined ? {} : { backend }),
      ...(model === undefined ? {} : { model }),
      ...(permissions === undefined ? {} : { permissions }),
      ...(schema === undefined ? {} : { schema }),
      ...(workdir === undefined ? {} : { workdir })
    }
  }
}

export const workerCalls = Effect.gen(function* () {
  const acts = yield* JobActs
  const audit = yield* AuditLog
  const chains = yield* Chains
  const permit = yield* permits
  const workers = yield* Workers
  const { lineOf } = yield* workerLines
  const { older, watch } = yield* workerWatch

  const eyes = Effect.map(permit.eyes, (sees) => (job: Job) => sees(job.origin))

  const keyFor = Effect.fnUntraced(function* (person: Person, key: string) {
    if (key.length <= longestKey) return `job:${person.id}:${key}`
    return yield* new ControlError({ reason: "invalid", detail: `the key is longer than ${longestKey} characters` })
  })

  const originOf = (person: Person, key: string): Origin => ({ conversation: webConversation(key), person, asked: [] })

  const noted = (by: Person, action: AuditAction, subject: string, detail: string) =>
    audit.note({ by, platform: webPlatformName, action, subject, detail })

  /** The same key is the same job, and asked for once. */
  const spawned = (by: Person, { askedAt, id }: Job, detail: string) => {
    const fact = `spawned ${id} ${askedAt}`
    return audit.note({ by, platform: webPlatformName, action: "spawned", subject: id, detail, fact })
  }

  /** More than a task may cost by itself is a budget that is raised. */
  const affordable = Effect.fnUntraced(function* (wishes: ReadonlyArray<{ readonly budgetUsd?: number }>) {
    const most = workers.budgetUsd
    if (wishes.every(({ budgetUsd = most }) => budgetUsd <= most) || (yield* permit.may("spend"))) return
    const detail = `at most ${Words.money(most)} for each: more is for those who may raise budgets`
    return yield* new ControlError({ reason: "not-allowed", detail, fields: { budgetUsd: detail } })
  })

  /** One that may be seen; any other one does not exist. */
  const seen = Effect.fnUntraced(function* (id: JobId, one?: WorkerId) {
    yield* permit.need("read")
    const unknown = new ControlError({ reason: "unknown", detail: WorkerWords.noSuchJob(one ?? id) })
    const found = yield* workers
      .job(id)
      .pipe(Effect.mapError((error) => (error.reason === "unknown" ? unknown : refusal(error))))
    if (!(yield* permit.sees(found.job.origin))) return yield* unknown
    const worker = found.workers.find((each) => each.id === one)
    if (one !== undefined && worker === undefined) return yield* unknown
    return { found, worker }
  })

  /** Whoever asked for it acts on it, and whoever administers the service. */
  const actor = Effect.fnUntraced(function* (job: Job) {
    const everywhere = yield* permit.may("administer")
    const person = yield* permit.need(everywhere ? "administer" : "talk")
    const who: Actor = { conversation: dashboard, person, everywhere }
    if (everywhere || acts.isOwn(job, who)) return who
    return yield* new ControlError({ reason: "not-allowed", detail: WorkerWords.notYours })
  })

  const act = <A>(
    id: JobId,
    one: WorkerId | undefined,
    action: AuditAction,
    run: (
      found: JobWithWorkers,
      worker: Worker | undefined,
      who: Actor
    ) => Effect.Effect<A, JobRefused | WorkersError | ChainsError>
  ) =>
    Effect.gen(function* () {
      const { found, worker } = yield* seen(id, one)
      const who = yield* actor(found.job)
      const done = yield* Effect.mapError(run(found, worker, who), refusal)
      if (done !== false && done !== 0) yield* noted(who.person, action, one ?? id, worker?.title ?? found.job.title)
      return done
    })

  return WorkerRpcs.of({
    WatchJobs: () => Stream.unwrap(Effect.as(permit.need("read"), watch(eyes).pipe(Stream.mapError(refusal)))),
    ReadOlderJobs: ({ before }) => Effect.andThen(permit.need("read"), Effect.mapError(older(eyes, before), refusal)),
    ReadJob: ({ job }) =>
      Effect.gen(function* () {
        const { found } = yield* seen(job)
        return yield* Effect.mapError(lineOf(found), refusal)
      }),
    SpawnWorkers: ({ key: given, title, workers: [first, ...rest] }) =>
      Effect.gen(function* () {
        const person = yield* permit.need("talk")
        const key = yield* keyFor(person, given)
        yield* affordable([first, ...rest])
        const { job, workers: all } = yield* workers
          .spawn({
            key,
            origin: originOf(person, key),
            workers: [requestOf(first), ...rest.map(requestOf)],
            ...(title === undefined ? {} : { title })
          })
          .pipe(Effect.mapError(refusal))
        yield* spawned(person, job, `${all.length} × ${job.title}`)
        return job.id
      }),
    ReadChain: ({ text }) =>
      Effect.gen(function* () {
        yield* permit.need("read")
        const read = readChain(text)
        if (Result.isFailure(read)) {
          return yield* new ControlError({ reason: "invalid", detail: read.failure, fields: { text: read.failure } })
        }
        return read.success
      }),
    WriteChain: ({ steps }) => Effect.as(permit.need("read"), printChain(steps)),
    CheckChain: ({ steps }) => Effect.andThen(permit.need("talk"), chains.check(steps)),
    RunChain: ({ input, key: given, steps, title }) =>
      Effect.gen(function* () {
        const person = yield* permit.need("talk")
        const key = yield* keyFor(person, given)
        yield* affordable(steps)
        const job = yield* chains
          .start({ key, origin: originOf(person, key), steps, input, ...(title === undefined ? {} : { title }) })
          .pipe(Effect.mapError(refusal))
        yield* spawned(person, job, job.title)
        return job.id
      }),
    CancelJob: ({ job, worker }) =>
      act(job, worker, "cancelled", (found, one, who) => acts.cancel(found.job, one, who)),
    RetryJob: ({ job, worker }) => act(job, worker, "retried", (found, one, who) => acts.retry(found, one, who))
  })
})
