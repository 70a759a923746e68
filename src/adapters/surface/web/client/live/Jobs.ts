/**
 * Jobs and their workers, followed while somebody looks. Owns one entry for each job and each worker, so that the one which
 * changes is drawn anew and no other.
 */
import { create } from "zustand"
import type { JobLine, JobsSeen } from "../../../../../core/control/protocol/WorkerRpcs.ts"
import type { JobId } from "../../../../../core/model/Ids.ts"
import { ask } from "./Ask.ts"
import { follow } from "./Follow.ts"
import { followed } from "./Followed.ts"
import { keeping } from "./Keeping.ts"
import type { Refusal } from "./Refusal.ts"

export interface JobsKnown {
  readonly jobs: ReadonlyMap<JobId, JobLine>
  /** The latest first; the same list as long as no job is new. */
  readonly order: ReadonlyArray<JobId>
  /** They were told once. */
  readonly told: boolean
  /** There are older ones, which nobody asked for yet. */
  readonly more: boolean
  readonly refusal?: Refusal
}

const none: JobsKnown = { jobs: new Map(), order: [], told: false, more: false }

const nameOf = ({ worker }: JobLine["workers"][number]): string => worker.id

/** A job is told as a whole, whichever of its workers changed. */
const withFormer = (before: JobLine | undefined, line: JobLine): JobLine =>
  before === undefined ? line : { ...line, workers: keeping(before.workers, line.workers, nameOf) }

const heard = (known: JobsKnown, seen: JobsSeen): JobsKnown => {
  if (seen._tag === "All") {
    const lines = seen.jobs.map((line) => withFormer(known.jobs.get(line.job.id), line))
    const former = keeping([...known.jobs.values()], lines, ({ job }) => job.id)
    const jobs = new Map(former.map((line) => [line.job.id, line]))
    return { jobs, order: seen.jobs.map(({ job }) => job.id), told: true, more: seen.more }
  }
  const { id } = seen.job.job
  const order = known.jobs.has(id) ? known.order : [id, ...known.order]
  return { ...known, jobs: new Map(known.jobs).set(id, withFormer(known.jobs.get(id), seen.job)), order }
}

const store = create<JobsKnown>()(() => none)

export const useJobs = followed(store, () =>
  follow({
    watch: (service) => service.WatchJobs(),
    hear: (items) => store.setState((known) => items.reduce(heard, known), true),
    refused: (refusal) => store.setState({ refusal })
  })
)

/** Adds those that come after the last one; what is said when they cannot be told. */
export const readOlderJobs = async (): Promise<Refusal | undefined> => {
  const before = store.getState().order.at(-1)
  if (before === undefined) return undefined
  const answer = await ask((service) => service.ReadOlderJobs({ before }))
  if (!answer.ok) return answer.refusal
  const { jobs: older, more } = answer.value
  store.setState(({ jobs, order }) => {
    const next = new Map(jobs)
    const added = older.filter(({ job }) => !next.has(job.id))
    for (const line of added) next.set(line.job.id, line)
    return { jobs: next, order: [...order, ...added.map(({ job }) => job.id)], more }
  })
  return undefined
}
