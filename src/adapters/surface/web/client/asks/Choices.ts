/** What is chosen in a form of questions so far, and the answer that it makes. Pure. */
import * as Schema from "effect/Schema"
import type { Question } from "../../../../../core/model/Ask.ts"

export const Choice = Schema.Struct({
  /** Labels of the options. */
  picked: Schema.Array(Schema.String),
  /** Something else, in one's own words; absent while that is not chosen. */
  own: Schema.optionalKey(Schema.String)
})
export type Choice = typeof Choice.Type

/** By the question's full text. */
export type Choices = Readonly<Record<string, Choice>>

const noChoice: Choice = { picked: [] }

/** A question may be called anything, also what every object has. */
export const choiceOf = (choices: Choices, { question }: Question): Choice =>
  (Object.hasOwn(choices, question) ? choices[question] : undefined) ?? noChoice

export const withPicked = ({ multiple }: Question, choice: Choice, label: string): Choice => {
  if (!multiple) return { picked: [label] }
  const picked = choice.picked.includes(label)
    ? choice.picked.filter((known) => known !== label)
    : [...choice.picked, label]
  return { ...choice, picked }
}

/** Chosen anew, or, where several can be, taken back. */
export const withOwn = ({ multiple }: Question, { own, picked }: Choice): Choice => {
  if (!multiple) return { picked: [], own: own ?? "" }
  return own === undefined ? { picked, own: "" } : { picked }
}

const chosenIn = ({ own, picked }: Choice): ReadonlyArray<string> => {
  const words = own?.trim() ?? ""
  return words === "" ? picked : [...picked, words]
}

/** By the question's full text; undefined while one has no answer. */
export const answersOf = (
  questions: ReadonlyArray<Question>,
  choices: Choices
): Readonly<Record<string, ReadonlyArray<string>>> | undefined => {
  const answers = questions.map((question) => [question.question, chosenIn(choiceOf(choices, question))] as const)
  return answers.every(([, chosen]) => chosen.length > 0) ? Object.fromEntries(answers) : undefined
}
