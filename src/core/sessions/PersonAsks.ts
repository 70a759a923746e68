/**
 * Questions that an agent puts to people by itself, beside what its CLI asks: the same asks, opened in the running turn
 * and answered like any other. Owns that such a question is over when nobody waits for it any more or the turn ends.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { AgentEvent } from "../model/AgentEvent.ts"
import type { Answer, Ask, Question } from "../model/Ask.ts"
import { AskId } from "../model/Ids.ts"
import type { JournalError } from "../ports/Journal.ts"
import type { LiveTurn } from "./LiveTurn.ts"
import type { PendingAsks } from "./PendingAsks.ts"

export interface PersonAsks {
  /** Returns with the answer, a denial when nobody answered in time; undefined when the turn ended before. */
  readonly ask: (question: Question) => Effect.Effect<Answer | undefined, JournalError>
}

/** An answer looks for its ask in every session of a conversation: the id must be nobody else's. */
const newAskId = Effect.map(Effect.all([Random.next, Random.next]), (parts) =>
  AskId.make(`p-${parts.map((part) => Math.floor(part * 2 ** 32).toString(36)).join("")}`)
)

export const makePersonAsks = Effect.fnUntraced(function* (live: LiveTurn, asks: PendingAsks) {
  const over = yield* Deferred.make<undefined>()
  yield* Effect.addFinalizer(() => Deferred.succeed(over, undefined))

  const withdraw = (ask: Ask) =>
    Effect.andThen(asks.close(ask.id), live.event(AgentEvent.cases.AskClosed.make({ id: ask.id }))).pipe(
      Effect.ignore({ log: "Error" })
    )

  return {
    ask: (question) =>
      Effect.gen(function* () {
        const heard = yield* Deferred.make<Answer>()
        const ask: Ask = { id: yield* newAskId, subject: { _tag: "Questions", questions: [question] } }
        const answered = Effect.raceFirst(Deferred.await(heard), Deferred.await(over))
        return yield* Effect.gen(function* () {
          yield* live.event(AgentEvent.cases.Asked.make({ ask }))
          yield* asks.open(ask, (answer) => Deferred.succeed(heard, answer))
          return yield* answered
        }).pipe(Effect.onInterrupt(() => withdraw(ask)))
      })
  } satisfies PersonAsks
})
