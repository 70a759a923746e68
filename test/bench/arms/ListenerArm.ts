/**
 * Discord's adapter alone, listening: no agents, no turns. A process of its own, so that its memory is its alone. Tells
 * how much it has heard and, with the garbage gone, what it holds.
 */
import { getHeapSpaceStatistics } from "node:v8"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { manifest } from "../../../src/adapters/chat/discord/index.ts"
import { memoryState } from "../../support/MemoryState.ts"
import { testIntake } from "../../support/TestIntake.ts"
import { rss } from "../Statistics.ts"
import { serveCalls } from "./Calls.ts"

const [apiUrl = "", token = "", directory = ""] = process.argv.slice(2)
let heard = 0
let failure: unknown

void Effect.runPromise(
  Effect.gen(function* () {
    const platform = yield* manifest.create(
      {},
      { environment: { DISCORD_API_URL: apiUrl, DISCORD_TOKEN: token }, directory }
    )
    yield* platform.receive(testIntake(() => Effect.sync(() => void heard++)))
  }).pipe(Effect.scoped, Effect.provide(Layer.merge(memoryState, NodeServices.layer)))
).catch((cause: unknown) => {
  failure = cause
})

const megabyte = 1_048_576

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

/** Returns once nothing is collected any more. */
const collect = async () => {
  for (let last = Number.POSITIVE_INFINITY; ; ) {
    globalThis.gc?.()
    await pause(100)
    const { heapUsed } = process.memoryUsage()
    if (heapUsed > last * 0.995) return
    last = heapUsed
  }
}

const calls = {
  /** Returns once this many messages were heard. */
  heard: async (count: number) => {
    while (heard < count) {
      if (failure !== undefined) throw failure
      await pause(20)
    }
  },
  /** Megabytes. */
  memory: async (_: undefined) => {
    await collect()
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? 0
    return { rss: rss(), heapUsed: process.memoryUsage().heapUsed / megabyte, young: young / megabyte }
  }
}
export type ListenerCalls = typeof calls

serveCalls(calls)
