/**
 * Workers as people meet them in the dashboard: asked for, watched while they work, ended and tried again. Once on the whole
 * service, and once on a pool by hand for what depends on the moment.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { AccessPolicy } from "../../../src/core/agents/AccessPolicy.ts"
import { Agents } from "../../../src/core/agents/Agents.ts"
import { AgentsError, UnknownAgent } from "../../../src/core/agents/AgentsError.ts"
import type { JobLine, JobsSeen } from "../../../src/core/control/protocol/WorkerRpcs.ts"
import { reportCalls } from "../../../src/core/control/ReportCalls.ts"
import { workerCalls } from "../../../src/core/control/WorkerCalls.ts"
import { workerWatch } from "../../../src/core/control/WorkerWatch.ts"
import { Answer } from "../../../src/core/model/Ask.ts"
import type { JobId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { phaseOf } from "../../../src/core/model/Worker.ts"
import { AuditLog } from "../../../src/core/ports/AuditLog.ts"
import { Workers } from "../../../src/core/workers/Workers.ts"
import { makeFakePool, says } from "../../support/FakeWorkers.ts"
import { originOf, workerHome, workerLife } from "../../support/WorkerJourney.ts"
import { accessOf, as, refusalOf } from "./Visitors.ts"

const access = accessOf({
  root: ["talk", "approve", "administer", "spend"],
  ann: ["talk"],
  bob: ["talk"]
})

const calls = Effect.provideService(workerCalls, AccessPolicy, access)

const costs = Effect.provideService(reportCalls, AccessPolicy, access)

const standing = ({ job, over, workers }: JobLine) =>
  `${job.title}: ${workers.map(({ worker }) => phaseOf(worker)).join(", ")}${over ? " (over)" : ""}`

/** Each job as it was told last. */
const latest = (seen: ReadonlyArray<JobsSeen>): ReadonlyArray<JobLine> => {
  const jobs = new Map<string, JobLine>()
  for (const one of seen) {
    if (one._tag === "All") jobs.clear()
    for (const line of one._tag === "All" ? one.jobs : [one.job]) jobs.set(line.job.id, line)
  }
  return [...jobs.values()]
}

