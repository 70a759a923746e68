/**
 * Listens on every platform and hands what happens to the door. Owns that a platform which breaks is listened to again,
 * later and later, and that the others go on meanwhile.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { ChatPlatform } from "../ports/ChatPlatform.ts"
import { Door } from "./Door.ts"

const again = Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("1 minute")]).pipe(Schedule.jittered)

/** Returns when every platform has nothing more to say. */
export const listen = (platforms: ReadonlyArray<ChatPlatform>): Effect.Effect<void, never, Door> =>
  Effect.flatMap(Door, (door) =>
    Effect.forEach(
      platforms,
      (platform) =>
        Effect.scoped(platform.receive(door)).pipe(
          Effect.tapError((error) => Effect.logError(`${platform.name} broke; trying again`, error)),
          Effect.retry({ schedule: again, while: (error) => error.reason._tag !== "Misconfigured" }),
          Effect.ignore({ log: "Error" }),
          Effect.annotateLogs({ platform: platform.name })
        ),
      { concurrency: "unbounded", discard: true }
    )
  )
