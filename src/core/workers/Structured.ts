/**
 * Whether a value meets a JSON schema, in words. Owns the judgement of types, objects, lists, numbers, texts, choices and
 * references into the schema itself; any other keyword is passed over. Pure. Schemas and values are hostile: what would
 * take long to judge is not judged.
 */
import * as Equal from "effect/Equal"
import type * as Schema from "effect/Schema"
import type { JsonSchema } from "../model/Worker.ts"
import { formProblem } from "./SchemaForm.ts"
import { matchesInTime } from "./SchemaPattern.ts"
import {
  atPlace,
  isList,
  isRecord,
  type JsonRecord,
  own,
  ownKeys,
  type Place,
  referred,
  shownName,
  typeOf,
  typeTerms
} from "./SchemaTerms.ts"

/** What is wrong with the schema itself, with the place; undefined when nothing is. */
export const checkSchema = (schema: JsonSchema): string | undefined => formProblem(schema)

/** So many pairs of schema and value are looked at, so deep. */
const mostSteps = 50_000
const deepest = 200
const tooMuch = "it is too much to check; use a simpler schema"

interface Judging {
  readonly root: JsonRecord
  steps: number
  depth: number
}

type Found = string | undefined

const first = <A>(all: Iterable<A>, look: (each: A) => Found): Found => {
  for (const each of all) {
    const found = look(each)
    if (found !== undefined) return found
  }
  return undefined
}

const judge = (schema: Schema.Json, value: Schema.Json, place: Place, judging: Judging): Found => {
  if (schema === false) return atPlace(place, "nothing may stand here")
  if (!isRecord(schema)) return undefined
  judging.steps++
  if (judging.steps > mostSteps || judging.depth > deepest) return tooMuch
  judging.depth++
  const found = first([kinds, choices, texts, numbers, lists, objects], (look) => look(schema, value, place, judging))
  judging.depth--
  return found
}

type Look = (schema: JsonRecord, value: Schema.Json, place: Place, judging: Judging) => Found

const isOf = (type: Schema.Json, value: Schema.Json): boolean =>
  type === "integer" ? Number.isInteger(value) : type === typeOf(value)

const kinds: Look = (schema, value, place) => {
  const type = own(schema, "type")
  const types = type === undefined ? [] : isList(type) ? type : [type]
  if (types.length > 0 && !types.some((each) => isOf(each, value))) {
    const wanted = types.map((each) => typeTerms[String(each)] ?? "something else").join(" or ")
    return atPlace(place, `expected ${wanted}, found ${typeTerms[typeOf(value)]}`)
  }
  const fixed = own(schema, "const")
  if (fixed !== undefined && !Equal.equals(fixed, value)) {
    return atPlace(place, `expected ${JSON.stringify(fixed).slice(0, 80)}`)
  }
  const listed = own(schema, "enum")
  return isList(listed) && !listed.some((each) => Equal.equals(each, value))
    ? atPlace(place, `expected one of ${JSON.stringify(listed).slice(1, -1).slice(0, 200)}`)
    : undefined
}

const choices: Look = (schema, value, place, judging) => {
  const all = (keyword: string) => {
    const said = own(schema, keyword)
    return isList(said) ? said : undefined
  }
  const unmetBy = (each: Schema.Json) => judge(each, value, place, judging)
  const met = (each: Schema.Json) => unmetBy(each) === undefined
  const reference = own(schema, "$ref")
  if (typeof reference === "string") {
    const found = unmetBy(referred(judging.root, reference) ?? true)
    if (found !== undefined) return found
  }
  const together = first(all("allOf") ?? [], unmetBy)
  if (together !== undefined) return together
  const any = all("anyOf")
  if (any !== undefined && !any.some(met)) {
    return any.length === 1 ? first(any, unmetBy) : atPlace(place, `meets none of the ${any.length} choices`)
  }
  const one = all("oneOf")
  const many = one?.filter(met).length ?? 1
  if (many !== 1) return atPlace(place, `meets ${many === 0 ? "none" : many} of the choices, expected one`)
  const not = own(schema, "not")
  return not !== undefined && met(not) ? atPlace(place, "is what it may not be") : undefined
}

/** The first limit that is not kept; `least` and `most` are keywords, `how` says what is counted. */
const within = (schema: JsonRecord, amount: number, [least, most]: readonly [string, string], how: string): Found => {
  const [low, high] = [own(schema, least), own(schema, most)]
  if (typeof low === "number" && amount < low) return `expected at least ${low}${how}, found ${amount}`
  return typeof high === "number" && amount > high ? `expected at most ${high}${how}, found ${amount}` : undefined
}

