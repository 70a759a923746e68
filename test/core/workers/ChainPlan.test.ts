import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import type { Chain, ChainStep } from "../../../src/core/model/Chain.ts"
import { planChain } from "../../../src/core/workers/ChainPlan.ts"
import { itemsOfText, type KnownOutputs, outputText } from "../../../src/core/workers/Outputs.ts"
import { stepRequests } from "../../../src/core/workers/StepRequests.ts"

const schema = { type: "object" }
const refusal = (...steps: ReadonlyArray<ChainStep>): string => {
  const [first, ...rest] = steps
  return first === undefined
    ? "nothing"
    : Result.getOrElse(Result.flip(planChain([first, ...rest])), () => "none: it is taken")
}

/** What the last step asks for when the ones before it gave this; its texts, or why not. */
const asked = (chain: Chain, known: KnownOutputs): ReadonlyArray<string> | string => {
  const last = Result.getOrThrow(planChain(chain)).at(-1)
  if (last === undefined) return "no step"
  return Result.match(stepRequests(last, known), {
    onFailure: (why) => why,
    onSuccess: ({ requests }) => requests.map(({ text }) => text)
  })
}

const list: ChainStep = { name: "list", task: "list files", schema }
const listed = (structured: Exclude<KnownOutputs["item"], undefined>, text = ""): KnownOutputs => ({
  input: "the input",
  outputs: new Map([["list", { _tag: "One", result: { text, structured } }]])
})

describe("a chain is refused before it runs", () => {
  it("when a task names what is not known at that place", () => {
    assert.strictEqual(
      refusal({ name: "list", task: "x" }, { name: "sum", task: "sum up {{lst}}" }),
      "step sum: {{lst}} is not known; did you mean {{list}}?"
    )
    assert.strictEqual(
      refusal({ name: "list", task: "{{zebra}}" }),
      "step list: {{zebra}} is not known; known are input"
    )
    assert.strictEqual(
      refusal({ name: "sum", task: "{{list}}" }, { name: "list", task: "x" }),
      "step sum: {{list}} is not known yet: list does not come before sum; change their order"
    )
    assert.strictEqual(
      refusal({ name: "sum", task: "{{sum}}" }),
      "step sum: {{sum}} is not known yet: sum does not come before sum; change their order"
    )
    assert.include(
      refusal({ name: "a", task: "{{item}}" }),
      "{{item}} is only known in a step that goes through something"
    )
    assert.include(refusal({ name: "a", task: "x", each: "{{item}}" }), "not known in what the step goes through")
    assert.include(refusal({ name: "a", task: "{{input.x}}" }), "the input is a text and has no parts")
  })

  it("when it asks for parts that there cannot be", () => {
    assert.strictEqual(
      refusal({ name: "list", task: "x" }, { name: "b", task: "{{list.files}}" }),
      "step b: {{list.files}}: list has no schema, so its result has no parts; give it one, or use {{list}}"
    )
    assert.strictEqual(
      refusal({ ...list, each: ["a"] }, { name: "b", task: "{{list.files}}" }),
      "step b: {{list.files}}: list has a result for each item: name one, as in {{list.0.files}}"
    )
    assert.include(
      refusal({ name: "a", task: "x", each: ["1"] }, { name: "b", task: "{{a.0}} {{a.0.x}}" }),
      "{{a.0.x}}"
    )
  })

  it("with everything that is wrong at once, a line each", () => {
    assert.deepStrictEqual(
      refusal(
        { name: "input", task: "x" },
        { name: "a", task: "{{" },
        { name: "a", task: " ", each: Array.from({ length: 101 }, () => "x") }
      ).split("\n"),
      [
        "step input: input has a meaning of its own; give the step another name",
        "step a: the {{ at character 1 is never closed; write \\{{ where the characters themselves are meant",
        "step a: there are two of this name; rename one",
        "step a: it has no task; say what is to be done",
        "step a: it goes through 101 items, at most 100"
      ]
    )
  })

  it("when a task names too much", () => {
    assert.strictEqual(
      refusal({ name: "a", task: "{{input}}".repeat(201) }),
      "step a: its task names 201 things, at most 200"
    )
  })

  it("when it has too many steps", () => {
    const steps = Array.from({ length: 51 }, (_, at): ChainStep => ({ name: `s${at}`, task: "x" }))
    assert.strictEqual(refusal(...steps), "a chain has at most 50 steps; this one has 51")
  })
})

