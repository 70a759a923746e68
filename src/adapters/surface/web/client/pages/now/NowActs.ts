/** What people do on this page, as calls. Each says why it was refused, or nothing. */
import type * as Effect from "effect/Effect"
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import type { Answer } from "../../../../../../core/model/Ask.ts"
import type { AskId } from "../../../../../../core/model/Ids.ts"
import { ask } from "../../live/Ask.ts"
import type { CallError } from "../../live/Refusal.ts"
import type { Service } from "../../live/Wire.ts"

type Act = (turn: BoardTurn) => Promise<string | undefined>

export interface NowActs {
  readonly answer: (turn: BoardTurn, ask: AskId, answer: Answer) => Promise<string | undefined>
  readonly stop: Act
  readonly withdraw: Act
  readonly retry: Act
  readonly raise: Act
}

const tell = async <A>(
  call: (service: Service) => Effect.Effect<A, CallError>,
  words: (value: A) => string | undefined = () => undefined
): Promise<string | undefined> => {
  const answer = await ask(call)
  return answer.ok ? words(answer.value) : answer.refusal.detail
}

const unless =
  (words: string) =>
  (done: boolean): string | undefined =>
    done ? undefined : words

export const nowActs: NowActs = {
  answer: ({ session }, asked, answer) =>
    tell(
      (service) => service.AnswerAsk({ session, ask: asked, answer }),
      unless("somebody else answered first, or it is over")
    ),
  stop: ({ session, turn }) => tell((service) => service.StopTurn({ session, turn }), unless("it was over already")),
  withdraw: ({ session, turn }) =>
    tell((service) => service.WithdrawTurn({ session, turn }), unless("it does not wait any more")),
  retry: ({ turn }) => tell((service) => service.RetryTurn({ turn })),
  raise: ({ turn }) => tell((service) => service.RaiseBudget({ turn }))
}
