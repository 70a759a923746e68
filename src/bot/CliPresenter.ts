/**
 * What the command line says by itself: help as the library shapes it; for a line that was not understood, what is wrong
 * and where the help is, on stderr, instead of the whole help around one line.
 */
import * as Console from "effect/Console"
import type * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Effect from "effect/Effect"
import { tame } from "../adapters/chat/console/HostileText.ts"

/** `"a" | "b"` is how the library writes a choice. */
const expectation = (expected: string): string =>
  expected.includes('" | "') ? `one of ${expected.replaceAll('"', "").replaceAll(" | ", ", ")}` : expected

/** The library sets its guesses apart, over several lines. */
const inOneLine = (message: string): string =>
  message.replace(
    /\s*Did you mean this\?\s*([\s\S]*)$/,
    (_, guesses: string) => `; did you mean ${guesses.trim().split(/\s+/).join(" or ")}?`
  )

const words = (error: CliError.NonShowHelpErrors): string => {
  if (error._tag === "InvalidValue") {
    const where = error.kind === "flag" ? `--${error.option}` : error.option
    return `${where}: found ${JSON.stringify(error.value)}; expected ${expectation(error.expected)}`
  }
  const message = inOneLine(error.message)
  return message.slice(0, 1).toLowerCase() + message.slice(1)
}

export const layerPresenter = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Effect.forEach(
          [...event.errors.map(words), `see what can be said: ${event.commandPath.join(" ")} --help`],
          (line) => Console.error(tame(`orchestrator: ${line}`)),
          { discard: true }
        )
      : CliOutput.defaultPresenter.present(event)
})
