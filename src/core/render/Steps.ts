/**
 * What a turn does, as steps of a message that grows: its plan and its activities, by the same choice as in the progress
 * lines, but each with a state of its own. Pure; bounded, whatever a CLI does.
 */
import type { Verbosity } from "../model/Agent.ts"
import type { Step } from "../ports/ChatPlatform.ts"
import type { ActivityEvent, TurnState } from "../sessions/TurnState.ts"
import { oneLine } from "./Inline.ts"
import { activitiesOf, isRunning, isShown, reasonOf } from "./Progress.ts"
import * as Words from "./Words.ts"

const longestTitle = 120
const mostSteps = 40
const mostPlanned = 20

const planned: Record<TurnState["plan"][number]["status"], Step["state"]> = {
  pending: "waiting",
  active: "running",
  done: "done"
}

const stepOf = (activity: ActivityEvent, index: number): Step => {
  const title = oneLine([Words.doing[activity.kind], activity.title || activity.tool].join(" ").trim(), longestTitle)
  const detail = activity.phase === "failed" ? reasonOf(activity.detail) : ""
  return {
    id: `activity-${index}`,
    title,
    state: isRunning(activity) ? "running" : activity.phase === "done" ? "done" : "failed",
    ...(detail === "" ? {} : { detail })
  }
}

/** Those of the message that begins behind `from` activities and ends before `until`. */
export const stepsOf = (
  state: TurnState,
  verbosity: Verbosity,
  from = 0,
  until = Number.POSITIVE_INFINITY
): ReadonlyArray<Step> => {
  if (verbosity === "answer") return []
  const plan = from > 0 ? [] : state.plan.slice(0, mostPlanned)
  const all = activitiesOf(state)
  const shown = all.flatMap((activity, index) =>
    index >= from && index < until && isShown(activity, verbosity) ? [stepOf(activity, index)] : []
  )
  const steps = [
    ...plan.map(
      (item, index): Step => ({
        id: `plan-${index}`,
        title: oneLine(item.text, longestTitle),
        state: planned[item.status]
      })
    ),
    ...shown
  ]
  if (steps.length <= mostSteps) return steps
  const more = steps.length - mostSteps + 1
  const running = steps.slice(mostSteps - 1).some((step) => step.state === "running")
  const rest: Step = { id: "more", title: Words.count(more, "more step"), state: running ? "running" : "done" }
  return [...steps.slice(0, mostSteps - 1), rest]
}
