/** The questions of an agent as a form: sent when each has an answer. */
import { type FormEvent, useState } from "react"
import type { AskSubject } from "../../../../../core/model/Ask.ts"
import { Button } from "../ui/Button.tsx"
import { type GiveAnswer, useAnswering } from "./Answering.ts"
import { AnswerWords } from "./AnswerWords.tsx"
import { keepAskDraft, useAskDraft } from "./AskDrafts.ts"
import { answersOf, type Choices, choiceOf } from "./Choices.ts"
import { QuestionChoice } from "./QuestionChoice.tsx"

export interface QuestionsFormProps {
  /** Under which what is chosen is kept. */
  readonly draft: string
  readonly subject: Extract<AskSubject, { readonly _tag: "Questions" }>
  readonly onAnswer: GiveAnswer
}

export const QuestionsForm = ({ draft: name, onAnswer, subject: { questions } }: QuestionsFormProps) => {
  const answering = useAnswering(name, onAnswer)
  const draft = useAskDraft(name)
  // what was sent stays in sight when it is a draft no more
  const [sent, setSent] = useState<Choices>({})
  const { busy, give, given } = answering
  const choices = given ? sent : draft.choices
  const answers = answersOf(questions, choices)
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (answers === undefined) return
    setSent(choices)
    give("send", { _tag: "Chosen", answers })
  }
  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      <fieldset disabled={given} className="flex min-w-0 flex-col gap-4">
        {questions.map((question) => (
          <QuestionChoice
            key={question.question}
            question={question}
            choice={choiceOf(choices, question)}
            onChange={(choice) =>
              keepAskDraft(name, { ...draft, choices: { ...draft.choices, [question.question]: choice } })
            }
          />
        ))}
      </fieldset>
      {!given && (
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" tone="good" busy={busy !== undefined} disabled={answers === undefined}>
            answer
          </Button>
          {answers === undefined && (
            <span className="label-line">{questions.length === 1 ? "choose one first" : "each needs an answer"}</span>
          )}
        </div>
      )}
      <AnswerWords answering={answering} />
    </form>
  )
}
