import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import type { Chain, ChainStep } from "../../../src/core/model/Chain.ts"
import { printChain, readChain } from "../../../src/core/workers/WrittenChain.ts"

const read = (text: string) =>
  Result.match(readChain(text), { onFailure: (why): Chain | string => why, onSuccess: (chain) => chain })

describe("a written chain", () => {
  it("is one step a line, with options and what it goes through", () => {
    assert.deepStrictEqual(
      read(
        [
          "```",
          "list: name the five riskiest files, one per line",
          'review [agent=codex-reviewer budget=$0.5 timeout=5m model=sonnet[1m] workdir="/a b"] each list: review {{item}}',
          "  Look for:",
          "    - races",
          "",
          "  and say where.",
          'sum [schema={"type": "object", "a]": ["}"]}]: sum up {{review}}: shortly',
          "```"
        ].join("\n")
      ),
      [
        { name: "list", task: "name the five riskiest files, one per line" },
        {
          name: "review",
          agent: "codex-reviewer",
          budgetUsd: 0.5,
          timeoutMillis: 300_000,
          model: "sonnet[1m]",
          workdir: "/a b",
          each: "{{list}}",
          task: "review {{item}}\nLook for:\n  - races\n\nand say where."
        },
        { name: "sum", schema: { type: "object", "a]": ["}"] }, task: "sum up {{review}}: shortly" }
      ]
    )
    assert.deepStrictEqual(read('a each ["x", "y"]: {{item}}\nb each a.0.files:\n  do\nc each {{a}}: c'), [
      { name: "a", each: ["x", "y"], task: "{{item}}" },
      { name: "b", each: "{{a.0.files}}", task: "do" },
      { name: "c", each: "{{a}}", task: "c" }
    ])
  })

  it("may stand in one line, where there is only one", () => {
    assert.deepStrictEqual(read("list: a / b, and/or c / review [budget=1] each list: {{item}} / sum: {{review}}"), [
      { name: "list", task: "a / b, and/or c" },
      { name: "review", budgetUsd: 1, each: "{{list}}", task: "{{item}}" },
      { name: "sum", task: "{{review}}" }
    ])
    const kept: Chain = [{ name: "list", task: "src / test: all of it" }]
    assert.deepStrictEqual(read(printChain(kept)), kept)
    assert.deepStrictEqual(read("list: src / test: all\nsum: x"), [
      { name: "list", task: "src / test: all" },
      { name: "sum", task: "x" }
    ])
  })

  it("that is wrong is refused with the line and the remedy", () => {
    const faults: ReadonlyArray<readonly [string, string]> = [
      ["", "a chain needs a step; write `name: what is to be done`"],
      [
        "list: a\nplease also sum up",
        "line 2: there is no step in it; write `name: what is to be done`, or indent it to go on with the step above"
      ],
      [
        "list: a\n\nSum Up: b",
        "line 3: there is no step in it; write `name: what is to be done`, or indent it to go on with the step above"
      ],
      ["Sum_Up: b", 'line 1: "Sum_Up" is no name for a step: use lower-case letters, digits and -, as in sum-up'],
      ["a [budgit=1]: b", "line 1: budgit is no option; did you mean budget?"],
      [
        "a [colour=1]: b",
        "line 1: colour is no option; known are agent, backend, model, workdir, permissions, budget, timeout, schema"
      ],
      ["a [budget=lots]: b", 'line 1: budget is dollars above 0, as in budget=0.5; found "lots"'],
      ["a [budget=0]: b", 'line 1: budget is dollars above 0, as in budget=0.5; found "0"'],
      ["a [timeout=5]: b", 'line 1: timeout is a time, as in timeout=5m or timeout=90s; found "5"'],
      ["a [permissions=all]: b", 'line 1: permissions are one of plan, ask, accept-edits, full; found "all"'],
      ["a [model=x model=y]: b", "line 1: model is said twice; leave one out"],
      ["a [model= ]: b", "line 1: model has no value; write model=…"],
      ["a [model]: b", 'line 1: "model" is no option; write name=value, as in budget=0.5'],
      ["a [model=x: b", "line 1: the [ is never closed; put a ] after the last option"],
      ['a [workdir="x]: b', "line 1: workdir has a value that is never closed"],
      [
        "a each: b",
        "line 1: there is no step in it; write `name: what is to be done`, or indent it to go on with the step above"
      ],
      ["a each : b", "line 1: each needs the name of a step, as in `each list:`"],
      ["a each [x]: b", 'line 1: each takes a list like ["a", "b"], or the name of a step'],
      ["a each list of things: b", 'line 1: there is "of" where a : should be; write `name: what is to be done`'],
      ["a:\nb: c", "line 1: a has no task; say after the : what is to be done"]
    ]
    for (const [text, fault] of faults) assert.strictEqual(read(text), fault, text)
  })

  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 30 }).filter((value) => value.isWellFormed())
  const line = fc.oneof(
    text.map((value) => value.replace(/[\r\n]/g, " ")),
    fc.constantFrom("a / b: c", "b: c", "```", "[x=y]: z")
  )
  /** As it comes back: nothing around it, and empty lines empty. */
  const task = fc
    .array(line, { minLength: 1, maxLength: 4 })
    .map((lines) =>
      lines
        .map((each) => (each.trim() === "" ? "" : each))
        .join("\n")
        .trim()
    )
    .filter((value) => value !== "")
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/)
  const dollars = fc.double({ min: 0.000_01, max: 1_000, noNaN: true }).map((value) => Math.round(value * 1e6) / 1e6)
  const step: fc.Arbitrary<ChainStep> = fc.record(
    {
      name,
      task,
      each: fc.oneof(
        text,
        fc.array(text, { maxLength: 3 }),
        name.map((of) => `{{${of}}}`)
      ),
      agent: text,
      backend: text,
      model: text,
      workdir: text,
      permissions: fc.constantFrom("plan", "ask", "accept-edits", "full"),
      budgetUsd: dollars.filter((value) => value > 0),
      timeoutMillis: fc.integer({ min: 1, max: 1e9 }),
      schema: fc.dictionary(text, fc.jsonValue() as fc.Arbitrary<never>)
    },
    { requiredKeys: ["name", "task"] }
  )
  it("comes back from what is printed of it", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        const [first, ...rest] = steps
        if (first === undefined) return
        const printed = printChain([first, ...rest])
        assert.deepStrictEqual(JSON.stringify(sorted(read(printed))), JSON.stringify(sorted(steps)), printed)
      })
    )
  })
})

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === "object" && value !== null
      ? Object.entries(value)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([key, inner]) => [key, sorted(inner)])
      : value
