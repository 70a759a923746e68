/**
 * Many jobs a piece at a time: those that are not over, and of the rest the latest. Pure. Owns how many come at once.
 */
import type { JobId } from "../model/Ids.ts"
import { isOver } from "../workers/JobStanding.ts"
import type { JobWithWorkers } from "../workers/Workers.ts"

/** Of those that are over. */
export const jobsAtOnce = 100

export interface JobPiece {
  readonly jobs: ReadonlyArray<JobWithWorkers>
  /** There are older ones that are over. */
  readonly more: boolean
}

/** `all` has the latest first, and so has what comes of it. */
export const latestJobs = (all: ReadonlyArray<JobWithWorkers>): JobPiece => {
  let over = 0
  const jobs = all.filter((found) => !isOver(found) || ++over <= jobsAtOnce)
  return { jobs, more: over > jobsAtOnce }
}

/** Of those that are over, the next after this one; none where it is not among them. */
export const olderJobs = (all: ReadonlyArray<JobWithWorkers>, before: JobId): JobPiece => {
  const at = all.findIndex(({ job }) => job.id === before)
  const older = at < 0 ? [] : all.slice(at + 1).filter(isOver)
  return { jobs: older.slice(0, jobsAtOnce), more: older.length > jobsAtOnce }
}
