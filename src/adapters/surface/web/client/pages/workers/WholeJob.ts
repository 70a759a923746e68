/** A job with all of its texts, where the list has them cut short. */
import { useEffect, useRef, useState } from "react"
import type { JobLine } from "../../../../../../core/control/protocol/WorkerRpcs.ts"
import { JobId } from "../../../../../../core/model/Ids.ts"
import { answers } from "../../live/Answers.ts"

const useRead = answers("job", (service, job: string) => service.ReadJob({ job: JobId.make(job) }))

/** What stands in the long texts: they are read anew when one more of them is there. */
const stampOf = ({ job, over, workers }: JobLine): string =>
  [job.chain?.attempt, over, ...workers.map(({ worker }) => `${worker.attempt} ${worker.result?.at ?? ""}`)].join("/")

/** The line as it is now, with whole texts as soon as they are there. */
export const useWholeJob = (line: JobLine): JobLine => {
  const { again, value } = useRead(line.job.id)
  const stamp = stampOf(line)
  // the same two make the same one: it is not drawn again
  const [joined] = useState(
    () => new WeakMap<WorkerLine, { readonly of: WorkerLine["worker"]; readonly line: WorkerLine }>()
  )
  const read = useRef(stamp)
  useEffect(() => {
    if (line.cut !== true || read.current === stamp) return
    read.current = stamp
    again()
  }, [line.cut, stamp, again])
  if (line.cut !== true || value === undefined) return line
  const whole = new Map(value.workers.map((each) => [each.worker.id, each.worker]))
  return {
    ...line,
    job: value.job.chain?.attempt === line.job.chain?.attempt ? { ...line.job, ...chainOf(line, value) } : line.job,
    workers: line.workers.map((each) => {
      const known = whole.get(each.worker.id)
      if (known === undefined || known.attempt !== each.worker.attempt) return each
      const before = joined.get(each)
      if (before?.of === known) return before.line
      const now = withWhole(each, known)
      joined.set(each, { of: known, line: now })
      return now
    })
  }
}

type WorkerLine = JobLine["workers"][number]

const withWhole = (each: WorkerLine, known: WorkerLine["worker"]): WorkerLine => {
  const result = each.worker.result?.at === known.result?.at ? known.result : each.worker.result
  return { ...each, worker: { ...each.worker, task: known.task, ...(result === undefined ? {} : { result }) } }
}

const chainOf = (line: JobLine, { job }: JobLine) => {
  const { chain } = line.job
  if (chain === undefined || job.chain === undefined) return {}
  const { text } = chain.text === undefined ? {} : job.chain
  return { chain: { ...chain, input: job.chain.input, ...(text === undefined ? {} : { text }) } }
}
