/**
 * The tools about workers. Owns what each one answers; what may be asked for is in `WorkerWishes`. Must not run anything:
 * that is the pool's.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { Ledger } from "../ledger/Ledger.ts"
import { StepName } from "../model/Chain.ts"
import { type DoneBy, doneBy } from "../model/DoneBy.ts"
import { Chains } from "../workers/Chains.ts"
import { retryable } from "../workers/JobStanding.ts"
import { Workers } from "../workers/Workers.ts"
import type { Acting } from "./Acting.ts"
import { type Found, jobsOf } from "./Jobs.ts"
import {
  cancelWorker,
  retryWorker,
  runChain,
  spawnWorker,
  spawnWorkers,
  workerResult,
  workerStatus
} from "./shapes/WorkerShapes.ts"
import { failed, type Tool, tool } from "./Tool.ts"
import { ToolError } from "./Toolbox.ts"
import { limitsOf, outside, workerWishes } from "./WorkerWishes.ts"

const invalid = (error: { readonly reason: string; readonly message: string }) =>
  new ToolError({
    reason: error.reason === "invalid" ? "invalid" : error.reason === "unknown" ? "unknown" : "failed",
    detail: error.message
  })

const isStepName = Schema.is(StepName)

export const workerTools = (limits: { readonly hops: number }) =>
  Effect.gen(function* () {
    const chains = yield* Chains
    const workers = yield* Workers
    const ledger = yield* Ledger
    const jobs = yield* jobsOf
    const { agentFor, bounded, keyOf, originOf, requestOf, termsFor } = yield* workerWishes(limits, jobs)

    // calls side by side are counted one after the other
    const gate = yield* Semaphore.make(1)
    /** Takes in what is asked for, if so many more are within bounds. */
    const taken = <A>(acting: Acting, many: number, asked: Effect.Effect<A, ToolError>) =>
      Effect.gen(function* () {
        yield* bounded(acting, many)
        if (acting._tag === "Session") yield* Effect.mapError(ledger.lasts(acting.turn.id), failed)
        return yield* asked
      }).pipe(gate.withPermit)

    const spawn = tool(spawnWorker, ({ key, wait = 0, ...wished }, { acting, call }) =>
      Effect.gen(function* () {
        const request = {
          key: yield* keyOf(acting, key),
          origin: originOf(acting),
          workers: [yield* requestOf(acting, wished)] as const,
          ...(wished.title === undefined ? {} : { title: wished.title })
        }
        const { job } = yield* taken(acting, 1, Effect.mapError(workers.spawn(request), invalid))
        return yield* jobs.awaited(acting, job.id, wait, call.progress)
      })
    )

    const spawnSeveral = tool(spawnWorkers, ({ key, title, wait = 0, workers: wished }, { acting, call }) =>
      Effect.gen(function* () {
        const [first, ...rest] = wished
        const request = {
          key: yield* keyOf(acting, key),
          origin: originOf(acting),
          workers: [
            yield* requestOf(acting, first),
            ...(yield* Effect.forEach(rest, (one) => requestOf(acting, one)))
          ] as const,
          ...(title === undefined ? {} : { title })
        }
        const { job } = yield* taken(acting, wished.length, Effect.mapError(workers.spawn(request), invalid))
        return yield* jobs.awaited(acting, job.id, wait, call.progress)
      })
    )

    const chain = tool(runChain, ({ input = "", key, steps, title, wait = 0 }, { acting, call }) =>
      Effect.gen(function* () {
        const stepOf = Effect.fnUntraced(function* (step: (typeof steps)[number]) {
          const { each, name, task } = step
          if (!isStepName(name)) {
            return yield* new ToolError({
              reason: "invalid",
              detail: `steps: found the name "${name}"; expected lower-case letters, digits and dashes, a letter first`
            })
          }
          const agent = yield* agentFor(acting, step)
          return {
            name,
            task,
            ...(each === undefined ? {} : { each }),
            ...(agent === undefined ? {} : { agent }),
            ...(yield* termsFor(acting, step)),
            ...limitsOf(step)
          }
        })
        const [first, ...rest] = steps
        const request = {
          key: yield* keyOf(acting, key),
          origin: originOf(acting),
          steps: [yield* stepOf(first), ...(yield* Effect.forEach(rest, stepOf))] as const,
          input,
          ...(title === undefined ? {} : { title })
        }
        const job = yield* taken(acting, steps.length, Effect.mapError(chains.start(request), invalid))
        return yield* jobs.awaited(acting, job.id, wait, call.progress)
      })
    )

    const status = tool(workerStatus, ({ id, limit = 10 }, { acting }) =>
      Effect.gen(function* () {
        const found = id === undefined ? (yield* jobs.all(acting)).slice(0, limit) : [yield* jobs.find(acting, id)]
        return { jobs: yield* Effect.forEach(found, jobs.view) }
      })
    )

    const result = tool(workerResult, ({ id, wait = 60 }, { acting, call }) =>
      jobs.awaited(acting, id, wait, call.progress)
    )

    const byOf = (acting: Acting): DoneBy =>
      acting._tag === "Owner" ? doneBy(acting.person, outside.platform) : { by: acting.turn.agent }

    const whole = ({ job, one }: Found) => one === undefined && job.chain !== undefined
    const some = ({ one, workers: all }: Found) => (one === undefined ? all : [one])

    const cancel = tool(cancelWorker, ({ id }, { acting }) =>
      Effect.gen(function* () {
        const found = yield* jobs.find(acting, id)
        const by = byOf(acting)
        const ended = whole(found)
          ? [yield* Effect.mapError(chains.cancel(found.job.id, by), invalid)]
          : yield* Effect.forEach(some(found), (worker) => Effect.mapError(workers.cancel(worker.id, by), invalid))
        return { note: ended.includes(true) ? `${id} is cancelled` : `${id} was over already` }
      })
    )

    const retry = tool(retryWorker, ({ id }, { acting }) =>
      Effect.gen(function* () {
        const found = yield* jobs.find(acting, id)
        const { by } = byOf(acting)
        const candidates = found.one === undefined ? retryable(found.workers) : [found.one]
        const again = whole(found)
          ? [yield* Effect.mapError(chains.retry(found.job.id, by), invalid)]
          : yield* Effect.forEach(candidates, (worker) => Effect.mapError(workers.retry(worker.id, by), invalid))
        return {
          note: again.includes(true)
            ? `${id} is tried again`
            : `nothing of ${id} can be tried again: it is done, or runs`
        }
      })
    )

    return [spawn, spawnSeveral, chain, status, result, cancel, retry] satisfies ReadonlyArray<Tool>
  })
