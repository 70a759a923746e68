/**
 * The lines above an answer that is being written: how it stands, what is being done, the plan. A function of the
 * turn's state and the time; bounded, whatever titles a CLI sends.
 */
import type { Verbosity } from "../model/Agent.ts"
import type { ActivityKind, PlanItem } from "../model/AgentEvent.ts"
import { type ActivityEvent, openAsks, type TurnState } from "../sessions/TurnState.ts"
import { code, oneLine, plain } from "./Inline.ts"
import * as Words from "./Words.ts"

export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number
  /** The name under which the agent is known. */
  readonly label: string
  /** The place in line; 0 when the turn runs. */
  readonly place: number
  readonly reconnecting: boolean
}

const quietAfterMillis = 60_000
const longestTitle = 80
const mostActivities: Record<Verbosity, number> = { answer: 0, essentials: 4, everything: 8 }
const mostPlanItems = 8
const essential: ReadonlySet<ActivityKind> = new Set(["command", "edit", "mcp", "agent"])

export const isRunning = (activity: ActivityEvent): boolean =>
  activity.phase === "started" || activity.phase === "progress"

export const activitiesOf = (state: TurnState): ReadonlyArray<ActivityEvent> =>
  state.blocks.flatMap((block) => (block._tag === "Activity" ? [block.activity] : []))

/** What is done, without how it stands. */
export const activityWords = (activity: ActivityEvent): string =>
  [Words.doing[activity.kind], code(activity.title || activity.tool, longestTitle)].join(" ").trim()

const exitStatus = /\bexit(?:ed)?(?: with)?(?: (?:code|status))?:? (\d{1,10})\b/i

/** Why something failed, as far as one line can say; empty when nobody said. */
export const reasonOf = (detail: string | undefined): string => {
  const text = (detail ?? "").slice(0, 4_000).trim()
  const status = exitStatus.exec(text)?.[1]
  return status === undefined ? oneLine(/^.*/.exec(text)?.[0] ?? "", longestTitle) : Words.exit(status)
}

const reason = (detail: string | undefined): string => {
  const words = plain(reasonOf(detail), longestTitle)
  return words === "" ? "" : ` (${words})`
}

/** Whether somebody with this verbosity wants to know of it. */
export const isShown = (activity: ActivityEvent, verbosity: Verbosity): boolean =>
  verbosity === "everything" ||
  (verbosity === "essentials" && essential.has(activity.kind) && activity.parent === undefined)

/** One line of Markdown: the sign, what was done, and why it failed. */
export const activityLine = (activity: ActivityEvent): string =>
  isRunning(activity)
    ? `${Words.running} ${activityWords(activity)}`
    : activity.phase === "done"
      ? `${Words.done} ${activityWords(activity)}`
      : `${Words.failed} ${activityWords(activity)}${reason(activity.detail)}`

/** The latest activities in their order; one that still runs does not give way to one that is over. */
const activityLines = (state: TurnState, verbosity: Verbosity): ReadonlyArray<string> => {
  const most = mostActivities[verbosity]
  if (most === 0) return []
  const all = activitiesOf(state).filter((activity) => isShown(activity, verbosity))
  const live = all.filter(isRunning).slice(-most)
  const over = all.filter((activity) => !isRunning(activity)).slice(-most)
  const shown = new Set([...live, ...over.slice(over.length - Math.max(0, most - live.length))].slice(0, most))
  return all.filter((activity) => shown.has(activity)).map(activityLine)
}

const planMark: Record<PlanItem["status"], string> = {
  pending: Words.pending,
  active: Words.running,
  done: Words.done
}

const planLines = (plan: ReadonlyArray<PlanItem>, most: number): ReadonlyArray<string> => {
  const firstOpen = plan.findIndex((item) => item.status !== "done")
  const skipped = plan.length <= most ? 0 : Math.min(firstOpen < 0 ? plan.length : firstOpen, plan.length - most)
  const shown = plan.slice(skipped, skipped + most)
  const rest = plan.length - skipped - shown.length
  return [
    ...(skipped === 0 ? [] : [Words.moreDone(skipped)]),
    ...shown.map((item) => `${planMark[item.status]} ${plain(item.text, longestTitle)}`),
    ...(rest === 0 ? [] : [Words.moreSteps(rest)])
  ]
}

const quietOf = (state: TurnState, now: number): number | undefined => {
  const quiet = now - state.lastEventAt
  return quiet < quietAfterMillis ? undefined : quiet
}

const latestOf = (state: TurnState, written: (title: string, most: number) => string): string => {
  const activity = activitiesOf(state).at(-1)
  if (state.thinking) return Words.thinking
  return activity === undefined ? "" : written(activity.title || activity.tool, 60)
}

const nearedOf = ({ neared }: TurnState): string =>
  neared === undefined ? "" : Words.neared(neared.budget, neared.spentUsd, neared.limitUsd)

export const headerOf = (state: TurnState, { now, label, place, reconnecting }: Moment): string => {
  const name = plain(label, 40)
  if (reconnecting) return Words.facts(Words.reconnecting, name)
  if (state.phase === "queued") return Words.queued(Math.max(1, place))
  const elapsed = Words.clock(now - state.startedAt)
  const neared = nearedOf(state)
  if (openAsks(state).length > 0) return Words.facts(Words.waitingForYou, name, elapsed, neared)
  const quiet = quietOf(state, now)
  if (quiet === undefined) return Words.facts(Words.working, name, elapsed, neared)
  const latest = latestOf(state, code)
  return Words.facts(Words.stillWorking, latest === "" ? name : Words.last(latest), Words.clock(quiet), neared)
}

/** The same of a running turn as plain words and without a clock: it changes only when something does. */
export const headlineOf = (state: TurnState, { label, now }: Moment): string => {
  const name = oneLine(label, 40)
  const neared = nearedOf(state)
  if (openAsks(state).length > 0) return Words.facts(Words.waitingForYou, name, neared)
  if (quietOf(state, now) === undefined) return Words.facts(Words.working, name, neared)
  const latest = latestOf(state, oneLine)
  return Words.facts(Words.stillWorking, latest === "" ? name : Words.last(latest), neared)
}

/** Header, activities and plan, at most `room` long by `measure`: what is older gives way. */
export const progressOf = (
  state: TurnState,
  options: Moment & {
    readonly verbosity: Verbosity
    readonly room: number
    readonly measure: (markdown: string) => number
  }
): string => {
  const header = Words.dim(headerOf(state, options))
  if (state.phase !== "working") return header
  const activities = activityLines(state, options.verbosity)
  for (let most = options.verbosity === "answer" ? 0 : mostPlanItems, skip = 0; ; most > 0 ? most-- : skip++) {
    const lines = most === 0 ? [] : planLines(state.plan, most)
    const whole = [[header, ...activities.slice(skip)].join("\n"), lines.join("\n")].filter((part) => part !== "")
    const text = whole.join("\n\n")
    if (options.measure(text) <= options.room || (most === 0 && skip >= activities.length)) return text
  }
}
