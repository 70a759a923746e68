/** Whose turn it is and where it was said, in one small line. */
import type { ReactNode } from "react"
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import { RouteLink } from "../../app/RouteLink.tsx"

export interface TurnFactsProps {
  readonly turn: BoardTurn
  /** Further facts. */
  readonly children?: ReactNode
}

export const TurnFacts = ({ children, turn }: TurnFactsProps) => (
  <p className="label-line flex min-w-0 flex-wrap items-baseline gap-x-2">
    <RouteLink to={{ page: "agent", name: turn.agent }} className="hover:text-ink hover:underline">
      {turn.agent}
    </RouteLink>
    <span className="min-w-0 break-words">
      {turn.by} on {turn.worker === undefined ? turn.conversation.platform : `worker ${turn.worker}`}
    </span>
    {children}
  </p>
)
