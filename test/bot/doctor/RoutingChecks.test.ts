/** What can be known of the rules for models before anything runs. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { routingChecks } from "../../../src/bot/doctor/RoutingChecks.ts"
import { AgentName, BackendName } from "../../../src/core/model/Ids.ts"
import { RoutingRule } from "../../../src/core/routing/Routing.ts"

const rules = Schema.decodeUnknownSync(Schema.Array(RoutingRule))
const agent = (name: string, backend: string, model?: string) => ({
  name: AgentName.make(name),
  backend: BackendName.make(backend),
  ...(model === undefined ? {} : { model })
})

const told = (...given: Parameters<typeof routingChecks>) =>
  routingChecks(...given).map(({ fix, found, state }) => `${state}: ${found}${fix === "" ? "" : `; ${fix}`}`)

describe("the doctor on rules for models", () => {
  it("is silent where nobody wants any", () => assert.deepStrictEqual(told([], [agent("scout", "a", "grand")]), []))

  it("says who uses them", () =>
    assert.deepStrictEqual(
      told(rules([{ when: { words: ["review"] }, model: "x" }, { model: "y" }]), [agent("scout", "a", "auto")]),
      ["ok: 2 rules for model: auto, used by scout"]
    ))

  it("finds what cannot be meant", () => {
    assert.deepStrictEqual(told([], [agent("scout", "a", "auto"), agent("smith", "b", "auto")]), [
      "warning: there are no rules for model: auto of scout, smith: the cli's own default answers; add routing to the configuration, or name a model"
    ])
    const given = rules([
      { when: { atLeast: 10, atMost: 5 }, model: "w" },
      { when: { backend: "a" }, model: "x" },
      { model: "y" },
      { backend: "b", model: "z" }
    ])
    assert.deepStrictEqual(told(given, [agent("scout", "a", "auto"), agent("smith", "b", "auto")]), [
      "warning: rule 1 (w) never holds; make atLeast at most what atMost is",
      "warning: rule 3 (y) names one model for a and b; say backend, or when: { backend }, in that rule",
      "warning: rule 4 (z) is never reached: rule 3 always holds; put that rule last"
    ])
  })
})
