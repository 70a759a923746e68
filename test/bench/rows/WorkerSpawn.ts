/**
 * What a worker costs before its CLI has the prompt, beside the bare CLI that is started and given the same line.
 */
import * as Effect from "effect/Effect"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { median, millis, quantile } from "../Statistics.ts"
import { bareTasks, startWorkers } from "../Workers.ts"

const order = { deltas: 1, every: 0, after: 0 }
const mostOverhead = 100

export const workerSpawn: Benchmark = {
  name: "worker-spawn",
  promise: `worker asked for -> prompt on stdin: <= ${mostOverhead} ms over the bare cli`,
  measure: async ({ smoke }) => {
    const rounds = smoke ? 3 : 30
    const measured = await Effect.runPromise(
      Effect.gen(function* () {
        const run = yield* startWorkers
        const ours: Array<number> = []
        const bare: Array<number> = []
        for (let round = -1; round < rounds; round++) {
          const alone = yield* Effect.promise(() => bareTasks(1, order))
          const { toPrompt } = yield* run(1, order)
          // The first round only fills the caches.
          if (round < 0) continue
          bare.push(...alone.toPrompt)
          ours.push(...toPrompt)
        }
        return { ours, bare }
      }).pipe(Effect.scoped)
    )
    const [ours, bare] = [median(measured.ours), median(measured.bare)]
    const over = ours - bare
    const held = over <= mostOverhead
    return {
      measured: `${millis(over)} over (worker p50 ${millis(ours)}, p99 ${millis(quantile(measured.ours, 0.99))}; bare p50 ${millis(bare)})`,
      held,
      remark: remarkOf(
        held,
        `${rounds} workers one after the other, timed by the cli when the line is in its hands`,
        "the job, the mailbox, the journal and the cli's handshake come before the prompt"
      ),
      figures: { workerMillis: ours, bareMillis: bare, overheadMillis: over }
    }
  }
}