const there = (place: Place, found: Found): Found => (found === undefined ? undefined : atPlace(place, found))

const texts: Look = (schema, value, place) => {
  if (typeof value !== "string") return undefined
  const length = within(schema, [...value].length, ["minLength", "maxLength"], " characters")
  const pattern = own(schema, "pattern")
  if (length !== undefined || typeof pattern !== "string") return there(place, length)
  return matchesInTime(pattern, value) === false ? atPlace(place, `does not match ${shownName(pattern)}`) : undefined
}

const numbers: Look = (schema, value, place) => {
  if (typeof value !== "number") return undefined
  const [above, below, step] = ["exclusiveMinimum", "exclusiveMaximum", "multipleOf"].map((name) => own(schema, name))
  if (typeof above === "number" && value <= above) return atPlace(place, `expected more than ${above}, found ${value}`)
  if (typeof below === "number" && value >= below) return atPlace(place, `expected less than ${below}, found ${value}`)
  if (typeof step === "number" && Math.abs(value / step - Math.round(value / step)) > 1e-9) {
    return atPlace(place, `expected a multiple of ${step}, found ${value}`)
  }
  return there(place, within(schema, value, ["minimum", "maximum"], ""))
}

/** Every value twice would take long in a long list: those are compared by how they are written. */
const repeated = (list: ReadonlyArray<Schema.Json>): boolean =>
  new Set(list.map((each) => JSON.stringify(each))).size < list.length

const lists: Look = (schema, value, place, judging) => {
  if (!isList(value)) return undefined
  const length = within(schema, value.length, ["minItems", "maxItems"], " items")
  if (length !== undefined) return atPlace(place, length)
  const items = own(schema, "items")
  const firsts = isList(items) ? items : own(schema, "prefixItems")
  const rest = isList(items) ? own(schema, "additionalItems") : items
  const places = isList(firsts) ? firsts : []
  const found = first(value.entries(), ([index, each]) =>
    judge(places[index] ?? rest ?? true, each, [...place, index], judging)
  )
  if (found !== undefined) return found
  if (own(schema, "uniqueItems") === true && repeated(value)) return atPlace(place, "expected no item twice")
  const wanted = own(schema, "contains")
  return wanted !== undefined && !value.some((each) => judge(wanted, each, place, judging) === undefined)
    ? atPlace(place, "misses an item that it should have")
    : undefined
}

const objects: Look = (schema, value, place, judging) => {
  if (!isRecord(value)) return undefined
  const keys = ownKeys(value)
  const size = within(schema, keys.length, ["minProperties", "maxProperties"], " properties")
  if (size !== undefined) return atPlace(place, size)
  const required = own(schema, "required")
  const missing = isList(required)
    ? required.find((key) => typeof key === "string" && !Object.hasOwn(value, key))
    : undefined
  if (typeof missing === "string") return atPlace(place, `${shownName(missing)} is missing`)
  const [named, patterned, rest, names] = [
    ...["properties", "patternProperties", "additionalProperties", "propertyNames"].map((name) => own(schema, name))
  ]
  return first(keys, (key) => {
    const each = value[key] ?? null
    const at = [...place, key]
    const misnamed = names === undefined ? undefined : judge(names, key, at, judging)
    if (misnamed !== undefined) return misnamed
    const known = isRecord(named) ? own(named, key) : undefined
    // a pattern that cannot be judged in time may have been meant for it
    const meant = isRecord(patterned) ? ownKeys(patterned).filter((each) => matchesInTime(each, key) !== false) : []
    const judged = meant.filter((each) => matchesInTime(each, key) === true)
    const by = [known, ...judged.map((each) => (isRecord(patterned) ? patterned[each] : undefined))]
    const wrong = first(by, (one) => (one === undefined ? undefined : judge(one, each, at, judging)))
    if (wrong !== undefined || known !== undefined || meant.length > 0 || rest === undefined) return wrong
    return rest === false ? atPlace(at, "is not known to the schema") : judge(rest, each, at, judging)
  })
}

/** The first thing in which the value does not meet the schema: `items.0.name: expected a text, found a number`. */
export const unmet = (schema: JsonSchema, value: Schema.Json): string | undefined => {
  const judging: Judging = { root: schema, steps: 0, depth: 0 }
  const found = judge(schema, value, [], judging)
  return judging.steps > mostSteps ? tooMuch : found
}
