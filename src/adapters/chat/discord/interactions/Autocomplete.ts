/**
 * Values that are offered while somebody types into a slash command. Owns that the answer comes in time: what the core
 * cannot say by then is not offered.
 */
import * as Effect from "effect/Effect"
import { inTime } from "../../../../core/chat/InTime.ts"
import type { Conversation, Person } from "../../../../core/model/Conversation.ts"
import type { Suggestion } from "../../../../core/model/Vocabulary.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import type { CommandCall } from "./CommandCalls.ts"

/** Of the 3 seconds that Discord waits; the way to it takes the rest. */
const limit = "2 seconds"
const most = 25
const longest = 100

/** What Discord takes as an offered value. */
export interface OfferedValue {
  readonly name: string
  readonly value: string
}

const fits = (text: string): boolean => text.trim() !== "" && text.length <= longest

const offered = (suggestions: ReadonlyArray<Suggestion>): ReadonlyArray<OfferedValue> =>
  suggestions
    .filter(({ label, value }) => fits(label) && fits(value))
    .slice(0, most)
    .map(({ label, value }) => ({ name: label, value }))

/** Choices that are too many to be registered. */
const choicesLike = (choices: ReadonlyArray<string>, typed: string): ReadonlyArray<Suggestion> =>
  choices
    .filter((choice) => choice.toLowerCase().includes(typed.trim().toLowerCase()))
    .map((choice) => ({ label: choice, value: choice }))

export const autocomplete = <E>(options: {
  readonly intake: Intake
  readonly conversation: Effect.Effect<Conversation, E>
  readonly person: Person
  readonly call: CommandCall
}): Effect.Effect<ReadonlyArray<OfferedValue>> => {
  const { call, intake, person } = options
  const { args, shape, typing } = call
  if (typing === undefined) return Effect.succeed([])
  const option = shape.options.find(({ name }) => name === typing.option)
  if (option?.choices !== undefined) return Effect.succeed(offered(choicesLike(option.choices, typing.typed)))
  const suggestions = Effect.flatMap(options.conversation, (conversation) =>
    intake.suggest({ conversation, person, command: shape.name, args, ...typing })
  )
  return Effect.map(inTime(suggestions, limit, []), offered)
}
