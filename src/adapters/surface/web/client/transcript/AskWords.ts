/** What became of an ask, in words. Empty while it waits. */
import * as Words from "../../../../../core/render/Words.ts"
import type { AskState } from "../../../../../core/sessions/TurnState.ts"
import { answeredWords } from "../asks/AnsweredWords.ts"

export const askWords = ({ answer, closed }: AskState, ended: boolean): string => {
  if (answer !== undefined) return answeredWords(answer)
  return closed || ended ? Words.closed : ""
}
