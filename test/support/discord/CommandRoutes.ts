/** Routes of the application's commands, and what Discord takes as one. */
import { ApplicationCommandOptionType as Option } from "discord-api-types/v10"
import { isRecord, type Json, need, refuse } from "./ApiError.ts"
import { listOf } from "./ComponentChecks.ts"
import { type Form, makeForm, type Path } from "./Form.ts"
import { type Call, created, nothing, ok, type Route, route } from "./Route.ts"

const nested: ReadonlyArray<unknown> = [Option.Subcommand, Option.SubcommandGroup]
const withChoices: ReadonlyArray<unknown> = [Option.String, Option.Integer, Option.Number]

const checkName = (form: Form, path: Path, value: unknown, isMenu = false): void => {
  const name = form.text(path, value, { min: 1, max: 32, required: true })
  if (name === undefined || isMenu) return
  if (!/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u.test(name) || name !== name.toLowerCase()) {
    form.wrong(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
  }
}

const checkUnique = (form: Form, path: Path, entries: ReadonlyArray<Json>): void => {
  const names = entries.map(({ name, type }) => `${String(type)} ${String(name)}`)
  if (new Set(names).size < names.length) {
    form.wrong(path, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
  }
}

const checkChoices = (form: Form, path: Path, option: Json): void => {
  const choices = form.list([...path, "choices"], option.choices, { max: 25 })
  if (choices.length > 0 && option.autocomplete === true) {
    form.wrong([...path, "autocomplete"], "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", "Not with choices")
  }
  for (const [index, choice] of choices.entries()) {
    form.text([...path, "choices", index, "name"], choice.name, { min: 1, max: 100, required: true })
    if (option.type === Option.String) {
      form.text([...path, "choices", index, "value"], choice.value, { min: 1, max: 100, required: true })
    }
  }
}

/** `depth` 0 is the command itself, 1 a group or a subcommand in it, 2 a subcommand in a group. */
const checkOptions = (form: Form, path: Path, value: unknown, depth: number): void => {
  const options = form.list(path, value, { max: 25 })
  checkUnique(
    form,
    path,
    options.map((option) => ({ ...option, type: 0 }))
  )
  const branches = options.filter(({ type }) => nested.includes(type))
  if (branches.length > 0 && branches.length < options.length) {
    form.wrong(
      path,
      "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
      "Sub-command and sub-command group option types are mutually exclusive to all other types"
    )
  }
  let optional = false
  for (const [index, option] of options.entries()) {
    const at = [...path, index]
    form.choice([...at, "type"], option.type, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], true)
    checkName(form, [...at, "name"], option.name)
    form.text([...at, "description"], option.description, { min: 1, max: 100, required: true })
    if (option.required === true && optional) {
      form.wrong(
        [...at, "required"],
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        "Required options must be placed before non-required options"
      )
    }
    if (option.required !== true) optional = true
    const tooDeep =
      (option.type === Option.SubcommandGroup && depth > 0) || (option.type === Option.Subcommand && depth > 1)
    if (tooDeep) form.wrong([...at, "type"], "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deeply")
    if (nested.includes(option.type)) {
      checkOptions(form, [...at, "options"], option.options, option.type === Option.SubcommandGroup ? 1 : 2)
    } else if (withChoices.includes(option.type)) checkChoices(form, at, option)
    else if (option.autocomplete === true || listOf(option.choices).length > 0) {
      form.wrong([...at, "type"], "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "This type takes no choices")
    }
  }
}

const textIn = (option: Json): number =>
  [option.name, option.description, ...listOf(option.choices).flatMap(({ name, value }) => [name, value])]
    .map((text) => (typeof text === "string" ? [...text].length : 0))
    .reduce((sum, length) => sum + length, 0) + listOf(option.options).reduce((sum, inner) => sum + textIn(inner), 0)

const checkCommand = (form: Form, path: Path, command: Json): void => {
  const type = form.choice([...path, "type"], command.type, [1, 2, 3]) ?? 1
  checkName(form, [...path, "name"], command.name, type !== 1)
  if (type === 1) {
    form.text([...path, "description"], command.description, { min: 1, max: 100, required: true })
    checkOptions(form, [...path, "options"], command.options, 0)
  } else if (typeof command.description === "string" && command.description !== "") {
    form.wrong(
      [...path, "description"],
      "APPLICATION_COMMAND_INVALID_DESCRIPTION",
      "Context menu commands cannot have description"
    )
  }
  if (textIn(command) > 8_000) {
    form.wrong(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
  }
}

/** As Discord gives it back: what is false by default is left out. */
const kept = (option: Json): Json => ({
  type: option.type,
  name: option.name,
  description: option.description,
  ...(option.required === true ? { required: true } : {}),
  ...(option.autocomplete === true ? { autocomplete: true } : {}),
  ...(listOf(option.choices).length > 0
    ? { choices: listOf(option.choices).map(({ name, value }) => ({ name, value })) }
    : {}),
  ...(nested.includes(option.type) || listOf(option.options).length > 0
    ? { options: listOf(option.options).map(kept) }
    : {}),
  ...Object.fromEntries(
    ["min_value", "max_value", "min_length", "max_length", "channel_types"]
      .filter((key) => option[key] !== undefined)
      .map((key) => [key, option[key]])
  )
})

const store = (call: Call, guild: string, command: Json, before: ReadonlyArray<Json>): Json => {
  const { world } = call
  const type = command.type ?? 1
  const same = before.find((other) => other.name === command.name && other.type === type)
  return {
    id: same?.id ?? world.nextId(),
    application_id: world.application.id,
    version: world.nextId(),
    default_member_permissions: command.default_member_permissions ?? null,
    type,
    name: command.name,
    description: type === 1 ? command.description : "",
    dm_permission: guild === "",
    contexts: command.contexts ?? null,
    integration_types: command.integration_types ?? [0],
    nsfw: command.nsfw === true,
    ...(guild === "" ? {} : { guild_id: guild }),
    ...(listOf(command.options).length > 0 ? { options: listOf(command.options).map(kept) } : {})
  }
}

const perType = { 1: 100, 2: 15, 3: 15 } as const

const scopeOf = (call: Call): string => {
  if (call.id("application") !== call.world.application.id) refuse("missingAccess")
  const guild = call.part("guild")
  if (guild === "") return ""
  const found = need(call.world.guilds.get(call.id("guild")), "unknownGuild")
  return found.members.has(call.world.bot.id) ? found.id : refuse("missingAccess")
}

const commandsIn = (call: Call, guild: string): ReadonlyArray<Json> => call.world.commands.get(guild) ?? []

const list = (call: Call) => ok(commandsIn(call, scopeOf(call)))

const refuseTooMany = (commands: ReadonlyArray<Json>): void => {
  for (const [type, most] of Object.entries(perType)) {
    if (commands.filter((command) => String(command.type ?? 1) === type).length > most) refuse("tooManyCommands")
  }
}

const replaceAll = (call: Call) => {
  const guild = scopeOf(call)
  const form = makeForm()
  const given = Array.isArray(call.body) ? call.body.filter(isRecord) : []
  if (!Array.isArray(call.body)) form.wrong([], "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
  for (const [index, command] of given.entries()) checkCommand(form, [index], command)
  checkUnique(
    form,
    [],
    given.map((command) => ({ ...command, type: command.type ?? 1 }))
  )
  form.settle()
  refuseTooMany(given)
  const before = commandsIn(call, guild)
  const commands = given.map((command) => store(call, guild, command, before))
  call.world.commands.set(guild, commands)
  call.world.touch()
  return ok(commands)
}

const add = (call: Call) => {
  const guild = scopeOf(call)
  const command = isRecord(call.body) ? call.body : {}
  const form = makeForm()
  checkCommand(form, [], command)
  form.settle()
  const before = commandsIn(call, guild)
  const made = store(call, guild, command, before)
  const next = [...before.filter(({ id }) => id !== made.id), made]
  refuseTooMany(next)
  call.world.commands.set(guild, next)
  call.world.touch()
  return created(made)
}

const remove = (call: Call) => {
  const guild = scopeOf(call)
  const before = commandsIn(call, guild)
  const gone = need(
    before.find(({ id }) => id === call.part("command")),
    "unknownCommand"
  )
  call.world.commands.set(
    guild,
    before.filter((command) => command !== gone)
  )
  return nothing
}

const everywhere = "/applications/:application/commands"
const inGuild = "/applications/:application/guilds/:guild/commands"

export const commandRoutes: ReadonlyArray<Route> = [everywhere, inGuild].flatMap((path) => [
  route("GET", path, list),
  route("PUT", path, replaceAll, { limit: { name: `replace ${path}`, limit: 5, windowMillis: 20_000 } }),
  route("POST", path, add, { limit: { name: `add ${path}`, limit: 5, windowMillis: 20_000 } }),
  route("DELETE", `${path}/:command`, remove)
])
