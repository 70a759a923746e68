/** The same task is answered once: what makes it the same, for how long, and what is never kept. */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { KeyvState } from "../../../src/adapters/store/keyv/KeyvState.ts"
import type { Agent } from "../../../src/core/model/Agent.ts"
import { AgentName, BackendName, HostName } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import type { WorkerResult, WorkerTask } from "../../../src/core/model/Worker.ts"
import { State, StateError } from "../../../src/core/ports/State.ts"
import { WorkingTree } from "../../../src/core/ports/WorkingTree.ts"
import { ResultCache } from "../../../src/core/workers/ResultCache.ts"

const agent: Agent = {
  name: AgentName.make("scout"),
  description: "",
  backend: BackendName.make("rehearsal"),
  workdir: "/here",
  permissions: "ask",
  budget: {},
  host: HostName.make("default"),
  busy: "queue",
  face: {},
  verbosity: "essentials",
  skills: [],
  mcp: {},
  persona: "",
  personaVersion: "one"
}

const task: WorkerTask = {
  text: "review this",
  agent: agent.name,
  terms: {},
  budgetUsd: 1,
  timeoutMillis: 1000,
  priority: "normal",
  fresh: false
}

const result: WorkerResult = {
  outcome: Outcome.cases.Done.make({ structured: { findings: ["none"] } }),
  text: "all is well",
  files: [],
  usage: {
    inputTokens: 1,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 1,
    reasoningTokens: 0,
    costUsd: 0.3
  },
  model: "small",
  elapsedMillis: 9000,
  at: 0
}

/** Directories below `/plain` have no revision. */
const tree = Layer.succeed(WorkingTree, {
  revision: (directory) =>
    Effect.succeed(directory.startsWith("/plain") ? undefined : { directory, id: directory.length > 5 ? "b" : "a" })
})

const cache = (timeToLive?: Duration.Input) =>
  ResultCache.layer({ timeToLive: timeToLive === undefined ? undefined : Duration.fromInputUnsafe(timeToLive) }).pipe(
    Layer.provide([tree, KeyvState.layerMemory])
  )

describe("results of tasks that are the same", () => {
  it.effect("are found until their time is over, marked with when they were worked on and without what they cost", () =>
    Effect.gen(function* () {
      const results = yield* ResultCache
      const key = (yield* results.keyOf(task, agent, undefined)) ?? assert.fail("no key")
      assert.isUndefined(yield* results.find(key))
      yield* results.store(key, result)
      yield* TestClock.adjust("59 minutes")
      const again =
        (yield* results.keyOf({ ...task, budgetUsd: 5, priority: "high", fresh: true }, agent, undefined)) ?? ""
      const { usage: _, ...told } = result
      const now = Duration.toMillis("59 minutes")
      assert.deepStrictEqual(yield* results.find(again), { ...told, elapsedMillis: 0, at: now, cachedAt: 0 })
      yield* TestClock.adjust("2 minutes")
      assert.isUndefined(yield* results.find(key))
    }).pipe(Effect.provide(cache("1 hour")))
  )

  it.effect("are another's as soon as anything differs that the answer could depend on", () =>
    Effect.gen(function* () {
      const results = yield* ResultCache
      const keys = yield* Effect.all([
        results.keyOf(task, agent, undefined),
        results.keyOf(task, agent, "small"),
        results.keyOf({ ...task, text: "review that" }, agent, undefined),
        results.keyOf({ ...task, terms: { backend: BackendName.make("other") } }, agent, undefined),
        results.keyOf({ ...task, terms: { permissions: "plan" } }, agent, undefined),
        results.keyOf({ ...task, terms: { schema: { type: "object" } } }, agent, undefined),
        results.keyOf({ ...task, terms: { workdir: "/else" } }, agent, undefined),
        results.keyOf({ ...task, terms: { workdir: "/changed" } }, agent, undefined),
        results.keyOf(task, { ...agent, personaVersion: "two" }, undefined),
        results.keyOf(task, { ...agent, name: AgentName.make("other") }, undefined),
        results.keyOf(task, { ...agent, tools: ["Read"] }, undefined)
      ])
      assert.notInclude(keys, undefined)
      assert.strictEqual(new Set(keys).size, keys.length)
    }).pipe(Effect.provide(cache("1 hour")))
  )

  it.effect("are not kept where they changed something, did not end well or come from the cache themselves", () =>
    Effect.gen(function* () {
      const results = yield* ResultCache
      const unkept: ReadonlyArray<WorkerResult> = [
        { ...result, files: ["a.txt"] },
        { ...result, outcome: Outcome.cases.Stopped.make({}) },
        { ...result, cachedAt: 5 }
      ]
      for (const each of unkept) yield* results.store("key", each)
      assert.isUndefined(yield* results.find("key"))
      assert.isUndefined(yield* results.keyOf({ ...task, terms: { workdir: "/plain" } }, agent, undefined))
    }).pipe(Effect.provide(cache("1 hour")))
  )

  it.effect("are neither kept nor found where it is turned off", () =>
    Effect.gen(function* () {
      const results = yield* ResultCache
      assert.isUndefined(yield* results.keyOf(task, agent, undefined))
      yield* results.store("key", result)
      assert.isUndefined(yield* results.find("key"))
    }).pipe(Effect.provide(cache()))
  )

  it.effect("are worked on anew where the store is broken", () => {
    const fail = Effect.fail(new StateError({ namespace: "worker-results", operation: "get", cause: "gone" }))
    const broken = Layer.succeed(State, {
      namespace: () => ({ get: () => fail, set: () => fail, remove: () => fail, entries: fail })
    })
    return Effect.gen(function* () {
      const results = yield* ResultCache
      yield* results.store("key", result)
      assert.isUndefined(yield* results.find("key"))
    }).pipe(Effect.provide(ResultCache.layer({ timeToLive: Duration.hours(1) }).pipe(Layer.provide([tree, broken]))))
  })
})
