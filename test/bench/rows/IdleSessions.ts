/**
 * A service that knows many sessions and runs none: its memory, and how long a message takes until the CLI of its
 * session is asked for.
 */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import * as Effect from "effect/Effect"
import { makeTestHome } from "../../support/TestService.ts"
import { roomOf } from "../arms/SeedSessions.ts"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { startService } from "../BenchService.ts"
import { addPlayedBackend } from "../PlayedCli.ts"
import { megabytes, millis, now, quantile, rss } from "../Statistics.ts"

const seeding = join(import.meta.dirname, "../arms/SeedSessions.ts")

const measureIdle = (options: { readonly known: number; readonly woken: number }) =>
  Effect.gen(function* () {
    const home = yield* makeTestHome({ bench: { backend: "played" } })
    yield* Effect.promise(() =>
      promisify(execFile)(process.execPath, [seeding, home.home, home.product, String(options.known)])
    )
    let startedAt = Number.NaN
    addPlayedBackend({
      onStart: () => {
        startedAt = now()
      },
      onTurn: (turn) => {
        turn.delta("awake")
        turn.end()
      }
    })
    const { say } = yield* startService({ backend: "played", home, onWrite: () => {} })
    yield* Effect.sleep("2 seconds")
    const resident = rss()
    const wakes: Array<number> = []
    for (let index = 0; index < options.woken; index++) {
      startedAt = Number.NaN
      const saidAt = now()
      yield* say(roomOf(index * Math.floor(options.known / options.woken)), "again", "are you there")
      for (let turns = 0; Number.isNaN(startedAt) && turns < 400; turns++) yield* Effect.sleep("5 millis")
      if (Number.isNaN(startedAt)) return yield* Effect.die(new Error("a session did not wake"))
      wakes.push(startedAt - saidAt)
      yield* Effect.sleep("30 millis")
    }
    return { resident, wakes }
  }).pipe(Effect.scoped)

export const idleSessions: Benchmark = {
  name: "idle-sessions",
  promise: "10,000 sessions known, none warm: RSS <= 250 MB, wake <= 20 ms before the CLI's start",
  measure: async ({ smoke }) => {
    const known = smoke ? 1_000 : 10_000
    const { resident, wakes } = await Effect.runPromise(measureIdle({ known, woken: smoke ? 10 : 200 }))
    const p50 = quantile(wakes, 0.5)
    const p99 = quantile(wakes, 0.99)
    const held = resident <= 250 && p50 <= 20
    return {
      measured: `${megabytes(resident)}; wake p50 ${millis(p50)}, p99 ${millis(p99)}`,
      held,
      remark: remarkOf(
        held,
        `run from source; ${wakes.length} sessions woken one by one`,
        "the session is activated and its record read first"
      ),
      figures: { rssMegabytes: resident, wakeP50Millis: p50, wakeP99Millis: p99 }
    }
  }
}
