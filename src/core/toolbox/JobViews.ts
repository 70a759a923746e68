/**
 * Workers and jobs as tools show them: states, results, costs in plain fields. Pure.
 */
import type { Outcome } from "../model/Outcome.ts"
import { type Job, phaseOf, type Worker, type WorkerResult } from "../model/Worker.ts"
import { activitiesOf } from "../render/Progress.ts"
import * as Words from "../render/Words.ts"
import type { TurnState } from "../sessions/TurnState.ts"
import { costOf, endingOf, isOver } from "../workers/JobStanding.ts"
import type { JobView, WorkerView } from "./shapes/Fields.ts"

/** Why something did not end well, with the remedy; undefined when it did. */
export const errorOf = (outcome: Outcome): string | undefined => {
  switch (outcome._tag) {
    case "Done":
      return undefined
    case "Failed":
      return `${outcome.message}; ${outcome.remedy ?? Words.remedies[outcome.kind]}`
    case "Stopped":
      return Words.stoppedBy(outcome.by)
    case "Limited":
      return outcome.message
    case "OverBudget":
      return Words.overBudget(outcome)
    case "Withdrawn":
      return Words.folded.Withdrawn
  }
}

/** What a running turn did last, in a few words. */
export const lastOf = (state: TurnState | undefined): string | undefined => {
  if (state === undefined) return undefined
  const activity = activitiesOf(state).at(-1)
  return activity === undefined ? undefined : `${activity.tool}: ${activity.title}`.slice(0, 200)
}

const resultFields = ({ cachedAt, elapsedMillis, files, outcome, text }: WorkerResult) => {
  const error = errorOf(outcome)
  return {
    text,
    seconds: Math.round(elapsedMillis / 100) / 10,
    ...(files.length === 0 ? {} : { files }),
    ...(outcome._tag === "Done" && outcome.structured !== undefined ? { structured: outcome.structured } : {}),
    ...(error === undefined ? {} : { error }),
    ...(cachedAt === undefined ? {} : { cached: true })
  }
}

export const workerView = (worker: Worker, state: TurnState | undefined): WorkerView => {
  const cost = costOf(worker, state)
  const last = worker.result === undefined ? lastOf(state) : undefined
  return {
    worker: worker.id,
    title: worker.title,
    ...(worker.step === undefined ? {} : { step: worker.step }),
    agent: worker.task.agent,
    state: phaseOf(worker),
    attempt: worker.attempt,
    budget_usd: worker.task.budgetUsd,
    ...(last === undefined ? {} : { last }),
    ...(cost === undefined ? {} : { cost_usd: cost }),
    ...(worker.result === undefined ? {} : resultFields(worker.result))
  }
}

const states = { done: "done", failed: "failed", stopped: "cancelled" } as const

export const jobView = (
  job: Job,
  workers: ReadonlyArray<Worker>,
  stateOf: (worker: Worker) => TurnState | undefined
): JobView => ({
  job: job.id,
  title: job.title,
  state: isOver({ job, workers }) ? states[endingOf({ job, workers })] : "running",
  done: workers.filter(({ result }) => result !== undefined).length,
  workers: workers.map((worker) => workerView(worker, stateOf(worker))),
  ...(job.chain?.text === undefined ? {} : { text: job.chain.text }),
  ...(job.chain?.failed === undefined ? {} : { failed_step: job.chain.failed.step, error: job.chain.failed.why })
})

/** One worker of a job, as a job of its own. */
export const aloneView = (job: Job, worker: Worker, state: TurnState | undefined): JobView => {
  const { chain: _, ...alone } = job
  return jobView(alone, [worker], () => state)
}

/** `2 of 5 done · Bash: npm test`. */
export const progressOf = ({ done, workers }: JobView): string =>
  Words.facts(`${done} of ${workers.length} done`, workers.findLast(({ last }) => last !== undefined)?.last)
