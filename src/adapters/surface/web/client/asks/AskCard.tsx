/** Something that an agent asks and that waits for a person: what it is about, and the ways to answer for whoever may. */
import type { ReactNode } from "react"
import type { Ask } from "../../../../../core/model/Ask.ts"
import type { GiveAnswer } from "./Answering.ts"
import { AskSubject } from "./AskSubject.tsx"
import { askTitle } from "./AskTitle.ts"
import { PermissionWays } from "./PermissionWays.tsx"
import { PlanWays } from "./PlanWays.tsx"
import { QuestionsForm } from "./QuestionsForm.tsx"

export interface AskCardProps {
  readonly ask: Ask
  readonly agent: string
  /** Whether the person who looks may answer. */
  readonly mayAnswer: boolean
  readonly onAnswer: GiveAnswer
  /** Where it is asked, below the title. */
  readonly children?: ReactNode
}

const Ways = ({ ask: { subject }, onAnswer }: Pick<AskCardProps, "ask" | "onAnswer">) => {
  switch (subject._tag) {
    case "Permission":
      return <PermissionWays subject={subject} onAnswer={onAnswer} />
    case "Questions":
      return <QuestionsForm subject={subject} onAnswer={onAnswer} />
    case "PlanReview":
      return <PlanWays onAnswer={onAnswer} />
  }
}

export const AskCard = ({ agent, ask, children, mayAnswer, onAnswer }: AskCardProps) => {
  const title = askTitle(ask, agent)
  // the form says what is asked itself
  const readable = ask.subject._tag !== "Questions" || !mayAnswer
  return (
    <section
      aria-label={title}
      className="flex min-w-0 flex-col gap-3 rounded-md border border-warn/60 bg-canvas px-4 py-3 text-sm"
    >
      <header className="min-w-0">
        <h3 className="break-words font-semibold">{title}</h3>
        {children}
      </header>
      {readable && (
        <div className="max-h-96 min-w-0 overflow-y-auto">
          <AskSubject ask={ask} />
        </div>
      )}
      {mayAnswer ? (
        <Ways ask={ask} onAnswer={onAnswer} />
      ) : (
        <p className="text-muted">somebody who may approve has to answer this</p>
      )}
    </section>
  )
}
