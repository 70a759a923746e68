/** What became of an ask, in words. Empty while it waits. */
import * as Words from "../../../../../core/render/Words.ts"
import type { AskState } from "../../../../../core/sessions/TurnState.ts"

export const askWords = ({ answer, closed }: AskState, ended: boolean): string => {
  if (answer === undefined) return closed || ended ? Words.closed : ""
  const { by } = answer
  if (by === Words.timeOut) return `${Words.failed} ${Words.noAnswer}`
  switch (answer.answer._tag) {
    case "Allow":
      return Words.allowed(by, answer.answer.scope === "session")
    case "Deny":
      return Words.facts(Words.denied(by), answer.answer.reason)
    case "Chosen":
      return Words.facts(Words.answered(by), Object.values(answer.answer.answers).flat().join(", "))
    case "Approve":
      return Words.approved(by)
    case "Revise":
      return Words.facts(Words.revised(by), answer.answer.feedback)
  }
}
