/** Whose turn it is and where it was said, in one small line. */
import type { ReactNode } from "react"
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import { ConversationName } from "../../app/ConversationName.tsx"
import { RouteLink } from "../../app/RouteLink.tsx"
import { Foreign } from "../../ui/Foreign.tsx"

export interface TurnFactsProps {
  readonly turn: BoardTurn
  /** Further facts. */
  readonly children?: ReactNode
}

/** A person alone with an agent is named already. */
const where = ({ conversation, place, worker }: BoardTurn): ReactNode => {
  if (worker !== undefined) return `on worker ${worker}`
  if (place === undefined || conversation.kind === "direct") return `on ${conversation.platform}`
  return (
    <>
      in <ConversationName conversation={conversation} place={place} />
    </>
  )
}

export const TurnFacts = ({ children, turn }: TurnFactsProps) => (
  <p className="label-line flex min-w-0 flex-wrap items-baseline gap-x-2">
    <RouteLink to={{ page: "agent", name: turn.agent }} className="hover:text-ink hover:underline">
      {turn.agent}
    </RouteLink>
    <span className="min-w-0 break-words">
      <Foreign text={turn.by} /> {where(turn)}
    </span>
    {children}
  </p>
)
