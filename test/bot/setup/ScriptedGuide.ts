/**
 * A person who is guided through a setup, played from a script: each question must be the next one of the script, and an
 * option that cannot be chosen is not chosen. Keeps everything that stood on the screen; what is typed unseen is not in it.
 */
import { Effect, Redacted } from "effect"
import type { Guide } from "../../../src/core/ports/Guide.ts"

/** The beginning of the question, and what the person types, the title that they choose, or yes or no. */
export type Scripted = readonly [question: string, answer: string | boolean]

export interface ScriptedGuide {
  readonly guide: Guide
  readonly screen: () => string
  /** Everything that was kept, by name. */
  readonly kept: ReadonlyMap<string, string>
}

export interface ScriptedOptions {
  /** What happens outside while something is waited for, by the beginning of what is waited for. */
  readonly meanwhile?: Readonly<Record<string, (screen: string) => Effect.Effect<void>>>
  readonly keep?: Guide["keep"]
}

export const makeScriptedGuide = (
  script: ReadonlyArray<Scripted>,
  { keep, meanwhile = {} }: ScriptedOptions = {}
): ScriptedGuide => {
  const lines: Array<string> = []
  const kept = new Map<string, string>()
  let at = 0

  const next = (question: string): string | boolean => {
    const [expected, answer] = script[at++] ?? ["nothing more", ""]
    if (!question.startsWith(expected)) {
      throw new Error(`asked "${question}", the script says "${expected}"\n\n${lines.join("\n")}`)
    }
    return answer
  }

  const guide: Guide = {
    say: (text) => Effect.sync(() => void lines.push(text)),
    askSecret: (question) =>
      Effect.sync(() => {
        const answer = String(next(question))
        lines.push(`? ${question}`)
        return Redacted.make(answer.trim())
      }),
    choose: (question, options) =>
      Effect.sync(() => {
        const answer = next(question)
        lines.push(
          `? ${question}`,
          ...options.map(
            ({ about, title, unusable }) =>
              `  ${title === answer ? ">" : unusable === true ? "x" : "-"} ${title}${about === "" ? "" : ` (${about})`}`
          )
        )
        const chosen = options.find(({ title, unusable }) => title === answer && unusable !== true)
        if (chosen === undefined) throw new Error(`"${String(answer)}" cannot be chosen\n\n${lines.join("\n")}`)
        return chosen.value
      }),
    confirm: (question) =>
      Effect.sync(() => {
        const answer = next(question)
        lines.push(`? ${question} ${answer === true ? "yes" : "no"}`)
        return answer === true
      }),
    waiting: (text, effect) =>
      Effect.gen(function* () {
        lines.push(`… ${text}`)
        const outside = Object.entries(meanwhile).find(([what]) => text.startsWith(what))?.[1]
        if (outside === undefined) return yield* effect
        const [found] = yield* Effect.all([effect, outside(lines.join("\n"))], { concurrency: "unbounded" })
        return found
      }),
    keep:
      keep ??
      ((name, secret) =>
        Effect.sync(() => {
          kept.set(name, Redacted.value(secret))
        }))
  }
  return { guide, screen: () => lines.join("\n"), kept }
}
