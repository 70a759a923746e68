/**
 * Requests without which something that a person said could not be handed over: asked for some minutes, however often
 * the platform does not answer. Only for requests that may be made twice.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { PlatformError } from "../ports/ChatPlatform.ts"
import { patiently } from "./Patience.ts"

const again = Schedule.spaced("20 seconds").pipe(Schedule.upTo({ times: 15 }))

export const insistently = <A>(request: Effect.Effect<A, PlatformError>): Effect.Effect<A, PlatformError> =>
  Effect.retry(patiently(request), { schedule: again, while: ({ reason }) => reason._tag === "Unreachable" })
