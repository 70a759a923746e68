/**
 * One step of the work in one line, with its details behind it: output, changes, files, what a sub-agent did. Drawn again
 * only when that step changed.
 */
import { memo } from "react"
import { isRunning, reasonOf } from "../../../../../core/render/Progress.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { Collapsible } from "../ui/Collapsible.tsx"
import { Diff } from "../ui/Diff.tsx"
import { diffCounts, diffLines } from "../ui/DiffLines.ts"
import { DiffSize } from "../ui/DiffSize.tsx"
import { Elapsed } from "../ui/Elapsed.tsx"
import { Foreign } from "../ui/Foreign.tsx"
import { Markdown } from "../ui/Markdown.tsx"
import { type MarkState, StateMark } from "../ui/StateMark.tsx"
import { isDiff } from "./ChangedFiles.ts"
import { clockWords } from "./ClockWords.ts"
import { Output } from "./Output.tsx"
import { isSameStep, kindWords, type Step } from "./Pieces.ts"

export interface StepLineProps {
  readonly step: Step
  /** The turn it belongs to. */
  readonly turn: string
}

const stateOf = ({ activity }: Step["block"]): MarkState =>
  isRunning(activity) ? "running" : activity.phase === "done" ? "done" : "failed"

/** How much an edit changed, where that was told. */
const sizeOf = ({ activity: { detail, kind, phase } }: Step["block"]) =>
  kind === "edit" && phase === "done" && detail !== undefined && isDiff(detail)
    ? diffCounts(diffLines(detail))
    : undefined

const Line = ({ step }: Pick<StepLineProps, "step">) => {
  const { activity, startedAt } = step.block
  const running = isRunning(activity)
  const size = sizeOf(step.block)
  const why = activity.phase === "failed" ? reasonOf(activity.detail) : ""
  return (
    <span className="flex min-w-0 items-baseline gap-2 text-sm">
      <StateMark state={stateOf(step.block)} />
      <span className="min-w-0 flex-1 truncate text-ink">
        <span className="text-muted">{Words.doing[activity.kind]} </span>
        <span className="font-mono text-xs">
          <Foreign text={activity.title || activity.tool} />
        </span>
        {why !== "" && (
          <span className="text-bad">
            {" "}
            <Foreign text={why} />
          </span>
        )}
        {/* a line of its own would be pulled away when the step is folded */}
        {step.inside.length > 0 && <span className="text-faint text-xs"> {kindWords(step.inside)} within</span>}
      </span>
      {size !== undefined && <DiffSize counts={size} />}
      <span className="shrink-0 text-faint text-xs">
        {running ? <Elapsed since={startedAt} /> : clockWords(startedAt)}
      </span>
    </span>
  )
}

const Detail = ({ step, turn }: StepLineProps) => {
  const { activity } = step.block
  const { detail, files, kind, title } = activity
  const others = (files ?? []).filter((file) => file !== title)
  return (
    <div className="flex min-w-0 flex-col gap-2 pb-2">
      {title.length > 60 && (
        <p className="break-words font-mono text-muted text-xs">
          <Foreign text={title} />
        </p>
      )}
      {others.length > 0 && (
        <p className="break-words font-mono text-muted text-xs">
          <Foreign text={others.join(", ")} />
        </p>
      )}
      {step.inside.length > 0 && (
        <ul aria-label="steps within" className="flex flex-col gap-0.5">
          {step.inside.map((each) => (
            <li key={each.key}>
              <StepLine step={each} turn={turn} />
            </li>
          ))}
        </ul>
      )}
      {detail !== undefined &&
        (kind === "edit" && isDiff(detail) ? (
          <Diff text={detail} title={title} />
        ) : kind === "agent" ? (
          <Markdown text={detail} className="text-sm" />
        ) : (
          <Output text={detail} label={activity.phase === "failed" ? "error" : "output"} />
        ))}
    </div>
  )
}

/** Under which it is remembered whether somebody opened it. */
export const stepId = (turn: string, step: Step): string => `step ${turn} ${step.key}`

export const StepLine = memo(
  function StepLine({ step, turn }: StepLineProps) {
    const { activity } = step.block
    const hasMore =
      (activity.detail ?? "") !== "" ||
      step.inside.length > 0 ||
      (activity.files ?? []).length > 1 ||
      activity.title.length > 60
    if (!hasMore) {
      return (
        <div className="min-w-0 pl-5 pointer-coarse:flex pointer-coarse:min-h-9 pointer-coarse:flex-col pointer-coarse:justify-center">
          <Line step={step} />
        </div>
      )
    }
    return (
      <Collapsible id={stepId(turn, step)} summary={<Line step={step} />}>
        <Detail step={step} turn={turn} />
      </Collapsible>
    )
  },
  (before, after) => before.turn === after.turn && isSameStep(before.step, after.step)
)
