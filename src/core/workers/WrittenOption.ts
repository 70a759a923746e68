/**
 * What stands in brackets after the name of a written step: `agent=critic`, `budget=0.5`, `timeout=5m`. Owns the names of
 * these options and how each value is written, both ways. Pure.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { nearest } from "../agents/Nearest.ts"
import { Permissions } from "../model/Agent.ts"
import type { ChainStep } from "../model/Chain.ts"
import { JsonSchema } from "../model/Worker.ts"

export interface Option {
  readonly key: keyof ChainStep
  readonly value: unknown
}

export const optionNames = [
  "agent",
  "backend",
  "model",
  "workdir",
  "permissions",
  "budget",
  "timeout",
  "schema"
] as const
type OptionName = (typeof optionNames)[number]

const decodeText = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.NonEmptyString))
const decodeSchema = Schema.decodeUnknownResult(Schema.fromJsonString(JsonSchema))
const isPermissions = Schema.is(Permissions)

const units: ReadonlyArray<readonly [unit: string, millis: number]> = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1]
]

/** `5m`, `90s`, `1.5h` in milliseconds; undefined when it is no such thing, or nothing. */
export const readSpan = (text: string): number | undefined => {
  const [, many, unit] = /^(\d{1,12}(?:\.\d{1,6})?)\s*(h|ms|m|s)$/i.exec(text) ?? []
  const millis = units.find(([name]) => name === unit?.toLowerCase())?.[1]
  const span = millis === undefined ? 0 : Number(many) * millis
  return span > 0 ? span : undefined
}

export const printSpan = (millis: number): string => {
  const [unit, size] = units.find(([, size]) => millis % size === 0) ?? ["ms", 1]
  return `${millis / size}${unit}`
}

const readers: Record<OptionName, (written: string) => Result.Result<Option, string>> = {
  agent: (value) => Result.succeed({ key: "agent", value }),
  backend: (value) => Result.succeed({ key: "backend", value }),
  model: (value) => Result.succeed({ key: "model", value }),
  workdir: (value) => Result.succeed({ key: "workdir", value }),
  permissions: (value) =>
    isPermissions(value)
      ? Result.succeed({ key: "permissions", value })
      : Result.fail(`permissions are one of ${Permissions.literals.join(", ")}; found "${value}"`),
  budget: (value) => {
    const dollars = /^\$?(\d{1,9}(?:\.\d{1,9})?(?:e-\d{1,2})?)$/.exec(value)?.[1]
    const budgetUsd = Number(dollars)
    return budgetUsd > 0
      ? Result.succeed({ key: "budgetUsd", value: budgetUsd })
      : Result.fail(`budget is dollars above 0, as in budget=0.5; found "${value}"`)
  },
  timeout: (value) => {
    const timeoutMillis = readSpan(value)
    return timeoutMillis === undefined
      ? Result.fail(`timeout is a time, as in timeout=5m or timeout=90s; found "${value}"`)
      : Result.succeed({ key: "timeoutMillis", value: timeoutMillis })
  },
  schema: (value) => {
    const schema = decodeSchema(value)
    return Result.isSuccess(schema)
      ? Result.succeed({ key: "schema", value: schema.success })
      : Result.fail('schema is a JSON schema, as in schema={"type":"object"}')
  }
}

const isOptionName = Schema.is(Schema.Literals(optionNames))

/** Of one option. A text with a space in it is quoted as in JSON. */
export const readOption = (name: string, written: string): Result.Result<Option, string> => {
  if (!isOptionName(name)) {
    const near = nearest(name, optionNames)
    const known = near === undefined ? `known are ${optionNames.join(", ")}` : `did you mean ${near}?`
    return Result.fail(`${name} is no option; ${known}`)
  }
  const text = written.startsWith('"') && name !== "schema" ? decodeText(written) : Result.succeed(written)
  if (Result.isFailure(text) || text.success === "") return Result.fail(`${name} has no value; write ${name}=…`)
  return readers[name](text.success)
}

const bare = /^[^\s"[\]{}]+$/
const printText = (name: string, text: string | undefined) =>
  text === undefined ? undefined : `${name}=${bare.test(text) ? text : JSON.stringify(text)}`

/** `agent=critic`; undefined when the step does not say. */
export const printOption = (step: ChainStep, name: OptionName): string | undefined => {
  switch (name) {
    case "budget":
      return step.budgetUsd === undefined ? undefined : `budget=${step.budgetUsd}`
    case "timeout":
      return step.timeoutMillis === undefined ? undefined : `timeout=${printSpan(step.timeoutMillis)}`
    case "schema":
      return step.schema === undefined ? undefined : `schema=${JSON.stringify(step.schema)}`
    default:
      return printText(name, step[name])
  }
}
