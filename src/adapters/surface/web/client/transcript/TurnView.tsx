/** One turn: what a person said, and everything that answers it. Looks at its own turn alone. */
import { memo, useMemo } from "react"
import { tameText } from "../../../../../core/chat/HostileText.ts"
import type { SessionId, TurnId } from "../../../../../core/model/Ids.ts"
import { openAsks } from "../../../../../core/sessions/TurnState.ts"
import { Markdown } from "../ui/Markdown.tsx"
import { isOpened } from "../ui/Opened.ts"
import { FoldedSteps } from "./FoldedSteps.tsx"
import { PersonMessage } from "./PersonMessage.tsx"
import { type Piece, piecesOf } from "./Pieces.ts"
import { PlanList } from "./PlanList.tsx"
import { SentFile } from "./SentFile.tsx"
import { StepLine, stepId } from "./StepLine.tsx"
import { useSurroundings } from "./Surroundings.ts"
import { useTranscriptTurn } from "./TranscriptContext.ts"
import { TurnAsk } from "./TurnAsk.tsx"
import { TurnEnding } from "./TurnEnding.tsx"
import { TurnStanding } from "./TurnStanding.tsx"

export interface TurnViewProps {
  readonly id: TurnId
}

interface PartProps {
  readonly ended: boolean
  readonly piece: Piece
  readonly session: SessionId
  readonly turn: TurnId
}

const Part = ({ ended, piece, session, turn }: PartProps) => {
  switch (piece._tag) {
    case "Text":
      return <Markdown text={piece.text} growing={piece.growing} className="py-1" />
    case "Step":
      return <StepLine step={piece.step} turn={turn} />
    case "Fold":
      return <FoldedSteps id={piece.key} steps={piece.steps} turn={turn} />
    case "Ask":
      return <TurnAsk known={piece.ask} turn={turn} session={session} ended={ended} />
    case "Sent":
      return <SentFile sent={piece.sent} turn={turn} />
  }
}

const noPlaces: ReadonlyArray<number> = []

export const TurnView = memo(function TurnView({ id }: TurnViewProps) {
  const known = useTranscriptTurn(id)
  const { agent, verbosity } = useSurroundings()
  const state = known?.state
  const asked = known?.asked ?? noPlaces
  const pieces = useMemo(
    () => (state === undefined ? [] : piecesOf(state, asked, verbosity, (step) => isOpened(stepId(id, step)) === true)),
    [id, state, asked, verbosity]
  )
  if (state === undefined) return null
  const ended = state.phase === "ended"
  // a reader may leave out what is busy: what waits for its person must be heard
  return (
    <article
      aria-label={tameText(`${state.turn.person.name} to ${agent}`)}
      aria-busy={state.phase === "working" && openAsks(state).length === 0}
      tabIndex={-1}
      className="mx-auto w-full max-w-3xl pb-6 outline-none"
    >
      <PersonMessage turn={state.turn} />
      <div className="flex min-w-0 flex-col gap-1 pt-3 sm:px-3">
        {pieces.map((piece) => (
          <Part key={piece.key} piece={piece} session={state.turn.session} turn={id} ended={ended} />
        ))}
        {verbosity !== "answer" && <PlanList id={id} plan={state.plan} live={!ended} />}
        {ended ? <TurnEnding state={state} /> : <TurnStanding state={state} />}
      </div>
    </article>
  )
})
