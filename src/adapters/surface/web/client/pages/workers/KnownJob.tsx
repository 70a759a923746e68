/** A job that is there, live. */
import { RotateCcw, Square } from "lucide-react"
import { useMemo, useState } from "react"
import type { JobLine } from "../../../../../../core/control/protocol/WorkerRpcs.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import * as WorkerWords from "../../../../../../core/render/WorkerWords.ts"
import { limitOf, retryable } from "../../../../../../core/workers/JobStanding.ts"
import { usePaletteActions } from "../../app/PaletteActions.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { useActing } from "../../live/Acting.ts"
import { Button } from "../../ui/Button.tsx"
import { Card } from "../../ui/Card.tsx"
import { Confirm } from "../../ui/Confirm.tsx"
import { Duration } from "../../ui/Duration.tsx"
import { Elapsed } from "../../ui/Elapsed.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { Markdown } from "../../ui/Markdown.tsx"
import { Page } from "../../ui/Page.tsx"
import { StateMark } from "../../ui/StateMark.tsx"
import { toast } from "../../ui/Toast.ts"
import { useMayAct } from "./JobActing.ts"
import { markOfJob, progressWords, spentOf, tookOf, workersOf } from "./JobReading.ts"
import { JobTree } from "./JobTree.tsx"
import { useWholeJob } from "./WholeJob.ts"

export interface KnownJobProps {
  readonly line: JobLine
}

/** Belongs to what is before it: no line begins with one. */
const Dot = () => <span aria-hidden="true">·</span>

const Standing = ({ line }: KnownJobProps) => {
  const took = tookOf(line)
  const spent = spentOf(line)
  const { origin } = line.job
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <StateMark state={markOfJob(line)} />
      <span>
        {progressWords(line)} <Dot />
      </span>
      <span>
        {took === undefined ? <Elapsed since={line.job.askedAt} /> : <Duration millis={took} />} <Dot />
      </span>
      <span>
        {WorkerWords.ofLimit(spent, limitOf(workersOf(line)))} <Dot />
      </span>
      <span>
        asked for by <Foreign text={origin.agent ?? origin.person.name} />
        {origin.session !== undefined && (
          <>
            {" in "}
            <RouteLink to={{ page: "session", id: origin.session }} className="underline underline-offset-2">
              its session
            </RouteLink>
          </>
        )}
      </span>
    </span>
  )
}

export const KnownJob = ({ line: told }: KnownJobProps) => {
  const line = useWholeJob(told)
  const mayAct = useMayAct(line)
  const [ending, setEnding] = useState(false)
  const { act, busy, refusal } = useActing()
  const { chain, id, title } = line.job
  const again = chain === undefined ? retryable(workersOf(line)).length : line.over && chain.text === undefined ? 1 : 0

  const cancel = async () => {
    const done = await act((service) => service.CancelJob({ job: id }))
    setEnding(false)
    if (done?.value === false) toast(WorkerWords.overAlready)
  }
  const retry = async () => {
    const done = await act((service) => service.RetryJob({ job: id }))
    if (done?.value === 0) toast(WorkerWords.nothingToRetry)
  }
  const { over } = line
  usePaletteActions(
    useMemo(
      () => (mayAct && !over ? [{ id: "cancel-job", label: "cancel this job", run: () => setEnding(true) }] : []),
      [mayAct, over]
    )
  )
  return (
    <Page
      title={title || id}
      description={<Standing line={line} />}
      actions={
        mayAct && (
          <>
            {line.over && again > 0 && (
              <Button icon={<RotateCcw size={14} aria-hidden="true" />} busy={busy} onClick={() => void retry()}>
                {chain === undefined
                  ? `retry ${Words.count(again, "worker")}`
                  : `retry from ${chain.failed?.step ?? "there"}`}
              </Button>
            )}
            {!line.over && (
              <Button tone="danger" icon={<Square size={14} aria-hidden="true" />} onClick={() => setEnding(true)}>
                cancel
              </Button>
            )}
          </>
        )
      }
    >
      {refusal !== undefined && <p className="text-bad text-sm">{refusal.detail}</p>}
      {chain?.failed !== undefined && (
        <Card tone="bad">
          <p className="whitespace-pre-wrap break-words text-sm">
            the step {chain.failed.step} failed: <Foreign text={chain.failed.why} />
          </p>
        </Card>
      )}
      {chain?.cancelledBy !== undefined && (
        <p className="text-muted text-sm">
          cancelled by <Foreign text={chain.cancelledBy} />
        </p>
      )}
      {chain?.text !== undefined && (
        <Card title="what came of it">
          <Markdown text={chain.text} />
        </Card>
      )}
      <JobTree line={line} mayAct={mayAct} />
      {chain !== undefined && chain.input !== "" && (
        <Card title="input">
          <p className="whitespace-pre-wrap break-words text-sm">
            <Foreign text={chain.input} />
          </p>
        </Card>
      )}
      <Confirm
        open={ending}
        title="end this job?"
        action="end the job"
        busy={busy}
        onConfirm={() => void cancel()}
        onClose={() => setEnding(false)}
      >
        <p className="text-sm">its workers are ended, and no more begin. what they did so far stays.</p>
      </Confirm>
    </Page>
  )
}
