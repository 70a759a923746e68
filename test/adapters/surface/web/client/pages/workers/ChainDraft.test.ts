/**
 * A chain that is built as cards and as text at once: neither loses what the other says.
 */
import { assert, beforeEach, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import {
  chainOf,
  draftsOf,
  exampleChain,
  newStep,
  readText,
  textOf
} from "../../../../../../../src/adapters/surface/web/client/pages/workers/ChainDraft.ts"
import {
  addStep,
  changeStep,
  clearChain,
  moveStep,
  useChain,
  writeText
} from "../../../../../../../src/adapters/surface/web/client/pages/workers/ChainStore.ts"
import { Chain } from "../../../../../../../src/core/model/Chain.ts"

const whole = Schema.decodeSync(Chain)([
  { name: "list", task: "name five\nfiles", schema: { type: "object" }, backend: "codex", workdir: "/a b" },
  { name: "review", task: "look at {{item}}", each: "{{list.files}}", agent: "critic", model: "sonnet[1m]" },
  { name: "both", task: "go", each: ["one thing", "another"], budgetUsd: 0.25, timeoutMillis: 90_000 },
  { name: "text", task: "x", each: "{{list}} and {{input}}", permissions: "plan" }
])

describe("ChainDraft", () => {
  it("says the same as cards and as text, whatever the steps hold", () => {
    const drafts = draftsOf(whole, [])
    assert.deepStrictEqual(Result.getOrThrow(chainOf(drafts)), whole)
    assert.deepStrictEqual(Result.getOrThrow(readText(textOf(drafts))), whole)
    assert.isTrue(Result.isSuccess(readText(exampleChain)))
  })

  it("tells which field of which step is wrong", () => {
    const wrong = { ...newStep("Two words"), budget: "-1", timeout: "soon" }
    const problems = chainOf([{ ...newStep("one"), task: "x" }, wrong])
    assert.deepStrictEqual(
      Result.isFailure(problems) ? problems.failure.map(({ field, step }) => [field, step === wrong.key]) : [],
      [
        ["name", true],
        ["task", true],
        ["budget", true],
        ["timeout", true]
      ]
    )
  })
})

describe("ChainStore", () => {
  beforeEach(clearChain)
  const names = () => useChain.getState().steps.map(({ name }) => name)

  it("the text follows the cards and the cards the text; a text that is not understood changes no card", () => {
    const [first] = useChain.getState().steps
    changeStep(first?.key ?? "", { name: "list", task: "name five" })
    addStep()
    assert.strictEqual(useChain.getState().text, "list: name five\nstep-2: ")
    writeText("list: name six\nreview each list: look at {{item}}")
    assert.deepStrictEqual(names(), ["list", "review"])
    assert.strictEqual(useChain.getState().steps[0]?.key, first?.key, "a card stays the same card")
    assert.strictEqual(useChain.getState().steps[1]?.each, "list")
    writeText("list: name six\nreview eech list: look")
    assert.match(useChain.getState().unclear ?? "", /^line 2: /)
    assert.deepStrictEqual(names(), ["list", "review"])
    moveStep(first?.key ?? "", 1)
    assert.deepStrictEqual(names(), ["review", "list"])
    assert.strictEqual(useChain.getState().unclear, undefined)
    assert.match(useChain.getState().text, /^review each list: look at \{\{item\}\}\nlist: name six$/)
  })
})
