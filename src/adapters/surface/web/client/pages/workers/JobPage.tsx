/** One job: its steps and workers as they stand, what they ask, what came of them. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { JobId } from "../../../../../../core/model/Ids.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { answers } from "../../live/Answers.ts"
import { useJobs } from "../../live/Jobs.ts"
import { buttonClasses } from "../../ui/Button.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { NotShown } from "../../ui/NotShown.tsx"
import { Page } from "../../ui/Page.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { KnownJob } from "./KnownJob.tsx"

export interface JobPageProps {
  readonly job: string
}

const isJobId = Schema.is(JobId)

const useOlderJob = answers("job", (service, job: JobId | undefined) =>
  job === undefined ? Effect.undefined : service.ReadJob({ job })
)

export default function JobPage({ job }: JobPageProps) {
  const known = useJobs(({ jobs }) => (isJobId(job) ? jobs.get(job) : undefined))
  const listed = useJobs((state) => state.told)
  // only the latest are told of by themselves
  const older = useOlderJob(listed && known === undefined && isJobId(job) ? job : undefined)
  const line = known ?? older.value
  const told = listed && !older.pending
  const refusal = useJobs((state) => state.refusal)
  if (line !== undefined) return <KnownJob line={line} />
  return (
    <Page title="a job" width="text">
      {!told && refusal !== undefined ? (
        <NotShown what="this job" why={refusal.detail} bare />
      ) : told ? (
        <EmptyState
          title="there is no such job"
          action={
            <RouteLink to={{ page: "workers" }} className={buttonClasses()}>
              all jobs
            </RouteLink>
          }
        >
          results are kept for a while (workers.keep in the configuration); this one may be gone, or somebody else's.
        </EmptyState>
      ) : (
        <Skeleton lines={8} />
      )}
    </Page>
  )
}
