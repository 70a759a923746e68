/**
 * A chain as a person types it, one step a line:
 *
 *     list: name the five riskiest files, one a line
 *     review [agent=critic budget=0.5 timeout=5m] each list: review {{item}}
 *     sum: sum up {{review}}
 *
 * or all in one line, as far as a place for typing has only one: `list: … / sum: …`. Owns the notation, both ways; a task
 * that goes on has its further lines indented. Every refusal names the line and the
 * remedy. Whether the chain makes sense is `ChainPlan`'s to say. Pure.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { nearest } from "../agents/Nearest.ts"
import { Chain, type ChainStep, StepName } from "../model/Chain.ts"
import { type Option, optionNames, printOption, readOption } from "./WrittenOption.ts"

const isName = (name: string): boolean => Schema.is(StepName)(name)
const decodeItems = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Array(Schema.String)))
const decodeText = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.NonEmptyString))
const decodeStep = Schema.decodeUnknownResult(Chain)

const example = "write `name: what is to be done`"

/** A value without quotes: `sonnet[1m]` is one. */
const bare = /^(?:[^\s[\]]|\[[^\s[\]]*\])+/

type Read<A> = Result.Result<readonly [value: A, rest: string], string>

/** The end of the JSON value that begins a text; -1 when it does not end. */
const jsonEnd = (text: string): number => {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (quoted) {
      if (character === "\\") at++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === "[" || character === "{") depth++
    else if (character === "]" || character === "}") depth--
    if (!quoted && depth === 0 && (character === '"' || character === "]" || character === "}")) return at + 1
  }
  return -1
}

