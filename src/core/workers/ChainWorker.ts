/**
 * One worker of a chain, from being asked for to its end. Owns that it is asked for once however often this is run over
 * again, that one which a restart interrupted begins anew (the chain as a whole was asked for), and that none of a
 * cancelled chain runs on. Must not decide what its end means for the chain.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { JobId, WorkerId } from "../model/Ids.ts"
import { phaseOf, type Worker } from "../model/Worker.ts"
import * as Words from "../render/Words.ts"
import { cancellerOf, untilStored } from "./ChainRecords.ts"
import { StepResult } from "./Outputs.ts"
import type { WorkerRequest, Workers } from "./Workers.ts"

/** One execution of a chain; `again` names the workers that it gives another attempt, and the attempt that failed. */
export const ChainAttempt = Schema.Struct({
  job: JobId,
  /** From 1. */
  attempt: Schema.Natural,
  again: Schema.Record(Schema.String, Schema.Natural),
  by: Schema.optionalKey(Schema.String)
})
export type ChainAttempt = typeof ChainAttempt.Type

export const WorkerEnd = Schema.Struct({
  worker: Schema.optionalKey(WorkerId),
  result: StepResult,
  /** Why it is no result to go on with; absent when it is done. */
  why: Schema.optionalKey(Schema.String)
})
export type WorkerEnd = typeof WorkerEnd.Type

/** How often a restart may interrupt it before the chain gives up. */
const mostInterruptions = 3

export const chainItself = "the chain"

const whyNotDone = ({ cut, result }: Worker): string | undefined => {
  const outcome = result?.outcome
  if (outcome === undefined || outcome._tag === "Done") return undefined
  if (cut?.why === "timed-out") return "took too long"
  if (cut?.why === "cancelled") return `cancelled by ${cut.by}`
  switch (outcome._tag) {
    case "Failed":
    case "Limited":
      return outcome.message
    case "OverBudget":
      return Words.overBudget(outcome)
    case "Stopped":
      return outcome.by === undefined ? "stopped" : `stopped by ${outcome.by}`
    case "Withdrawn":
      return "withdrawn"
  }
}

const endOf = (worker: Worker): WorkerEnd => {
  const { outcome, text } = worker.result ?? { text: "" }
  const structured = outcome?._tag === "Done" ? outcome.structured : undefined
  const why = whyNotDone(worker)
  return {
    worker: worker.id,
    result: { text, ...(structured === undefined ? {} : { structured }) },
    ...(why === undefined ? {} : { why })
  }
}

export const runChainWorker = Effect.fn("runChainWorker")(function* (
  workers: Workers["Service"],
  { again, by = chainItself, job }: ChainAttempt,
  place: { readonly step: string; readonly index: number },
  request: WorkerRequest
) {
  /** Looked at after whatever may have started it: who cancels looks for it after saying so. */
  const unlessCancelled = (id: WorkerId) =>
    Effect.gen(function* () {
      const { chain } = (yield* workers.job(job)).job
      const canceller = chain === undefined ? undefined : cancellerOf(chain)
      if (canceller !== undefined) yield* workers.cancel(id, canceller)
    }).pipe(untilStored)

  return yield* Effect.gen(function* () {
    const added = yield* untilStored(workers.add(job, place, request))
    const { id } = added
    if (again[id] === added.attempt) yield* untilStored(workers.retry(id, by))
    yield* unlessCancelled(id)
    const first = (again[id] ?? 0) + 1
    for (;;) {
      const ended = yield* untilStored(workers.ended(id))
      const interrupted = phaseOf(ended) === "interrupted" && ended.attempt < first + mostInterruptions
      if (!interrupted || !(yield* untilStored(workers.retry(id, chainItself)))) return endOf(ended)
      yield* unlessCancelled(id)
    }
  }).pipe(
    Effect.catch(({ detail }) => Effect.succeed<WorkerEnd>({ result: { text: "" }, why: detail })),
    Effect.annotateLogs({ job, ...place })
  )
})
