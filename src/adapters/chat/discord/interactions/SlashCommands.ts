/**
 * The core's vocabulary as Discord's application commands. Pure; owns every limit that Discord sets to them: what does
 * not fit is cut or left out, so that one odd command never keeps all others from being registered.
 */
import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandSubcommandOption,
  RESTPutAPIApplicationCommandsJSONBody
} from "discord-api-types/v10"
import { labelOf } from "../../../../core/chat/Cut.ts"
import type { CommandShape, OptionShape } from "../../../../core/model/Vocabulary.ts"
import { slashName, slashPaths } from "./SlashNames.ts"

/** What a right click on a message offers. */
const askAboutMessage = "Ask agent about this"

/** Also how the call is known again: every other one asks. */
export const runAsWorker = "Run as worker"

export type ApplicationCommand = RESTPutAPIApplicationCommandsJSONBody[number]

const slashCommand = 1
const messageCommand = 3
const subcommandOption = 1
const stringOption = 3

const most = { commands: 100, options: 25, choices: 25, description: 100, value: 100, letters: 8000 }

/** Guild channels and direct messages with the bot; installed to servers, not to people. */
const where = { contexts: [0, 1], integration_types: [0] } satisfies Partial<ApplicationCommand>

const description = (help: string, name: string): string => labelOf(help, most.description, name)

/** A form asks for what is missing, so only what it has to know before it opens is required. */
const isRequired = (shape: CommandShape, option: OptionShape): boolean =>
  option.required && (shape.form !== true || option.suggests === true)

/** Values that Discord can list itself; the others are offered while the person types. */
const choicesOf = ({ choices }: OptionShape): ReadonlyArray<string> | undefined =>
  choices !== undefined &&
  choices.length > 0 &&
  choices.length <= most.choices &&
  choices.every((choice) => choice.trim() !== "" && choice.length <= most.value)
    ? [...new Set(choices)]
    : undefined

const optionOf = (shape: CommandShape, option: OptionShape, name: string): APIApplicationCommandBasicOption => {
  const choices = choicesOf(option)
  const base = {
    type: stringOption,
    name,
    description: description(option.help, name),
    required: isRequired(shape, option)
  } as const
  if (choices !== undefined) return { ...base, choices: choices.map((value) => ({ name: value, value })) }
  return option.suggests === true || option.choices !== undefined ? { ...base, autocomplete: true } : base
}

/** A command's options by the names that Discord knows them by. */
export const slashOptions = (shape: CommandShape): ReadonlyArray<readonly [name: string, option: OptionShape]> => {
  const byName = new Map<string, OptionShape>()
  for (const option of shape.options) {
    const name = slashName(option.name)
    if (name !== "" && !byName.has(name)) byName.set(name, option)
  }
  return [...byName].slice(0, most.options)
}

const optionsOf = (shape: CommandShape): Array<APIApplicationCommandBasicOption> =>
  slashOptions(shape)
    .map(([name, option]) => optionOf(shape, option, name))
    .sort((one, other) => Number(other.required) - Number(one.required))

/** What Discord counts against the limit of a whole command. */
const letters = (option: APIApplicationCommandBasicOption | APIApplicationCommandSubcommandOption): number => {
  const choices = "choices" in option ? (option.choices ?? []) : []
  const options = "options" in option ? (option.options ?? []) : []
  return (
    option.name.length +
    option.description.length +
    choices.reduce((sum, { name, value }) => sum + name.length + String(value).length, 0) +
    options.reduce((sum, inner) => sum + letters(inner), 0)
  )
}

/** The first ones that together stay within the limit. */
const fitting = <O extends APIApplicationCommandBasicOption | APIApplicationCommandSubcommandOption>(
  options: ReadonlyArray<O>,
  letterRoom: number
): Array<O> => {
  let room = letterRoom
  const kept: Array<O> = []
  for (const option of options.slice(0, most.options)) {
    room -= letters(option)
    if (room < 0) break
    kept.push(option)
  }
  return kept
}

const commandOf = (
  name: string,
  calls: ReadonlyArray<{ readonly shape: CommandShape; readonly subcommand: string | undefined }>
): ApplicationCommand | undefined => {
  const [first] = calls
  if (first === undefined) return undefined
  const group = first.subcommand !== undefined
  const about = group ? `${calls.map(({ subcommand }) => subcommand).join(", ")}` : first.shape.help
  const base = { type: slashCommand, name, description: description(about, name), ...where } as const
  const room = most.letters - base.name.length - base.description.length
  if (!group) return { ...base, options: fitting(optionsOf(first.shape), room) }
  const subcommands = calls.map(({ shape, subcommand = name }): APIApplicationCommandSubcommandOption => {
    const own = { type: subcommandOption, name: subcommand, description: description(shape.help, subcommand) } as const
    return { ...own, options: fitting(optionsOf(shape), room - own.name.length - own.description.length) }
  })
  return { ...base, options: fitting(subcommands, room) }
}

/** The body of one registration of everything. */
export const slashCommands = (vocabulary: ReadonlyArray<CommandShape>): ReadonlyArray<ApplicationCommand> => {
  const groups = new Map<string, Array<{ shape: CommandShape; subcommand: string | undefined }>>()
  for (const [shape, { command, subcommand }] of slashPaths(vocabulary)) {
    const calls = groups.get(command) ?? []
    groups.set(command, [...calls, { shape, subcommand }])
  }
  const slash = [...groups].slice(0, most.commands).flatMap(([name, calls]) => commandOf(name, calls) ?? [])
  const menus = [
    ["ask", askAboutMessage],
    ["worker run", runAsWorker]
  ] as const
  const offered = menus.filter(([command]) => vocabulary.some(({ name }) => name === command))
  return [...slash, ...offered.map(([, name]) => ({ type: messageCommand, name, ...where }) as const)]
}
