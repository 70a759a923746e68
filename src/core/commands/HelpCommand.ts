/**
 * `help`: the vocabulary in one message, made of the commands themselves.
 */
import * as Effect from "effect/Effect"
import { nearest } from "../agents/Nearest.ts"
import { type Command, CommandError } from "./Command.ts"

const usage = ({ help, name, options }: Command): string => {
  const words = options.map((option) => (option.required ? `<${option.name}>` : `[${option.name}]`))
  return `- \`${[name, ...words].join(" ")}\` ${help}`
}

const details = (command: Command): string =>
  [
    usage(command),
    ...command.options.map(({ choices, help, name }) => {
      const values = choices === undefined ? "" : ` (${choices.join(", ")})`
      return `  - ${name}: ${help}${values}`
    })
  ].join("\n")

export const helpCommand = (commands: ReadonlyArray<Command>): Command => ({
  name: "help",
  help: "shows what can be said",
  options: [{ name: "command", help: "one command in detail", required: false, values: "commands" }],
  action: "talk",
  run: ({ args }) => {
    const wanted = args.command
    if (wanted === undefined) return Effect.succeed(commands.map(usage).join("\n"))
    const matching = commands.filter(({ name }) => name === wanted || name.startsWith(`${wanted} `))
    if (matching.length > 0) return Effect.succeed(matching.map(details).join("\n"))
    const near = nearest(
      wanted,
      commands.map(({ name }) => name)
    )
    const meant = near === undefined ? "see help" : `did you mean ${near}?`
    return Effect.fail(new CommandError({ reason: "usage", detail: `there is no command "${wanted}"; ${meant}` }))
  }
})
