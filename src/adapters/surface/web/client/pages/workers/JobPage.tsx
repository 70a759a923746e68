/** One job: its steps and workers as they stand, what they ask, what came of them. */
import * as Schema from "effect/Schema"
import { JobId } from "../../../../../../core/model/Ids.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { useJobs } from "../../live/Jobs.ts"
import { buttonClasses } from "../../ui/Button.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Page } from "../../ui/Page.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { KnownJob } from "./KnownJob.tsx"

export interface JobPageProps {
  readonly job: string
}

const isJobId = Schema.is(JobId)

export default function JobPage({ job }: JobPageProps) {
  const line = useJobs(({ jobs }) => (isJobId(job) ? jobs.get(job) : undefined))
  const told = useJobs((state) => state.told)
  const refusal = useJobs((state) => state.refusal)
  if (line !== undefined) return <KnownJob line={line} />
  return (
    <Page title="a job" width="text">
      {told || refusal !== undefined ? (
        <EmptyState
          title={refusal?.detail ?? "there is no such job"}
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