describe("a step is handed", () => {
  it("texts, and parts of results, as they are", () => {
    const known = listed({ files: ["a.ts", { path: "b.ts" }], "odd key": 1 }, "two files")
    const chain: Chain = [
      list,
      { name: "b", task: "{{input}} | {{list}} | {{list.files.0}} | {{list.files.1.path}} | {{list.files.1}}" }
    ]
    assert.deepStrictEqual(asked(chain, known), ['the input | two files | a.ts | b.ts | {\n  "path": "b.ts"\n}'])
  })

  it("words about a part that is missing, with the nearest one", () => {
    const part = (task: string) => asked([list, { name: "b", task }], listed({ files: ["a"] }))
    assert.strictEqual(part("{{list.file}}"), "{{list.file}} is not there: file is not; did you mean files?")
    assert.strictEqual(part("{{list.files.7}}"), "{{list.files.7}} is not there: 7 is not; 0 to 0")
    assert.include(part("{{list.constructor}}"), "is not there")
    assert.include(part("{{list.files.length}}"), "is not there")
    assert.strictEqual(
      asked([list, { name: "b", task: "{{list.x}}" }], {
        input: "",
        outputs: new Map([["list", { _tag: "One", result: { text: "no json" } }]])
      }),
      "{{list.x}} is not there: list gave no structured result"
    )
  })

  it("an item each, from a list in a result or from the lines of a text", () => {
    const review = (each: string): Chain => [list, { name: "review", task: "{{index}}. {{item}}", each }]
    assert.deepStrictEqual(asked(review("{{list.files}}"), listed({ files: ["a", { b: 1 }] })), [
      "1. a",
      '2. {\n  "b": 1\n}'
    ])
    assert.deepStrictEqual(asked(review("{{list}}"), listed(["a\nb", 2])), ["1. a\nb", "2. 2"])
    assert.deepStrictEqual(asked(review("{{list.text}}"), listed({ text: "- a\n\n 2) b\n" })), ["1. a", "2. b"])
    assert.deepStrictEqual(asked(review("{{list}} "), listed([])), [])
    assert.strictEqual(
      asked(review("{{list}}"), listed({ files: ["a"] })),
      "{{list}} is no list and no text; did you mean {{list.files}}?"
    )
    assert.strictEqual(
      asked(review("{{list}}"), listed(Array.from({ length: 101 }, () => "x"))),
      "there are 101 items, at most 100; ask for fewer, or for groups of them"
    )
    assert.deepStrictEqual(
      asked([list, { name: "r", task: "{{item.path}}", each: "{{list.files}}" }], listed({ files: [{ path: "x" }] })),
      ["x"]
    )
    assert.include(
      asked(
        [list, { name: "r", task: "{{item.path}}", each: "{{list.files}}" }],
        listed({ files: [{ path: "x" }, "y"] })
      ),
      "item 2: {{item.path}} is not there"
    )
  })

  it("items that were written down, which are no templates", () => {
    assert.deepStrictEqual(asked([{ name: "a", task: "<{{item}}>", each: ["{{input}}"] }], listed(1)), ["<{{input}}>"])
  })

  it("all texts of a map under their items, and its results by number", () => {
    const known: KnownOutputs = {
      input: "",
      outputs: new Map([
        [
          "review",
          {
            _tag: "Map",
            items: ["a.ts", { path: "b\n# c" }],
            results: [{ text: "fine", structured: { ok: true } }, { text: "bad" }]
          }
        ]
      ])
    }
    const review: ChainStep = { name: "review", task: "x", each: ["1", "2"], schema }
    assert.deepStrictEqual(asked([review, { name: "sum", task: "{{review}}\n--\n{{review.0.ok}}" }], known), [
      '## 1. a.ts\n\nfine\n\n## 2. { "path": "b\\n# c" }\n\nbad\n--\ntrue'
    ])
    assert.deepStrictEqual(asked([review, { name: "again", task: "{{item}}", each: "{{review}}" }], known), [
      '{\n  "ok": true\n}',
      "bad"
    ])
  })
})

describe("the lines of a text", () => {
  it("are items without their bullets, numbers, boxes and fences", () => {
    assert.deepStrictEqual(itemsOfText("```\n- a - b\n* b\r\n\n  3. c\n4) d\n- [x] e\n•  f\n-g\n1.5 h\n```\n"), [
      "a - b",
      "b",
      "c",
      "d",
      "e",
      "f",
      "-g",
      "1.5 h"
    ])
  })
  it("of a map that had nothing to do are none", () => {
    assert.strictEqual(outputText({ _tag: "Map", items: [], results: [] }), "")
  })
})
