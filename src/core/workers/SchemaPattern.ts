/**
 * Patterns that strangers wrote, matched without waiting for ever. Owns the estimate of how long a match could take at
 * worst; a pattern that could take long is not judged. Pure.
 */
import * as Result from "effect/Result"

/** Steps that a match may take at worst. */
const mostSteps = 1e7

const compiled = (pattern: string): RegExp | undefined =>
  Result.getOrUndefined(
    Result.orElse(
      Result.try(() => new RegExp(pattern, "u")),
      () => Result.try(() => new RegExp(pattern))
    )
  )

/** Whether it is a pattern at all. */
export const isPattern = (pattern: string): boolean => compiled(pattern) !== undefined

/** How often the character or group before it may be repeated, and how many ways that leaves open. */
const waysOf = (quantifier: string, length: number): number => {
  if (quantifier.startsWith("?")) return 2
  const upTo = /^\{\d+(?:(,)(\d*))?/.exec(quantifier)
  if (upTo === null) return length + 1
  const [, comma, most] = upTo
  if (comma === undefined) return 1
  return most === "" || most === undefined ? length + 1 : Math.min(length, Number(most)) + 1
}

/** Steps in which a backtracking matcher is through at worst; infinite for what could repeat repetitions. */
const worstSteps = (pattern: string, length: number): number => {
  const bare = pattern.replace(/\\[pP]\{[^}]*\}|\\k<|\\./gu, (escaped) => (/\\[1-9k]/.test(escaped) ? "\\" : "x"))
  const flat = bare.replace(/\[[^\]]*\]/g, "x")
  if (flat.includes("\\") || /\)(?:[*+]|\{)/.test(flat) || /\(\?<?[=!]/.test(flat)) return Number.POSITIVE_INFINITY
  const quantifiers = flat.replace(/\(\?(?::|<\w+>)/g, "(").match(/[*+?]\??|\{\d+(?:,\d*)?\}\??/g) ?? []
  const choices = 2 ** (flat.split("|").length - 1)
  return quantifiers.reduce((ways, quantifier) => ways * waysOf(quantifier, length), (length + 1) * choices)
}

/** Whether the text holds what the pattern looks for; undefined when that could take long to find out. */
export const matchesInTime = (pattern: string, text: string): boolean | undefined =>
  worstSteps(pattern, text.length) > mostSteps ? undefined : compiled(pattern)?.test(text)
