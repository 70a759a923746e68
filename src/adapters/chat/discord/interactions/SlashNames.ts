/**
 * The core's names of commands and options in the alphabet that Discord takes: one or two words of 1-32 lower-case
 * letters, digits, `-` and `_`. Owns that spelling; the way back is to spell the vocabulary again and compare.
 */
import type { CommandShape } from "../../../../core/model/Vocabulary.ts"

const longestName = 32
const foreign = /[^-_\p{L}\p{N}]+/gu

/** Empty when nothing of the word can be said. */
export const slashName = (word: string): string =>
  [
    ...word
      .toLowerCase()
      .normalize("NFC")
      .replace(foreign, "-")
      .replace(/^-+|-+$/g, "")
  ]
    .filter((letter) => letter.toLowerCase() === letter)
    .slice(0, longestName)
    .join("")

export interface SlashPath {
  readonly command: string
  readonly subcommand?: string
}

/** `session new` is a subcommand; a bare word beside such ones becomes a subcommand of its own name. */
export const slashPaths = (
  vocabulary: ReadonlyArray<CommandShape>
): ReadonlyArray<readonly [CommandShape, SlashPath]> => {
  const spelt = vocabulary.flatMap((shape) => {
    const [first = "", ...rest] = shape.name.trim().split(/\s+/)
    const command = slashName(first)
    const subcommand = slashName(rest.join("-"))
    return command === "" ? [] : [{ shape, command, subcommand }]
  })
  const groups = new Set(spelt.filter(({ subcommand }) => subcommand !== "").map(({ command }) => command))
  const taken = new Set<string>()
  return spelt.flatMap(({ command, shape, subcommand }) => {
    const path = groups.has(command) ? { command, subcommand: subcommand || command } : { command }
    const key = `${path.command} ${path.subcommand ?? ""}`
    if (taken.has(key)) return []
    taken.add(key)
    return [[shape, path] as const]
  })
}
