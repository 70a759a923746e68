import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { AgentName, ConversationId, JobId, PlatformName, UserId, WorkerId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { type Priority, phaseOf, type Worker } from "../../../src/core/model/Worker.ts"
import { doomed, scheduled } from "../../../src/core/workers/WorkerSchedule.ts"

const agent = AgentName.make("worker")

interface Sketch {
  readonly after?: ReadonlyArray<string>
  readonly priority?: Priority
  readonly depth?: number
  readonly phase?: "waiting" | "running" | "done" | "failed"
}

const worker = (name: string, { after = [], depth = 0, phase = "waiting", priority = "normal" }: Sketch): Worker => ({
  id: WorkerId.make(`w-${name}`),
  job: JobId.make("j-test"),
  title: name,
  task: { text: name, agent, terms: {}, budgetUsd: 1, timeoutMillis: 1000, priority, fresh: false },
  origin: {
    conversation: { platform: PlatformName.make("p"), id: ConversationId.make("c"), within: [], kind: "channel" },
    person: { id: UserId.make("ann"), name: "ann", roles: [] },
    asked: Array.from({ length: depth }, () => agent)
  },
  after: after.map((before) => WorkerId.make(`w-${before}`)),
  askedAt: 0,
  attempt: 1,
  ...(phase === "waiting" ? {} : { startedAt: 1 }),
  ...(phase === "done" || phase === "failed"
    ? {
        result: {
          outcome:
            phase === "done" ? Outcome.cases.Done.make({}) : Outcome.cases.Failed.make({ kind: "crash", message: "x" }),
          text: "",
          files: [],
          elapsedMillis: 1,
          at: 2
        }
      }
    : {})
})

const pool = (sketches: Readonly<Record<string, Sketch>>) =>
  new Map(
    Object.entries(sketches).map(([name, sketch]) => {
      const made = worker(name, sketch)
      return [made.id, made] as const
    })
  )

const titles = (workers: ReadonlyArray<Worker>) => workers.map(({ title }) => title)

describe("WorkerSchedule", () => {
  it("the urgent first, then first come, first served, as many as there are places", () => {
    const workers = pool({ aaaa: {}, bbbb: { priority: "low" }, cccc: { priority: "high" }, dddd: {} })
    assert.deepStrictEqual(titles(scheduled(workers, 3)), ["cccc", "aaaa", "dddd"])
    assert.deepStrictEqual(titles(scheduled(new Map([...workers, ...pool({ eeee: { phase: "running" } })]), 1)), [])
  })

  it("what a running worker asks for finds a place, although its own level is full", () => {
    const workers = pool({ aaaa: { phase: "running" }, bbbb: {}, cccc: { depth: 1 }, dddd: { depth: 1 } })
    assert.deepStrictEqual(titles(scheduled(workers, 1)), ["cccc"])
  })

  it("what waits for another starts when that is done, and never when it ended otherwise", () => {
    const workers = pool({
      aaaa: { phase: "done" },
      bbbb: { phase: "failed" },
      cccc: { phase: "running" },
      dddd: { after: ["aaaa"] },
      eeee: { after: ["aaaa", "bbbb"] },
      ffff: { after: ["cccc"] },
      gggg: { after: ["gone"] }
    })
    assert.deepStrictEqual(titles(scheduled(workers, 9)), ["dddd"])
    assert.deepStrictEqual(
      doomed(workers).map(({ because, worker }) => `${worker.title} because of ${because}`),
      ["eeee because of w-bbbb", "gggg because of w-gone"]
    )
  })

  it("whatever is asked for, no level runs more than its places and no place stays empty", () => {
    const sketch = fc.record({
      depth: fc.nat(2),
      priority: fc.constantFrom<Priority>("low", "normal", "high"),
      phase: fc.constantFrom("waiting" as const, "running" as const, "done" as const, "failed" as const)
    })
    fc.assert(
      fc.property(fc.array(sketch, { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (sketches, parallel) => {
        const workers = pool(Object.fromEntries(sketches.map((each, index) => [`worker${index}`, each])))
        const started = scheduled(workers, parallel)
        for (const depth of [0, 1, 2]) {
          const at = [...workers.values()].filter(({ origin }) => origin.asked.length === depth)
          const running = at.filter((each) => phaseOf(each) === "running").length
          const waiting = at.filter((each) => phaseOf(each) === "waiting").length
          const next = started.filter(({ origin }) => origin.asked.length === depth).length
          assert.strictEqual(next, Math.min(waiting, Math.max(0, parallel - running)))
        }
      })
    )
  })
})
