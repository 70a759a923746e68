/**
 * The line above a job's tree: how the job stands, what it spent of what it may, how long it takes. Pure.
 */
import { phaseOf, type Worker, type WorkerPhase } from "../model/Worker.ts"
import {
  elapsedOf,
  endedBadly,
  endingOf,
  isOver,
  type JobView,
  limitOf,
  spentOf,
  waitsForPerson
} from "../workers/JobStanding.ts"
import * as Words from "./Words.ts"
import * as WorkerWords from "./WorkerWords.ts"

/** How it stands, in a few words of plain text and without a clock. */
export const standingWords = (view: JobView): string => {
  const { job, states, workers } = view
  const many = (of: (worker: Worker) => boolean) => workers.filter(of).length
  const all = workers.length
  const isIn = (phase: WorkerPhase) => many((worker) => phaseOf(worker) === phase)
  const bad = many(endedBadly)
  const cachedMany = many((worker) => worker.result?.cachedAt !== undefined)
  const cached = cachedMany === 0 ? "" : all === 1 ? WorkerWords.cached : WorkerWords.cachedMany(cachedMany)
  if (isOver(view)) {
    const words = [
      bad === 0 ? "" : WorkerWords.share(bad, all, "failed"),
      isIn("cancelled") === 0
        ? ""
        : bad === 0
          ? WorkerWords.share(isIn("cancelled"), all, "cancelled")
          : WorkerWords.amount(isIn("cancelled"), "cancelled"),
      isIn("done") === 0
        ? ""
        : bad === 0
          ? WorkerWords.share(isIn("done"), all, "done")
          : WorkerWords.amount(isIn("done"), "done")
    ]
    return Words.facts(...words, cached) || WorkerWords.phases[endingOf(view) === "done" ? "done" : "cancelled"]
  }
  const steps = job.chain?.steps ?? []
  const at = steps.findLastIndex(({ name }) => workers.some((worker) => worker.step === name))
  const step = steps[at]
  const here = step === undefined ? workers : workers.filter((worker) => worker.step === step.name)
  const live = (phase: WorkerPhase) => here.filter((worker) => phaseOf(worker) === phase).length
  const phase = live("running") > 0 || live("waiting") === 0 ? "running" : "waiting"
  const asking = workers.some((worker) => phaseOf(worker) === "running" && waitsForPerson(states.get(worker.id)))
  return Words.facts(
    asking ? Words.waitingForYou : "",
    step === undefined ? "" : WorkerWords.atStep(at + 1, steps.length, step.name),
    live(phase) === 0 ? WorkerWords.phases.running : WorkerWords.share(live(phase), here.length, phase),
    bad === 0 || all === 1 ? "" : WorkerWords.amount(bad, "failed"),
    cached
  )
}

const signOf = (view: JobView): string => {
  if (isOver(view)) return endingOf(view) === "done" ? Words.done : Words.failed
  return view.workers.some((worker) => phaseOf(worker) === "running") ? Words.running : Words.pending
}

export const cardHeader = (view: JobView, now: number): string => {
  const over = isOver(view)
  const spent = spentOf(view)
  const limit = limitOf(view.workers)
  const money = over
    ? spent === undefined
      ? ""
      : Words.money(spent)
    : limit === 0
      ? ""
      : WorkerWords.ofLimit(spent, limit)
  const elapsed = elapsedOf(view, now)
  const time = over ? Words.duration(elapsed) : Words.clock(elapsed)
  return Words.dim(`${signOf(view)} ${Words.facts(standingWords(view), money, time)}`)
}
