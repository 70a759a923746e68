/** What is filled in to hand out a task is what a chat's `worker run` takes, and is refused in the same words. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { noWish, wishesOf } from "../../../../../../../src/adapters/surface/web/client/pages/workers/Wishes.ts"

describe("Wishes", () => {
  it("one worker, one for each thing, or several of the same", () => {
    const of = (part: Partial<typeof noWish>) => Result.getOrThrow(wishesOf({ ...noWish, ...part }))
    assert.deepInclude<object>(of({ text: "go", agent: "critic", budget: "0.5", timeout: "5m" })[0], {
      text: "go",
      agent: "critic",
      budgetUsd: 0.5,
      timeoutMillis: 300_000
    })
    assert.deepStrictEqual(
      of({ text: "review {{item}}", each: "a\nb" }).map(({ text }) => text),
      ["review a", "review b"]
    )
    assert.strictEqual(of({ text: "go", count: "3" }).length, 3)
    assert.deepStrictEqual(of({ text: "go", schema: '{"type":"object"}' })[0].schema, { type: "object" })
  })

  it("what is wrong is told at its field", () => {
    const wrong = (part: Partial<typeof noWish>) => {
      const read = wishesOf({ ...noWish, text: "go", ...part })
      return Result.isFailure(read) ? read.failure.field : undefined
    }
    assert.strictEqual(wrong({ text: " " }), "text")
    assert.strictEqual(wrong({ budget: "much" }), "budget")
    assert.strictEqual(wrong({ timeout: "soon" }), "timeout")
    assert.strictEqual(wrong({ count: "1000" }), "count")
    assert.strictEqual(wrong({ schema: "[" }), "schema")
  })
})
