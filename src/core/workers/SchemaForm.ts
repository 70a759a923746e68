/**
 * Whether a JSON schema is one: the keywords that count here say what they may say. Owns its limits in size and depth.
 * Pure; must not judge values. Keywords that nobody knows may say anything.
 */
import type * as Schema from "effect/Schema"
import type { JsonSchema } from "../model/Worker.ts"
import { isPattern } from "./SchemaPattern.ts"
import { atPlace, isList, isRecord, type JsonRecord, ownKeys, type Place, referred, typeTerms } from "./SchemaTerms.ts"

/** It travels to a CLI as one argument. */
const longestSchema = 60_000
const deepest = 64

/** What is wrong with what stands there; undefined when nothing is. */
type Form = (said: Schema.Json, place: Place, root: JsonRecord) => string | undefined

const expects =
  (words: string, fits: (said: Schema.Json) => boolean): Form =>
  (said, place) =>
    fits(said) ? undefined : atPlace(place, `expected ${words}`)

const isCount = (said: Schema.Json) => typeof said === "number" && Number.isSafeInteger(said) && said >= 0
const isText = (said: Schema.Json): said is string => typeof said === "string"
const isType = (said: Schema.Json) => isText(said) && Object.hasOwn(typeTerms, said)

const first = <A>(all: ReadonlyArray<A>, look: (each: A, index: number) => string | undefined): string | undefined => {
  for (const [index, each] of all.entries()) {
    const found = look(each, index)
    if (found !== undefined) return found
  }
  return undefined
}

const schema: Form = (said, place, root) => {
  if (typeof said === "boolean") return undefined
  if (!isRecord(said)) return atPlace(place, "expected a schema: an object, true or false")
  if (place.length > deepest) return atPlace(place.slice(0, 4), `nested deeper than ${deepest}`)
  return first(ownKeys(said), (keyword) => {
    const form = Object.hasOwn(forms, keyword) ? forms[keyword] : undefined
    const value = said[keyword]
    return form === undefined || value === undefined ? undefined : form(value, [...place, keyword], root)
  })
}

const schemas: Form = (said, place, root) =>
  isList(said) && said.length > 0
    ? first(said, (each, index) => schema(each, [...place, index], root))
    : atPlace(place, "expected a list of schemas")

const named: Form = (said, place, root) =>
  isRecord(said)
    ? first(ownKeys(said), (name) => schema(said[name] ?? null, [...place, name], root))
    : atPlace(place, "expected an object of schemas")

const patterned: Form = (said, place, root) => {
  const wrong = isRecord(said) ? ownKeys(said).find((pattern) => !isPattern(pattern)) : undefined
  return wrong === undefined ? named(said, place, root) : atPlace([...place, wrong], "expected a regular expression")
}

const count = expects("a whole number from 0", isCount)
const number = expects("a number", (said) => typeof said === "number")

const forms: Readonly<Record<string, Form>> = {
  type: expects(
    `one of ${Object.keys(typeTerms).join(", ")}, or a list of them`,
    (said) => isType(said) || (isList(said) && said.length > 0 && said.every(isType))
  ),
  enum: expects("a list of at least one value", (said) => isList(said) && said.length > 0),
  properties: named,
  patternProperties: patterned,
  additionalProperties: schema,
  propertyNames: schema,
  required: expects("a list of names", (said) => isList(said) && said.every(isText)),
  minProperties: count,
  maxProperties: count,
  items: (said, place, root) => (isList(said) ? schemas(said, place, root) : schema(said, place, root)),
  prefixItems: schemas,
  additionalItems: schema,
  contains: schema,
  minItems: count,
  maxItems: count,
  uniqueItems: expects("true or false", (said) => typeof said === "boolean"),
  minLength: count,
  maxLength: count,
  pattern: expects("a regular expression", (said) => isText(said) && isPattern(said)),
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: expects("a number above 0", (said) => typeof said === "number" && said > 0),
  allOf: schemas,
  anyOf: schemas,
  oneOf: schemas,
  not: schema,
  $defs: named,
  definitions: named,
  $ref: (said, place, root) =>
    isText(said) && (typeof referred(root, said) === "boolean" || isRecord(referred(root, said)))
      ? undefined
      : atPlace(place, "expected the place of a schema in this one, such as #/$defs/name")
}

/** What is wrong with the schema, with the place: `properties.name.type: ...`; undefined when nothing is. */
export const formProblem = (root: JsonSchema): string | undefined => {
  const { length } = JSON.stringify(root)
  return length > longestSchema ? `it has ${length} characters, at most ${longestSchema}` : schema(root, [], root)
}
