/**
 * What came of a worker, read off its turn. Owns which of the words count as the answer, and that an answer which was to
 * meet a schema and does not is a failure. Pure.
 */
import { Outcome } from "../model/Outcome.ts"
import { addUsage } from "../model/Usage.ts"
import type { Worker, WorkerResult } from "../model/Worker.ts"
import { answerText, type TurnState } from "../sessions/TurnState.ts"
import { unmet } from "./Structured.ts"

/** What was said after the last tool: what came before it is thinking aloud. */
const conclusion = (state: TurnState): string => {
  const { attempt, blocks } = state
  const last = blocks.findLastIndex((block) => block._tag === "Activity" && block.activity.parent === undefined)
  const after = answerText({ ...state, blocks: blocks.slice(last + 1) })
  const latest = answerText({ ...state, blocks: blocks.filter((block) => block.attempt === attempt) })
  return after || latest || answerText(state)
}

const filesOf = ({ blocks }: TurnState): ReadonlyArray<string> => [
  ...new Set(
    blocks.flatMap((block) =>
      block._tag === "Activity" && block.activity.phase === "done" ? (block.activity.files ?? []) : []
    )
  )
]

const checked = (outcome: Outcome, schema: Worker["task"]["terms"]["schema"]): Outcome => {
  if (outcome._tag !== "Done" || schema === undefined) return outcome
  const problem = outcome.structured === undefined ? "there is no structured answer" : unmet(schema, outcome.structured)
  return problem === undefined
    ? outcome
    : Outcome.cases.Failed.make({
        kind: "invalid",
        message: `the answer does not meet its schema: ${problem}`,
        remedy: "retry it, or loosen the schema"
      })
}

const ofTurn = (worker: Worker, state: TurnState, at: number): WorkerResult => ({
  outcome: checked(
    state.outcome ?? Outcome.cases.Failed.make({ kind: "interrupted", message: "its end is not known" }),
    worker.task.terms.schema
  ),
  text: conclusion(state),
  files: filesOf(state),
  elapsedMillis: state.elapsedMillis,
  at,
  ...(state.usage === undefined ? {} : { usage: state.usage }),
  ...(state.model === undefined ? {} : { model: state.model })
})

/** One that went on after its budget was raised has what it said, wrote and used before as well. */
const together = (before: WorkerResult, { usage, ...after }: WorkerResult): WorkerResult => {
  const used =
    before.usage === undefined || usage === undefined ? (usage ?? before.usage) : addUsage(before.usage, usage)
  return {
    ...after,
    text: [before.text, after.text].filter((text) => text !== "").join("\n\n"),
    files: [...new Set([...before.files, ...after.files])],
    elapsedMillis: before.elapsedMillis + after.elapsedMillis,
    ...(used === undefined ? {} : { usage: used })
  }
}

export const resultOf = (worker: Worker, state: TurnState, at: number): WorkerResult => {
  const result = ofTurn(worker, state, at)
  return worker.goesOn === undefined ? result : together(worker.goesOn.before, result)
}

/** Of one that never began. */
export const endedBefore = (by: string, at: number): WorkerResult => ({
  outcome: Outcome.cases.Stopped.make({ by }),
  text: "",
  files: [],
  elapsedMillis: 0,
  at
})
