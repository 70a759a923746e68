/**
 * The words in which JSON schemas are talked about: kinds of values, places in them, references. Pure; must judge nothing.
 */
import * as JsonPointer from "effect/JsonPointer"
import type * as Schema from "effect/Schema"

export type JsonRecord = Readonly<Record<string, Schema.Json>>
export type Place = ReadonlyArray<string | number>

export const isList = (value: Schema.Json | undefined): value is ReadonlyArray<Schema.Json> => Array.isArray(value)

export const isRecord = (value: Schema.Json | undefined): value is JsonRecord =>
  typeof value === "object" && value !== null && !isList(value)

/** The types that a schema can ask for, as people call them. */
export const typeTerms: Readonly<Record<string, string>> = {
  null: "null",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  string: "a text",
  array: "a list",
  object: "an object"
}

export const typeOf = (value: Schema.Json): string =>
  value === null ? "null" : isList(value) ? "array" : typeof value === "object" ? "object" : typeof value

export const ownKeys = (record: JsonRecord): ReadonlyArray<string> => Object.keys(record)

export const own = (record: JsonRecord, key: string): Schema.Json | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

const longestName = 60

/** A name that somebody else chose, on one line. */
export const shownName = (name: string): string =>
  /^[\w$-]{1,60}$/.test(name) ? name : JSON.stringify(name.slice(0, longestName))

/** `items.0.name: what is wrong there`; of the whole value only what is wrong. */
export const atPlace = (place: Place, text: string): string =>
  place.length === 0
    ? text
    : `${place.map((step) => (typeof step === "number" ? String(step) : shownName(step))).join(".")}: ${text}`

/** The part of the schema that a reference such as `#/$defs/item` names; undefined when there is none. */
export const referred = (root: JsonRecord, reference: string): Schema.Json | undefined => {
  const tokens = JsonPointer.parseUriFragment(reference)
  return tokens?.reduce<Schema.Json | undefined>((found, token) => {
    if (isList(found)) return /^\d+$/.test(token) ? found[Number(token)] : undefined
    return isRecord(found) ? own(found, token) : undefined
  }, root)
}
