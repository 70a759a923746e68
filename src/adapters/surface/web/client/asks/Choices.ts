/** What is chosen in a form of questions so far, and the answer that it makes. Pure. */
import type { Question } from "../../../../../core/model/Ask.ts"

export interface Choice {
  /** Labels of the options. */
  readonly picked: ReadonlyArray<string>
  /** Something else, in one's own words; undefined while that is not chosen. */
  readonly own: string | undefined
}

export const noChoice: Choice = { picked: [], own: undefined }

export const withPicked = ({ multiple }: Question, choice: Choice, label: string): Choice => {
  if (!multiple) return { picked: [label], own: undefined }
  const picked = choice.picked.includes(label)
    ? choice.picked.filter((known) => known !== label)
    : [...choice.picked, label]
  return { ...choice, picked }
}

/** Chosen anew, or, where several can be, taken back. */
export const withOwn = ({ multiple }: Question, choice: Choice): Choice =>
  multiple ? { ...choice, own: choice.own === undefined ? "" : undefined } : { picked: [], own: choice.own ?? "" }

const chosenIn = ({ own, picked }: Choice): ReadonlyArray<string> => {
  const words = own?.trim() ?? ""
  return words === "" ? picked : [...picked, words]
}

/** By the question's full text; undefined while one has no answer. */
export const answersOf = (
  questions: ReadonlyArray<Question>,
  choices: ReadonlyMap<string, Choice>
): Readonly<Record<string, ReadonlyArray<string>>> | undefined => {
  const answers = questions.map(({ question }) => [question, chosenIn(choices.get(question) ?? noChoice)] as const)
  return answers.every(([, chosen]) => chosen.length > 0) ? Object.fromEntries(answers) : undefined
}
