/** One job in the list. Draws itself anew when that job changes, and at no other time. */
import { memo } from "react"
import type { JobId } from "../../../../../../core/model/Ids.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { useJobs } from "../../live/Jobs.ts"
import { Badge } from "../../ui/Badge.tsx"
import { Duration } from "../../ui/Duration.tsx"
import { Elapsed } from "../../ui/Elapsed.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { RelativeTime } from "../../ui/RelativeTime.tsx"
import { StateMark } from "../../ui/StateMark.tsx"
import { asksOf, lastWords, markOfJob, progressWords, spentOf, tookOf } from "./JobReading.ts"

export interface JobRowProps {
  readonly id: JobId
}

export const JobRow = memo(function JobRow({ id }: JobRowProps) {
  const line = useJobs(({ jobs }) => jobs.get(id))
  if (line === undefined) return null
  const { job, over } = line
  const asks = asksOf(line)
  const last = lastWords(line)
  const spent = spentOf(line)
  const took = tookOf(line)
  return (
    <li className="relative flex min-w-0 gap-3 px-4 py-2.5 hover:bg-hover">
      <StateMark state={markOfJob(line)} />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <RouteLink
            to={{ page: "job", job: job.id }}
            className="min-w-0 truncate font-medium text-sm after:absolute after:inset-0"
          >
            <Foreign text={job.title || job.id} />
          </RouteLink>
          {job.chain !== undefined && <Badge>chain</Badge>}
          {asks > 0 && <Badge tone="warn">{asks === 1 ? "asks you" : `${asks} ask you`}</Badge>}
        </p>
        <p className="label-line truncate">
          <Foreign text={Words.facts(progressWords(line), last)} />
        </p>
      </div>
      <div className="shrink-0 text-right text-muted text-xs">
        <p>
          {spent === undefined ? "" : `${Words.money(spent)} · `}
          {over ? took !== undefined && <Duration millis={took} /> : <Elapsed since={job.askedAt} />}
        </p>
        <p>
          <Foreign text={job.origin.agent ?? job.origin.person.name} /> · <RelativeTime at={job.askedAt} />
        </p>
      </div>
    </li>
  )
})
