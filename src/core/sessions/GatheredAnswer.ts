/**
 * One answer out of what was said so far to an ask: positions become labels, and answers to several questions are
 * gathered until none is open. Pure.
 */
import { Answer, type Ask, type Question } from "../model/Ask.ts"

export interface Gathered {
  /** Nothing when it answers none of the questions. */
  readonly answer: Answer | undefined
  readonly complete: boolean
}

const place = /^#(\d{1,3})$/

const placed = <A>(all: ReadonlyArray<A>, written: string): A | undefined => {
  const at = place.exec(written)?.[1]
  return at === undefined ? undefined : all[Number(at)]
}

const labels = (question: Question, said: ReadonlyArray<string>): ReadonlyArray<string> =>
  said.map((one) => placed(question.options, one)?.label ?? one)

export const gathered = ({ subject }: Ask, sofar: Answer | undefined, answer: Answer): Gathered => {
  if (subject._tag !== "Questions" || answer._tag !== "Chosen") return { answer, complete: true }
  const answers = new Map(sofar?._tag === "Chosen" ? Object.entries(sofar.answers) : [])
  let heard = false
  for (const [key, said] of Object.entries(answer.answers)) {
    const question = subject.questions.find(({ question }) => question === key) ?? placed(subject.questions, key)
    if (question === undefined) continue
    heard = true
    answers.set(question.question, labels(question, said))
  }
  if (!heard) return { answer: undefined, complete: false }
  const complete = subject.questions.every(({ question }) => answers.has(question))
  return { answer: Answer.cases.Chosen.make({ answers: Object.fromEntries(answers) }), complete }
}
