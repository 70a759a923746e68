/**
 * Twenty workers asked for at once until the last result is there and its process gone, beside a bare loop that starts
 * the same twenty CLIs at once.
 */
import * as Effect from "effect/Effect"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { median, millis, ratio } from "../Statistics.ts"
import { bareTasks, startWorkers } from "../Workers.ts"

const mostRatio = 1.5

export const twentyWorkers: Benchmark = {
  name: "twenty-workers",
  promise: `20 workers at once: wall time <= ${mostRatio}x a bare loop`,
  measure: async ({ smoke }) => {
    const rounds = smoke ? 1 : 3
    const order = smoke ? { deltas: 3, every: 10, after: 20 } : { deltas: 50, every: 40, after: 500 }
    const measured = await Effect.runPromise(
      Effect.gen(function* () {
        const run = yield* startWorkers
        const ours: Array<number> = []
        const bare: Array<number> = []
        for (let round = 0; round < rounds; round++) {
          bare.push((yield* Effect.promise(() => bareTasks(20, order))).wall)
          ours.push((yield* run(20, order)).wall)
        }
        return { ours, bare }
      }).pipe(Effect.scoped)
    )
    const [ours, bare] = [median(measured.ours), median(measured.bare)]
    const times = ours / bare
    const held = times <= mostRatio
    return {
      measured: `${ratio(times)} (workers ${millis(ours)}, bare ${millis(bare)})`,
      held,
      remark: remarkOf(
        held,
        `${rounds} rounds; each answer streams for ${order.after + order.deltas * order.every} ms`,
        "at most 3 clis start at the same moment, and each has its journal and its ladder at the end"
      ),
      figures: { workersMillis: ours, bareMillis: bare, ratio: times }
    }
  }
}
