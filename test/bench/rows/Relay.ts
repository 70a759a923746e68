/**
 * From the first token on the CLI's stdout to the platform request that shows it: the CLI writes the time into the
 * token, and the request is timed where it would leave.
 */
import * as Effect from "effect/Effect"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { talk } from "../StampedTalk.ts"
import { millis, quantile } from "../Statistics.ts"

export const relay: Benchmark = {
  name: "relay",
  promise: "first token -> request: p50 <= 5 ms, p99 <= 25 ms",
  measure: async ({ smoke }) => {
    const turns = await Effect.runPromise(
      talk({ turns: smoke ? 20 : 300, warmup: smoke ? 3 : 20, order: { deltas: 3, every: 2, after: 15 } })
    )
    const lags = turns.map(({ firstShownAt, stamps }) => firstShownAt - stamps.first)
    const p50 = quantile(lags, 0.5)
    const p99 = quantile(lags, 0.99)
    const held = p50 <= 5 && p99 <= 25
    return {
      measured: `p50 ${millis(p50)}, p99 ${millis(p99)}`,
      held,
      remark: remarkOf(
        held,
        `${lags.length} turns of one warm session, real child process`,
        "whatever else runs on the machine shows in p99"
      ),
      figures: { p50Millis: p50, p99Millis: p99 }
    }
  }
}
