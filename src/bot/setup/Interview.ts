/**
 * The guide at this terminal: questions as prompts, what is waited for as a line that lives. Owns that foreign text cannot
 * steer the terminal, and that whoever leaves a question ends the command as Ctrl-C does anywhere else.
 */
import * as Console from "effect/Console"
import * as Prompt from "effect/cli/Prompt"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Terminal from "effect/Terminal"
import { tame, tameLine } from "../../adapters/chat/console/HostileText.ts"
import { cutAtWidth } from "../../adapters/chat/console/Width.ts"
import type { Guide } from "../../core/ports/Guide.ts"

/** What can be said and asked without knowing where secrets are kept. */
export type Interview = Omit<Guide, "keep">

const frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
const clearLine = "\r\u001b[2K"
/** Beyond this a list is searched rather than walked. */
const mostWalked = 12

export const terminalInterview = Effect.gen(function* () {
  const services = yield* Effect.context<Prompt.Environment>()
  const terminal = yield* Terminal.Terminal
  const ask = <A>(prompt: Prompt.Prompt<A>): Effect.Effect<A> =>
    Prompt.run(prompt).pipe(
      Effect.catchTag("QuitError", () => Effect.interrupt),
      Effect.provideContext(services)
    )
  const show = (text: string) => Effect.ignore(terminal.display(text))

  const spin = (text: string) =>
    Effect.gen(function* () {
      const columns = yield* terminal.columns
      const [line] = cutAtWidth(tameLine(text), Math.max(10, columns - 4))
      let turn = 0
      yield* Effect.suspend(() => show(`${clearLine}${frames[turn++ % frames.length]} ${line}…`)).pipe(
        Effect.repeat(Schedule.spaced("120 millis"))
      )
    })

  const interview: Interview = {
    say: (text) => Console.log(tame(text)),
    askSecret: (question) =>
      Effect.map(ask(Prompt.Hidden({ message: tameLine(question) })), (secret) =>
        Redacted.make(Redacted.value(secret).trim())
      ),
    choose: (question, options) => {
      const choices = options.map(({ about, title, unusable, value }) =>
        unusable === true
          ? // a description is shown beside what can be chosen alone
            { title: tameLine(about === "" ? title : `${title} (${about})`), value, disabled: true }
          : { title: tameLine(title), value, ...(about === "" ? {} : { description: tameLine(about) }) }
      )
      const message = tameLine(question)
      return ask(
        choices.length > mostWalked ? Prompt.AutoComplete({ message, choices }) : Prompt.Select({ message, choices })
      )
    },
    confirm: (question) => ask(Prompt.Confirm({ message: tameLine(question), initial: true })),
    waiting: (text, effect) =>
      Effect.raceFirst(effect, Effect.andThen(spin(text), Effect.never)).pipe(Effect.ensuring(show(clearLine)))
  }
  return interview
})
