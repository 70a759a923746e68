/** What people do in a session from its page. Each says why it was refused, or nothing. */
import type { SessionId } from "../../../../../../core/model/Ids.ts"
import { giveAnswer } from "../../asks/GiveAnswer.ts"
import { turnActs } from "../../live/TurnActs.ts"
import type { TranscriptActs } from "../../transcript/Surroundings.ts"

export const sessionActs = (session: SessionId): TranscriptActs => ({
  answer: (asked, answer) => giveAnswer(session, asked, answer),
  retry: turnActs.retry,
  raise: turnActs.raise,
  withdraw: (turn) => turnActs.withdraw(session, turn)
})
