/** A turn that asks: each thing that it asks, to be answered here, and the way to the session where it came up. */
import { memo } from "react"
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import { AskCard } from "../../asks/AskCard.tsx"
import { RelativeTime } from "../../ui/RelativeTime.tsx"
import type { NowActs } from "./NowActs.ts"
import { TurnFacts } from "./TurnFacts.tsx"
import { TurnTitle } from "./TurnTitle.tsx"

export interface AskingTurnProps {
  readonly turn: BoardTurn
  readonly mayAnswer: boolean
  readonly acts: NowActs
}

export const AskingTurn = memo(function AskingTurn({ acts, mayAnswer, turn }: AskingTurnProps) {
  return (
    <>
      {turn.asks.map(({ ask, askedAt }) => (
        <li key={ask.id}>
          <AskCard
            ask={ask}
            session={turn.session}
            agent={turn.agent}
            mayAnswer={mayAnswer}
            onAnswer={(answer) => acts.answer(turn, ask.id, answer)}
          >
            <TurnFacts turn={turn}>
              <span>
                asked <RelativeTime at={askedAt} />
              </span>
            </TurnFacts>
            <p className="mt-1 flex min-w-0 text-muted text-sm">
              <span className="shrink-0">for:&nbsp;</span>
              <TurnTitle turn={turn} />
            </p>
          </AskCard>
        </li>
      ))}
    </>
  )
})
