/**
 * Requests that somebody or something waits for, but not to the second: a limit is waited for however long it takes, and
 * a platform that does not answer is asked a few times. Only for requests that may be made twice.
 */
import * as Effect from "effect/Effect"
import type { PlatformError } from "../ports/ChatPlatform.ts"

const tries = 5

export const patiently = <A>(request: Effect.Effect<A, PlatformError>, left = tries): Effect.Effect<A, PlatformError> =>
  Effect.catch(request, (error) => {
    const { reason } = error
    if (reason._tag === "RateLimited") {
      return Effect.andThen(Effect.sleep(reason.retryAfterMillis), patiently(request, left))
    }
    if (reason._tag !== "Unreachable" || left === 1) return Effect.fail(error)
    return Effect.andThen(Effect.sleep(`${2 ** (tries - left)} seconds`), patiently(request, left - 1))
  })
