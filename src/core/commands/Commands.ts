/**
 * The command vocabulary: every command once, for every platform and surface. Owns finding a command, checking its
 * words and whether the person may use it, saying what came of it and noting what it changed. What a command does is in
 * its own file.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { AccessPolicy } from "../agents/AccessPolicy.ts"
import { nearest } from "../agents/Nearest.ts"
import type { InboundEvent } from "../model/InboundEvent.ts"
import type { Vocabulary } from "../model/Vocabulary.ts"
import { AuditLog } from "../ports/AuditLog.ts"
import type { CommandQuestion, Intake } from "../ports/Intake.ts"
import { Stage } from "../render/Stage.ts"
import * as Words from "../render/Words.ts"
import { agentCommands } from "./AgentCommands.ts"
import { type Command, CommandError } from "./Command.ts"
import { commandNote } from "./CommandNote.ts"
import { costCommands } from "./CostCommands.ts"
import { helpCommand } from "./HelpCommand.ts"
import { sessionCommands } from "./SessionCommands.ts"
import { matching, suggestions } from "./Suggestions.ts"
import { turnCommands } from "./TurnCommands.ts"
import { workerCommands } from "./WorkerCommands.ts"

type Commanded = Extract<InboundEvent, { readonly _tag: "Commanded" }>

const check = (command: Command, args: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const wrong = (detail: string) => new CommandError({ reason: "usage", detail })
    for (const option of command.options) {
      const value = args[option.name]
      if (value === undefined && option.required) {
        return yield* wrong(`${command.name} needs ${option.name}: ${option.help}`)
      }
      if (value !== undefined && option.choices !== undefined && !option.choices.includes(value)) {
        return yield* wrong(`${option.name} is one of ${option.choices.join(", ")}, not "${value}"`)
      }
    }
    const names = command.options.map((option) => option.name)
    const unknown = Object.keys(args).find((name) => !names.includes(name))
    if (unknown !== undefined) {
      const near = nearest(unknown, names)
      return yield* wrong(`${command.name} knows no ${unknown}${near === undefined ? "" : `; did you mean ${near}?`}`)
    }
  })

export class Commands extends Context.Service<
  Commands,
  {
    readonly all: ReadonlyArray<Command>
    readonly vocabulary: Vocabulary
    readonly suggest: Intake["suggest"]
    readonly draft: Intake["draft"]
    /** Runs the command and answers through its handle. */
    readonly run: (event: Commanded) => Effect.Effect<void>
  }
>()("orchestrator/commands/Commands") {
  static readonly layer = Layer.effect(
    Commands,
    Effect.gen(function* () {
      const access = yield* AccessPolicy
      const audit = yield* AuditLog
      const stage = yield* Stage
      const known = [
        ...(yield* turnCommands),
        ...(yield* sessionCommands),
        ...(yield* workerCommands),
        ...(yield* agentCommands),
        ...(yield* costCommands)
      ]
      const all = [...known, helpCommand(known)]

      const valuesOf = yield* suggestions

      /** The command, if this person may use it. */
      const permitted = ({ command, conversation, person }: CommandQuestion) => {
        const found = all.find(({ name }) => name === command)
        return found === undefined
          ? Effect.undefined
          : Effect.map(access.allows(person, conversation, found.action), (yes) => (yes ? found : undefined))
      }

      const perform = Effect.fnUntraced(function* (event: Commanded) {
        const command = all.find(({ name }) => name === event.command)
        if (command === undefined) {
          const near = nearest(
            event.command,
            all.map(({ name }) => name)
          )
          const meant = near === undefined ? "see help" : `did you mean ${near}?`
          return yield* new CommandError({
            reason: "usage",
            detail: `there is no command "${event.command}"; ${meant}`
          })
        }
        if (!(yield* access.allows(event.person, event.conversation, command.action))) {
          return yield* new CommandError({ reason: "failed", detail: Words.notAllowed(command.action) })
        }
        yield* check(command, event.args)
        const said = yield* command.run({ ...event, handle: event.replyTo })
        const note = commandNote(command, event)
        if (note !== undefined) yield* audit.note(note)
        return said
      })

      return Commands.of({
        all,
        vocabulary: all.map(({ form, help, name, options }) => ({
          name,
          help,
          ...(form === undefined ? {} : { form }),
          options: options.map(({ values, ...option }) => ({ ...option, suggests: values !== undefined }))
        })),
        suggest: Effect.fn("Commands.suggest")(function* (question) {
          const command = yield* permitted(question)
          const values = command?.options.find(({ name }) => name === question.option)?.values
          if (values === undefined) return []
          return matching(yield* valuesOf(values, question.conversation, all), question.typed)
        }),
        draft: Effect.fn("Commands.draft")(function* (question) {
          const command = yield* permitted(question)
          return command?.draft === undefined ? {} : yield* command.draft(question.args)
        }),
        run: (event) =>
          perform(event).pipe(
            Effect.matchEffect({
              onSuccess: (markdown) => stage.reply(event.conversation, event.replyTo, markdown, false),
              onFailure: (error) => stage.reply(event.conversation, event.replyTo, error.message, true)
            }),
            Effect.annotateLogs({ command: event.command })
          )
      })
    })
  )
}
