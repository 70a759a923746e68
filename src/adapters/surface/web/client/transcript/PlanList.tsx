/** An agent's plan as a checklist. */
import { memo } from "react"
import type { PlanItem } from "../../../../../core/model/AgentEvent.ts"
import { classes } from "../ui/Classes.ts"
import { Collapsible } from "../ui/Collapsible.tsx"
import { Foreign } from "../ui/Foreign.tsx"
import { type MarkState, StateMark } from "../ui/StateMark.tsx"

export interface PlanListProps {
  readonly id: string
  readonly plan: ReadonlyArray<PlanItem>
  /** The turn works on it. */
  readonly live: boolean
}

const states: Record<PlanItem["status"], MarkState> = { pending: "waiting", active: "running", done: "done" }

const words: Record<PlanItem["status"], string> = { pending: "to do", active: "in work", done: "done" }

export const PlanList = memo(function PlanList({ id, live, plan }: PlanListProps) {
  if (plan.length === 0) return null
  const done = plan.filter(({ status }) => status === "done").length
  return (
    <Collapsible id={`${id} plan`} defaultOpen={live} summary={`plan · ${done} of ${plan.length} done`}>
      <ol aria-label="plan" className="flex flex-col gap-1 text-sm">
        {plan.map(({ status, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an item has no other name than its place
          <li key={index} className="flex min-w-0 items-baseline gap-2">
            <StateMark state={status === "active" && !live ? "waiting" : states[status]} label={words[status]} />
            <span
              className={classes(
                "min-w-0",
                status === "done" && "text-muted",
                status === "active" && live && "font-medium"
              )}
            >
              <Foreign text={text} />
            </span>
          </li>
        ))}
      </ol>
    </Collapsible>
  )
})
