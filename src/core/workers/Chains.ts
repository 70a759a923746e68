/**
 * Chains: jobs whose steps follow one another. Owns checking a chain before anything runs, what each step is handed, and
 * that a chain goes on after a restart where it was. Must not run workers: that is the pool's.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import { cutTo } from "../chat/Cut.ts"
import type { Chain } from "../model/Chain.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import type { JobId } from "../model/Ids.ts"
import type { Job, Origin } from "../model/Worker.ts"
import { planChain } from "./ChainPlan.ts"
import { chainRecords } from "./ChainRecords.ts"
import { ChainRun, runChain } from "./ChainRun.ts"
import { chainOver, chainRevived } from "./ChainTree.ts"
import { stepRequest } from "./StepRequests.ts"
import { longestFilled } from "./Template.ts"
import { type JobWithWorkers, type WorkerRequest, Workers, WorkersError } from "./Workers.ts"

export class ChainsError extends Schema.TaggedError<ChainsError>()("ChainsError", {
  reason: Schema.Literals(["invalid", "unknown", "unavailable"]),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

export interface ChainRequest {
  /** The same key is the same chain, however often it is asked for. */
  readonly key: string
  readonly title?: string
  readonly origin: Origin
  readonly steps: Chain
  readonly input: string
}

/** Something that is wrong with a chain before it runs. */
export interface ChainProblem {
  /** Absent when the chain as a whole is meant. */
  readonly step?: string
  readonly text: string
}

export interface ChainsSettings {
  /** Whether the pool would take such a task: its agent, backend, directory, schema. */
  readonly check: (request: WorkerRequest) => Effect.Effect<unknown, WorkersError>
}

const longestTitle = 80

const failed = ({ detail, reason }: WorkersError) => new ChainsError({ reason, detail })
const invalid = (detail: string) => new ChainsError({ reason: "invalid", detail })

export class Chains extends Context.Service<
  Chains,
  {
    /** Everything that is wrong with the steps; nothing is stored. */
    readonly check: (steps: Chain) => Effect.Effect<ReadonlyArray<ChainProblem>>
    /** Returns when the chain is stored; it runs on by itself. */
    readonly start: (request: ChainRequest) => Effect.Effect<Job, ChainsError>
    /** Goes on from the step that failed, or at which it was cancelled. False when there is none, or it still ends. */
    readonly retry: (job: JobId, by: string) => Effect.Effect<boolean, ChainsError>
    /** Ends its workers, and starts no more. False when it was over. */
    readonly cancel: (job: JobId, by: DoneBy) => Effect.Effect<boolean, ChainsError>
  }
