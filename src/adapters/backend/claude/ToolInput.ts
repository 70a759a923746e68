/**
 * Reads a tool's input, which the model wrote and nobody checked: a field is a string or it is not there. Owns no
 * meaning of tools.
 */
import * as Predicate from "effect/Predicate"

export const inputText = (input: unknown, key: string): string | undefined => {
  const value = Predicate.hasProperty(input, key) ? input[key] : undefined
  return typeof value === "string" ? value : undefined
}

/** The first text of an input, whatever its name. */
export const firstText = (input: unknown): string | undefined =>
  Predicate.isObject(input)
    ? Object.values(input).find((value): value is string => typeof value === "string" && value.trim() !== "")
    : undefined

/** One line of at most 200 characters. */
export const oneLine = (text: string): string => {
  const line = text.trim().replace(/\s+/g, " ")
  const characters = Array.from(line)
  return characters.length > 200 ? `${characters.slice(0, 199).join("")}…` : line
}

/** A path as people of that working directory say it. */
export const shortPath = (path: string, cwd: string): string => {
  const root = cwd.endsWith("/") ? cwd : `${cwd}/`
  return path.startsWith(root) && path.length > root.length ? path.slice(root.length) : path
}
