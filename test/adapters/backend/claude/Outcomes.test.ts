import { assert, describe, it } from "@effect/vitest"
import { type Circumstances, exitOutcome, resultOutcome } from "../../../../src/adapters/backend/claude/Outcomes.ts"
import type { ResultLine } from "../../../../src/adapters/backend/claude/Wire.ts"
import { Outcome } from "../../../../src/core/model/Outcome.ts"

const known: Circumstances = {
  stopping: undefined,
  error: undefined,
  limitResetsAt: undefined,
  budgetUsd: undefined,
  structured: false
}
const overBudget = Outcome.cases.OverBudget.make({ budget: "turn", limitUsd: 1, message: "over" })
const failure = (change: Partial<ResultLine>): ResultLine => ({
  subtype: "success",
  is_error: true,
  terminal_reason: "api_error",
  result: "it broke",
  ...change
})

describe("resultOutcome", () => {
  it("success that is an error is a failure", () => {
    assert.strictEqual(resultOutcome(failure({}), known)._tag, "Failed")
    assert.strictEqual(resultOutcome(failure({ is_error: false, terminal_reason: "completed" }), known)._tag, "Done")
  })

  it("a stopped turn ends as what it was stopped for", () => {
    const aborted = failure({ subtype: "error_during_execution", terminal_reason: "aborted_tools" })
    assert.deepStrictEqual(resultOutcome(aborted, known), { _tag: "Stopped" })
    assert.deepStrictEqual(resultOutcome(aborted, { ...known, stopping: overBudget }), overBudget)
  })

  it("an answer that was complete before the stop stays an answer", () => {
    const done = failure({ is_error: false, terminal_reason: "completed" })
    assert.strictEqual(resultOutcome(done, { ...known, stopping: overBudget })._tag, "Done")
  })

  it("a usage limit says when it ends, in milliseconds, if anyone knows", () => {
    const limited = failure({ api_error_status: 429, api_error: "usage_limit_reached" })
    assert.deepStrictEqual(resultOutcome(limited, { ...known, limitResetsAt: 1_795_400_000 }), {
      _tag: "Limited",
      message: "it broke",
      resetsAt: 1_795_400_000_000
    })
    assert.deepStrictEqual(resultOutcome(limited, known), { _tag: "Limited", message: "it broke" })
  })

  it("every failure that a person can do something about says what", () => {
    const cases: ReadonlyArray<readonly [Partial<ResultLine>, Partial<Circumstances>, string]> = [
      [{ api_error_status: 401 }, {}, "auth"],
      [{ api_error_status: 403 }, {}, "auth"],
      [{}, { error: "authentication_failed" }, "auth"],
      [{ api_error_status: 400 }, { error: "billing_error" }, "refused"],
      [{ api_error_status: 404 }, { error: "model_not_found" }, "invalid"],
      [{ terminal_reason: "prompt_too_long", api_error_status: 400 }, {}, "invalid"],
      [{ terminal_reason: "image_error", api_error_status: 413 }, {}, "invalid"],
      [{ api_error: "connection_failed" }, {}, "network"],
      [{ api_error_status: 529 }, {}, "overloaded"],
      [{ api_error_status: 500 }, {}, "overloaded"]
    ]
    for (const [line, circumstances, kind] of cases) {
      const outcome = resultOutcome(failure(line), { ...known, ...circumstances })
      if (outcome._tag !== "Failed") return assert.fail(`${kind} was ${outcome._tag}`)
      assert.strictEqual(outcome.kind, kind)
      assert.isAbove(outcome.remedy?.length ?? 0, 0, kind)
    }
  })
})

describe("exitOutcome", () => {
  const exit = { code: null, signal: "SIGKILL", stderr: "out of memory" }
  it("a crash shows the last stderr lines", () => {
    assert.deepStrictEqual(exitOutcome(exit, undefined), {
      _tag: "Failed",
      kind: "crash",
      message: "claude ended by SIGKILL in the middle of the turn",
      remedy: "retry",
      detail: "out of memory"
    })
  })
  it("an end that was asked for is no crash", () => assert.deepStrictEqual(exitOutcome(exit, overBudget), overBudget))
})
