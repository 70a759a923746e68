/**
 * Jobs and their workers, followed while somebody looks. Owns one entry for each job, so that a job which changes is drawn
 * anew and no other.
 */
import { create } from "zustand"
import type { JobLine, JobsSeen } from "../../../../../core/control/protocol/WorkerRpcs.ts"
import type { JobId } from "../../../../../core/model/Ids.ts"
import { follow } from "./Follow.ts"
import { followed } from "./Followed.ts"
import type { Refusal } from "./Refusal.ts"

export interface JobsKnown {
  readonly jobs: ReadonlyMap<JobId, JobLine>
  /** The latest first; the same list as long as no job is new. */
  readonly order: ReadonlyArray<JobId>
  /** They were told once. */
  readonly told: boolean
  readonly refusal?: Refusal
}

const none: JobsKnown = { jobs: new Map(), order: [], told: false }

const heard = (known: JobsKnown, seen: JobsSeen): JobsKnown => {
  if (seen._tag === "All") {
    const jobs = new Map(seen.jobs.map((line) => [line.job.id, line]))
    return { jobs, order: seen.jobs.map(({ job }) => job.id), told: true }
  }
  const { id } = seen.job.job
  const order = known.jobs.has(id) ? known.order : [id, ...known.order]
  return { ...known, jobs: new Map(known.jobs).set(id, seen.job), order }
}

const store = create<JobsKnown>()(() => none)

export const useJobs = followed(store, () =>
  follow({
    watch: (service) => service.WatchJobs(),
    hear: (items) => store.setState((known) => items.reduce(heard, known)),
    refused: (refusal) => store.setState({ refusal })
  })
)
