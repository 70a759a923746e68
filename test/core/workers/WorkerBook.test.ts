/**
 * The book of jobs and workers: a job is found with its own workers, and nothing of others is looked at for it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { JobId } from "../../../src/core/model/Ids.ts"
import type { Worker } from "../../../src/core/model/Worker.ts"
import { makeWorkerBook } from "../../../src/core/workers/WorkerBook.ts"
import { makeFakePool } from "../../support/FakeWorkers.ts"
import { memoryState } from "../../support/MemoryState.ts"
import { originOf } from "../../support/WorkerJourney.ts"

describe("WorkerBook", () => {
  it.effect("finds the workers of a job in their order, at the cost of these alone", () =>
    Effect.gen(function* () {
      const pool = yield* makeFakePool()
      const book = yield* makeWorkerBook("1 day").pipe(Effect.provide(memoryState))
      let looks = 0
      const watched = (worker: Worker): Worker =>
        Object.defineProperty({ ...worker }, "job", {
          enumerable: true,
          get: () => {
            looks++
            return worker.job
          }
        })
      const asked: Array<{ readonly id: JobId; readonly workers: ReadonlyArray<string> }> = []
      for (let index = 0; index < 40; index++) {
        const { job, workers } = yield* pool.workers.spawn({
          key: `k${index}`,
          origin: originOf("ann"),
          workers: [{ text: "one" }, { text: "two" }, { text: "three" }]
        })
        for (const worker of workers) yield* book.put(watched(worker))
        yield* book.putJob(job)
        asked.push({ id: job.id, workers: workers.map(({ id }) => id) })
      }
      // one of them changes: it keeps its place
      const first = book.workers.values().next().value ?? assert.fail("there is no worker")
      yield* book.put(first)
      looks = 0
      for (const { id, workers } of asked) {
        assert.deepStrictEqual(
          (yield* book.job(id)).workers.map((worker) => worker.id),
          workers
        )
      }
      assert.strictEqual((yield* book.all).length, asked.length)
      assert.strictEqual(looks, 0)
      assert.strictEqual((yield* Effect.flip(book.job(JobId.make("j-none")))).reason, "unknown")
    })
  )
})
