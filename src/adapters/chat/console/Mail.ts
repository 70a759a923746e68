/**
 * Events on their way to the core, one after the other: the next leaves when the one before is durable. Owns that order,
 * and that what was said before the end is still handed over.
 */
import type * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { InboundEvent } from "../../../core/model/InboundEvent.ts"

/** How long the core may take for what is left when the person leaves. */
const farewell = "5 seconds"

export interface Mail {
  readonly send: (event: InboundEvent) => void
  /** Nothing more will be sent. */
  readonly close: () => void
  /** Returns when it is closed and everything was handed over. */
  readonly deliver: (accept: (event: InboundEvent) => Effect.Effect<void>) => Effect.Effect<void>
}

export const makeMail: Effect.Effect<Mail> = Effect.gen(function* () {
  const queue = yield* Queue.unbounded<InboundEvent, Cause.Done>()
  const closed = yield* Deferred.make<void>()
  return {
    send: (event) => {
      Queue.offerUnsafe(queue, event)
    },
    close: () => {
      Queue.endUnsafe(queue)
      Deferred.doneUnsafe(closed, Effect.void)
    },
    deliver: (accept) =>
      Stream.runForEach(Stream.fromQueue(queue), accept).pipe(
        Effect.raceFirst(Effect.andThen(Deferred.await(closed), Effect.sleep(farewell)))
      )
  }
})
