/** What people do in a session from its page, as calls. Each says why it was refused, or nothing. */
import type * as Effect from "effect/Effect"
import type { SessionId } from "../../../../../../core/model/Ids.ts"
import { ask } from "../../live/Ask.ts"
import type { CallError } from "../../live/Refusal.ts"
import type { Service } from "../../live/Wire.ts"
import type { TranscriptActs } from "../../transcript/Surroundings.ts"

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

export const sessionActs = (session: SessionId): TranscriptActs => ({
  answer: (asked, answer) =>
    tell(
      (service) => service.AnswerAsk({ session, ask: asked, answer }),
      unless("somebody else answered first, or it is over")
    ),
  retry: (turn) => tell((service) => service.RetryTurn({ turn })),
  raise: (turn) => tell((service) => service.RaiseBudget({ turn })),
  withdraw: (turn) => tell((service) => service.WithdrawTurn({ session, turn }), unless("it does not wait any more"))
})
