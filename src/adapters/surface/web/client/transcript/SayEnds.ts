/** Says that an answer has ended, and how, to those who do not see it; what it says is theirs to read, not said word by word. */
import type { Outcome } from "../../../../../core/model/Outcome.ts"
import { announce } from "../ui/Announce.ts"
import { runningTurn, type TranscriptStore, turnIn } from "./TranscriptStore.ts"

const words: Record<Outcome["_tag"], string> = {
  Done: "has answered",
  Failed: "could not answer",
  Stopped: "was stopped",
  Limited: "met a usage limit",
  OverBudget: "met a budget",
  Withdrawn: "did not begin"
}

/** Returns how to end it. */
export const sayEnds = (store: TranscriptStore, agent: string): (() => void) =>
  store.subscribe((now, before) => {
    const worked = runningTurn(before)
    const outcome = worked === undefined ? undefined : turnIn(now, worked)?.state.outcome
    if (outcome !== undefined) announce(`${agent || "the agent"} ${words[outcome._tag]}`)
  })
