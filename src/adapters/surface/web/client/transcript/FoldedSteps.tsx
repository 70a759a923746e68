/** Several steps that are over, in one line: how many and of which kind. Opened, each has its own line. */
import { memo } from "react"
import { isRunning } from "../../../../../core/render/Progress.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { Collapsible } from "../ui/Collapsible.tsx"
import { type MarkState, StateMark } from "../ui/StateMark.tsx"
import { isSameStep, kindWords, type Step } from "./Pieces.ts"
import { StepLine } from "./StepLine.tsx"

export interface FoldedStepsProps {
  readonly id: string
  readonly turn: string
  readonly steps: ReadonlyArray<Step>
}

const stateOf = (steps: ReadonlyArray<Step>): MarkState =>
  steps.some(({ block }) => isRunning(block.activity))
    ? "running"
    : steps.some(({ block }) => block.activity.phase === "failed")
      ? "failed"
      : "done"

const isSame = (before: FoldedStepsProps, after: FoldedStepsProps): boolean =>
  before.id === after.id &&
  before.turn === after.turn &&
  before.steps.length === after.steps.length &&
  before.steps.every((step, place) => {
    const other = after.steps[place]
    return other !== undefined && isSameStep(step, other)
  })

export const FoldedSteps = memo(function FoldedSteps({ id, turn, steps }: FoldedStepsProps) {
  return (
    <Collapsible
      id={`${turn} ${id}`}
      summary={
        <span className="flex min-w-0 items-baseline gap-2">
          <StateMark state={stateOf(steps)} />
          <span className="shrink-0">{Words.count(steps.length, "step")}</span>
          <span className="min-w-0 truncate text-faint text-xs">{kindWords(steps)}</span>
        </span>
      }
    >
      <ul className="flex flex-col gap-0.5">
        {steps.map((step) => (
          <li key={step.key}>
            <StepLine step={step} turn={turn} />
          </li>
        ))}
      </ul>
    </Collapsible>
  )
}, isSame)
