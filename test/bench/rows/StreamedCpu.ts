/**
 * CPU that the service spends on a turn of 1,000 events beside a bare loop over the same bytes that makes the same
 * requests. The CLI is a child of each; its own CPU is not counted.
 */
import { tmpdir } from "node:os"
import * as Effect from "effect/Effect"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { stampingCli } from "../StampingCli.ts"
import { median, ratio } from "../Statistics.ts"
import { requests, runTurnPair } from "../TurnPair.ts"

export const streamedCpu: Benchmark = {
  name: "streamed-cpu",
  promise: "CPU for 1,000 streamed events <= 2x a bare loop",
  measure: async ({ smoke }) => {
    const turn = JSON.stringify({ deltas: 1000, every: smoke ? 1 : 3, after: 10 })
    const turns = await Effect.runPromise(
      runTurnPair({
        order: {
          command: process.execPath,
          args: [stampingCli],
          env: { PATH: process.env.PATH ?? "" },
          cwd: tmpdir()
        },
        warmup: JSON.stringify({ deltas: 1000, every: 0, after: 10 }),
        said: turn,
        warmups: smoke ? 1 : 3,
        rounds: smoke ? 1 : 3
      })
    )
    const service = median(turns.service.map((one) => one.cpuMillis))
    const bare = median(turns.bare.map((one) => one.cpuMillis))
    const counts = [turns.service, turns.bare].map((all) => median(all.map(requests)))
    const held = service / bare <= 2
    return {
      measured: `${ratio(service / bare)} (${Math.round(service)} ms against ${Math.round(bare)} ms)`,
      held,
      remark: remarkOf(
        held,
        `events ${smoke ? 1 : 3} ms apart, each a read of its own; ${counts.join(" and ")} requests; the service also journals, checks and recovers`,
        "every event takes some ten steps between fibers of its own"
      ),
      figures: { ratio: service / bare, serviceMillis: service, bareMillis: bare }
    }
  }
}
