/** Sessions, for scripts: the calls behind the addresses. */
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Option from "effect/Option"
import type { Calls } from "../../../../../core/control/Calls.ts"
import { ControlError } from "../../../../../core/control/protocol/ControlError.ts"
import type { SessionId, TurnId } from "../../../../../core/model/Ids.ts"
import { Api } from "./Api.ts"
import { refused } from "./ApiRefusals.ts"
import { endOfTurn } from "./SpokenTurn.ts"

interface Saying {
  readonly text: string
  readonly uploads?: ReadonlyArray<string>
  readonly message?: string
}

const usual = { sessions: 50, turns: 20 }

/** `newName`: of what a script said without a name of its own. */
export const layerSessionHandlers = (calls: Calls, newName: Effect.Effect<string>) => {
  const nameOf = (message: string | undefined) => (message === undefined ? newName : Effect.succeed(message))

  /** Asked before anything is said: a refusal must not leave a message behind. */
  const mayWait = Effect.fnUntraced(function* (seconds: number) {
    if (seconds === 0 || (yield* calls.WhoAmI()).may.includes("read")) return
    return yield* new ControlError({
      reason: "not-allowed",
      detail:
        "nothing was said: whoever waits for an answer must be allowed to look at it; make a token that carries read"
    })
  })

  /** What was said is said: that its end cannot be waited for does not take it back. */
  const waitedFor = Effect.fnUntraced(function* (session: SessionId, turn: TurnId, seconds: number) {
    const end =
      seconds === 0
        ? Option.none()
        : yield* endOfTurn(calls, session, turn, seconds).pipe(
            Effect.tapError((error) => Effect.logInfo("a script waits no longer for what it said", error)),
            Effect.orElseSucceed(() => Option.none())
          )
    return { session, turn, ...(Option.isNone(end) ? {} : { ended: end.value }) }
  })

  const begin = Effect.fnUntraced(function* ({ message, ...asked }: Saying & { readonly agent: string }, wait: number) {
    yield* mayWait(wait)
    const { session, turn } = yield* calls.BeginSession({ ...asked, message: yield* nameOf(message) })
    return yield* waitedFor(session, turn, wait)
  })

  const say = Effect.fnUntraced(function* (
    { message, ...asked }: Saying & { readonly session: SessionId },
    wait: number
  ) {
    yield* mayWait(wait)
    const turn = yield* calls.Say({ ...asked, message: yield* nameOf(message) })
    return yield* waitedFor(asked.session, turn, wait)
  })

  return HttpApiBuilder.group(Api, "sessions", (handlers) =>
    handlers.handleAll({
      listSessions: ({ query }) =>
        refused(Effect.map(calls.ListSessions({ limit: usual.sessions, ...query }), ({ sessions }) => sessions)),
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
