/** Many sessions that stream at once, and nobody who looks on. */
import * as Effect from "effect/Effect"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { measureMany } from "../ManyStreams.ts"
import { megabytes, millis, quantile } from "../Statistics.ts"

export const manySessions: Benchmark = {
  name: "many-sessions",
  promise: "200 sessions at 50 events/s: p99 lag <= 250 ms beyond pacing, no 429, RSS <= 400 MB",
  measure: async ({ smoke }) => {
    const { ages, cores, mostRss, overdue, refused, stall } = await Effect.runPromise(
      measureMany(smoke ? { sessions: 50, seconds: 2 } : { sessions: 200, seconds: 15 })
    )
    const age = quantile(ages, 0.99)
    const late = quantile(overdue, 0.99)
    const lag = Math.max(age, late)
    const held = lag <= 250 && refused === 0 && mostRss <= 400
    return {
      measured: `p99 lag ${millis(lag)}, ${refused} refused, longest standstill ${millis(stall)}, ${megabytes(mostRss)}`,
      held,
      remark: remarkOf(
        held,
        `p99 age of the newest word ${millis(age)}, edits late by p99 ${millis(late)}; ${cores.toFixed(2)} cores, CLIs played in the process`,
        `one thread is full at about ${Math.round(10_000 / Math.max(cores, 0.01))} events/s, and what it leaves to the collector is memory`
      ),
      figures: { p99AgeMillis: age, p99LateMillis: late, stallMillis: stall, refused, rssMegabytes: mostRss, cores }
    }
  }
}
