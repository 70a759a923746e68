/** A turn that ended badly and after which nothing was said: what it was, what to do about it, and doing it. */
import { memo } from "react"
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import type { Scope } from "../../../../../../core/control/protocol/Visitor.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import { ActButton } from "../../transcript/ActButton.tsx"
import { Output } from "../../transcript/Output.tsx"
import { troubleOf } from "../../transcript/Trouble.ts"
import { Collapsible } from "../../ui/Collapsible.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { RelativeTime } from "../../ui/RelativeTime.tsx"
import type { NowActs } from "./NowActs.ts"
import { TurnFacts } from "./TurnFacts.tsx"
import { TurnTitle } from "./TurnTitle.tsx"

export interface FailedTurnProps {
  readonly turn: BoardTurn
  readonly may: ReadonlySet<Scope>
  readonly acts: NowActs
}

export const FailedTurn = memo(function FailedTurn({ acts, may, turn }: FailedTurnProps) {
  const trouble = troubleOf(turn.outcome)
  if (trouble === undefined) return null
  const { detail, message, raiseToUsd, remedy, title } = trouble
  return (
    <li className="flex min-w-0 flex-col gap-2 rounded-md border border-bad/60 bg-canvas px-4 py-3 text-sm sm:flex-row sm:gap-4">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <TurnTitle turn={turn} />
        <TurnFacts turn={turn}>
          <RelativeTime at={turn.lastEventAt} />
        </TurnFacts>
        <p className="break-words">
          <span className="font-medium text-bad">
            <span aria-hidden="true">{Words.failed} </span>
            {title}
          </span>
          {message !== "" && (
            <span>
              : <Foreign text={message} />
            </span>
          )}
        </p>
        <p className="break-words text-muted">
          <Foreign text={remedy} />
        </p>
        {detail !== undefined && (
          <Collapsible summary="what the cli said">
            <Output text={detail} label="what the cli said" />
          </Collapsible>
        )}
      </div>
      <div className="flex shrink-0 flex-wrap items-start gap-2">
        {raiseToUsd !== undefined && may.has("spend") && (
          <ActButton
            label={`raise to ${Words.money(raiseToUsd)}`}
            tone="good"
            of={turn.text}
            act={() => acts.raise(turn)}
          />
        )}
        {may.has("talk") && <ActButton label="retry" of={turn.text} act={() => acts.retry(turn)} />}
      </div>
    </li>
  )
})
