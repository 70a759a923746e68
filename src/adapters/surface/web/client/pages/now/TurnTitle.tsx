/** What was asked for, as the way into its session. */
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { Foreign } from "../../ui/Foreign.tsx"

export interface TurnTitleProps {
  readonly turn: BoardTurn
}

export const TurnTitle = ({ turn }: TurnTitleProps) => (
  <RouteLink
    to={{ page: "session", id: turn.session }}
    className="line-clamp-2 min-w-0 break-words font-medium text-ink hover:underline"
  >
    {turn.text === "" ? "a background task" : <Foreign text={turn.text} />}
  </RouteLink>
)
