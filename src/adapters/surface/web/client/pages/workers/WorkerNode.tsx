/** One worker: how it stands, what it does now, what it asks, what came of it, and what can be done about it. */
import { ExternalLink, RotateCcw, Square, TrendingUp } from "lucide-react"
import { memo } from "react"
import type { JobId } from "../../../../../../core/model/Ids.ts"
import { phaseOf } from "../../../../../../core/model/Worker.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import * as WorkerWords from "../../../../../../core/render/WorkerWords.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { useActing } from "../../live/Acting.ts"
import { useMay } from "../../live/Self.ts"
import { Badge } from "../../ui/Badge.tsx"
import { Button, buttonClasses } from "../../ui/Button.tsx"
import { Elapsed } from "../../ui/Elapsed.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { StateMark } from "../../ui/StateMark.tsx"
import { toast } from "../../ui/Toast.ts"
import { endingWords, markOf, type WorkerLine } from "./JobReading.ts"
import { WorkerAsks } from "./WorkerAsks.tsx"
import { WorkerResult } from "./WorkerResult.tsx"

export interface WorkerNodeProps {
  readonly line: WorkerLine
  readonly job: JobId
  /** There is no other one in the job. */
  readonly alone: boolean
  /** What it waits for, where it does. */
  readonly waits: string
  readonly mayAct: boolean
  /** In place of its own title; empty where what it stands in says it already. */
  readonly title: string
  /** Its result is open at once. */
  readonly open: boolean
}

const factsOf = ({ costUsd, worker }: WorkerLine): string => {
  const { result, routed, task } = worker
  const model = result?.model ?? result?.usage?.model ?? routed?.model ?? task.terms.model
  return Words.facts(
    task.agent,
    task.terms.backend,
    model === undefined ? undefined : Words.onModel(model, routed?.reason),
    worker.attempt > 1 ? `attempt ${worker.attempt}` : "",
    result?.cachedAt === undefined ? "" : WorkerWords.cached,
    result === undefined || result.cachedAt !== undefined ? "" : Words.duration(result.elapsedMillis),
    result?.cachedAt === undefined ? WorkerWords.ofLimit(costUsd, task.budgetUsd) : ""
  )
}

export const WorkerNode = memo(function WorkerNode({ line, job, alone, waits, mayAct, title, open }: WorkerNodeProps) {
  const { worker } = line
  const phase = phaseOf(worker)
  const maySpend = useMay("spend")
  const { act, busy, refusal } = useActing()
  const outcome = worker.result?.outcome
  const raise = outcome?._tag === "OverBudget" ? outcome.raiseToUsd : undefined
  const over = worker.result !== undefined
  const ending = endingWords(worker)

  const cancel = async () => {
    const done = await act((service) => service.CancelJob({ job, worker: worker.id }))
    if (done?.value === false) toast(WorkerWords.overAlready)
  }
  const retry = async () => {
    const done = await act((service) => service.RetryJob({ job, worker: worker.id }))
    if (done?.value === 0) toast(WorkerWords.nothingToRetry)
  }
  const raiseIt = () => act((service) => service.RaiseBudget({ turn: line.turn }))

  return (
    <li className="flex min-w-0 gap-3 px-4 py-3">
      <StateMark state={markOf(worker)} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-start justify-between gap-2">
          <div className="min-w-0 flex-1 basis-60">
            <p className="break-words font-medium text-sm">
              {phase !== "done" && phase !== "running" && phase !== "waiting" && (
                <span className="mr-2 align-middle">
                  <Badge tone={phase === "cancelled" ? "plain" : "bad"}>{WorkerWords.phases[phase]}</Badge>
                </span>
              )}
              <Foreign text={title} />
            </p>
            <p className="label-line break-words">{factsOf(line)}</p>
          </div>
          <div className="-ml-2 flex flex-wrap gap-1 sm:ml-0">
            {worker.startedAt !== undefined && (
              <RouteLink to={{ page: "session", id: line.session }} className={buttonClasses("quiet", "small")}>
                <ExternalLink size={14} aria-hidden="true" />
                session
              </RouteLink>
            )}
            {mayAct && !over && !alone && (
              <Button
                tone="quiet"
                size="small"
                busy={busy}
                icon={<Square size={14} aria-hidden="true" />}
                onClick={() => void cancel()}
              >
                cancel
              </Button>
            )}
            {mayAct && over && phase !== "done" && (
              <Button
                tone="quiet"
                size="small"
                busy={busy}
                icon={<RotateCcw size={14} aria-hidden="true" />}
                onClick={() => void retry()}
              >
                retry
              </Button>
            )}
            {maySpend && raise !== undefined && (
              <Button
                size="small"
                busy={busy}
                icon={<TrendingUp size={14} aria-hidden="true" />}
                onClick={() => void raiseIt()}
              >
                raise to {Words.money(raise)}
              </Button>
            )}
          </div>
        </div>
        {phase === "running" && (
          <p className="mt-1 flex min-w-0 gap-2 text-sm" aria-live="off">
            <span className="min-w-0 truncate">
              <Foreign text={line.asks.length > 0 ? Words.waitingForYou : (line.last ?? Words.working)} />
            </span>
            {worker.startedAt !== undefined && (
              <span className="shrink-0 text-muted">
                <Elapsed since={worker.startedAt} />
              </span>
            )}
          </p>
        )}
        {phase === "waiting" && (
          <p className="mt-1 text-muted text-sm">
            <Foreign text={waits} />
          </p>
        )}
        {ending !== undefined && (
          <p className="mt-1 break-words text-sm">
            <Foreign text={ending} />
          </p>
        )}
        {refusal !== undefined && <p className="mt-1 text-bad text-sm">{refusal.detail}</p>}
        <WorkerAsks line={line} />
        <WorkerResult worker={worker} open={open} />
      </div>
    </li>
  )
})
