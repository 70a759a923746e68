/**
 * How a job stands: whether it is over and how it ended, what it spent, what of it can be tried again. Owns what is read
 * off a job and its workers as a whole; must not know what it looks like. Pure.
 */
import type { Conversation } from "../model/Conversation.ts"
import type { WorkerId } from "../model/Ids.ts"
import { type Job, phaseOf, type Worker, type WorkerPhase } from "../model/Worker.ts"
import { openAsks, type TurnState } from "../sessions/TurnState.ts"
import { chainOver } from "./ChainTree.ts"
import type { WorkerChange } from "./Workers.ts"

/** A job at a moment. */
export interface JobView {
  readonly job: Job
  /** In the order in which they were asked for. */
  readonly workers: ReadonlyArray<Worker>
  /** The turns of those that were handed to a CLI. */
  readonly states: ReadonlyMap<WorkerId, TurnState>
}

const badly: ReadonlySet<WorkerPhase> = new Set(["failed", "timed-out", "over-budget", "limited", "interrupted"])

export const endedBadly = (worker: Worker): boolean => badly.has(phaseOf(worker))

export const isOver = ({ job, workers }: Pick<JobView, "job" | "workers">): boolean =>
  workers.every((worker) => worker.result !== undefined) &&
  (job.chain === undefined ? workers.length > 0 : chainOver(job, workers))

/** Asked for in this conversation, or in a thread of it. */
export const isHere = ({ origin: { conversation } }: Pick<Job, "origin">, here: Conversation): boolean =>
  conversation.platform === here.platform && (conversation.id === here.id || conversation.within.includes(here.id))

/** Those that another press would run: what a person ended stays ended. */
export const retryable = (workers: ReadonlyArray<Worker>): ReadonlyArray<Worker> =>
  workers.filter(
    (worker) => worker.result !== undefined && phaseOf(worker) !== "done" && worker.cut?.why !== "cancelled"
  )

export const endingOf = ({ job, workers }: Pick<JobView, "job" | "workers">): "done" | "failed" | "stopped" => {
  if (job.chain?.text !== undefined) return "done"
  if (job.chain?.failed !== undefined) return "failed"
  if (job.chain?.cancelledBy !== undefined) return "stopped"
  if (workers.some(endedBadly)) return "failed"
  return workers.every((worker) => phaseOf(worker) === "done") ? "done" : "stopped"
}

/** US dollars, as far as they are known; what came out of the cache cost nothing now. */
export const costOf = ({ goesOn, result }: Worker, state: TurnState | undefined): number | undefined => {
  if (result !== undefined) return result.cachedAt === undefined ? result.usage?.costUsd : undefined
  const before = goesOn?.before.usage?.costUsd
  const now = state?.usage?.costUsd
  return before === undefined ? now : before + (now ?? 0)
}

export const spentOf = ({ states, workers }: JobView): number | undefined => {
  const known = workers.flatMap((worker) => costOf(worker, states.get(worker.id)) ?? [])
  return known.length === 0 ? undefined : known.reduce((sum, cost) => sum + cost, 0)
}

export const limitOf = (workers: ReadonlyArray<Worker>): number =>
  workers.reduce((sum, { task }) => sum + task.budgetUsd, 0)

/** When what is shown began: with a retry it begins anew. Epoch milliseconds. */
const beganAt = ({ job, workers }: JobView): number => {
  const again = workers.flatMap(({ attempt, goesOn, startedAt }) =>
    (attempt > 1 || goesOn !== undefined) && startedAt !== undefined ? [startedAt] : []
  )
  return again.length === 0 ? job.askedAt : Math.min(...again)
}

/** Milliseconds that it takes, or took. */
export const elapsedOf = (view: JobView, now: number): number => {
  const ends = view.workers.flatMap(({ result }) => result?.at ?? [])
  const until = isOver(view) && ends.length > 0 ? Math.max(...ends) : now
  return Math.max(0, until - beganAt(view))
}

export const waitsForPerson = (state: TurnState | undefined): boolean =>
  state !== undefined && openAsks(state).length > 0

/** The job after something changed in it; what is not about it changes nothing. */
export const changedView = (view: JobView, change: WorkerChange): JobView => {
  switch (change._tag) {
    case "Job":
      return change.job.id === view.job.id ? { ...view, job: change.job } : view
    case "Turn":
      return change.job === view.job.id
        ? { ...view, states: new Map(view.states).set(change.worker, change.state) }
        : view
    case "Worker": {
      const { worker } = change
      if (worker.job !== view.job.id) return view
      const at = view.workers.findIndex(({ id }) => id === worker.id)
      if (at < 0) return { ...view, workers: [...view.workers, worker] }
      const states = new Map(view.states)
      // What begins anew begins with nothing said.
      if (view.workers[at]?.attempt !== worker.attempt || worker.startedAt === undefined) states.delete(worker.id)
      return { ...view, workers: view.workers.with(at, worker), states }
    }
  }
}
