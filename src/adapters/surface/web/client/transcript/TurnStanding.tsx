/**
 * The last line of a turn that is not over: that it waits, works or wants an answer. One line high for as long as it is
 * there, so that nothing moves when its words change.
 */
import { memo } from "react"
import type { TurnId } from "../../../../../core/model/Ids.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { openAsks, type TurnState } from "../../../../../core/sessions/TurnState.ts"
import { Elapsed } from "../ui/Elapsed.tsx"
import { StateMark } from "../ui/StateMark.tsx"
import { useTicking } from "../ui/Ticking.ts"
import { ActButton } from "./ActButton.tsx"
import { useSurroundings } from "./Surroundings.ts"
import { useTranscript } from "./TranscriptContext.ts"
import { placeInLine } from "./TranscriptStore.ts"

const quietMillis = 60_000

const Queued = ({ turn }: { readonly turn: TurnId }) => {
  const place = useTranscript((seen) => placeInLine(seen, turn))
  const { acts, may } = useSurroundings()
  return (
    <div className="flex min-h-8 items-center gap-3 text-muted text-sm">
      <StateMark state="waiting" />
      <span>{Words.facts("queued", place <= 1 ? "next in line" : `${Words.ordinal(place)} in line`)}</span>
      {may.has("talk") && <ActButton label="withdraw" tone="quiet" act={() => acts.withdraw(turn)} />}
    </div>
  )
}

const doing = (state: TurnState): string => {
  if (openAsks(state).length > 0) return Words.waitingForYou
  if (state.thinking) return Words.thinking
  return Words.working
}

/** Nothing was heard for a while: for how long. */
const Quiet = ({ since }: { readonly since: number }) => {
  const words = useTicking((now) => (now - since < quietMillis ? "" : `quiet for ${Words.clock(now - since)}`))
  return words === "" ? null : <span className="shrink-0 text-faint">{words}</span>
}

const Working = ({ state }: { readonly state: TurnState }) => (
  <div className="flex min-h-8 min-w-0 items-center gap-2 overflow-hidden whitespace-nowrap text-muted text-sm">
    <StateMark state="running" label={doing(state)} spelled />
    <Elapsed since={state.startedAt} />
    {openAsks(state).length === 0 && <Quiet since={state.lastEventAt} />}
    {state.neared !== undefined && (
      <span className="min-w-0 truncate text-warn">
        {Words.neared(state.neared.budget, state.neared.spentUsd, state.neared.limitUsd)}
      </span>
    )}
  </div>
)

export const TurnStanding = memo(function TurnStanding({ state }: { readonly state: TurnState }) {
  return state.phase === "queued" ? <Queued turn={state.turn.id} /> : <Working state={state} />
})
