/**
 * Commands that are best filled in as a form, wherever a platform has forms: when one opens, and what was said in it. Pure.
 */
import type { CommandShape } from "../model/Vocabulary.ts"

/**
 * A form asks for what is missing: something required, or, when nothing but what is required was said, the long texts
 * that nobody writes into a line.
 */
export const wantsForm = (shape: CommandShape, args: Readonly<Record<string, string>>): boolean => {
  if (shape.form !== true) return false
  const isGiven = ({ name }: { readonly name: string }) => args[name] !== undefined
  if (shape.options.some((option) => option.required && !isGiven(option))) return true
  return (
    shape.options.some((option) => option.long === true && !isGiven(option)) &&
    !shape.options.some((option) => !option.required && isGiven(option))
  )
}

/** A field that was left empty was not said. */
export const argsOf = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ""))
