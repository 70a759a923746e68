/**
 * An answer by a JSON schema. The provider takes only schemas whose every object is closed and whose every property is
 * required: what meets the strict form of a schema meets the schema. Owns that form, and how a turn ends that was to
 * answer by one. Must not check the answer itself. Pure.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Outcome } from "../../../core/model/Outcome.ts"
import type { JsonSchema } from "../../../core/model/Worker.ts"
import { failed } from "./Outcomes.ts"

const isObject = (value: unknown): value is Readonly<Record<string, Schema.Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Keys that hold one schema, several, or schemas by name; of those under which a stricter one is still a stricter whole. */
const one = ["items"]
const several = ["anyOf", "prefixItems"]
const named = ["properties", "$defs", "definitions"]

const strictValue = (value: Schema.Json): Schema.Json => (isObject(value) ? strictSchema(value) : value)

const strictField = (key: string, value: Schema.Json): Schema.Json => {
  if (one.includes(key)) return strictValue(value)
  if (several.includes(key) && Array.isArray(value)) return value.map(strictValue)
  if (named.includes(key) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, strictValue(schema)]))
  }
  return value
}

export const strictSchema = (schema: JsonSchema): JsonSchema => {
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strictField(key, value)]))
  const { properties } = schema
  return isObject(properties) ? { ...inner, required: Object.keys(properties), additionalProperties: false } : inner
}

const parse = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Json))

/** The end of a turn that codex calls completed: its last message is the answer. */
export const structuredOutcome = (message: string | undefined): Outcome =>
  Option.match(parse(message ?? ""), {
    onNone: () =>
      failed("invalid", "the answer does not meet its schema", {
        remedy: "retry, or loosen the schema",
        detail: message === undefined ? "codex gave no answer" : "the last message is no JSON"
      }),
    onSome: (structured): Outcome => ({ _tag: "Done", structured })
  })
