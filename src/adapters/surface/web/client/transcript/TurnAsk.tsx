/** Something that an agent asked: to be answered here for as long as it waits, and one line afterwards. */
import { memo } from "react"
import type { SessionId, TurnId } from "../../../../../core/model/Ids.ts"
import * as Words from "../../../../../core/render/Words.ts"
import type { AskState } from "../../../../../core/sessions/TurnState.ts"
import { AskCard } from "../asks/AskCard.tsx"
import { askDraftName } from "../asks/AskDrafts.ts"
import { AskSubject } from "../asks/AskSubject.tsx"
import { askTitle } from "../asks/AskTitle.ts"
import { Unsent } from "../asks/Unsent.tsx"
import { Collapsible } from "../ui/Collapsible.tsx"
import { Foreign } from "../ui/Foreign.tsx"
import { askWords } from "./AskWords.ts"
import { useSurroundings } from "./Surroundings.ts"

export interface TurnAskProps {
  readonly known: AskState
  readonly session: SessionId
  readonly turn: TurnId
  /** The turn is over: nobody can answer any more. */
  readonly ended: boolean
}

export const TurnAsk = memo(function TurnAsk({ known, ended, session, turn }: TurnAskProps) {
  const { acts, agent, may } = useSurroundings()
  const { ask, attempt } = known
  const over = askWords(known, ended)
  if (over !== "") {
    return (
      <div className="min-w-0">
        <Collapsible
          id={`ask ${turn} ${attempt} ${ask.id}`}
          summary={<Foreign text={Words.facts(askTitle(ask, agent), over)} />}
        >
          <div className="pb-2 text-sm">
            <AskSubject ask={ask} />
          </div>
        </Collapsible>
        <Unsent draft={askDraftName(session, ask)} />
      </div>
    )
  }
  return (
    <div className="py-1">
      <AskCard
        ask={ask}
        session={session}
        agent={agent}
        mayAnswer={may.has("approve")}
        onAnswer={(answer) => acts.answer(ask.id, answer)}
      />
    </div>
  )
})
