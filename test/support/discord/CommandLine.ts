/** Turns `agent show` and values into what a client sends, as far as the registered commands let a person. Pure. */
import { ApplicationCommandOptionType as Option } from "discord-api-types/v10"
import type { Json } from "./ApiError.ts"
import { listOf } from "./ComponentChecks.ts"
import type { Channel, World } from "./World.ts"

export type Values = Readonly<Record<string, string | number | boolean>>

/** What a test did wrong: the person's client would not have offered it. */
export const impossible = (what: string): never => {
  throw new Error(`a person cannot do that: ${what}`)
}

/** Commands that are offered in this channel; a guild's own come before the global ones. */
export const offered = (world: World, channel: Channel, type: 1 | 3): ReadonlyArray<Json> => {
  const context = channel.guild === undefined ? 1 : 0
  const own = channel.guild === undefined ? [] : (world.commands.get(channel.guild) ?? [])
  return [...own, ...(world.commands.get("") ?? [])].filter(
    (command) => command.type === type && (!Array.isArray(command.contexts) || command.contexts.includes(context))
  )
}

export const slashNames = (commands: ReadonlyArray<Json>): ReadonlyArray<string> =>
  commands.flatMap((command) => {
    const branches = listOf(command.options).filter(({ type }) => type === 1 || type === 2)
    const name = String(command.name)
    return branches.length === 0 ? [name] : slashNames(branches).map((rest) => `${name} ${rest}`)
  })

const typed = (option: Json, value: string | number | boolean): string | number | boolean => {
  const name = String(option.name)
  const choices = listOf(option.choices)
  if (choices.length > 0) {
    const choice = choices.find((entry) => entry.name === value || entry.value === value)
    if (choice === undefined) {
      return impossible(`"${String(value)}" is no choice of ${name}: ${choices.map((entry) => entry.name).join(", ")}`)
    }
    return typeof choice.value === "number" ? choice.value : String(choice.value)
  }
  if (option.type === Option.Integer || option.type === Option.Number) return Number(value)
  if (option.type === Option.Boolean) return value === true || value === "true"
  const text = String(value)
  const max = typeof option.max_length === "number" ? option.max_length : 6_000
  return [...text].length <= max ? text : impossible(`${name} takes at most ${max} characters`)
}

const fill = (options: ReadonlyArray<Json>, values: Values, focused: string | undefined): ReadonlyArray<Json> => {
  const unknown = Object.keys(values).filter((key) => !options.some(({ name }) => name === key))
  if (unknown.length > 0) impossible(`there is no option ${unknown.join(", ")}`)
  return options.flatMap((option) => {
    const name = String(option.name)
    const value = values[name] ?? (name === focused ? "" : undefined)
    if (value === undefined) {
      if (option.required === true && focused === undefined) impossible(`${name} is required`)
      return []
    }
    if (name !== focused) return [{ name, type: option.type, value: typed(option, value) }]
    if (option.autocomplete !== true) impossible(`${name} offers nothing while it is typed`)
    return [{ name, type: option.type, value: String(value), focused: true }]
  })
}

/** The `data` of the interaction. With `focused` the person is still typing that option. */
export const commandData = (world: World, channel: Channel, line: string, values: Values, focused?: string): Json => {
  const [first = "", ...rest] = line.split(" ")
  const commands = offered(world, channel, 1)
  const command = commands.find(({ name }) => name === first)
  if (command === undefined) return impossible(`there is no /${line}; there is ${slashNames(commands).join(", ")}`)
  const descend = (node: Json, path: ReadonlyArray<string>): ReadonlyArray<Json> => {
    const options = listOf(node.options)
    const branches = options.filter(({ type }) => type === Option.Subcommand || type === Option.SubcommandGroup)
    const [next, ...more] = path
    if (next === undefined) {
      return branches.length === 0
        ? fill(options, values, focused)
        : impossible(`/${line} needs one of ${slashNames(branches).join(", ")}`)
    }
    const branch = branches.find(({ name }) => name === next)
    if (branch === undefined) return impossible(`there is no /${line}; there is ${slashNames(commands).join(", ")}`)
    return [{ name: branch.name, type: branch.type, options: descend(branch, more) }]
  }
  const options = descend(command, rest)
  return {
    id: command.id,
    name: command.name,
    type: 1,
    ...(command.guild_id === undefined ? {} : { guild_id: command.guild_id }),
    ...(options.length === 0 ? {} : { options })
  }
}
