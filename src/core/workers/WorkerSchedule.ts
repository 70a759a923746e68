/**
 * Which workers may start now, and which never will. Pure: the whole policy of the pool.
 *
 * Workers that were asked for by workers do not wait for the places of those who asked, else a pool full of workers that
 * wait for theirs would stand still: every depth of handing on has as many places as the pool.
 */
import type { WorkerId } from "../model/Ids.ts"
import { phaseOf, type Worker } from "../model/Worker.ts"

const urgency = { high: 0, normal: 1, low: 2 } as const

const depth = ({ origin }: Worker): number => origin.asked.length

/** Most urgent first, then first come, first served. */
export const scheduled = (workers: ReadonlyMap<WorkerId, Worker>, parallel: number): ReadonlyArray<Worker> => {
  const running = new Map<number, number>()
  const ready: Array<Worker> = []
  for (const worker of workers.values()) {
    const phase = phaseOf(worker)
    if (phase === "running") running.set(depth(worker), (running.get(depth(worker)) ?? 0) + 1)
    if (phase !== "waiting") continue
    const done = worker.after.every((id) => {
      const before = workers.get(id)
      return before !== undefined && phaseOf(before) === "done"
    })
    if (done) ready.push(worker)
  }
  // Stable: those asked for at once keep their order.
  ready.sort(
    (left, right) => urgency[left.task.priority] - urgency[right.task.priority] || left.askedAt - right.askedAt
  )
  return ready.filter((worker) => {
    const taken = running.get(depth(worker)) ?? 0
    if (taken >= parallel) return false
    running.set(depth(worker), taken + 1)
    return true
  })
}

export interface Doomed {
  readonly worker: Worker
  /** What it waited for in vain. */
  readonly because: WorkerId
}

/** Those that wait for one which did not end well, or is not known any more. */
export const doomed = (workers: ReadonlyMap<WorkerId, Worker>): ReadonlyArray<Doomed> =>
  [...workers.values()].flatMap((worker) => {
    if (phaseOf(worker) !== "waiting") return []
    const because = worker.after.find((id) => {
      const before = workers.get(id)
      return before === undefined || (before.result !== undefined && phaseOf(before) !== "done")
    })
    return because === undefined ? [] : [{ worker, because }]
  })
