/**
 * What a person filled into a slash command, in the vocabulary's own names. Pure.
 */
import type { CommandShape } from "../../../../core/model/Vocabulary.ts"
import type { CallOption, CommandData } from "./InteractionSchema.ts"
import { slashOptions } from "./SlashCommands.ts"
import { slashPaths } from "./SlashNames.ts"

export interface CommandCall {
  readonly shape: CommandShape
  readonly args: Readonly<Record<string, string>>
  /** The option that is being typed, while it is. */
  readonly typing?: { readonly option: string; readonly typed: string }
}

/** Nothing for a command that is not, or no longer, in the vocabulary. */
export const commandCall = (vocabulary: ReadonlyArray<CommandShape>, data: CommandData): CommandCall | undefined => {
  const paths = slashPaths(vocabulary)
  const [inner] = data.options ?? []
  const found = paths.find(
    ([, { command, subcommand }]) => command === data.name && (subcommand === undefined || subcommand === inner?.name)
  )
  if (found === undefined) return undefined
  const [shape, { subcommand }] = found
  const given: ReadonlyArray<CallOption> = (subcommand === undefined ? data.options : inner?.options) ?? []
  const known = new Map(slashOptions(shape))
  const args: Record<string, string> = {}
  let typing: CommandCall["typing"]
  for (const { focused, name, value } of given) {
    const option = known.get(name)
    if (option === undefined || value === undefined) continue
    if (focused === true) typing = { option: option.name, typed: String(value) }
    else args[option.name] = String(value)
  }
  return { shape, args, ...(typing === undefined ? {} : { typing }) }
}
