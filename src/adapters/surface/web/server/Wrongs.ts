/**
 * Counts secrets that are not known, on every way in together, so that nobody tries them by the thousand. Owns that count;
 * what is right gets in however many were wrong before, so that nobody can lock out anybody else.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const most = 20
const within = Duration.toMillis("1 minute")

export class TooManyWrong extends Schema.TaggedError<TooManyWrong>()("TooManyWrong", { seconds: Schema.Natural }) {
  override get message() {
    return `too many wrong links, keys and tokens; try again in ${this.seconds} seconds`
  }
}

export const makeWrongs = Effect.sync(() => {
  let since = 0
  let count = 0
  return {
    /** One more; fails when there were too many within a minute. */
    note: Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      if (now - since >= within) {
        since = now
        count = 0
      }
      count++
      if (count === most + 1) yield* Effect.logWarning("somebody tries links, keys or tokens that are not known")
      if (count > most) return yield* new TooManyWrong({ seconds: Math.ceil((since + within - now) / 1000) })
    })
  }
})

export type Wrongs = Effect.Success<typeof makeWrongs>
