/**
 * From a message on the platform to its prompt on the stdin of a warm CLI: through the door, the store and the lane.
 */
import * as Effect from "effect/Effect"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { talk } from "../StampedTalk.ts"
import { millis, quantile } from "../Statistics.ts"

export const warmMessage: Benchmark = {
  name: "warm-message",
  promise: "second message -> prompt on stdin: p50 <= 5 ms",
  measure: async ({ smoke }) => {
    const turns = await Effect.runPromise(
      talk({ turns: smoke ? 20 : 300, warmup: smoke ? 3 : 20, order: { deltas: 1, every: 0, after: 5 } })
    )
    const lags = turns.map(({ saidAt, stamps }) => stamps.heard - saidAt)
    const p50 = quantile(lags, 0.5)
    const p99 = quantile(lags, 0.99)
    const held = p50 <= 5
    return {
      measured: `p50 ${millis(p50)}, p99 ${millis(p99)}`,
      held,
      remark: remarkOf(
        held,
        `${lags.length} messages, timed by the CLI when the line is in its hands`,
        "the mailbox, the journal, the record and the first picture of the turn come before the prompt"
      ),
      figures: { p50Millis: p50, p99Millis: p99 }
    }
  }
}
