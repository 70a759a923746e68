/** A list of jobs under a heading; long ones are shown a piece at a time. */
import { type ReactNode, useState } from "react"
import type { JobId } from "../../../../../../core/model/Ids.ts"
import { Button } from "../../ui/Button.tsx"
import { Card } from "../../ui/Card.tsx"
import { JobRow } from "./JobRow.tsx"

export interface JobListProps {
  readonly title: string
  readonly jobs: ReadonlyArray<JobId>
  readonly empty?: ReactNode
}

const piece = 50

export const JobList = ({ title, jobs, empty }: JobListProps) => {
  const [shown, setShown] = useState(piece)
  if (jobs.length === 0 && empty === undefined) return null
  return (
    <Card flush title={`${title}${jobs.length === 0 ? "" : ` · ${jobs.length}`}`}>
      {jobs.length === 0 ? (
        empty
      ) : (
        <ul className="divide-y">
          {jobs.slice(0, shown).map((id) => (
            <JobRow key={id} id={id} />
          ))}
        </ul>
      )}
      {jobs.length > shown && (
        <div className="border-t px-4 py-2">
          <Button tone="quiet" size="small" onClick={() => setShown(shown + piece)}>
            {jobs.length - shown} more
          </Button>
        </div>
      )}
    </Card>
  )
}
