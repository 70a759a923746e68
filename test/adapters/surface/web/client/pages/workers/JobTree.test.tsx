// @vitest-environment happy-dom
/** A job as people look at it: what each step waits for, what each worker does, and what came of it. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { afterEach } from "vitest"
import { progressWords } from "../../../../../../../src/adapters/surface/web/client/pages/workers/JobReading.ts"
import { JobTree } from "../../../../../../../src/adapters/surface/web/client/pages/workers/JobTree.tsx"
import { JobLine } from "../../../../../../../src/core/control/protocol/WorkerRpcs.ts"
import { draw, eraseAll, isThere } from "../../Drawn.tsx"

afterEach(eraseAll)

const origin = {
  conversation: { platform: "web", id: "job:ann:1", within: [], kind: "direct" },
  person: { id: "ann", name: "ann", roles: [] },
  asked: []
}

const worker = (id: string, step: string, index: number, more: object) => ({
  worker: {
    id: `w-${id}`,
    job: "j-chain",
    title: `${step}: ${id}`,
    step,
    index,
    task: {
      text: `do ${id}`,
      agent: "worker",
      terms: {},
      budgetUsd: 1,
      timeoutMillis: 60_000,
      priority: "normal",
      fresh: false
    },
    origin,
    after: [],
    askedAt: 0,
    attempt: 1,
    startedAt: 10,
    ...more
  },
  session: `default/worker/workers:w-${id}`,
  turn: `workers:w-${id}:task:worker`,
  asks: []
})

const result = (outcome: object, text: string) => ({
  outcome,
  text,
  files: ["a.md"],
  elapsedMillis: 42_000,
  at: 42_010
})

const line = Schema.decodeUnknownSync(JobLine)({
  job: {
    id: "j-chain",
    title: "reviews",
    origin,
    askedAt: 0,
    chain: {
      steps: [
        { name: "list", task: "name two" },
        { name: "review", task: "look at {{item}}", each: "{{list}}" },
        { name: "sum", task: "sum up {{review}}" }
      ],
      input: "",
      attempt: 1
    }
  },
  workers: [
    worker("aaaa", "list", 0, { result: result({ _tag: "Done", structured: { files: 2 } }, "") }),
    { ...worker("bbbb", "review", 0, {}), last: "Bash: npm test", costUsd: 0.2 },
    worker("cccc", "review", 1, {
      result: result(
        { _tag: "OverBudget", budget: "turn", limitUsd: 1, message: "it may cost $1.00", raiseToUsd: 2 },
        "so far"
      )
    })
  ],
  over: false
})

describe("JobTree", () => {
  it("shows steps in their order, what runs, what it does and what waits for what", async () => {
    const { page } = await draw(<JobTree line={line} mayAct={false} />)
    const words = page.textContent ?? ""
    assert.strictEqual(progressWords(line), "step 2 of 3: review · 0 of 2 done")
    assert.match(words, /1\. list.*2\. review.*3\. sum/s)
    assert.include(words, "Bash: npm test")
    assert.include(words, "$0.20 of $1.00")
    assert.include(words, "waits for review")
    assert.include(words, "turn budget $1.00 · it may cost $1.00", "also which budget it was")
    assert.isFalse(isThere("button", "cancel"), "whoever may not is offered nothing")
    assert.isTrue(
      [...page.querySelectorAll("a")].some((link) =>
        link.href.endsWith("/sessions/default%2Fworker%2Fworkers%3Aw-bbbb")
      )
    )
  })

  it("offers to end what runs and to try again what did not end well", async () => {
    await draw(<JobTree line={line} mayAct />)
    assert.isTrue(isThere("button", "cancel"))
    assert.isTrue(isThere("button", "retry"))
    assert.isFalse(isThere("button", "raise to $2.00"), "that takes leave to spend")
  })
})
