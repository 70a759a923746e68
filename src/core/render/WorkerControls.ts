/**
 * What can be pressed on a job's card: end it, try again what failed, raise a budget, go on with a worker in a thread. At
 * most five. Whether who presses may is asked then. Pure.
 */
import { phaseOf, type Worker } from "../model/Worker.ts"
import type { ChatCapabilities, Control } from "../ports/ChatPlatform.ts"
import { endedBadly, isOver, type JobView, retryable } from "../workers/JobStanding.ts"
import { workerTurnId } from "../workers/WorkerSession.ts"
import { oneLine } from "./Inline.ts"
import * as Words from "./Words.ts"
import * as WorkerWords from "./WorkerWords.ts"

const mostControls = 5
const mostOpened = 3

const button = (
  action: Extract<Control, { readonly _tag: "Button" }>["action"],
  target: string,
  label: string,
  tone: Extract<Control, { readonly _tag: "Button" }>["tone"] = "plain"
): Control => ({ _tag: "Button", action, target, label, tone })

const retryOf = ({ job, workers }: JobView): ReadonlyArray<Control> => {
  const { chain } = job
  if (chain !== undefined) {
    return chain.failed === undefined
      ? []
      : [button("retry-job", job.id, WorkerWords.retryFrom(oneLine(chain.failed.step, 40)))]
  }
  const many = retryable(workers).length
  if (many === 0) return []
  return [button("retry-job", job.id, workers.length === 1 ? Words.retry : WorkerWords.retryMany(many))]
}

const raisesOf = (workers: ReadonlyArray<Worker>): ReadonlyArray<Control> =>
  workers.flatMap((worker) => {
    const outcome = worker.result?.outcome
    return outcome?._tag === "OverBudget" && outcome.raiseToUsd !== undefined
      ? [button("raise", workerTurnId(worker), Words.raiseTo(outcome.raiseToUsd))]
      : []
  })

/** Those that people want to talk to, the troubled ones first. */
const opensOf = (view: JobView): ReadonlyArray<Control> => {
  const { states, workers } = view
  const urgency = (worker: Worker) => (endedBadly(worker) ? 0 : phaseOf(worker) === "running" ? 1 : 2)
  return workers
    .filter(
      (worker) => states.has(worker.id) && worker.result?.cachedAt === undefined && phaseOf(worker) !== "cancelled"
    )
    .sort((left, right) => urgency(left) - urgency(right))
    .slice(0, mostOpened)
    .map((worker) =>
      button(
        "open-worker",
        worker.id,
        workers.length === 1 ? WorkerWords.open : WorkerWords.openOne(oneLine(worker.title, 40) || worker.id)
      )
    )
}

export const cardControls = (view: JobView, { buttons, threads }: ChatCapabilities): ReadonlyArray<Control> =>
  buttons
    ? [
        ...(isOver(view) ? [] : [button("cancel-job", view.job.id, WorkerWords.cancel, "danger")]),
        ...retryOf(view),
        ...raisesOf(view.workers).slice(0, 1),
        ...(threads ? opensOf(view) : [])
      ].slice(0, mostControls)
    : []
