/** A turn that waits behind another one, and taking it back. */
import { memo } from "react"
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import { ActButton } from "../../transcript/ActButton.tsx"
import { Elapsed } from "../../ui/Elapsed.tsx"
import type { NowActs } from "./NowActs.ts"
import { TurnFacts } from "./TurnFacts.tsx"
import { TurnTitle } from "./TurnTitle.tsx"

export interface QueuedTurnProps {
  readonly turn: BoardTurn
  readonly mayWithdraw: boolean
  readonly acts: NowActs
}

export const QueuedTurn = memo(function QueuedTurn({ acts, mayWithdraw, turn }: QueuedTurnProps) {
  return (
    <li className="flex min-w-0 items-start gap-3 px-4 py-2.5">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <TurnTitle turn={turn} />
        <TurnFacts turn={turn}>
          <span>
            waits <Elapsed since={turn.since} />
          </span>
        </TurnFacts>
      </div>
      {mayWithdraw && <ActButton label="withdraw" of={turn.text} tone="quiet" act={() => acts.withdraw(turn)} />}
    </li>
  )
})
