/**
 * The guide of people who are elsewhere: says and asks in a talk that they follow. Owns how a reply is read, and that
 * what is waited for is shown again after something was said meanwhile.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { SetupStep } from "../../core/control/protocol/SetupRpcs.ts"
import type { Interview } from "./Interview.ts"
import type { SetupTalk, Taken } from "./SetupTalk.ts"

/** Longer than any token. */
const longestSecret = 4096

const taken = <A>(value: A, shown: string): Result.Result<Taken<A>, string> => Result.succeed({ value, shown })

export const wireInterview = ({ ask, tell }: SetupTalk): Interview => {
  const awaited: Array<string> = []
  const wait = Effect.suspend(() => {
    const text = awaited.at(-1)
    return text === undefined ? Effect.void : tell(SetupStep.make({ _tag: "Waiting", text }))
  })

  return {
    say: (text) => Effect.andThen(tell(SetupStep.make({ _tag: "Said", text })), wait),
    askSecret: (text) =>
      ask(
        (question) => SetupStep.make({ _tag: "SecretWanted", question, text }),
        (reply) => {
          if (reply._tag !== "Secret") return Result.fail("a secret was asked for")
          if (reply.value.length > longestSecret) return Result.fail("this is too long for a token; copy it again")
          return taken(Redacted.make(reply.value.trim()), "")
        }
      ),
    choose: (text, options) =>
      ask(
        (question) =>
          SetupStep.make({
            _tag: "ChoiceWanted",
            question,
            text,
            options: options.map(({ about, title, unusable }) => ({
              title,
              about,
              ...(unusable === true ? { unusable } : {})
            }))
          }),
        (reply) => {
          const chosen = reply._tag === "Choice" ? options[reply.index] : undefined
          if (chosen === undefined) return Result.fail("choose one of the options")
          if (chosen.unusable === true) return Result.fail(`${chosen.title} cannot be chosen: ${chosen.about}`)
          return taken(chosen.value, chosen.title)
        }
      ),
    confirm: (text) =>
      ask(
        (question) => SetupStep.make({ _tag: "ConfirmWanted", question, text }),
        (reply) =>
          reply._tag === "Confirm"
            ? taken(reply.yes, reply.yes ? "yes" : "no")
            : Result.fail("this is answered with yes or no")
      ),
    waiting: (text, effect) =>
      Effect.suspend(() => {
        awaited.push(text)
        return Effect.andThen(wait, effect)
      }).pipe(Effect.ensuring(Effect.sync(() => awaited.pop())))
  }
}
