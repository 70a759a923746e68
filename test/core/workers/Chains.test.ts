import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Stream } from "effect"
import * as TestClock from "effect/testing/TestClock"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import type { Chain } from "../../../src/core/model/Chain.ts"
import { ConversationId, PlatformName, UserId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { type Job, type Origin, phaseOf, type Worker, type WorkerResult } from "../../../src/core/model/Worker.ts"
import { Chains } from "../../../src/core/workers/Chains.ts"
import { chainTree } from "../../../src/core/workers/ChainTree.ts"
import { Workers, WorkersError } from "../../../src/core/workers/Workers.ts"
import { type FakePool, makeFakePool } from "../../support/FakeWorkers.ts"

const origin: Origin = {
  conversation: {
    platform: PlatformName.make("fake"),
    id: ConversationId.make("general"),
    within: [],
    kind: "channel"
  },
  person: { id: UserId.make("ann"), name: "ann", roles: [] },
  asked: []
}

const crashed = Outcome.cases.Failed.make({ kind: "crash", message: "it crashed" })
const interrupted = Outcome.cases.Failed.make({ kind: "interrupted", message: "its end is not known" })

/** The engine is of the service's life, the pool is what outlives it. */
const serve = (pool: FakePool) =>
  Effect.map(
    Layer.build(
      Chains.layer({
        check: ({ agent }) =>
          agent === "nobody"
            ? Effect.fail(new WorkersError({ reason: "invalid", detail: "no agent is called nobody" }))
            : Effect.void
      }).pipe(
        Layer.provideMerge(Layer.fresh(WorkflowEngine.layerMemory)),
        Layer.provide(Layer.succeed(Workers, pool.workers))
      )
    ),
    (services) => Effect.provideContext(Chains, services)
  )

/** Looked at again after every change in the pool. */
const makeUntil = (pool: FakePool) =>
  Effect.gen(function* () {
    let changed = Deferred.makeUnsafe<void>()
    yield* pool.workers.changes.pipe(
      Stream.runForEach(() =>
        Effect.suspend(() => {
          const last = changed
          changed = Deferred.makeUnsafe()
          return Deferred.succeed(last, undefined)
        })
      ),
      Effect.forkScoped({ startImmediately: true })
    )
    return (what: () => string, holds: Effect.Effect<boolean, unknown>) =>
      Effect.gen(function* () {
        for (;;) {
          const next = changed
          if (yield* Effect.orDie(holds)) return
          yield* Deferred.await(next)
        }
      }).pipe(
        Effect.raceFirst(
          TestClock.withLive(Effect.sleep("10 seconds")).pipe(
            Effect.andThen(() => Effect.die(new Error(`never came: ${what()}`)))
          )
        )
      )
  })

const makeRig = Effect.fnUntraced(function* (work?: (worker: Worker) => Partial<WorkerResult>) {
  const tasks: Array<string> = []
  const pool = yield* makeFakePool(
    work === undefined
      ? {}
      : {
          work: (worker) =>
            Effect.sync(() => {
              tasks.push(worker.task.text)
              return work(worker)
            })
        }
  )
  const until = yield* makeUntil(pool)
  const chains = yield* yield* serve(pool)
  const start = (steps: Chain, input = "") => chains.start({ key: "k", origin, steps, input })
  const all = () => pool.all().map((worker) => `${worker.step}/${worker.index} ${phaseOf(worker)} ${worker.attempt}`)
  const find = (step: string, index = 0) =>
    pool.all().find((one) => one.step === step && one.index === index)?.id ?? assert.fail(`no ${step}/${index}`)
  /** Until the workers stand so: `step/index phase attempt`. */
  const sees = (...expected: ReadonlyArray<string>) =>
    until(
      () => `${expected.join(", ")}; there is ${all().join(", ")}`,
      Effect.sync(() => all().join() === expected.join())
    )
  const chain = ({ id }: Job) =>
    Effect.suspend(() => pool.workers.job(id)).pipe(
      Effect.map(({ job, workers }) => ({ ...job.chain, tree: chainTree(job, workers) }))
    )
  const told = (job: Job) => Effect.map(chain(job), ({ tree }) => tree.map(({ name, phase }) => `${name} ${phase}`))
  const broke = (job: Job) =>
    Effect.andThen(
      until(
        () => "the end of the chain",
        Effect.map(chain(job), ({ failed }) => failed !== undefined)
      ),
      chain(job)
    )
  const over = (job: Job) =>
    Effect.andThen(
      until(
        () => "the text of the chain",
        Effect.map(chain(job), ({ text }) => text !== undefined)
      ),
      chain(job)
    )
  const end = (step: string, index: number, result: Partial<WorkerResult> = {}) =>
    Effect.gen(function* () {
      const id = find(step, index)
      if (phaseOf(yield* pool.workers.worker(id)) === "waiting") yield* pool.begin(id)
      yield* pool.end(id, result)
    }).pipe(Effect.orDie)
  return { pool, chains, start, tasks, all, find, sees, until, chain, told, broke, over, end }
})

const review: Chain = [
  { name: "list", task: "list the files of {{input}}", schema: { type: "object" } },
  { name: "review", each: "{{list.files}}", task: "review {{item}}", agent: "critic", budgetUsd: 0.5 },
  { name: "sum", task: "sum up:\n{{review}}" }
]

describe("a chain", () => {
  it.effect("hands each step's output to the next, by schema and by template, and ends with the last one's text", () =>
    Effect.gen(function* () {
      const { over, pool, start, tasks, told } = yield* makeRig(({ step, task }) =>
        step === "list"
          ? { text: "two", outcome: Outcome.cases.Done.make({ structured: { files: ["a.ts", "b.ts"] } }) }
          : { text: `${task.text}: fine` }
      )
      const job = yield* start(review, "src")
      const { text } = yield* over(job)
      assert.deepStrictEqual(tasks, [
        "list the files of src",
        "review a.ts",
        "review b.ts",
        "sum up:\n## 1. a.ts\n\nreview a.ts: fine\n\n## 2. b.ts\n\nreview b.ts: fine"
      ])
      assert.deepStrictEqual(
        pool.requests.map(({ agent, budgetUsd, terms, title }) => [
          title,
          agent,
          budgetUsd,
          terms?.schema !== undefined
        ]),
        [
          ["list", undefined, undefined, true],
          ["review: a.ts", "critic", 0.5, false],
          ["review: b.ts", "critic", 0.5, false],
          ["sum", undefined, undefined, false]
        ]
      )
      assert.strictEqual(text, `${tasks[3]}: fine`)
      assert.deepStrictEqual(yield* told(job), ["list done", "review done", "sum done"])
      assert.strictEqual(job.title, "list → review → sum")
      assert.strictEqual((yield* start(review, "src")).id, job.id, "the same key is the same chain")
    })
  )

  it.effect("goes through the items of a step side by side, and waits for all of them", () =>
    Effect.gen(function* () {
      const { broke, end, sees, start, told } = yield* makeRig()
      const job = yield* start([
        { name: "do", each: ["a", "b", "c"], task: "{{item}}" },
        { name: "sum", task: "{{do}}" }
      ])
      yield* sees("do/0 waiting 1", "do/1 waiting 1", "do/2 waiting 1")
      yield* end("do", 1, { outcome: crashed })
      yield* end("do", 0)
      assert.deepStrictEqual(yield* told(job), ["do running", "sum waiting"], "the third still works")
      yield* end("do", 2, {
        outcome: Outcome.cases.OverBudget.make({ budget: "turn", limitUsd: 1, message: "it has cost $1.20" })
      })
      const { failed, tree } = yield* broke(job)
      assert.deepStrictEqual(failed, {
        step: "do",
        why: "2 of 3: 2. b: it crashed; 3. c: turn budget $1.00 · it has cost $1.20"
      })
      assert.deepStrictEqual(
        tree.map(({ name, phase, why }) => [name, phase, why]),
        [
          ["do", "failed", failed?.why],
          ["sum", "waiting", undefined]
        ]
      )
    })
  )

  it.effect("that broke off goes on from there when it is retried: what is done is not done again", () =>
    Effect.gen(function* () {
      const { broke, chains, end, over, sees, start, told } = yield* makeRig()
      const job = yield* start([
        { name: "do", each: ["a", "b"], task: "{{item}}" },
        { name: "sum", task: "{{do}}" }
      ])
      yield* sees("do/0 waiting 1", "do/1 waiting 1")
      assert.isFalse(yield* chains.retry(job.id, "ann"), "nothing of it failed yet")
      yield* end("do", 0, { text: "one" })
      yield* end("do", 1, { outcome: crashed })
      yield* broke(job)
      const pressed = [chains.retry(job.id, "ann"), chains.retry(job.id, "ben")]
      assert.deepStrictEqual(yield* Effect.all(pressed, { concurrency: 2 }), [true, true])
      yield* sees("do/0 done 1", "do/1 waiting 2")
      assert.deepStrictEqual(yield* told(job), ["do running", "sum waiting"])
      yield* end("do", 1, { outcome: crashed })
      assert.strictEqual((yield* broke(job)).failed?.step, "do", "not retried by itself")
      yield* chains.retry(job.id, "ann")
      yield* sees("do/0 done 1", "do/1 waiting 3")
      yield* end("do", 1, { text: "two" })
      yield* sees("do/0 done 1", "do/1 done 3", "sum/0 waiting 1")
      yield* end("sum", 0, { text: "both" })
      assert.include(yield* over(job), { attempt: 3, text: "both" })
      assert.isFalse(yield* chains.retry(job.id, "ann"), "it is over")
      assert.isFalse(yield* chains.cancel(job.id, { by: "ann" }), "it is over")
    })
  )

  it.effect("that broke off goes on when the worker at which it did goes on, and breaks off again with it", () =>
    Effect.gen(function* () {
      const { broke, chain, end, find, over, pool, sees, start, until } = yield* makeRig()
      const job = yield* start([
        { name: "do", task: "x" },
        { name: "sum", task: "{{do}}" }
      ])
      const attempt = (number: number) =>
        until(
          () => `attempt ${number}`,
          Effect.map(chain(job), (now) => now.attempt === number)
        )
      yield* sees("do/0 waiting 1")
      yield* end("do", 0, { outcome: crashed })
      yield* broke(job)
      yield* pool.workers.retry(find("do"), "ann")
      yield* attempt(2)
      yield* end("do", 0, { outcome: crashed })
      assert.include(yield* broke(job), { attempt: 2 }, "nobody asked for a third one")
      yield* pool.workers.retry(find("do"), "ann")
      yield* attempt(3)
      yield* end("do", 0, { text: "after all" })
      yield* sees("do/0 done 3", "sum/0 waiting 1")
      yield* end("sum", 0, { text: "whole" })
      assert.include(yield* over(job), { attempt: 3, text: "whole" })
    })
  )

  it.effect("takes the result of a worker that was retried while others of its step still worked", () =>
    Effect.gen(function* () {
      const { chain, end, find, pool, sees, start } = yield* makeRig()
      const job = yield* start([
        { name: "do", each: ["a", "b", "c"], task: "{{item}}" },
        { name: "sum", task: "{{do}}" }
      ])
      yield* sees("do/0 waiting 1", "do/1 waiting 1", "do/2 waiting 1")
      yield* end("do", 0, { outcome: crashed })
      yield* end("do", 1, { outcome: crashed })
      yield* pool.workers.retry(find("do", 0), "ann")
      yield* end("do", 0, { text: "A" })
      yield* pool.workers.retry(find("do", 1), "ann")
      yield* end("do", 2, { text: "C" })
      yield* end("do", 1, { text: "B" })
      yield* sees("do/0 done 2", "do/1 done 2", "do/2 done 1", "sum/0 waiting 1")
      assert.include(yield* chain(job), { attempt: 1 })
    })
  )

  it.effect("that is cancelled ends its workers, starts no more, says who it was, and may go on after all", () =>
    Effect.gen(function* () {
      const { chain, chains, end, find, pool, sees, start, told, until } = yield* makeRig()
      const job = yield* start([
        { name: "do", each: ["a", "b", "c"], task: "{{item}}" },
        { name: "sum", task: "{{do}}" }
      ])
      yield* sees("do/0 waiting 1", "do/1 waiting 1", "do/2 waiting 1")
      yield* end("do", 0)
      yield* pool.begin(find("do", 1))
      assert.isTrue(yield* chains.cancel(job.id, { by: "ann" }))
      assert.isFalse(yield* chains.cancel(job.id, { by: "ben" }), "nothing of it is left")
      yield* sees("do/0 done 1", "do/1 cancelled 1", "do/2 cancelled 1")
      assert.deepStrictEqual(yield* told(job), ["do failed", "sum waiting"])
      const { cancelledBy, failed } = yield* chain(job)
      assert.deepStrictEqual([cancelledBy, failed], ["ann", undefined])
      assert.isTrue(yield* chains.retry(job.id, "ann"))
      yield* until(
        () => "another attempt",
        Effect.map(chain(job), (now) => now.cancelledBy === undefined)
      )
      yield* sees("do/0 done 1", "do/1 waiting 2", "do/2 waiting 2")
    })
  )

  it.effect("that is cancelled while a step begins leaves none of its workers running", () =>
    Effect.gen(function* () {
      const { all, chains, end, pool, sees, start, until } = yield* makeRig()
      const job = yield* start([
        { name: "one", task: "x" },
        { name: "do", each: ["a", "b", "c"], task: "{{item}}" }
      ])
      yield* sees("one/0 waiting 1")
      const cancelled = yield* until(
        () => "the next step",
        Effect.sync(() => all().length > 1)
      ).pipe(Effect.andThen(chains.cancel(job.id, { by: "ann" })), Effect.forkChild({ startImmediately: true }))
      yield* end("one", 0)
      assert.isTrue(yield* Fiber.join(cancelled))
      yield* until(
        () => "the end of all",
        Effect.sync(() => pool.all().every(({ result }) => result !== undefined))
      )
      assert.deepStrictEqual([...new Set(pool.all().slice(1).map(phaseOf))], ["cancelled"])
    })
  )

  it.effect("takes up again by itself what a restart interrupted, but not for ever", () =>
    Effect.gen(function* () {
      const { broke, end, sees, start } = yield* makeRig()
      const job = yield* start([{ name: "do", task: "x" }])
      for (const attempt of [1, 2, 3, 4]) {
        yield* sees(`do/0 waiting ${attempt}`)
        yield* end("do", 0, { outcome: interrupted })
      }
      assert.deepStrictEqual((yield* broke(job)).failed, { step: "do", why: "its end is not known" })
      yield* sees("do/0 interrupted 4")
    })
  )

  it.effect("goes on after a restart with what is known, and asks for nothing twice", () =>
    Effect.gen(function* () {
      const { end, over, pool, sees, start, told } = yield* makeRig()
      const job = yield* start([
        { name: "list", task: "list" },
        { name: "do", each: "{{list}}", task: "{{item}}" },
        { name: "sum", task: "{{do}}" }
      ])
      yield* sees("list/0 waiting 1")
      yield* end("list", 0, { text: "- a\n- b" })
      yield* sees("list/0 done 1", "do/0 waiting 1", "do/1 waiting 1")
      yield* end("do", 1, { text: "B" })
      // An engine that knows nothing. The first one lives on: whatever both do must come to the same.
      yield* Effect.asVoid(serve(pool))
      yield* end("do", 0, { text: "A" })
      yield* sees("list/0 done 1", "do/0 done 1", "do/1 done 1", "sum/0 waiting 1")
      yield* end("sum", 0, { text: "AB" })
      assert.strictEqual((yield* over(job)).text, "AB")
      assert.deepStrictEqual(yield* told(job), ["list done", "do done", "sum done"])
    })
  )

  it.effect("whose list is empty has nothing to do there, and goes on", () =>
    Effect.gen(function* () {
      const { over, start, tasks } = yield* makeRig(({ step }) => ({ text: step === "list" ? "\n \n" : "done" }))
      const job = yield* start([
        { name: "list", task: "list" },
        { name: "do", each: "{{list}}", task: "{{item}}" },
        { name: "sum", task: "<{{do}}>" }
      ])
      const { text, tree } = yield* over(job)
      assert.strictEqual(text, "done")
      assert.deepStrictEqual(tasks, ["list", "<>"])
      assert.deepStrictEqual(
        tree.map(({ map, phase, workers }) => [map, phase, workers.length]),
        [
          [false, "done", 1],
          [true, "done", 0],
          [false, "done", 1]
        ]
      )
    })
  )

  it.effect("whose result lacks what a task names breaks off there, before any of the step is asked for", () =>
    Effect.gen(function* () {
      const { all, broke, start } = yield* makeRig(() => ({
        outcome: Outcome.cases.Done.make({ structured: { files: [{ path: "a" }, {}] } })
      }))
      const job = yield* start([
        { name: "list", task: "list", schema: {} },
        { name: "do", each: "{{list.files}}", task: "{{item.path}}" }
      ])
      const { failed } = yield* broke(job)
      assert.deepStrictEqual(all(), ["list/0 done 1"])
      assert.deepStrictEqual(failed, {
        step: "do",
        why: "item 2: {{item.path}} is not there: path is part of nothing"
      })
    })
  )

  it.effect("is refused before anything runs when a step of it could not run", () =>
    Effect.gen(function* () {
      const { chains, pool, start } = yield* makeRig()
      const refused = (steps: Chain) => Effect.map(Effect.flip(start(steps)), ({ detail, reason }) => [reason, detail])
      assert.deepStrictEqual(yield* refused([{ name: "a", task: "{{b}}" }]), [
        "invalid",
        "step a: {{b}} is not known; known are input"
      ])
      const steps: Chain = [
        { name: "a", task: "x" },
        { name: "b", task: "x", agent: "nobody" }
      ]
      assert.deepStrictEqual(yield* refused(steps), ["invalid", "step b: no agent is called nobody"])
      const long = yield* Effect.flip(start([{ name: "a", task: "x" }], "x".repeat(100_001)))
      assert.strictEqual(long.detail, "the input has 100001 characters, at most 100000")
      assert.deepStrictEqual(yield* pool.workers.jobs, [])
      const { job } = yield* pool.workers.spawn({ key: "one", origin, workers: [{ text: "alone" }] })
      for (const act of [chains.retry(job.id, "ann"), chains.cancel(job.id, { by: "ann" })]) {
        const error = yield* Effect.flip(act)
        assert.deepStrictEqual([error.reason, error.detail], ["unknown", `${job.id} is no chain; see the list of jobs`])
      }
    })
  )
})
