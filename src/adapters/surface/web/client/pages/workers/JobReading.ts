/**
 * What can be read off a job as it was told: how far it is, what it costs, how each worker stands. Pure; the rules are the
 * core's own.
 */
import type { JobLine } from "../../../../../../core/control/protocol/WorkerRpcs.ts"
import { phaseOf, type Worker, type WorkerPhase } from "../../../../../../core/model/Worker.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import * as WorkerWords from "../../../../../../core/render/WorkerWords.ts"
import { chainTree } from "../../../../../../core/workers/ChainTree.ts"
import { endingOf } from "../../../../../../core/workers/JobStanding.ts"

export type WorkerLine = JobLine["workers"][number]
export type Mark = "running" | "done" | "failed" | "waiting" | "stopped"

const marks: Readonly<Record<WorkerPhase, Mark>> = {
  waiting: "waiting",
  running: "running",
  done: "done",
  failed: "failed",
  cancelled: "stopped",
  "timed-out": "failed",
  "over-budget": "failed",
  limited: "failed",
  interrupted: "failed"
}

export const markOf = (worker: Worker): Mark => marks[phaseOf(worker)]

export const workersOf = (line: JobLine): ReadonlyArray<Worker> => line.workers.map(({ worker }) => worker)

export const markOfJob = (line: JobLine): Mark => {
  if (!line.over) {
    return line.workers.some(({ worker }) => phaseOf(worker) === "running") || line.job.chain !== undefined
      ? "running"
      : "waiting"
  }
  const ending = endingOf({ job: line.job, workers: workersOf(line) })
  return ending === "done" ? "done" : ending === "failed" ? "failed" : "stopped"
}

export const asksOf = (line: JobLine): number => line.workers.reduce((sum, { asks }) => sum + asks.length, 0)

const phases: ReadonlyArray<WorkerPhase> = [
  "done",
  "running",
  "waiting",
  "failed",
  "timed-out",
  "over-budget",
  "limited",
  "interrupted",
  "cancelled"
]

/** `2 of 5 done`, `step 2 of 3: review · 1 of 4 done`. */
export const progressWords = (line: JobLine): string => {
  const all = workersOf(line)
  const nodes = chainTree(line.job, all)
  const at = nodes.findIndex(({ phase }) => phase !== "done")
  const step = nodes[at]
  if (step !== undefined && !line.over) {
    const done = step.workers.filter((worker) => phaseOf(worker) === "done").length
    const within = step.workers.length > 1 ? `${done} of ${step.workers.length} done` : ""
    return Words.facts(WorkerWords.atStep(at + 1, nodes.length, step.name), within)
  }
  const [only] = all
  if (only !== undefined && all.length === 1 && nodes.length === 0) return WorkerWords.phases[phaseOf(only)]
  return phases
    .flatMap((phase) => {
      const many = all.filter((worker) => phaseOf(worker) === phase).length
      return many === 0 ? [] : [WorkerWords.share(many, all.length, phase)]
    })
    .join(", ")
}

/** US dollars so far, as far as they are known. */
export const spentOf = (line: JobLine): number | undefined => {
  const known = line.workers.flatMap(({ costUsd }) => costUsd ?? [])
  return known.length === 0 ? undefined : known.reduce((sum, cost) => sum + cost, 0)
}

/** What a running one does; of several the one that asks, or the last. */
export const lastWords = (line: JobLine): string | undefined =>
  line.over ? undefined : line.workers.findLast(({ last }) => last !== undefined)?.last

/** Why one did not end well, with the remedy; undefined when it did, or has not ended. */
export const endingWords = (worker: Worker): string | undefined => {
  const outcome = worker.result?.outcome
  const phase = phaseOf(worker)
  if (outcome === undefined || phase === "done") return undefined
  if (phase === "cancelled") {
    const by = worker.cut?.by ?? (outcome._tag === "Stopped" ? outcome.by : undefined)
    return by === undefined ? WorkerWords.phases.cancelled : WorkerWords.cancelledBy(by)
  }
  if (phase === "timed-out") return `${WorkerWords.timedOutShort(worker.task.timeoutMillis)}; give it more time`
  if (outcome._tag === "Failed") {
    return Words.facts(outcome.message, outcome.remedy ?? Words.remedies[outcome.kind])
  }
  if (outcome._tag === "OverBudget") return Words.overBudget(outcome)
  if (outcome._tag === "Limited") return outcome.message
  return WorkerWords.phases[phase]
}

/** What one that waits is waiting for. */
export const waitWords = (worker: Worker, all: ReadonlyArray<Worker>): string => {
  const first = all.find(({ id, result }) => worker.after.includes(id) && result === undefined)
  return first === undefined ? "waits for a free place" : WorkerWords.waitsFor(first.title)
}

/** Milliseconds that it took; undefined while it has no end. */
export const tookOf = (line: JobLine): number | undefined => {
  if (!line.over) return undefined
  const ends = line.workers.flatMap(({ worker: { result } }) => result?.at ?? [])
  return ends.length === 0 ? undefined : Math.max(0, Math.max(...ends) - line.job.askedAt)
}
