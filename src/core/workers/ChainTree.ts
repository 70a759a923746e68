/**
 * A chain as a person sees it: its steps in order, each with its workers and how it stands. Derived from the stored job
 * and its workers alone; must not know what it looks like. Pure.
 */
import { type Job, phaseOf, type Worker } from "../model/Worker.ts"

export type StepPhase = "waiting" | "running" | "done" | "failed"

export interface ChainNode {
  readonly name: string
  readonly phase: StepPhase
  /** Whether it goes through a list. A map that is done without workers had an empty list. */
  readonly map: boolean
  /** In the order of their items. */
  readonly workers: ReadonlyArray<Worker>
  /** Why the chain broke off here. */
  readonly why?: string
}

type RunChain = NonNullable<Job["chain"]>

/** Its workers have ended, or it has none, and the chain says no more about it. */
const settledPhase = (chain: RunChain, workers: ReadonlyArray<Worker>, passed: boolean): StepPhase => {
  if (passed) return "done"
  if (workers.length === 0) return "waiting"
  if (workers.every((worker) => phaseOf(worker) === "done")) return "done"
  // Unless somebody ended the chain, the next attempt of a worker is about to begin, or the failure to be told.
  return chain.cancelledBy === undefined ? "running" : "failed"
}

/** Empty for a job that is no chain. */
export const chainTree = ({ chain }: Pick<Job, "chain">, workers: ReadonlyArray<Worker>): ReadonlyArray<ChainNode> => {
  if (chain === undefined) return []
  const of = (name: string) =>
    workers.filter(({ step }) => step === name).sort((one, other) => (one.index ?? 0) - (other.index ?? 0))
  const failedAt = chain.steps.findIndex(({ name }) => name === chain.failed?.step)
  const furthest = Math.max(
    failedAt,
    chain.steps.findLastIndex(({ name }) => of(name).length > 0)
  )
  return chain.steps.map(({ each, name }, at): ChainNode => {
    const own = of(name)
    const node = { name, map: each !== undefined, workers: own }
    if (at === failedAt) {
      return { ...node, phase: "failed", ...(chain.failed === undefined ? {} : { why: chain.failed.why }) }
    }
    if (own.some((worker) => worker.result === undefined)) return { ...node, phase: "running" }
    return { ...node, phase: settledPhase(chain, own, chain.text !== undefined || (own.length === 0 && at < furthest)) }
  })
}

/** Whether nothing of the chain will happen by itself any more. */
export const chainOver = ({ chain }: Pick<Job, "chain">, workers: ReadonlyArray<Worker>): boolean =>
  chain === undefined ||
  chain.text !== undefined ||
  chain.failed !== undefined ||
  (chain.cancelledBy !== undefined && workers.every((worker) => worker.result !== undefined))

/** Somebody had a worker of the step that failed go on, by hand or with a raised budget: then the chain goes on too. */
export const chainRevived = ({ chain }: Pick<Job, "chain">, workers: ReadonlyArray<Worker>): boolean =>
  chain?.failed !== undefined &&
  chain.cancelledBy === undefined &&
  workers.some(({ result, step }) => step === chain.failed?.step && result === undefined)