>()("orchestrator/workers/Chains") {
  static readonly layer = (
    settings: ChainsSettings
  ): Layer.Layer<Chains, never, Workers | WorkflowEngine.WorkflowEngine> =>
    Layer.unwrap(
      Effect.gen(function* () {
        const workers = yield* Workers
        const engine = yield* WorkflowEngine.WorkflowEngine
        const records = yield* chainRecords(workers)
        /** Durable when it returns; the same attempt is executed once. */
        const execute = (job: JobId, attempt: number, again: Readonly<Record<string, number>> = {}, by?: string) =>
          ChainRun.execute({ job, attempt, again, ...(by === undefined ? {} : { by }) }, { discard: true }).pipe(
            Effect.provideService(WorkflowEngine.WorkflowEngine, engine)
          )

        const goOn = ({ job, workers: all }: JobWithWorkers) => {
          if (job.chain === undefined) return Effect.void
          if (chainRevived(job, all)) return execute(job.id, job.chain.attempt + 1)
          // Stored when the service died, and perhaps not yet begun.
          return chainOver(job, all) ? Effect.void : execute(job.id, job.chain.attempt)
        }
        const resume = workers.jobs.pipe(
          Effect.flatMap((jobs) => Effect.forEach(jobs, goOn, { discard: true })),
          Effect.tapCause((cause) => Effect.logError("chains could not be resumed", cause)),
          Effect.ignore
        )
        const revive = workers.changes.pipe(
          Stream.map((change) => {
            if (change._tag === "Job") return change.job.chain?.failed === undefined ? undefined : change.job.id
            if (change._tag === "Turn" || change.worker.step === undefined) return undefined
            return change.worker.result === undefined ? change.worker.job : undefined
          }),
          Stream.filter((id) => id !== undefined),
          Stream.runForEach((id) =>
            workers.job(id).pipe(
              Effect.flatMap((found) => (chainRevived(found.job, found.workers) ? goOn(found) : Effect.void)),
              Effect.ignore({ log: "Error" })
            )
          ),
          Effect.tapCause((cause) => Effect.logError("chains are not watched any more", cause)),
          Effect.ignore
        )

        /** The words of a plan name the step in front. */
        const planned = (words: string, steps: Chain): ChainProblem => {
          const named = steps.find(({ name }) => words.startsWith(`step ${name}: `))
          return named === undefined
            ? { text: words }
            : { step: named.name, text: words.slice(`step ${named.name}: `.length) }
        }

        const service = Chains.of({
          check: Effect.fn("Chains.check")(function* (steps) {
            const plan = planChain(steps)
            const broken = Result.isFailure(plan) ? plan.failure.split("\n").map((words) => planned(words, steps)) : []
            const refused = yield* Effect.forEach(steps, (step) =>
              settings.check(stepRequest(step, step.task)).pipe(
                Effect.match({
                  onFailure: ({ detail }): ReadonlyArray<ChainProblem> => [{ step: step.name, text: detail }],
                  onSuccess: (): ReadonlyArray<ChainProblem> => []
                })
              )
            )
            return [...broken, ...refused.flat()]
          }),
          start: Effect.fn("Chains.start")(function* ({ input, key, origin, steps, title }) {
            const plan = planChain(steps)
            if (Result.isFailure(plan)) return yield* invalid(plan.failure)
            if (input.length > longestFilled) {
              return yield* invalid(`the input has ${input.length} characters, at most ${longestFilled}`)
            }
            for (const step of steps) {
              yield* settings
                .check(stepRequest(step, step.task))
                .pipe(
                  Effect.mapError(({ detail, reason }) =>
                    failed(new WorkersError({ reason, detail: `step ${step.name}: ${detail}` }))
                  )
                )
            }
            const job = yield* workers
              .open({
                key,
                origin,
                title: title ?? cutTo(steps.map(({ name }) => name).join(" → "), longestTitle),
                chain: { steps, input, attempt: 1 }
              })
              .pipe(Effect.mapError(failed))
            yield* execute(job.id, 1)
            return job
          }),

          retry: Effect.fn("Chains.retry")(function* (id, by) {
            const { chain, job, workers: all } = yield* records.find(id)
            if (chain.text !== undefined || !chainOver(job, all)) return false
            const again = all.filter(({ result }) => result !== undefined && result.outcome._tag !== "Done")
            yield* execute(
              id,
              chain.attempt + 1,
              Object.fromEntries(again.map((worker) => [worker.id, worker.attempt])),
              by
            )
            return true
          }, Effect.mapError(failed)),

          cancel: Effect.fn("Chains.cancel")(function* (id, by) {
            const { by: cancelledBy, ...cancelledFrom } = by
            let over = true
            let fresh = false
            yield* records.change(id, (chain) => {
              over = chain.text !== undefined || chain.failed !== undefined
              fresh = !over && chain.cancelledBy === undefined
              return fresh ? { ...chain, cancelledBy, cancelledFrom } : undefined
            })
            // Said first, then looked for: whatever is added after this look is ended by who adds it.
            const { workers: all } = yield* records.find(id)
            const live = over ? [] : all.filter(({ result }) => result === undefined)
            yield* Effect.forEach(live, (worker) => workers.cancel(worker.id, by), { discard: true })
            return fresh || live.length > 0
          }, Effect.mapError(failed))
        })

        const background = Effect.andThen(
          Effect.forkScoped(revive, { startImmediately: true }),
          Effect.forkScoped(resume)
        )
        return Layer.effect(Chains, Effect.as(background, service)).pipe(
          Layer.provideMerge(ChainRun.toLayer(runChain(workers, records))),
          Layer.provide(Layer.succeed(WorkflowEngine.WorkflowEngine, engine))
        )
      })
    )
}
