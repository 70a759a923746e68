/**
 * A chain as it is built: each step with its fields as typed, and the same chain in the notation. Owns both ways between
 * them; what a field cannot say (a schema, a directory) stays with its step. Pure.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Chain, type ChainStep, StepName } from "../../../../../../core/model/Chain.ts"
import { printChain, readChain } from "../../../../../../core/workers/WrittenChain.ts"
import { printSpan, readSpan } from "../../../../../../core/workers/WrittenOption.ts"

export interface StepDraft {
  /** Stays with the step while it is moved. */
  readonly key: string
  readonly name: string
  readonly task: string
  /** The name of a step, or things one a line; empty: one worker alone. */
  readonly each: string
  readonly agent: string
  readonly model: string
  readonly budget: string
  readonly timeout: string
  /** What has no field of its own. */
  readonly rest: Pick<ChainStep, "backend" | "workdir" | "permissions" | "schema">
}

export type StepField = Exclude<keyof StepDraft, "key" | "rest">

export interface StepProblem {
  readonly step: string
  readonly field: StepField
  readonly text: string
}

const isName = Schema.is(StepName)

let made = 0
export const newStep = (name: string): StepDraft => ({
  key: `step ${++made}`,
  name,
  task: "",
  each: "",
  agent: "",
  model: "",
  budget: "",
  timeout: "",
  rest: {}
})

/** `{{list}}` alone is the step's name; a list one a line. */
const writtenEach = (each: ChainStep["each"]): string => {
  if (each === undefined) return ""
  if (typeof each !== "string") return each.join("\n")
  return /^\{\{([^{}\s]+)\}\}$/.exec(each)?.[1] ?? each
}

const readEach = (text: string): NonNullable<ChainStep["each"]> | undefined => {
  const written = text.trim()
  if (written === "") return undefined
  if (written.includes("\n")) return written.split("\n").flatMap((line) => line.trim() || [])
  return /^[A-Za-z][\w.-]*$/.test(written) ? `{{${written}}}` : written
}

const draftOf = (step: ChainStep, key: string | undefined): StepDraft => {
  const { agent, budgetUsd, each, model, name, task, timeoutMillis, ...rest } = step
  return {
    ...newStep(name),
    ...(key === undefined ? {} : { key }),
    task,
    each: writtenEach(each),
    agent: agent ?? "",
    model: model ?? "",
    budget: budgetUsd?.toString() ?? "",
    timeout: timeoutMillis === undefined ? "" : printSpan(timeoutMillis),
    rest
  }
}

/** Steps keep their place on the page when they keep their place in the chain. */
export const draftsOf = (chain: Chain, before: ReadonlyArray<StepDraft>): ReadonlyArray<StepDraft> =>
  chain.map((step, at) => draftOf(step, before[at]?.key))

const budgetOf = ({ budget }: StepDraft): number | undefined => {
  const dollars = Number(budget.trim().replace(/^\$/, ""))
  return budget.trim() !== "" && dollars > 0 && Number.isFinite(dollars) ? dollars : undefined
}

/** As far as it can be said: what is no budget or no time is left out. */
const stepOf = (draft: StepDraft): ChainStep => {
  const each = readEach(draft.each)
  const budgetUsd = budgetOf(draft)
  const timeoutMillis = readSpan(draft.timeout.trim())
  const text = (value: string, key: "agent" | "model") => (value.trim() === "" ? {} : { [key]: value.trim() })
  return {
    name: draft.name.trim(),
    task: draft.task.trim(),
    ...draft.rest,
    ...(each === undefined ? {} : { each }),
    ...text(draft.agent, "agent"),
    ...text(draft.model, "model"),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(timeoutMillis === undefined ? {} : { timeoutMillis })
  }
}

export const textOf = (drafts: ReadonlyArray<StepDraft>): string => {
  const [first, ...rest] = drafts
  return first === undefined ? "" : printChain([stepOf(first), ...rest.map(stepOf)])
}

/** What is wrong with one step by itself. */
export const problemsOf = (draft: StepDraft): ReadonlyArray<StepProblem> => {
  const problems: Array<StepProblem> = []
  const complain = (field: StepField, text: string) => problems.push({ step: draft.key, field, text })
  if (!isName(draft.name.trim())) complain("name", "a-z, 0-9 and -, a letter first, at most 32")
  if (draft.task.trim() === "") complain("task", "say what is to be done")
  if (draft.budget.trim() !== "" && budgetOf(draft) === undefined) complain("budget", "dollars above 0, as 0.50")
  if (draft.timeout.trim() !== "" && readSpan(draft.timeout.trim()) === undefined) {
    complain("timeout", "a time, as 90s, 5m or 1h")
  }
  return problems
}

/** The chain, or what is wrong with its fields. */
export const chainOf = (drafts: ReadonlyArray<StepDraft>): Result.Result<Chain, ReadonlyArray<StepProblem>> => {
  const problems = drafts.flatMap(problemsOf)
  const [first, ...rest] = drafts
  return problems.length > 0 || first === undefined
    ? Result.fail(problems)
    : Result.succeed([stepOf(first), ...rest.map(stepOf)])
}

export const readText = readChain

/** Something that makes sense as it is, to be changed. */
export const exampleChain = [
  "list: name the five files of this project that are most likely to hide a mistake, one a line, nothing else",
  "review each list: review {{item}} and say what is wrong with it, worst first",
  "sum: sum up what matters most in these reviews: {{review}}"
].join("\n")
