/** Something that an agent asked: to be answered here for as long as it waits, and one line afterwards. */
import { memo } from "react"
import * as Words from "../../../../../core/render/Words.ts"
import type { AskState } from "../../../../../core/sessions/TurnState.ts"
import { AskCard } from "../asks/AskCard.tsx"
import { AskSubject } from "../asks/AskSubject.tsx"
import { askTitle } from "../asks/AskTitle.ts"
import { Collapsible } from "../ui/Collapsible.tsx"
import { askWords } from "./AskWords.ts"
import { useSurroundings } from "./Surroundings.ts"

export interface TurnAskProps {
  readonly known: AskState
  /** The turn is over: nobody can answer any more. */
  readonly ended: boolean
}

export const TurnAsk = memo(function TurnAsk({ known, ended }: TurnAskProps) {
  const { acts, agent, may } = useSurroundings()
  const { ask, attempt } = known
  const over = askWords(known, ended)
  if (over !== "") {
    return (
      <Collapsible id={`ask ${attempt} ${ask.id}`} summary={Words.facts(askTitle(ask, agent), over)}>
        <div className="pb-2 text-sm">
          <AskSubject ask={ask} />
        </div>
      </Collapsible>
    )
  }
  return (
    <div className="py-1">
      <AskCard
        ask={ask}
        agent={agent}
        mayAnswer={may.has("approve")}
        onAnswer={(answer) => acts.answer(ask.id, answer)}
      />
    </div>
  )
})
