/**
 * What the steps of a chain gave, and how it is handed to the next: as a text, as a part of a structured result, as a
 * list to go through. Owns how an output reads in another worker's task. Pure.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { nearest } from "../agents/Nearest.ts"
import { cutTo, oneLine } from "../chat/Cut.ts"
import type { Filling, Reference, Template } from "./Template.ts"
import { fillTemplate } from "./Template.ts"

/** What came of one worker of a step. */
export const StepResult = Schema.Struct({
  text: Schema.String,
  structured: Schema.optionalKey(Schema.Json)
})
export type StepResult = typeof StepResult.Type

export type StepOutput =
  | { readonly _tag: "One"; readonly result: StepResult }
  | {
      readonly _tag: "Map"
      readonly items: ReadonlyArray<Schema.Json>
      /** One for each item. */
      readonly results: ReadonlyArray<StepResult>
    }

/** What a task may name. */
export interface KnownOutputs {
  readonly input: string
  readonly outputs: ReadonlyMap<string, StepOutput>
  readonly item?: Schema.Json
  /** From 1. */
  readonly index?: number
}

export const mostItems = 100

const longestHeading = 80

const isObject = (value: Schema.Json): value is { readonly [key: string]: Schema.Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const isList = (value: Schema.Json): value is ReadonlyArray<Schema.Json> => Array.isArray(value)

/** A string as it is, anything else as JSON. */
export const textOf = (value: Schema.Json): string =>
  typeof value === "string" ? value : JSON.stringify(value, null, 2)

export const itemLabel = (item: Schema.Json): string => cutTo(oneLine(textOf(item)), longestHeading)

const partsOf = (output: StepOutput): Filling =>
  output._tag === "One"
    ? [output.result.text]
    : output.results.flatMap(({ text }, index) => [
        `${index === 0 ? "" : "\n\n"}## ${index + 1}. ${itemLabel(output.items[index] ?? "")}\n\n`,
        text
      ])

/** The output as one text: of a map all texts, each under its item. */
export const outputText = (output: StepOutput): string => partsOf(output).join("")

const keysOf = (value: Schema.Json): ReadonlyArray<string> =>
  isList(value) ? (value.length === 0 ? [] : [`0 to ${value.length - 1}`]) : isObject(value) ? Object.keys(value) : []

const within = (
  value: Schema.Json,
  path: ReadonlyArray<string>,
  written: string
): Result.Result<Schema.Json, string> => {
  let current = value
  for (const key of path) {
    const next: Schema.Json | undefined = isList(current)
      ? /^\d{1,9}$/.test(key)
        ? current[Number(key)]
        : undefined
      : isObject(current) && Object.hasOwn(current, key)
        ? current[key]
        : undefined
    if (next === undefined) {
      const keys = keysOf(current)
      const near = nearest(key, keys)
      const known = near === undefined ? keys.slice(0, 20).join(", ") : `did you mean ${near}?`
      return Result.fail(`${written} is not there: ${key} ${known === "" ? "is part of nothing" : `is not; ${known}`}`)
    }
    current = next
  }
  return Result.succeed(current)
}

/** The value of the whole output; of a map a list. */
const wholeOf = (output: StepOutput): Schema.Json => {
  const one = ({ structured, text }: StepResult) => structured ?? text
  return output._tag === "One" ? one(output.result) : output.results.map(one)
}

/** Any value that a reference stands for; texts stay texts. */
const looked = (known: KnownOutputs, reference: Reference): Result.Result<Schema.Json, string> => {
  const { name, path, written } = reference
  if (name === "input") return within(known.input, path, written)
  if (name === "item" && known.item !== undefined) return within(known.item, path, written)
  if (name === "index" && known.index !== undefined) return within(known.index, path, written)
  const output = known.outputs.get(name)
  if (output === undefined) return Result.fail(`${written} is not there`)
  if (path.length > 0 && output._tag === "One" && output.result.structured === undefined) {
    return Result.fail(`${written} is not there: ${name} gave no structured result`)
  }
  return within(wholeOf(output), path, written)
}

/** How a reference reads in a task. */
export const fillingOf =
  (known: KnownOutputs) =>
  (reference: Reference): Result.Result<Filling, string> => {
    const output = known.outputs.get(reference.name)
    if (output !== undefined && reference.path.length === 0) return Result.succeed(partsOf(output))
    return Result.map(looked(known, reference), (value) => [textOf(value)])
  }

const bullet = /^\s*(?:(?:[-*+•]|\d{1,9}[.)])\s+)?(?:\[[ xX]\]\s+)?/
const fence = /^\s*(?:`{3,}|~{3,})[^`]*$/

/** One item a line, without bullets and numbers; empty lines and fences are none. */
export const itemsOfText = (text: string): ReadonlyArray<string> =>
  text.split(/\r?\n/).flatMap((line) => {
    const item = line.replace(bullet, "").trim()
    return item === "" || fence.test(line) ? [] : [item]
  })

const oneValue = (template: Template): Reference | undefined => {
  const [reference, ...more] = template.filter((piece) => typeof piece !== "string" || piece.trim() !== "")
  return more.length > 0 || typeof reference === "string" ? undefined : reference
}

/** What a map goes through: a list as it is, a text by its lines. Fails when it is neither, or too many. */
export const itemsOf = (each: Template, known: KnownOutputs): Result.Result<ReadonlyArray<Schema.Json>, string> => {
  const reference = oneValue(each)
  const found: Result.Result<Schema.Json, string> =
    reference === undefined ? fillTemplate(each, fillingOf(known)) : looked(known, reference)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const value = found.success
  if (isObject(value)) {
    const list = Object.keys(value).find((key) => isList(value[key] ?? null))
    const path = list === undefined ? "" : `; did you mean ${reference?.written.replace(/\s*\}\}$/, `.${list}}}`)}?`
    return Result.fail(`${reference?.written} is no list and no text${path}`)
  }
  const items = isList(value) ? value : itemsOfText(textOf(value))
  return items.length > mostItems
    ? Result.fail(`there are ${items.length} items, at most ${mostItems}; ask for fewer, or for groups of them`)
    : Result.succeed(items)
}
