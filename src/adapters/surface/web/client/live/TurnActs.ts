/** What people do with a turn, as calls. Each says why it was refused, or nothing. */
import type * as Effect from "effect/Effect"
import type { SessionId, TurnId } from "../../../../../core/model/Ids.ts"
import { ask } from "./Ask.ts"
import type { CallError } from "./Refusal.ts"
import type { Service } from "./Wire.ts"

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

export const turnActs = {
  stop: (session: SessionId, turn: TurnId) =>
    tell((service) => service.StopTurn({ session, turn }), unless("it was over already")),
  withdraw: (session: SessionId, turn: TurnId) =>
    tell((service) => service.WithdrawTurn({ session, turn }), unless("it does not wait any more")),
  retry: (turn: TurnId) => tell((service) => service.RetryTurn({ turn })),
  raise: (turn: TurnId) => tell((service) => service.RaiseBudget({ turn }))
} as const
