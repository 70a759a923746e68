/** Sessions, for scripts: the calls behind the addresses. */
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Option from "effect/Option"
import type { Calls } from "../../../../../core/control/Calls.ts"
import type { SessionId, TurnId } from "../../../../../core/model/Ids.ts"
import { Api } from "./Api.ts"
import { refused } from "./ApiRefusals.ts"
import { endOfTurn } from "./SpokenTurn.ts"

const usual = { sessions: 50, turns: 20 }

/** `newName`: of what a script said without a name of its own. */
export const layerSessionHandlers = (calls: Calls, newName: Effect.Effect<string>) => {
  const nameOf = (message: string | undefined) => (message === undefined ? newName : Effect.succeed(message))

  const waitedFor = Effect.fnUntraced(function* (session: SessionId, turn: TurnId, seconds: number) {
    const end = seconds === 0 ? Option.none() : yield* endOfTurn(calls, session, turn, seconds)
    return { session, turn, ...(Option.isNone(end) ? {} : { ended: end.value }) }
  })

  const begin = Effect.fnUntraced(function* (asked: { agent: string; text: string; message?: string }, wait: number) {
    const { agent, text } = asked
    const { session, turn } = yield* calls.BeginSession({ agent, text, message: yield* nameOf(asked.message) })
    return yield* waitedFor(session, turn, wait)
  })

  const say = Effect.fnUntraced(function* (
    asked: { session: SessionId; text: string; message?: string },
    wait: number
  ) {
    const { session, text } = asked
    const turn = yield* calls.Say({ session, text, message: yield* nameOf(asked.message) })
    return yield* waitedFor(session, turn, wait)
  })

  return HttpApiBuilder.group(Api, "sessions", (handlers) =>
    handlers.handleAll({
      listSessions: ({ query }) => refused(calls.ListSessions({ limit: usual.sessions, ...query })),
      beginSession: ({ payload, query }) => refused(begin(payload, query.wait ?? 0)),
      getSession: ({ params }) => refused(calls.ReadSession(params)),
      readTurns: ({ params, query }) => refused(calls.ReadTurns({ limit: usual.turns, ...params, ...query })),
      say: ({ params, payload, query }) => refused(say({ ...params, ...payload }, query.wait ?? 0)),
      stopTurn: ({ params, payload }) =>
        refused(Effect.map(calls.StopTurn({ ...params, ...payload }), (stopped) => ({ stopped }))),
      answerAsk: ({ params, payload }) =>
        refused(Effect.map(calls.AnswerAsk({ ...params, answer: payload }), (accepted) => ({ accepted })))
    })
  )
}
