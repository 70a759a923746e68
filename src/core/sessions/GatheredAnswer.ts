/**
 * One answer out of what was said so far to an ask: positions become labels, and answers to several questions are
 * gathered until none is open. Owns which answers fit which ask. Pure.
 */
import { Answer, type Ask, type AskSubject, type Question } from "../model/Ask.ts"

export interface Gathered {
  /** Nothing when it answers none of the questions, or is no answer to such an ask. */
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

/** By which answers each kind of ask can end. Whatever is asked can be refused: silence refuses it too. */
const kinds: Readonly<Record<AskSubject["_tag"], ReadonlyArray<Answer["_tag"]>>> = {
  Permission: ["Allow", "Deny"],
  Questions: ["Chosen", "Deny"],
  PlanReview: ["Approve", "Revise", "Deny"]
}

export const fitting = ({ subject }: Ask): ReadonlyArray<Answer["_tag"]> => kinds[subject._tag]

export const gathered = (ask: Ask, sofar: Answer | undefined, answer: Answer): Gathered => {
  const { subject } = ask
  if (!fitting(ask).includes(answer._tag)) return { answer: undefined, complete: false }
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