const readOptions = (text: string): Read<ReadonlyArray<Option>> => {
  const options: Array<Option> = []
  let rest = text.slice(1).trimStart()
  while (!rest.startsWith("]")) {
    if (!rest.includes("]")) return Result.fail("the [ is never closed; put a ] after the last option")
    const named = /^([A-Za-z]+)\s*=\s*/.exec(rest)
    const name = named?.[1]
    if (named === null || name === undefined) {
      return Result.fail(`"${rest.split(/[\s\]]/)[0]}" is no option; write name=value, as in budget=0.5`)
    }
    rest = rest.slice(named[0].length)
    const end = /^["{[]/.test(rest) ? jsonEnd(rest) : (bare.exec(rest)?.[0].length ?? 0)
    if (end < 0) return Result.fail(`${name} has a value that is never closed`)
    const option = readOption(name, rest.slice(0, end))
    if (Result.isFailure(option)) return Result.fail(option.failure)
    if (options.some(({ key }) => key === option.success.key))
      return Result.fail(`${name} is said twice; leave one out`)
    options.push(option.success)
    rest = rest.slice(end).trimStart()
  }
  return Result.succeed([options, rest.slice(1).trimStart()])
}

const readEach = (text: string): Read<NonNullable<ChainStep["each"]>> => {
  const rest = text.replace(/^each\s+/, "")
  if (rest.startsWith("[")) {
    const end = jsonEnd(rest)
    const items = decodeItems(rest.slice(0, end < 0 ? undefined : end))
    if (Result.isFailure(items)) return Result.fail('each takes a list like ["a", "b"], or the name of a step')
    return Result.succeed([items.success, rest.slice(end).trimStart()])
  }
  if (rest.startsWith('"')) {
    const end = jsonEnd(rest)
    const written = decodeText(rest.slice(0, end < 0 ? undefined : end))
    if (Result.isFailure(written)) return Result.fail('each has a " that is never closed, or nothing in it')
    return Result.succeed([written.success, rest.slice(end).trimStart()])
  }
  const named = /^(?:\{\{\s*([^{}\s:]+)\s*\}\}|([^{}\s:]+))\s*/.exec(rest)
  const name = named?.[1] ?? named?.[2]
  if (named === null || name === undefined) return Result.fail("each needs the name of a step, as in `each list:`")
  return Result.succeed([`{{${name}}}`, rest.slice(named[0].length)])
}

/** `name [options] each list: task` */
const readStep = (line: string): Result.Result<Readonly<Record<string, unknown>>, string> => {
  const name = /^[^\s:[]+/.exec(line)?.[0]
  if (name === undefined) return Result.fail(`there is no step in it; ${example}`)
  let rest = line.slice(name.length).trimStart()
  const looksLikeStep = /^(?:\[|each\s|:)/.test(rest)
  if (!looksLikeStep) {
    return Result.fail(`there is no step in it; ${example}, or indent it to go on with the step above`)
  }
  if (!isName(name)) {
    const fixed = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^[^a-z]+|-+$/g, "")
      .slice(0, 32)
    const hint = fixed === "" ? "" : `, as in ${fixed}`
    return Result.fail(`"${name}" is no name for a step: use lower-case letters, digits and -${hint}`)
  }
  const step: Record<string, unknown> = { name }
  if (rest.startsWith("[")) {
    const options = readOptions(rest)
    if (Result.isFailure(options)) return Result.fail(options.failure)
    for (const { key, value } of options.success[0]) step[key] = value
    rest = options.success[1]
  }
  if (/^each\s/.test(rest)) {
    const each = readEach(rest)
    if (Result.isFailure(each)) return Result.fail(each.failure)
    step.each = each.success[0]
    rest = each.success[1]
  }
  if (!rest.startsWith(":")) {
    const [word = ""] = rest.split(/[\s:]/)
    const near = nearest(word, ["each"])
    const found = word === "" ? "the line ends" : `there is "${word}"`
    return Result.fail(`${found} where a : should be; ${near === undefined ? example : "did you mean each?"}`)
  }
  return Result.succeed({ ...step, task: rest.slice(1).trim() })
}

/** Further lines without the indentation that they share. */
const dedented = (lines: ReadonlyArray<string>): string => {
  const indents = lines.flatMap((line) => (line.trim() === "" ? [] : [line.search(/\S/)]))
  const shared = indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY)
  return lines.map((line) => (line.trim() === "" ? "" : line.slice(shared))).join("\n")
}

const fence = /^(?:`{3,}|~{3,})\S*\s*$/

/** What parts steps in a single line: a slash before what looks like a step. */
const parting = /\s\/\s+(?=[a-z][a-z0-9-]{0,31}\s?(?:\[[^\]]{0,1000}\]\s?)?(?:each\s[^:]{1,200})?:)/

const linesOf = (text: string): ReadonlyArray<string> => {
  const lines = text.split(/\r\n?|\n/)
  const [only = "", ...more] = lines.filter((line) => line.trim() !== "")
  return more.length === 0 ? only.split(parting) : lines
}

/** Fails with the first thing that is wrong, and its line. */
export const readChain = (text: string): Result.Result<Chain, string> => {
  const lines = linesOf(text)
  const steps: Array<Readonly<Record<string, unknown>>> = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ""
    if (line.trim() === "" || fence.test(line)) continue
    const number = at + 1
    if (/^\s/.test(line) && steps.length > 0) {
      return Result.fail(`line ${number}: it is indented and goes on with nothing; ${example}`)
    }
    const step = readStep(line.trim())
    if (Result.isFailure(step)) return Result.fail(`line ${number}: ${step.failure}`)
    const further: Array<string> = []
    while (at + 1 < lines.length && /^(?:\s|$)/.test(lines[at + 1] ?? "")) further.push(lines[++at] ?? "")
    const task = [step.success.task, dedented(further)].join("\n").trim()
    if (task === "")
      return Result.fail(`line ${number}: ${step.success.name} has no task; say after the : what is to be done`)
    steps.push({ ...step.success, task })
  }
  if (steps.length === 0) return Result.fail(`a chain needs a step; ${example}`)
  return Result.mapError(decodeStep(steps), (error) => `the chain is not understood: ${error.message}`)
}

const printEach = (each: ChainStep["each"]): string => {
  if (each === undefined) return ""
  if (typeof each !== "string") return ` each ${JSON.stringify(each)}`
  const name = /^\{\{([^{}\s:"[\]]+)\}\}$/.exec(each)?.[1]
  return ` each ${name ?? JSON.stringify(each)}`
}

const printTask = (task: string): string =>
  task.includes("\n") || parting.test(` ${task}`)
    ? `\n${task
        .split("\n")
        .map((line) => (line === "" ? "" : `  ${line}`))
        .join("\n")}`
    : ` ${task}`

/** The same chain, as it may be typed. Tasks lose white space around them and in empty lines. */
export const printChain = (chain: Chain): string =>
  chain
    .map((step) => {
      const options = optionNames.flatMap((name) => printOption(step, name) ?? [])
      const head = `${step.name}${options.length === 0 ? "" : ` [${options.join(" ")}]`}${printEach(step.each)}`
      return `${head}:${printTask(step.task)}`
    })
    .join("\n")
