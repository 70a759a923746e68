/**
 * A chain as a durable workflow: step after step, the workers of a step side by side, each end journaled, so that after a
 * restart it goes on where it was. Owns what each step is handed and when the chain breaks off; who may start, retry or
 * cancel it is decided in `Chains`.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Activity from "effect/workflow/Activity"
import * as Workflow from "effect/workflow/Workflow"
import { cutTo, oneLine } from "../chat/Cut.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import type { Worker } from "../model/Worker.ts"
import { type PlannedStep, planChain } from "./ChainPlan.ts"
import { type ChainRecords, cancellerOf, type StoredChain, untilStored } from "./ChainRecords.ts"
import { chainOver } from "./ChainTree.ts"
import { ChainAttempt, runChainWorker, WorkerEnd } from "./ChainWorker.ts"
import { itemLabel, type KnownOutputs, outputText, type StepOutput } from "./Outputs.ts"
import { stepRequests } from "./StepRequests.ts"
import type { WorkerRequest, Workers } from "./Workers.ts"

export class ChainBroken extends Schema.TaggedError<ChainBroken>()("ChainBroken", {
  step: Schema.String,
  why: Schema.String
}) {}

export const ChainRun = Workflow.make("Chain", {
  payload: ChainAttempt,
  idempotencyKey: ({ attempt, job }) => `${job}/${attempt}`,
  error: ChainBroken
})

const longestWhy = 600

const broken = (step: string, why: string) => new ChainBroken({ step, why: cutTo(oneLine(why), longestWhy) })

/** One after another: where the ends went wrong, if any did. */
const whyBroken = (ends: ReadonlyArray<WorkerEnd>, items: StepItems): string | undefined => {
  const whys = ends.flatMap(({ why }, index) => {
    if (why === undefined) return []
    return [items === undefined ? why : `${index + 1}. ${itemLabel(items[index] ?? "")}: ${why}`]
  })
  if (whys.length === 0) return undefined
  return items === undefined ? whys.join("; ") : `${whys.length} of ${ends.length}: ${whys.join("; ")}`
}
type StepItems = Extract<StepOutput, { readonly _tag: "Map" }>["items"] | undefined

/** Whether a worker that ended badly is no longer where it was. */
const movedOn = (workers: Workers["Service"], { why, worker }: WorkerEnd) =>
  why === undefined || worker === undefined
    ? Effect.succeed(false)
    : Effect.map(
        untilStored(workers.worker(worker)),
        ({ result }) => result === undefined || result.outcome._tag === "Done"
      )

const runStep = Effect.fnUntraced(function* (
  workers: Workers["Service"],
  run: ChainAttempt,
  planned: PlannedStep,
  known: KnownOutputs
) {
  const { name } = planned.step
  const asked = stepRequests(planned, known)
  if (Result.isFailure(asked)) return yield* broken(name, asked.failure)
  const { items, requests } = asked.success
  const endOf = (request: WorkerRequest, index: number, round: number) =>
    Activity.make({
      name: round === 1 ? `${name}/${index}` : `${name}/${index}~${round}`,
      success: WorkerEnd,
      execute: runChainWorker(workers, run, { step: name, index }, request)
    })
  let ends: ReadonlyArray<WorkerEnd> = []
  // While some of the step still worked, others may have been made to go on after they had ended badly.
  for (let round = 1, moved: ReadonlyArray<boolean> = requests.map(() => true); moved.includes(true); round++) {
    const before = ends
    ends = yield* Effect.forEach(
      requests,
      (request, index) => {
        const known = moved[index] === true ? undefined : before[index]
        return known === undefined ? endOf(request, index, round) : Effect.succeed(known)
      },
      { concurrency: "unbounded" }
    )
    moved = yield* Effect.forEach(ends, (end) => movedOn(workers, end))
  }
  const why = whyBroken(ends, items)
  if (why !== undefined) return yield* broken(name, why)
  const results = ends.map(({ result }) => result)
  const output: StepOutput =
    items === undefined ? { _tag: "One", result: results[0] ?? { text: "" } } : { _tag: "Map", items, results }
  return output
})

/** The next attempt starts without what ended the one before. */
const begun =
  ({ attempt }: ChainAttempt) =>
  ({ cancelledBy: _, cancelledFrom: __, failed: ___, ...chain }: StoredChain): StoredChain | undefined =>
    chain.attempt < attempt ? { ...chain, attempt } : undefined

export const runChain = (workers: Workers["Service"], records: ChainRecords) => {
  /** What this attempt found out, unless it is not its chain any more. */
  const record = ({ attempt, job }: ChainAttempt, found: Pick<StoredChain, "failed" | "text">) =>
    untilStored(
      records.change(job, (chain) =>
        chain.attempt === attempt && chain.cancelledBy === undefined ? { ...chain, ...found } : undefined
      )
    )
  const breakOff = (run: ChainAttempt, { step, why }: ChainBroken) => record(run, { failed: { step, why } })

  /** Those that were left when the service died while somebody cancelled. */
  const cancelAll = (all: ReadonlyArray<Worker>, by: DoneBy) =>
    Effect.forEach(
      all.filter(({ result }) => result === undefined),
      ({ id }) => untilStored(workers.cancel(id, by)),
      { discard: true }
    )

  const steps = Effect.fnUntraced(function* (run: ChainAttempt, { input, steps }: StoredChain) {
    const plan = planChain(steps)
    if (Result.isFailure(plan)) return yield* broken(steps[0].name, plan.failure)
    const outputs = new Map<string, StepOutput>()
    let text = ""
    for (const planned of plan.success) {
      const { chain, workers: all } = yield* untilStored(records.find(run.job))
      if (chain.attempt !== run.attempt) return
      const canceller = cancellerOf(chain)
      if (canceller !== undefined) return yield* cancelAll(all, canceller)
      const output = yield* runStep(workers, run, planned, { input, outputs })
      outputs.set(planned.step.name, output)
      text = outputText(output)
    }
    yield* record(run, { text })
  })

  return Effect.fn("runChain")(
    function* (run: ChainAttempt) {
      const chain = yield* untilStored(records.change(run.job, begun(run)))
      const { job, workers: all } = yield* untilStored(records.find(run.job))
      if (chain.attempt !== run.attempt) return
      if (chain.failed !== undefined) return yield* new ChainBroken(chain.failed)
      if (chainOver(job, all)) return
      yield* steps(run, chain).pipe(
        Effect.tapError((error) => (error._tag === "ChainBroken" ? breakOff(run, error) : Effect.void)),
        Effect.tapDefect((defect) =>
          Effect.andThen(
            Effect.logError("a chain broke off", defect),
            breakOff(run, broken(chain.steps[0].name, "the service failed; see its log, then retry"))
          )
        )
      )
    },
    // Forgotten since: there is nothing to go on with.
    Effect.catchTag("WorkersError", (error) => Effect.logWarning("a chain ended unrecorded", error))
  )
}
