/**
 * The words that people read about workers and their jobs. Lower-case, terse, with the remedy. Owns the words alone: when
 * they are said is decided where they are used.
 */
import type { WorkerPhase } from "../model/Worker.ts"
import { count, duration, facts, failed, money } from "./Words.ts"

export const phases: Record<WorkerPhase, string> = {
  waiting: "waiting",
  running: "running",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
  "timed-out": "timed out",
  "over-budget": "over budget",
  limited: "usage limit",
  interrupted: "interrupted"
}
/** `2 of 5 running`; of a single one the word alone. */
export const share = (many: number, of: number, phase: WorkerPhase): string =>
  many < of ? `${many} of ${of} ${phases[phase]}` : many === 1 ? phases[phase] : amount(many, phase)
export const amount = (many: number, phase: WorkerPhase): string => `${many} ${phases[phase]}`
export const atStep = (at: number, of: number, name: string): string => `step ${at} of ${of}: ${name}`
export const ofLimit = (spentUsd: number | undefined, limitUsd: number): string =>
  spentUsd === undefined ? `at most ${money(limitUsd)}` : `${money(spentUsd)} of ${money(limitUsd)}`
export const waitsFor = (what: string): string => `waits for ${what}`
export const cancelledBy = (who: string): string => `cancelled by ${who}`
export const timedOut = (after: number): string =>
  facts(`${failed} timed out after ${duration(after)}`, "give it more time, then retry")
export const timedOutShort = (after: number): string => `timed out after ${duration(after)}`
export const interrupted = "interrupted by a restart"
export const cached = "cached"
export const cachedMany = (many: number): string => `${many} cached`
/** `… 80 done, 12 waiting`: lines for which there is no room. */
export const more = (parts: ReadonlyArray<string>): string => `… ${parts.join(", ")}`
export const brokeOff = (step: string, why: string): string => facts(`${failed} ${step} failed`, why)
export const files = (shown: ReadonlyArray<string>, rest: number): string =>
  `files: ${shown.join(", ")}${rest === 0 ? "" : ` and ${count(rest, "more")}`.replace("mores", "more")}`
export const wholeIn = (name: string): string => `… the whole is in ${name}`
export const resultsFile = "results.md"
export const structuredFile = "results.json"

export const cancel = "Cancel"
export const retryMany = (many: number): string => `Retry ${many} failed`
export const retryFrom = (step: string): string => `Retry from ${step}`
export const open = "Open in a thread"
export const openOne = (title: string): string => `Open ${title}`

export const notYours = "only who asked for it, or who administers this place, may do that"
export const overAlready = "that is over already"
export const nothingToRetry = "nothing of it can be tried again: it is done, or runs"
export const noThreads = "threads cannot be opened here"
export const notBegun = "it has not said anything yet; open it once it works"
export const cannotOpen = "the thread could not be opened; see whether i may open threads here, then press it again"
export const notHere = (why: string): string => `the thread could not be opened: ${why}`
export const openAlready = "its thread is open already: go on there"
export const branch = (title: string): string => `${title}: this goes on in a branch of its own; say what is next`
export const within = (millis: number): string => `within ${duration(millis)}`
export const askedFor = (many: number, limitUsd: number, job: string): string =>
  `${count(many, "worker")}, at most ${money(limitUsd)}; to look or to end it: worker show ${job}, worker cancel ${job}`
export const chainAskedFor = (steps: number, job: string): string =>
  `a chain of ${count(steps, "step")}; to look or to end it: worker show ${job}, worker cancel ${job}`
export const noJobs = 'no job yet; begin one: worker run text="review the parser"'
export const moreJobs = (many: number): string => `… ${count(many, "earlier job")}`
export const noSuchJob = (id: string): string => `there is no job or worker "${id.slice(0, 60)}" here; see worker list`
export const cancelling = (id: string): string => `cancelling ${id}`
export const retrying = (id: string): string => `${id} is tried again`
