/** Which jobs are listed, and in which order: what runs before what is over, each the latest first. */
import { useShallow } from "zustand/react/shallow"
import type { JobId } from "../../../../../../core/model/Ids.ts"
import { type JobsKnown, useJobs } from "../../live/Jobs.ts"

const withOver =
  (over: boolean) =>
  ({ jobs, order }: JobsKnown): ReadonlyArray<JobId> =>
    order.filter((id) => jobs.get(id)?.over === over)

export const useRunningJobs = (): ReadonlyArray<JobId> => useJobs(useShallow(withOver(false)))
export const useEndedJobs = (): ReadonlyArray<JobId> => useJobs(useShallow(withOver(true)))
