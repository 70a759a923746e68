/**
 * A chain checked before anything of it runs: its names, what its tasks refer to, its size. Owns every refusal of a
 * chain as such, in words that name the step and the remedy; whether its agents exist is the pool's to say. Pure.
 */
import * as Result from "effect/Result"
import { nearest } from "../agents/Nearest.ts"
import type { Chain, ChainStep } from "../model/Chain.ts"
import { mostItems } from "./Outputs.ts"
import { longestFilled, parseTemplate, type Reference, referencesOf, type Template } from "./Template.ts"

export interface PlannedStep {
  readonly step: ChainStep
  readonly task: Template
  /** Of a map: the items, or where they come from. */
  readonly each?: Template | { readonly items: ReadonlyArray<string> }
}

export const mostSteps = 50
const mostReferences = 200

/** Names with a meaning of their own. */
const reserved = ["input", "item", "index"]

const misplaced = ({ name, path, written }: Reference, step: ChainStep, place: "task" | "each", chain: Chain) => {
  const at = chain.indexOf(step)
  const before = chain.slice(0, at)
  if (name === "input") return path.length === 0 ? undefined : `${written}: the input is a text and has no parts`
  if (name === "item" || name === "index") {
    if (place === "each") return `${written} is not known in what the step goes through`
    if (step.each === undefined)
      return `${written} is only known in a step that goes through something: give it an each`
    return name === "index" && path.length > 0 ? `${written}: a number has no parts` : undefined
  }
  const found = before.find((other) => other.name === name)
  if (found === undefined) {
    if (chain.some((other) => other.name === name)) {
      return `${written} is not known yet: ${name} does not come before ${step.name}; change their order`
    }
    const map = place === "task" && step.each !== undefined
    const known = ["input", ...(map ? ["item", "index"] : []), ...before.map((other) => other.name)]
    const near = nearest(name, known)
    return `${written} is not known; ${near === undefined ? `known are ${known.join(", ")}` : `did you mean {{${near}}}?`}`
  }
  const [first, ...rest] = path
  if (first === undefined) return undefined
  if (found.each !== undefined && !/^\d+$/.test(first)) {
    return `${written}: ${name} has a result for each item: name one, as in {{${[name, 0, ...path].join(".")}}}`
  }
  if (found.schema === undefined && (found.each === undefined || rest.length > 0)) {
    return `${written}: ${name} has no schema, so its result has no parts; give it one, or use {{${name}}}`
  }
  return undefined
}

const planned = (step: ChainStep, chain: Chain): Result.Result<PlannedStep, ReadonlyArray<string>> => {
  const problems: Array<string> = []
  const complain = (text: string | undefined) => {
    if (text !== undefined) problems.push(`step ${step.name}: ${text}`)
  }
  const read = (text: string, place: "task" | "each"): Template => {
    const template = parseTemplate(text)
    if (Result.isFailure(template)) {
      complain(template.failure)
      return []
    }
    const references = referencesOf(template.success)
    if (references.length > mostReferences) {
      complain(`its task names ${references.length} things, at most ${mostReferences}`)
      return []
    }
    for (const reference of references) complain(misplaced(reference, step, place, chain))
    return template.success
  }
  if (reserved.includes(step.name)) complain(`${step.name} has a meaning of its own; give the step another name`)
  if (chain.find((other) => other.name === step.name) !== step) complain("there are two of this name; rename one")
  if (step.task.length > longestFilled) {
    complain(`its task has ${step.task.length} characters, at most ${longestFilled}; put it into a file`)
  }
  const task = read(step.task, "task")
  if (step.task.trim() === "") complain("it has no task; say what is to be done")
  const each = step.each
  if (each === undefined) return problems.length > 0 ? Result.fail(problems) : Result.succeed({ step, task })
  if (typeof each !== "string" && each.length > mostItems) {
    complain(`it goes through ${each.length} items, at most ${mostItems}`)
  }
  const through = typeof each === "string" ? read(each, "each") : { items: each }
  return problems.length > 0 ? Result.fail(problems) : Result.succeed({ step, task, each: through })
}

/** Fails with everything that is wrong, one line each. */
export const planChain = (chain: Chain): Result.Result<ReadonlyArray<PlannedStep>, string> => {
  if (chain.length > mostSteps)
    return Result.fail(`a chain has at most ${mostSteps} steps; this one has ${chain.length}`)
  const steps: Array<PlannedStep> = []
  const problems: Array<string> = []
  for (const step of chain) {
    const plan = planned(step, chain)
    if (Result.isFailure(plan)) problems.push(...plan.failure)
    else steps.push(plan.success)
  }
  return problems.length > 0 ? Result.fail(problems.join("\n")) : Result.succeed(steps)
}
