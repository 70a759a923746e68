import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as SqlClient from "effect/sql/SqlClient"
import { pruneMailbox } from "../../src/adapters/store/sql/MailboxPruning.ts"
import { phaseOf } from "../../src/core/model/Worker.ts"
import { raising } from "../../src/core/sessions/Raising.ts"
import { answerText } from "../../src/core/sessions/TurnState.ts"
import { Chains } from "../../src/core/workers/Chains.ts"
import { Workers } from "../../src/core/workers/Workers.ts"
import { chainEnd, chainStarted, toldCount, untilChanged } from "../support/ChainJourney.ts"
import { markedProcesses } from "../support/MarkedProcesses.ts"
import { workerHome, workerLife } from "../support/WorkerJourney.ts"

const day = 86_400_000

/** Until some worker has said this: then its CLI is in the middle of its task. */
const untilSaid = (words: string) =>
  untilChanged(Effect.succeed(false), (change) => change._tag === "Turn" && answerText(change.state).includes(words))

describe("chains", () => {
  it.live(
    "a list, a worker for each of its items, and one that sums up: each is told what the ones before it found",
    () =>
      Effect.gen(function* () {
        const home = yield* workerHome
        yield* workerLife(
          home,
          Effect.gen(function* () {
            const job = yield* chainStarted(
              "three",
              [
                { name: "list", task: `!say three\n!result ["a.ts", "b.ts", "{{input}}"]`, schema: { type: "array" } },
                { name: "review", each: "{{list}}", task: "!say {{item}} is fine" },
                { name: "sum", task: "!say all is well\n{{review}}" }
              ],
              "c.ts"
            )
            const { text, told, workers } = yield* chainEnd(job)
            assert.strictEqual(text, "all is well")
            assert.deepStrictEqual(told, [
              "list/0 done 1",
              "review/0 done 1",
              "review/1 done 1",
              "review/2 done 1",
              "sum/0 done 1"
            ])
            assert.strictEqual(
              workers.at(-1)?.task.text,
              "!say all is well\n## 1. a.ts\n\na.ts is fine\n\n## 2. b.ts\n\nb.ts is fine\n\n## 3. c.ts\n\nc.ts is fine"
            )
            assert.deepStrictEqual(markedProcesses(home.home), [])
          })
        )
      }).pipe(Effect.scoped)
  )

  it.live("one that breaks off says where, and goes on from there: what is done is not done again", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      yield* workerLife(
        home,
        Effect.gen(function* () {
          const chains = yield* Chains
          const job = yield* chainStarted("breaks", [
            { name: "first", task: "!say one" },
            { name: "do", each: ["!say good", "!fail network unreachable"], task: "{{item}}" },
            { name: "last", task: "!say {{do}}" }
          ])
          const broken = yield* chainEnd(job)
          assert.deepStrictEqual(broken.failed, {
            step: "do",
            why: "1 of 2: 2. !fail network unreachable: unreachable"
          })
          assert.deepStrictEqual(broken.told, ["first/0 done 1", "do/0 done 1", "do/1 failed 1"])
          const again = untilChanged(
            Effect.succeed(false),
            (change) =>
              change._tag === "Job" && change.job.chain?.attempt === 2 && change.job.chain.failed !== undefined
          )
          yield* Effect.all([again, chains.retry(job.id, "ann")], { concurrency: 2 })
          const { told } = yield* chainEnd(job)
          assert.deepStrictEqual(told, ["first/0 done 1", "do/0 done 1", "do/1 failed 2"])
          assert.deepStrictEqual(
            [toldCount(home, "!say one"), toldCount(home, "!say good"), toldCount(home, "!fail network")],
            [1, 1, 2]
          )
        })
      )
    }).pipe(Effect.scoped)
  )

  it.live("one that broke off at a budget goes on by itself when the budget is raised", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      yield* workerLife(
        home,
        Effect.gen(function* () {
          const workers = yield* Workers
          const raise = yield* raising
          const job = yield* chainStarted("dear", [
            { name: "do", each: ["!say cheap", "!say dear\n!cost 0.8\n!wait 30s"], task: "{{item}}", budgetUsd: 0.5 },
            { name: "sum", task: "!say whole\n{{do}}" }
          ])
          const broken = yield* chainEnd(job)
          assert.deepStrictEqual(broken.told, ["do/0 done 1", "do/1 over-budget 1"])
          const dear = broken.workers[1] ?? assert.fail("there is no second worker")
          const turn = (yield* workers.state(dear.id))?.turn.id ?? assert.fail("it has no turn")
          const whole = untilChanged(
            Effect.succeed(false),
            (change) => change._tag === "Job" && change.job.chain?.text !== undefined
          )
          const { raised } = yield* Effect.all(
            { whole, raised: raise(turn, job.origin.person, job.origin.conversation.platform) },
            { concurrency: 2 }
          )
          assert.strictEqual(raised, "raised")
          const { text, told } = yield* chainEnd(job)
          assert.strictEqual(text, "whole")
          assert.deepStrictEqual(told, ["do/0 done 1", "do/1 done 1", "sum/0 done 1"])
        })
      )
    }).pipe(Effect.scoped)
  )

  it.live("one that is cancelled ends its workers and what they started, and begins nothing more", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      yield* workerLife(
        home,
        Effect.gen(function* () {
          const chains = yield* Chains
          const workers = yield* Workers
          const job = yield* chainStarted("cancelled", [
            { name: "do", each: ["a", "b", "c", "d", "e", "f"], task: "!say begun {{item}}\n!wait 60s" },
            { name: "last", task: "!say {{do}}" }
          ])
          yield* untilSaid("begun")
          assert.isTrue(yield* chains.cancel(job.id, { by: "ann" }))
          const { workers: all } = yield* workers.job(job.id)
          const ended = yield* Effect.forEach(all, ({ id }) => workers.ended(id), { concurrency: "unbounded" })
          assert.deepStrictEqual([...new Set(ended.map(phaseOf))], ["cancelled"])
          assert.lengthOf((yield* workers.job(job.id)).workers, 6)
          assert.isFalse(yield* chains.cancel(job.id, { by: "ann" }), "it is over")
          assert.deepStrictEqual(markedProcesses(home.home), [])
        })
      )
    }).pipe(Effect.scoped)
  )

  it.live("one that a restart interrupted goes on by itself, and what was done before is not done again", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      const id = yield* workerLife(
        home,
        Effect.gen(function* () {
          const { job } = yield* Effect.all(
            {
              job: chainStarted("restart", [
                { name: "list", task: `!result ["a", "b"]`, schema: { type: "array" } },
                { name: "do", each: "{{list}}", task: "!say begun {{item}}\n!wait 800ms\n!say done {{item}}" },
                { name: "sum", task: "!say whole\n{{do}}" }
              ]),
              begun: untilSaid("begun")
            },
            { concurrency: 2 }
          )
          return job.id
        })
      )
      yield* workerLife(
        home,
        Effect.gen(function* () {
          const { text, told } = yield* chainEnd({ id })
          assert.strictEqual(text, "whole")
          assert.deepStrictEqual(
            told.map((line) => line.replace(/ \d$/, "")),
            ["list/0 done", "do/0 done", "do/1 done", "sum/0 done"]
          )
          assert.strictEqual(toldCount(home, "!result"), 1)
          assert.deepStrictEqual(markedProcesses(home.home), [])
        })
      )
    }).pipe(Effect.scoped)
  )

  it.live("what a running chain has put down is kept however old, and goes once the chain is over", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      yield* workerLife(
        home,
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const put = Effect.map(
            sql<{
              readonly n: number
            }>`SELECT COUNT(*) AS n FROM cluster_messages WHERE entity_type = 'Workflow/Chain'`,
            ([found]) => Number(found?.n)
          )
          const chains = yield* Chains
          const begun = untilSaid("begun")
          const { job } = yield* Effect.all(
            {
              job: chainStarted("kept", [
                { name: "one", task: "!say one" },
                { name: "two", task: "!say begun\n!wait 60s" }
              ]),
              begun
            },
            { concurrency: 2 }
          )
          assert.strictEqual(yield* put, 3, "the run, and what was asked of each step")
          assert.isAbove(yield* pruneMailbox(Date.now() + day), 0, "the first worker's task was answered")
          assert.strictEqual(yield* put, 3)
          yield* chains.cancel(job.id, { by: "ann" })
          const { workers: all } = yield* (yield* Workers).job(job.id)
          yield* Effect.forEach(all, ({ id }) => Effect.flatMap(Workers, (workers) => workers.ended(id)))
          // The last word on it is written when its workers are over, a moment after they are.
          const pruned = Effect.andThen(pruneMailbox(Date.now() + day), put)
          yield* pruned.pipe(Effect.repeat({ until: (left) => left === 0 }))
        })
      )
    }).pipe(Effect.scoped)
  )
})
