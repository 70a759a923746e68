/**
 * What people read when they ask for the cost.
 */
import { assert, describe, it } from "@effect/vitest"
import { costCsv, costTable } from "../../../src/core/ledger/CostReport.ts"

const line = (key: string, turns: number, costUsd: number, unpriced = 0) => ({
  key,
  turns,
  inputTokens: 1_234_567,
  outputTokens: 89,
  costUsd,
  unpriced
})

describe("CostReport", () => {
  it("aligns columns, adds a total and says unknown where nobody knows", () => {
    assert.strictEqual(
      costTable("agent", [line("scout", 12, 1234.5), line("writer", 2, 0, 2), line("👩 reviewer", 3, 0.004, 1)]),
      [
        "agent       turns      input  output                   cost",
        "scout          12  1,234,567      89              $1,234.50",
        "writer          2  1,234,567      89                unknown",
        "👩 reviewer      3  1,234,567      89     <$0.01 + 1 unknown",
        "total          17  3,703,701     267  $1,234.50 + 3 unknown"
      ].join("\n")
    )
    assert.strictEqual(costTable("agent", []), "no turns yet")
  })

  it("keys break neither lines nor cells, and are no formulas", () => {
    assert.strictEqual(costTable("user", [line("a\nb\u202e", 1, 1)]).split("\n").length, 2)
    assert.strictEqual(
      costCsv("user", [line('=HYPERLINK("x"),\n', 1, 0.5), line("@bob", 1, 0, 1)]),
      [
        "user,turns,input_tokens,output_tokens,cost_usd,unpriced_turns",
        `"'=HYPERLINK(""x""), ",1,1234567,89,0.5,0`,
        "'@bob,1,1234567,89,,1",
        ""
      ].join("\n")
    )
  })
})
