/**
 * What tokens cost. Owns the shape of the price list and the sum; where the list is read from is the caller's concern.
 * A model that the list does not know has no price: never 0.
 */
import * as Schema from "effect/Schema"
import type { Usage } from "../model/Usage.ts"

/** US dollars for one million tokens. */
const PerMillion = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

export const ModelPrice = Schema.Struct({
  /** A model's name; `*` stands for any characters. Case does not matter. */
  model: Schema.NonEmptyString,
  input: PerMillion,
  /** Absent: cached input costs what input costs. */
  cachedInput: Schema.optionalKey(PerMillion),
  /** Absent: writing to the cache costs what input costs. */
  cacheWrite: Schema.optionalKey(PerMillion),
  /** Includes reasoning, which is counted as output. */
  output: PerMillion
})
export type ModelPrice = typeof ModelPrice.Type

export const Prices = Schema.Struct({
  /** When the list was last checked: `2026-11` or `2026-11-22`. */
  asOf: Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}(-\d{2})?$/)),
  /** The first that matches wins. */
  models: Schema.Array(ModelPrice)
}).annotate({ identifier: "Prices" })
export type Prices = typeof Prices.Type

// by hand and in one pass: a regular expression made of a configured pattern can take for ever on a hostile name
const matches = (pattern: string, name: string): boolean => {
  const [head = "", ...rest] = pattern.toLowerCase().split("*")
  const text = name.toLowerCase()
  const tail = rest.pop()
  if (tail === undefined) return text === head
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false
  const end = text.length - tail.length
  let from = head.length
  for (const piece of rest) {
    const at = text.indexOf(piece, from)
    if (at < 0 || at + piece.length > end) return false
    from = at + piece.length
  }
  return true
}

const sumOf = (usage: Usage, price: ModelPrice): number =>
  (usage.inputTokens * price.input +
    usage.cachedInputTokens * (price.cachedInput ?? price.input) +
    usage.cacheWriteTokens * (price.cacheWrite ?? price.input) +
    usage.outputTokens * price.output) /
  1_000_000

/** US dollars; undefined when the model is not known or has no price. */
export const priceOf = (usage: Usage, model: string | undefined, prices: Prices): number | undefined => {
  if (model === undefined) return undefined
  const price = prices.models.find((known) => matches(known.model, model))
  return price === undefined ? undefined : sumOf(usage, price)
}

/** The most that the tokens can have cost by any price of the list; undefined when the list is empty. */
export const dearestOf = (usage: Usage, prices: Prices): number | undefined =>
  prices.models.length === 0 ? undefined : Math.max(...prices.models.map((price) => sumOf(usage, price)))
