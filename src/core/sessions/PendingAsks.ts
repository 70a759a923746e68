/**
 * The asks of one turn that wait for a person. Owns that the first answer wins and that silence for the time-out means
 * deny. Must not know who may answer: that is checked where the answer comes in.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import { Answer, type Ask } from "../model/Ask.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import type { AskId } from "../model/Ids.ts"
import { JournalEntry, type JournalError } from "../ports/Journal.ts"
import { gathered } from "./GatheredAnswer.ts"
import type { LiveTurn } from "./LiveTurn.ts"

export interface PendingAsks {
  /** `deliver` hands the answer to whoever asked; false when it is too late there. */
  readonly open: (ask: Ask, deliver: (answer: Answer) => Effect.Effect<boolean>) => Effect.Effect<void>
  readonly close: (ask: string) => Effect.Effect<void>
  /** False when it is not open any more. Several questions may be answered one by one; the last answer ends the ask. */
  readonly answer: (ask: AskId, answer: Answer, by: DoneBy) => Effect.Effect<boolean, JournalError>
  readonly all: Effect.Effect<ReadonlyArray<Ask>>
}

interface OpenAsk {
  readonly ask: Ask
  readonly deliver: (answer: Answer) => Effect.Effect<boolean>
  /** Answers to some of several questions. */
  readonly sofar: Answer | undefined
}

export const makePendingAsks = Effect.fnUntraced(function* (live: LiveTurn, timeout: Duration.Input) {
  const open = new Map<string, OpenAsk>()
  const timers = yield* FiberMap.make<string>()

  const answer = (id: AskId, answer: Answer, by: DoneBy) =>
    Effect.gen(function* () {
      const pending = open.get(id)
      if (pending === undefined) return false
      const { complete, answer: whole } = gathered(pending.ask, pending.sofar, answer)
      if (whole === undefined) return false
      if (!complete) {
        open.set(id, { ...pending, sofar: whole })
        return true
      }
      open.delete(id)
      const delivered = yield* pending.deliver(whole)
      if (delivered) yield* live.record(JournalEntry.cases.Answered.make({ ask: id, answer: whole, ...by }))
      return delivered
    }).pipe(Effect.uninterruptible)

  const pending: PendingAsks = {
    open: (ask, deliver) =>
      Effect.gen(function* () {
        open.set(ask.id, { ask, deliver, sofar: undefined })
        const silence = Answer.cases.Deny.make({ reason: "no answer in time" })
        yield* FiberMap.run(
          timers,
          ask.id,
          Effect.andThen(Effect.sleep(timeout), answer(ask.id, silence, { by: "time-out" })).pipe(
            Effect.ignore({ log: "Error" })
          )
        )
      }),
    close: (id) =>
      Effect.andThen(
        Effect.sync(() => open.delete(id)),
        FiberMap.remove(timers, id)
      ),
    answer,
    all: Effect.sync(() => [...open.values()].map(({ ask }) => ask))
  }
  return pending
})