describe("WorkerCalls", () => {
  it.live("workers are asked for, watched, answered, ended and tried again by their own people", () =>
    Effect.gen(function* () {
      yield* workerLife(
        yield* workerHome,
        Effect.gen(function* () {
          const call = yield* calls
          /** What this person is told until it is so. */
          const watched = (name: string, until: (lines: ReadonlyArray<JobLine>) => boolean) => {
            const told: Array<JobsSeen> = []
            return call.WatchJobs().pipe(
              Stream.takeUntil((seen) => {
                told.push(seen)
                return until(latest(told))
              }),
              Stream.runDrain,
              Effect.map(() => latest(told)),
              as(name)
            )
          }
          const wish = {
            key: "k1",
            title: "two of them",
            workers: [{ text: '!ask Bash "rm -rf build"\n!say done' }, { text: "!say quick", title: "quick" }]
          } as const
          assert.match(yield* refusalOf(call.SpawnWorkers(wish).pipe(as("nobody"))), /^not-allowed: you may not talk/)
          const job = yield* call.SpawnWorkers(wish).pipe(as("ann"))
          assert.strictEqual(yield* call.SpawnWorkers(wish).pipe(as("ann")), job, "the same key is the same job")
          const other = yield* call
            .SpawnWorkers({ key: "k1", title: "of bob", workers: [{ text: "!wait 30s" }] })
            .pipe(as("bob"))
          assert.notStrictEqual(other, job, "and of another person another one")

          const dear = (name: string) =>
            call
              .SpawnWorkers({ key: "dear", workers: [{ text: "!say a" }, { text: "!say b", budgetUsd: 1000 }] })
              .pipe(as(name), refusalOf)
          assert.match(yield* dear("ann"), /^not-allowed: at most \$\S+ for each/)
          const steps = [{ name: "one", task: "!say a", budgetUsd: 1000 }] as const
          const chain = call.RunChain({ key: "dear", steps, input: "" }).pipe(as("ann"), refusalOf)
          assert.match(yield* chain, /^not-allowed: at most/)

          const asking = yield* watched("ann", (lines) =>
            lines.some(({ workers }) => workers.some(({ asks }) => asks.length > 0))
          )
          assert.deepStrictEqual(
            asking.map(({ job: { title } }) => title),
            ["two of them"],
            "what is bob's is bob's"
          )
          const ask = asking[0]?.workers[0]?.asks[0]
          if (ask === undefined) return assert.fail("nothing was asked")
          const allowed = Answer.cases.Allow.make({ scope: "once" })
          assert.isTrue(yield* (yield* Workers).answer(ask.id, allowed, { by: "ann" }))
          const done = yield* watched("ann", ([line]) => line?.over === true)
          assert.deepStrictEqual(done.map(standing), ["two of them: done, done (over)"])
          const { lines: spent } = yield* (yield* costs).ReadCosts({ by: "agent", days: 1 }).pipe(as("ann"))
          assert.deepStrictEqual(
            spent.map(({ key, turns }) => [key, turns]),
            [["worker", 2]],
            "what she had done is hers"
          )

          assert.match(yield* refusalOf(call.ReadJob({ job }).pipe(as("bob"))), /^unknown: there is no job/)
          assert.match(yield* refusalOf(call.CancelJob({ job: other }).pipe(as("ann"))), /^unknown/)
          assert.match(yield* refusalOf(call.CancelJob({ job: other }).pipe(as("bob", ["read"]))), /^not-allowed/)
          const all = yield* watched("root", (lines) => lines.length === 2)
          assert.deepStrictEqual(
            all.map(({ job: { title } }) => title),
            ["of bob", "two of them"],
            "the latest first"
          )
          assert.isTrue(yield* call.CancelJob({ job: other }).pipe(as("root")))
          const [cancelled] = yield* watched("bob", ([line]) => line?.over === true)
          assert.strictEqual(cancelled?.workers[0]?.worker.cut?.by, "root")
          assert.isFalse(yield* call.CancelJob({ job: other }).pipe(as("bob")))
          const one = cancelled?.workers[0]?.worker.id
          if (one === undefined) return assert.fail("it had no worker")
          assert.strictEqual(yield* call.RetryJob({ job: other, worker: one }).pipe(as("bob")), 1)
          assert.isTrue(yield* call.CancelJob({ job: other, worker: one }).pipe(as("bob")))
          assert.match(
            yield* refusalOf(call.RetryJob({ job, worker: one }).pipe(as("ann"))),
            /^unknown/,
            "of another job"
          )

          const lines = yield* (yield* AuditLog).read({ limit: 20 })
          const acts = lines.filter(({ action }) => ["spawned", "cancelled", "retried"].includes(action))
          assert.deepStrictEqual(
            acts.map(({ action, by }) => `${by} ${action}`),
            ["bob cancelled", "bob retried", "root cancelled", "bob spawned", "ann spawned"]
          )
        })
      )
    })
  )

  it.live("a chain is typed, read, checked step by step, and run", () =>
    Effect.gen(function* () {
      yield* workerLife(
        yield* workerHome,
        Effect.gen(function* () {
          const call = yield* calls
          const text = 'list: !say a\nreview [agent=worker budget=0.5] each ["x","y"]: !say {{item}} of {{list}}'
          const steps = yield* call.ReadChain({ text }).pipe(as("ann"))
          assert.strictEqual(yield* call.WriteChain({ steps }).pipe(as("ann")), text)
          assert.match(
            yield* refusalOf(call.ReadChain({ text: "list: a\nreview" }).pipe(as("ann"))),
            /^invalid: line 2: /
          )
          assert.deepStrictEqual(yield* call.CheckChain({ steps }).pipe(as("ann")), [])
          const wrong = yield* call.ReadChain({ text: "one: {{two}}\ntwo [agent=wroker]: x" }).pipe(as("ann"))
          const problems = yield* call.CheckChain({ steps: wrong }).pipe(as("ann"))
          assert.deepStrictEqual(
            problems.map(({ step }) => step),
            ["one", "two"]
          )
          assert.match(problems[0]?.text ?? "", /two does not come before one/)
          assert.match(problems[1]?.text ?? "", /did you mean worker/)
          const job = yield* call.RunChain({ key: "c", steps, input: "" }).pipe(as("ann"))
          const over = yield* call.WatchJobs().pipe(
            Stream.filter((seen) => seen._tag === "Changed" && seen.job.over),
            Stream.runHead,
            as("ann")
          )
          assert.strictEqual(over._tag, "Some")
          const line = yield* call.ReadJob({ job }).pipe(as("ann"))
          assert.deepStrictEqual(
            line.workers.map(({ worker }) => worker.result?.text),
            ["a", "x of a", "y of a"]
          )
        })
      )
    })
  )

  it.effect("what happens in a job is told twice a second at most, and what nobody told of is found", () =>
    Effect.gen(function* () {
      const pool = yield* makeFakePool()
      let shown = 0
      const missing = Layer.mock(Agents, {
        get: (name) => {
          shown++
          return Effect.fail(new AgentsError({ reason: new UnknownAgent({ name }) }))
        }
      })
      const { watch } = yield* Effect.provide(workerWatch, Layer.merge(pool.layer, missing))
      const seen: Array<JobsSeen> = []
      const { job, workers } = yield* pool.workers.spawn({
        key: "k",
        title: "x",
        origin: originOf("room"),
        workers: [{ text: "x".repeat(5_000) }]
      })
      const [worker] = workers
      if (worker === undefined) return assert.fail("it has no worker")
      yield* pool.begin(worker.id)
      const fiber = yield* watch(Effect.succeed(() => true)).pipe(
        Stream.runForEach((one) => Effect.sync(() => seen.push(one))),
        Effect.forkChild({ startImmediately: true })
      )
      yield* TestClock.adjust("1 second")
      const [first] = seen
      assert.strictEqual(first?._tag === "All" && first.jobs[0]?.cut, true, "long texts are cut, and it says so")
      assert.strictEqual(seen.length, 1, "nothing happened, nothing is told")
      for (let at = 0; at < 100; at++) {
        yield* pool.event(worker.id, says(`${at} `))
        yield* pool.record(worker.id, { _tag: "Dispatched", attempt: at + 2 })
        yield* TestClock.adjust("100 millis")
      }
      const told = seen.length - 1
      assert.isAtMost(told, 20)
      yield* pool.end(worker.id, { text: "half said", outcome: Outcome.cases.Stopped.make({}) })
      yield* TestClock.adjust("1 second")
      const last = seen.at(-1)
      assert.isTrue(last?._tag === "Changed" && last.job.over && last.job.job.id === job.id)
      shown = 0
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(shown, 0, "what is over is not put together again and again")
      yield* Fiber.interrupt(fiber)

      const silent = Layer.succeed(Workers, { ...pool.workers, changes: Stream.never })
      const elsewhere = yield* Effect.provide(workerWatch, Layer.merge(silent, missing))
      const found = yield* elsewhere
        .watch(Effect.succeed(() => true))
        .pipe(Stream.take(2), Stream.runCollect, Effect.forkChild({ startImmediately: true }))
      yield* TestClock.adjust("1 second")
      assert.isTrue(yield* pool.workers.retry(worker.id, "ann"))
      yield* TestClock.adjust("6 seconds")
      const [, changed] = yield* Fiber.join(found)
      assert.strictEqual(changed?._tag === "Changed" && standing(changed.job), "x: waiting")
    })
  )

  it.effect("of many jobs those that are not over and the latest are told at once, the others piece by piece", () =>
    Effect.gen(function* () {
      const pool = yield* makeFakePool()
      const noAgents = Layer.mock(Agents, {
        get: (name) => Effect.fail(new AgentsError({ reason: new UnknownAgent({ name }) }))
      })
      const { older, watch } = yield* Effect.provide(workerWatch, Layer.merge(pool.layer, noAgents))
      const everybody = Effect.succeed(() => true)
      const ids: Array<JobId> = []
      for (let index = 0; index < 250; index++) {
        const { job, workers } = yield* pool.workers.spawn({
          key: `k${index}`,
          origin: originOf("room"),
          workers: [{ text: "x" }]
        })
        ids.unshift(job.id)
        // the first one goes on for ever
        for (const { id } of index === 0 ? [] : workers) {
          yield* pool.begin(id)
          yield* pool.end(id, { text: "", outcome: Outcome.cases.Done.make({}) })
        }
      }
      const [first] = yield* Stream.runCollect(watch(everybody).pipe(Stream.take(1)))
      if (first?._tag !== "All") return assert.fail("nothing was told")
      const idsOf = (lines: ReadonlyArray<JobLine>) => lines.map(({ job }) => job.id)
      assert.deepStrictEqual([idsOf(first.jobs), first.more], [[...ids.slice(0, 100), ids[249]], true])
      const next = yield* older(everybody, ids[99] ?? assert.fail("none"))
      assert.deepStrictEqual([idsOf(next.jobs), next.more], [ids.slice(100, 200), true])
      const last = yield* older(everybody, ids[199] ?? assert.fail("none"))
      assert.deepStrictEqual([idsOf(last.jobs), last.more], [ids.slice(200, 249), false])
      assert.deepStrictEqual(
        (yield* older(
          Effect.succeed(() => false),
          ids[0] ?? assert.fail("none")
        )).jobs,
        []
      )
    })
  )
})
