/** A setup as a conversation: what was said, asked and answered, what is waited for, and the question that is open. */
import { CircleCheck, LoaderCircle } from "lucide-react"
import { useEffect, useRef } from "react"
import type { SetupReply, SetupStep } from "../../../../../../core/control/protocol/SetupRpcs.ts"
import { Foreign } from "../../ui/Foreign.tsx"
import { isLast, isQuestion, openQuestion } from "./OpenQuestion.ts"
import { QuestionForm } from "./QuestionForm.tsx"
import { SaidText } from "./SaidText.tsx"

export interface SetupStepsProps {
  readonly steps: ReadonlyArray<SetupStep>
  readonly busy: boolean
  readonly error: string | undefined
  readonly onReply: (question: number, reply: SetupReply) => void
}

const Waiting = ({ text }: { readonly text: string }) => (
  <p className="flex items-center gap-2 text-sm text-muted">
    <LoaderCircle size={14} aria-hidden="true" className="shrink-0 animate-spin" />
    {text}
  </p>
)

const Line = ({ step, last }: { readonly step: SetupStep; readonly last: boolean }) => {
  switch (step._tag) {
    case "Said":
      return <SaidText text={step.text.trim()} />
    case "SecretWanted":
    case "ChoiceWanted":
    case "ConfirmWanted":
      return (
        <p className="text-sm text-muted">
          <Foreign text={step.text} />
        </p>
      )
    case "Answered":
      return (
        <p className="break-words border-accent border-l-2 pl-2 text-sm">
          {step.text === "" ? "given, and not shown" : <Foreign text={step.text} />}
        </p>
      )
    case "Waiting":
      return last ? <Waiting text={step.text} /> : null
    case "Restarting":
      return last ? <Waiting text="the service begins anew; this page goes on by itself" /> : null
    case "Failed":
      return (
        <div role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-sm">
          <p className="break-words">
            <Foreign text={step.found} />
          </p>
          <p className="break-words text-muted">
            <Foreign text={step.fix} />
          </p>
        </div>
      )
    case "Done":
      return (
        <p className="flex items-center gap-2 text-sm text-good">
          <CircleCheck size={16} aria-hidden="true" />
          everything is set up
        </p>
      )
  }
}

/** Nothing is asked and nothing is said to be waited for: something is being checked. */
const isBetween = (steps: ReadonlyArray<SetupStep>): boolean => {
  const last = steps.at(-1)?._tag
  return openQuestion(steps) === undefined && !steps.some(isLast) && last !== "Waiting" && last !== "Restarting"
}

export const SetupSteps = ({ steps, busy, error, onReply }: SetupStepsProps) => {
  const open = openQuestion(steps)
  const end = useRef<HTMLDivElement>(null)
  const known = useRef(steps.length)
  useEffect(() => {
    // what comes while one looks is brought into sight; what was there before is not scrolled to
    if (steps.length > known.current) end.current?.scrollIntoView?.({ block: "nearest" })
    known.current = steps.length
  }, [steps.length])
  const shown = steps.filter((step) => !(isQuestion(step) && step.question === open?.question))
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <ol role="log" aria-label="the setup so far" className="flex min-w-0 flex-col gap-2.5">
        {shown.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
          <li key={at} className="min-w-0 empty:hidden">
            <Line step={step} last={open === undefined && at === shown.length - 1} />
          </li>
        ))}
      </ol>
      {open !== undefined && (
        <QuestionForm
          key={open.question}
          question={open}
          busy={busy}
          error={error}
          onReply={(reply) => onReply(open.question, reply)}
        />
      )}
      {isBetween(steps) && <Waiting text="one moment" />}
      <div ref={end} className="scroll-mb-24" />
    </div>
  )
}
