/** Something that an agent asks and that waits for a person: what it is about, and the ways to answer for whoever may. */
import { type ReactNode, useRef } from "react"
import type { Ask } from "../../../../../core/model/Ask.ts"
import type { SessionId } from "../../../../../core/model/Ids.ts"
import { useFocusAfter } from "../ui/FocusAfter.ts"
import type { GiveAnswer } from "./Answering.ts"
import { askDraftName } from "./AskDrafts.ts"
import { AskSubject } from "./AskSubject.tsx"
import { askTitle } from "./AskTitle.ts"
import { PermissionWays } from "./PermissionWays.tsx"
import { PlanWays } from "./PlanWays.tsx"
import { QuestionsForm } from "./QuestionsForm.tsx"

export interface AskCardProps {
  readonly ask: Ask
  /** Where it is asked: what is filled in is kept under it. */
  readonly session: SessionId
  readonly agent: string
  /** Whether the person who looks may answer. */
  readonly mayAnswer: boolean
  readonly onAnswer: GiveAnswer
  /** Where it is asked, below the title. */
  readonly children?: ReactNode
}

const Ways = ({ ask, onAnswer, session }: Pick<AskCardProps, "ask" | "onAnswer" | "session">) => {
  const { subject } = ask
  const draft = askDraftName(session, ask)
  switch (subject._tag) {
    case "Permission":
      return <PermissionWays draft={draft} subject={subject} onAnswer={onAnswer} />
    case "Questions":
      return <QuestionsForm draft={draft} subject={subject} onAnswer={onAnswer} />
    case "PlanReview":
      return <PlanWays draft={draft} onAnswer={onAnswer} />
  }
}

/** Whoever answers several goes on with the one that took its place. */
const nextAsk = (gone: HTMLElement): HTMLElement | null | undefined => {
  const cards = [...document.querySelectorAll<HTMLElement>("[data-ask]")]
  const place = cards.indexOf(gone)
  return (cards[place + 1] ?? cards[place - 1])?.querySelector("h3")
}

export const AskCard = ({ agent, ask, children, mayAnswer, onAnswer, session }: AskCardProps) => {
  const title = askTitle(ask, agent)
  const card = useRef<HTMLFieldSetElement>(null)
  useFocusAfter(card, nextAsk)
  // the form says what is asked itself
  const readable = ask.subject._tag !== "Questions" || !mayAnswer
  return (
    <fieldset
      ref={card}
      aria-label={title}
      data-ask=""
      className="flex min-w-0 flex-col gap-3 rounded-md border border-warn/60 bg-canvas px-4 py-3 text-sm"
    >
      <header className="min-w-0">
        <h3 tabIndex={-1} className="break-words font-semibold outline-none">
          {title}
        </h3>
        {children}
      </header>
      {readable && (
        // what scrolls must be reached without a mouse; code and changes can be by themselves
        <div tabIndex={ask.subject._tag === "Permission" ? undefined : 0} className="max-h-96 min-w-0 overflow-y-auto">
          <AskSubject ask={ask} />
        </div>
      )}
      {mayAnswer ? (
        <Ways ask={ask} session={session} onAnswer={onAnswer} />
      ) : (
        <p className="text-muted">somebody who may approve has to answer this</p>
      )}
    </fieldset>
  )
}
