/**
 * What there is of workers, read beside the running service: rows for the list, everything of one. Owns how a terminal
 * is told of them; changes nothing.
 */
import * as Effect from "effect/Effect"
import type { Job, Worker } from "../../core/model/Worker.ts"
import { phaseOf, Job as StoredJob, Worker as StoredWorker } from "../../core/model/Worker.ts"
import { State } from "../../core/ports/State.ts"
import * as Words from "../../core/render/Words.ts"
import { localTime } from "../LocalTime.ts"

export interface KnownWorkers {
  readonly jobs: ReadonlyArray<Job>
  /** In the order in which they were asked for. */
  readonly workers: ReadonlyArray<Worker>
}

export const knownWorkers = Effect.gen(function* () {
  const state = yield* State
  const jobs = (yield* state.namespace("jobs", StoredJob).entries).map(([, job]) => job)
  const workers = (yield* state.namespace("workers", StoredWorker).entries).map(([, worker]) => worker)
  const known: KnownWorkers = {
    jobs: jobs.toSorted((left, right) => right.askedAt - left.askedAt),
    workers: workers.toSorted((left, right) => left.askedAt - right.askedAt || (left.index ?? 0) - (right.index ?? 0))
  }
  return known
})

const cost = ({ result, task }: Worker): string => {
  const spent = result?.usage?.costUsd
  const cached = result?.cachedAt === undefined ? undefined : "cached"
  return cached ?? `${spent === undefined ? "?" : Words.money(spent)} of ${Words.money(task.budgetUsd)}`
}

const tries = ({ attempt }: Worker): string => (attempt === 1 ? "" : `attempt ${attempt}`)

export const workerRows = ({ jobs, workers }: KnownWorkers): ReadonlyArray<ReadonlyArray<string>> => [
  ["worker", "state", "asked", "cost", "task"],
  ...jobs.flatMap((job) => [
    [job.id, "", localTime(job.askedAt), "", job.title],
    ...workers
      .filter((worker) => worker.job === job.id)
      .map((worker) => [
        `- ${worker.id}`,
        phaseOf(worker),
        "",
        cost(worker),
        [worker.step === undefined ? worker.title : `${worker.step}: ${worker.title}`, tries(worker)]
          .filter((word) => word !== "")
          .join(" · ")
      ])
  ])
]

/** The facts of one, then its result. */
export const workerText = (worker: Worker): string => {
  const { result, task, title } = worker
  const { outcome } = result ?? {}
  const facts = [
    `${worker.id} of ${worker.job}: ${title}`,
    `state: ${phaseOf(worker)}`,
    `agent: ${task.agent}${task.terms.backend === undefined ? "" : ` on ${task.terms.backend}`}`,
    `cost: ${cost(worker)}`,
    ...(result === undefined ? [] : [`took: ${Words.duration(result.elapsedMillis)}`]),
    ...(result === undefined || result.files.length === 0 ? [] : [`files: ${result.files.join(", ")}`]),
    ...(outcome?._tag === "Failed" ? [`why: ${outcome.message}`] : [])
  ]
  const structured = outcome?._tag === "Done" ? outcome.structured : undefined
  const said = structured === undefined ? result?.text : JSON.stringify(structured, null, 2)
  return [facts.join("\n"), ...(said === undefined || said === "" ? [] : [said])].join("\n\n")
}
