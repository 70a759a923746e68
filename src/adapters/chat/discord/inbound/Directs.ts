/**
 * The direct messages that the bot has: Discord does not list them, so that those which come are remembered. Owns that
 * memory; each is forgotten 30 days after it was last used.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { State } from "../../../../core/ports/State.ts"

export interface Directs {
  readonly note: (channel: string) => Effect.Effect<void>
  /** Those used last come first; at most 500. */
  readonly all: Effect.Effect<ReadonlyArray<string>>
}

const day = 24 * 60 * 60 * 1000
const most = 500

const Kept = Schema.Struct({ at: Schema.Finite })

export const keptDirects: Effect.Effect<Directs, never, State> = Effect.gen(function* () {
  const kept = (yield* State).namespace("discord-directs", Kept)
  const noted = new Map<string, number>()
  return {
    note: (channel) =>
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        if (at - (noted.get(channel) ?? 0) < day) return
        yield* kept.set(channel, { at }, "30 days")
        noted.set(channel, at)
      }).pipe(Effect.ignore({ log: "Error" })),
    all: kept.entries.pipe(
      Effect.map((entries) =>
        entries
          .toSorted(([, left], [, right]) => right.at - left.at)
          .slice(0, most)
          .map(([channel]) => channel)
      ),
      Effect.tapCause((cause) => Effect.logError("the direct messages are not known", cause)),
      Effect.orElseSucceed((): ReadonlyArray<string> => [])
    )
  }
})
