/**
 * The price list that is shipped, and how a model finds its price.
 */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { parse } from "yaml"
import { Prices, priceOf } from "../../../src/core/ledger/Prices.ts"
import { noUsage } from "../../../src/core/model/Usage.ts"

const shipped = Schema.decodeUnknownSync(Prices)(
  parse(readFileSync(new URL("../../../config/prices.yaml", import.meta.url), "utf8"))
)
const million = { ...noUsage, inputTokens: 1_000_000 }

describe("Prices", () => {
  it("the shipped list prices the models that the agents run on", () => {
    for (const model of [
      "claude-opus-5-5",
      "claude-sonnet-5-5",
      "claude-haiku-5-5-20261007",
      "gpt-5.5-codex",
      "gpt-6-astra"
    ]) {
      const price = priceOf(million, model, shipped)
      assert.isAbove(price ?? 0, 0, model)
    }
  })

  it("makes of real figures what the CLI itself reported for them", () => {
    const usage = { ...noUsage, inputTokens: 5143, outputTokens: 8 }
    assert.closeTo(priceOf(usage, "claude-opus-5-5", shipped) ?? 0, 0.020732, 1e-12)
    const small = { ...noUsage, inputTokens: 2547, outputTokens: 4 }
    assert.closeTo(priceOf(small, "claude-haiku-5-5", shipped) ?? 0, 0.0002567, 1e-12)
  })

  it("has no price for a model that is not listed, not even for no tokens", () => {
    for (const model of [undefined, "", "gpt-99", "my-claude-opus-5-5", "gpt-5.5-pro"]) {
      assert.isUndefined(priceOf(noUsage, model, shipped), model)
    }
  })

  it("the first match wins, stars match any run of characters, case does not matter", () => {
    const prices: Prices = {
      asOf: "2026-11",
      models: [
        { model: "a*b*c", input: 1, output: 0 },
        { model: "ab", input: 2, output: 0 },
        { model: "aba*aba", input: 3, output: 0 },
        { model: "*", input: 4, output: 0 }
      ]
    }
    const input = (model: string) => priceOf(million, model, prices)
    assert.deepStrictEqual(
      ["abc", "AxxBxxC", "abxc", "ab", "abab", "abaaba", "aba", ""].map(input),
      [1, 1, 1, 2, 4, 3, 4, 4]
    )
    const hostile = priceOf(million, "a".repeat(100_000), {
      asOf: "2026-11",
      models: [{ model: `${"*a".repeat(500)}b`, input: 1, output: 0 }]
    })
    assert.isUndefined(hostile)
  })

  it("cached input and cache writes cost what input costs unless the list says otherwise", () => {
    const usage = { ...noUsage, cachedInputTokens: 1_000_000, cacheWriteTokens: 1_000_000, reasoningTokens: 5 }
    const price = (extra: object) =>
      priceOf(usage, "m", { asOf: "2026-11", models: [{ model: "m", input: 2, output: 9, ...extra }] })
    assert.strictEqual(price({}), 4)
    assert.strictEqual(price({ cachedInput: 0, cacheWrite: 3 }), 3)
  })
})
