/**
 * Listens on platforms, and knows which of this life are not listened to any more, and why: for whoever waits for
 * something to be said there.
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { ChatPlatform } from "../core/ports/ChatPlatform.ts"
import { listen } from "../core/sessions/Gateways.ts"

export interface Listening {
  /** Nothing will be heard on it any more in this life. */
  readonly ended: (platform: string, why: string) => Effect.Effect<void>
  /** Returns why, once nothing will be heard on it any more. */
  readonly end: (platform: string) => Effect.Effect<string>
}

export const makeListening = (): Listening => {
  const ends = new Map<string, Deferred.Deferred<string>>()
  const endOf = (platform: string) => {
    const known = ends.get(platform) ?? Deferred.makeUnsafe<string>()
    ends.set(platform, known)
    return known
  }
  return {
    ended: (platform, why) => Effect.asVoid(Deferred.succeed(endOf(platform), why)),
    end: (platform) => Deferred.await(endOf(platform))
  }
}

export const Listening = Context.Reference<Listening>("orchestrator/bot/Listening", { defaultValue: makeListening })

/** Returns when all of them have nothing more to say. Whoever waits for one of them hears of its end. */
export const listenTo = (platforms: ReadonlyArray<ChatPlatform>) =>
  Effect.flatMap(Listening, ({ ended }) =>
    Effect.forEach(
      platforms,
      (platform) => Effect.andThen(listen([platform]), ended(platform.name, "the platform does not listen any more")),
      { concurrency: "unbounded", discard: true }
    )
  )
