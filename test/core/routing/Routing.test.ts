/** Rules that choose a model: the first one of which every condition holds. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { BackendName } from "../../../src/core/model/Ids.ts"
import { type RoutingQuestion, RoutingRule, routed } from "../../../src/core/routing/Routing.ts"

const first = BackendName.make("first-cli")
const second = BackendName.make("second-cli")

const decode = Schema.decodeUnknownSync(Schema.Array(RoutingRule))

const question = (text: string, more: Partial<RoutingQuestion> = {}): RoutingQuestion => ({
  text,
  files: false,
  backend: first,
  ...more
})

describe("rules for models", () => {
  it("hold when all of their conditions do; the first that holds decides", () => {
    const rules = decode([
      { when: { words: ["review", "code style"], files: true }, model: "both" },
      { when: { words: ["review", "code style"] }, model: "words", because: "a review" },
      { when: { atLeast: 100, budgetBelow: 1 }, model: "long and cheap" },
      { when: { atLeast: 100 }, model: "long" },
      { when: { atMost: 3 }, model: "short" }
    ])
    const cases: ReadonlyArray<readonly [RoutingQuestion, string, string]> = [
      [question("Review: this"), "words", "a review"],
      [question("pre-REVIEW"), "words", "a review"],
      [question("mind the Code Style"), "words", "a review"],
      [question("review this", { files: true }), "both", "rule 1"],
      [question("x".repeat(100), { budgetUsd: 0.99 }), "long and cheap", "rule 3"],
      [question("x".repeat(100), { budgetUsd: 1 }), "long", "rule 4"],
      [question("x".repeat(100)), "long", "rule 4"],
      [question("abc"), "short", "rule 5"]
    ]
    for (const [asked, model, reason] of cases)
      assert.deepStrictEqual(routed(rules, asked), { model, reason }, asked.text)
    for (const text of ["reviewer", "überreview", "re view", "code  style", "abcd"]) {
      assert.deepStrictEqual(routed(rules, question(text)), { reason: "no rule" }, text)
    }
    assert.deepStrictEqual(routed([], question("anything")), { reason: "no rule" })
    assert.deepStrictEqual(routed(decode([{ model: "all" }]), question("")), { model: "all", reason: "rule 1" })
  })

  it("move a worker to another backend and pass over a session on another one", () => {
    const rules = decode([
      { when: { words: ["there"] }, model: "b1", backend: second },
      { when: { backend: first }, model: "a1" },
      { when: { backend: second }, model: "b2" }
    ])
    assert.deepStrictEqual(routed(rules, question("go there")), { model: "a1", reason: "rule 2" })
    assert.deepStrictEqual(routed(rules, question("go there", { backend: second })), { model: "b1", reason: "rule 1" })
    const moved = routed(rules, question("go there", { mayMove: (to) => to === second }))
    assert.deepStrictEqual(moved, { model: "b1", backend: second, reason: "rule 1" })
    assert.deepStrictEqual(routed(rules, question("go there", { mayMove: () => false })).model, "a1")
    assert.deepStrictEqual(routed(rules, question("stay", { backend: second })), { model: "b2", reason: "rule 3" })
  })

  it("cannot choose auto itself, nor say what is no condition", () => {
    assert.throws(() => decode([{ model: "auto" }]), /auto is what rules decide/)
    assert.throws(() => decode([{ when: { words: [] }, model: "x" }]))
    assert.throws(() => decode([{ when: { budgetBelow: 0 }, model: "x" }]))
  })
})
