/**
 * From a platform event to its acknowledgement, by when it is in the database: one message at a time for the latency,
 * then a flood over many conversations for the rate. Every lane is held by a turn that never ends, so that messages
 * are taken in and nothing else.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { startService } from "../BenchService.ts"
import { addPlayedBackend } from "../PlayedCli.ts"
import { millis, now, quantile } from "../Statistics.ts"

const measureAccept = (options: { readonly alone: number; readonly flood: number; readonly rooms: number }) =>
  Effect.gen(function* () {
    const acknowledged = new Map<string, number>()
    let begun = 0
    const allBegun = Deferred.makeUnsafe<void>()
    let wanted = Number.POSITIVE_INFINITY
    let flooded = Deferred.makeUnsafe<void>()
    addPlayedBackend({
      onTurn: () => {
        if (++begun === options.rooms) Deferred.doneUnsafe(allBegun, Effect.void)
      }
    })
    const { say } = yield* startService({
      backend: "played",
      config: "lane:\n  capacity: 1000\n",
      onWrite: (operation, at) => {
        if (operation._tag !== "Mark" || operation.state !== "accepted") return
        acknowledged.set(`${operation.message.conversation}/${operation.message.message}`, at)
        if (acknowledged.size === wanted) Deferred.doneUnsafe(flooded, Effect.void)
      }
    })
    const room = (index: number) => `room-${index % options.rooms}`
    for (let index = 0; index < options.rooms; index++) yield* say(room(index), "first", "hold the lane")
    yield* Deferred.await(allBegun)
    yield* Effect.sleep("200 millis")

    const warmup = Math.ceil(options.alone / 10)
    const latencies: Array<number> = []
    for (let index = 0; index < warmup + options.alone; index++) {
      const id = `alone-${index}`
      const at = now()
      yield* say(room(index), id, "please look at this")
      const seen = acknowledged.get(`${room(index)}/${id}`)
      if (index >= warmup) latencies.push((seen ?? Number.NaN) - at)
      yield* Effect.sleep("4 millis")
    }

    const before = acknowledged.size
    wanted = before + options.flood
    flooded = Deferred.makeUnsafe()
    const start = now()
    yield* Effect.forEach(
      Array.from({ length: options.rooms }, (_, index) => index),
      (index) =>
        Effect.forEach(
          Array.from({ length: options.flood / options.rooms }, (_, at) => `flood-${at}`),
          (id) => say(room(index), id, "please look at this"),
          { discard: true }
        ),
      { concurrency: "unbounded", discard: true }
    )
    yield* Deferred.await(flooded)
    return { latencies, perSecond: (options.flood / (now() - start)) * 1000 }
  }).pipe(Effect.scoped)

export const durableAccept: Benchmark = {
  name: "durable-accept",
  promise: "event -> stored and acknowledged: p50 <= 5 ms, p99 <= 20 ms; >= 1,000 messages/s",
  measure: async ({ smoke }) => {
    const options = smoke ? { alone: 50, flood: 200, rooms: 20 } : { alone: 1000, flood: 4000, rooms: 100 }
    const { latencies, perSecond } = await Effect.runPromise(measureAccept(options))
    const p50 = quantile(latencies, 0.5)
    const p99 = quantile(latencies, 0.99)
    const held = p50 <= 5 && p99 <= 20 && perSecond >= 1000
    return {
      measured: `p50 ${millis(p50)}, p99 ${millis(p99)}; ${Math.round(perSecond)}/s`,
      held,
      remark: remarkOf(
        held,
        `SQLite file; ${options.rooms} conversations whose lanes are held`,
        "what the session does with the message shares the thread"
      ),
      figures: { p50Millis: p50, p99Millis: p99, messagesPerSecond: perSecond }
    }
  }
}
