/**
 * Waits until a thread that somebody had opened knows what went before: the thread is seen a moment earlier than it is
 * anybody's, and a test writes into it faster than people do.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { State } from "../../src/core/ports/State.ts"
import { sessionRecords } from "../../src/core/sessions/SessionRecords.ts"

export const adoptedSession = (services: Context.Context<State>): Effect.Effect<void> =>
  sessionRecords.pipe(
    Effect.flatMap(({ all }) =>
      Effect.repeat(all, {
        until: (records) => records.some(({ adopted }) => adopted === true),
        schedule: Schedule.spaced("20 millis")
      })
    ),
    Effect.timeout("20 seconds"),
    Effect.orDie,
    Effect.provide(services),
    Effect.asVoid
  )
