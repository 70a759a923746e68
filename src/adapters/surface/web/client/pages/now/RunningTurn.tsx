/** A turn that runs: for how long, what it does at this moment, and stopping it. */
import { memo } from "react"
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import { ActButton } from "../../transcript/ActButton.tsx"
import { Elapsed } from "../../ui/Elapsed.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { Money } from "../../ui/Money.tsx"
import { StateMark } from "../../ui/StateMark.tsx"
import { useTicking } from "../../ui/Ticking.ts"
import type { NowActs } from "./NowActs.ts"
import { TurnFacts } from "./TurnFacts.tsx"
import { TurnTitle } from "./TurnTitle.tsx"

export interface RunningTurnProps {
  readonly turn: BoardTurn
  readonly mayStop: boolean
  readonly acts: NowActs
}

const quietMillis = 60_000

/** One line high whatever it says, so that nothing below it moves. */
const Doing = ({ turn }: Pick<RunningTurnProps, "turn">) => {
  const quiet = useTicking((now) =>
    now - turn.lastEventAt < quietMillis ? "" : `quiet for ${Words.clock(now - turn.lastEventAt)}`
  )
  const doing = turn.asks.length > 0 ? Words.waitingForYou : (turn.last ?? Words.working)
  return (
    <p className="h-5 truncate text-muted text-sm">
      <Foreign text={Words.facts(doing, turn.asks.length > 0 ? "" : quiet)} />
    </p>
  )
}

export const RunningTurn = memo(function RunningTurn({ acts, mayStop, turn }: RunningTurnProps) {
  return (
    <li className="flex min-w-0 items-start gap-3 px-4 py-3">
      <StateMark state={turn.asks.length > 0 ? "waiting" : "running"} />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <TurnTitle turn={turn} />
        <Doing turn={turn} />
        <TurnFacts turn={turn}>
          {turn.model !== undefined && <span>{turn.model}</span>}
          <Elapsed since={turn.startedAt} />
          {turn.costUsd !== undefined && <Money usd={turn.costUsd} />}
        </TurnFacts>
      </div>
      {mayStop && <ActButton label="stop" of={turn.text} tone="danger" act={() => acts.stop(turn)} />}
    </li>
  )
})
