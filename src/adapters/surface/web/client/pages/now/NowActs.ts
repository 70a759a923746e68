/** What people do on this page. Each says why it was refused, or nothing. */
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import type { Answer } from "../../../../../../core/model/Ask.ts"
import type { AskId } from "../../../../../../core/model/Ids.ts"
import { giveAnswer } from "../../asks/GiveAnswer.ts"
import { turnActs } from "../../live/TurnActs.ts"

type Act = (turn: BoardTurn) => Promise<string | undefined>

export interface NowActs {
  readonly answer: (turn: BoardTurn, ask: AskId, answer: Answer) => Promise<string | undefined>
  readonly stop: Act
  readonly withdraw: Act
  readonly retry: Act
  readonly raise: Act
}

export const nowActs: NowActs = {
  answer: ({ session }, asked, answer) => giveAnswer(session, asked, answer),
  stop: ({ session, turn }) => turnActs.stop(session, turn),
  withdraw: ({ session, turn }) => turnActs.withdraw(session, turn),
  retry: ({ turn }) => turnActs.retry(turn),
  raise: ({ turn }) => turnActs.raise(turn)
}
