/**
 * What a job looks like at every moment of its life, and that it fits whatever the platform takes.
 */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { expect } from "vitest"
import type { WorkerId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import type { Worker, WorkerResult } from "../../../src/core/model/Worker.ts"
import { card, doing, ended, job, result, running, view, worker } from "./Jobs.ts"
import { anyMarkdown, fencesAreBalanced } from "./Markdown.ts"
import { asked, did, platformWith, said, written } from "./Turns.ts"

const crashed = Outcome.cases.Failed.make({ kind: "crash", message: "the cli ended", detail: "out of memory" })
const overBudget = Outcome.cases.OverBudget.make({
  budget: "turn",
  limitUsd: 1,
  message: "it has used up its budget",
  raiseToUsd: 2
})
const stopped = Outcome.cases.Stopped.make({ by: "ada" })
const permission = {
  _tag: "Permission",
  tool: "Bash",
  title: "run a command",
  detail: "rm -rf dist",
  language: "sh",
  rememberable: false
} as const
const steps = [
  { name: "list", task: "list" },
  { name: "review", task: "review {{item}}", each: "{{list}}" },
  { name: "sum", task: "sum up {{review}}" }
] as const
const chain = { steps: [...steps], input: "", attempt: 1 } as const

describe("the card of a job", () => {
  it("shows each worker's state, what it does, and what it spent of what it may", () => {
    const shown = view(
      job(),
      [
        ended("security", { text: "Two holes:\n\n- a\n- b" }),
        running("tests"),
        running("docs"),
        running("names"),
        worker("speed"),
        worker("style", { after: [worker("speed").id] })
      ],
      {
        security: doing(),
        tests: doing(did("a", "started", "command", "npm test")),
        docs: doing(said("I am reading\nthe **docs** now")),
        names: doing(asked("q1", permission))
      }
    )
    expect(written(card(shown, 12))).toMatchInlineSnapshot(`
      "--- card
      **review the parser**
      *▸ waiting for you · 3 of 6 running · $0.04 of $6.00 · 12s*
      ✓ **security** · Two holes: · opus · 4s · $0.04 of $1.00
      ▸ **tests** · run \`npm test\`
      ▸ **docs** · the \\*\\*docs\\*\\* now
      ▸ **names** · waiting for you
      · **speed** · waiting
      · **style** · waits for speed
      [Cancel] [Open tests] [Open docs] [Open names]
      --- ask-3-1-0 (notifies)
      names asks: run a command

      \`\`\`sh
      rm -rf dist
      \`\`\`
      [Allow once] [Deny]"
    `)
  })

  it("ends with the beginning of each answer, long ones as files; a longer job tells it in a new message", () => {
    const shown = view(
      job(),
      [
        ended("security", { text: "Two holes:\n\n- a\n- b", files: ["a.md", "src/b.ts"] }),
        ended("tests", { text: "All pass.", cachedAt: 3 }),
        ended("docs", { text: "word ".repeat(400), at: 30_000 }),
        ended("shape", { text: '{"ok": true}', outcome: Outcome.cases.Done.make({ structured: { ok: true } }) })
      ],
      { security: doing(), docs: doing() }
    )
    expect(written(card(shown, 60)).replace(/(word ){5,}/g, "words… ")).toMatchInlineSnapshot(`
      "--- card
      **review the parser**
      *✓ 4 done · 1 cached · $0.12 · 30s*
      ✓ **security** · opus · 4s · $0.04 of $1.00
      ✓ **tests** · opus · cached
      ✓ **docs** · opus · 4s · $0.04 of $1.00
      ✓ **shape** · opus · 4s · $0.04 of $1.00
      --- result-0 (notifies)
      **security**
      Two holes:

      - a
      - b

      *files: \`a.md\`, \`src/b.ts\`*

      **tests**
      All pass.

      **docs**
      words… word

      *… the whole is in docs.md*

      **shape**
      \`\`\`json
      {
        "ok": true
      }
      \`\`\`
      [Open security] [Open docs]
      --- file-0: docs.md, 1999 characters"
    `)
  })

  it("says why one did not end well, keeps what it said so far, and offers what can be done about it", () => {
    const cut = { why: "timed-out", by: "its time-out" } as const
    const shown = view(
      job(),
      [
        ended("crash", { outcome: crashed, text: "half of it" }),
        ended("rich", { outcome: overBudget, text: "so far: 3 of 9" }),
        ended("slow", { outcome: stopped }, { cut }),
        ended("gone", { outcome: Outcome.cases.Stopped.make({}) }),
        ended("dropped", { outcome: stopped }, { cut: { why: "cancelled", by: "ada" } })
      ],
      { crash: doing(), rich: doing() }
    )
    expect(written(card(shown, 12))).toMatchInlineSnapshot(`
      "--- card
      **review the parser**
      *✗ 4 of 5 failed · 1 cancelled · $0.20 · 4s*
      ✗ **crash** · failed · the cli ended · $0.04 of $1.00
      ✗ **rich** · over budget · $0.04 of $1.00
      ✗ **slow** · timed out after 15m · $0.04 of $1.00
      ✗ **gone** · interrupted by a restart · $0.04 of $1.00
      ✗ **dropped** · cancelled by ada · $0.04 of $1.00

      **crash**
      half of it

      ✗ failed · the cli ended · retry; if it happens again run orchestrator doctor
      it said: \`out of memory\`

      **rich**
      so far: 3 of 9

      ✗ over budget · turn budget $1.00 · it has used up its budget · an approver may raise it to $2.00

      **slow**
      ✗ timed out after 15m · give it more time, then retry

      **gone**
      ✗ interrupted by a restart · retry it; nobody knows how it ended
      [Retry 4 failed] [Raise to $2.00] [Open crash] [Open rich]"
    `)
  })

  it("a chain is a tree; where it broke off it says why and goes on from there", () => {
    const list = ended("list", { text: "a.ts" }, { step: "list", index: 0 })
    const items = ["a.ts", "b.ts"].map((name, index) => ({ title: `review: ${name}`, step: "review", index, name }))
    const [first, second] = items.map(({ title, index, step }) => running(title, { step, index }))
    assert.isDefined(first)
    assert.isDefined(second)
    const going = view(job({ chain }), [list, first, second], {
      "review: a.ts": doing(did("a", "started", "read", "a.ts"))
    })
    expect(written(card(going, 12))).toMatchInlineSnapshot(`
      "--- card
      **review the parser**
      *▸ step 2 of 3: review · 2 running · $0.04 of $3.00 · 12s*
      ✓ **list** · a.ts · opus · 4s · $0.04 of $1.00
      ▸ **review** · 0 of 2 done
      ├ ▸ **a.ts** · read \`a.ts\`
      └ ▸ **b.ts** · working
      · **sum** · waiting
      [Cancel] [Open review: a.ts]"
    `)
    const failed = { step: "review", why: "b.ts: the cli ended" }
    const broken = view(job({ chain: { ...chain, failed } }), [
      list,
      { ...first, result: result({ text: "fine" }) },
      { ...second, result: result({ outcome: crashed }) }
    ])
    expect(written(card(broken, 12))).toMatchInlineSnapshot(`
      "--- card
      **review the parser**
      *✗ 1 of 3 failed · 2 done · $0.12 · 4s*
      ✓ **list** · opus · 4s · $0.04 of $1.00
      ✗ **review** · failed · b.ts: the cli ended
      ├ ✓ **a.ts** · opus · 4s · $0.04 of $1.00
      └ ✗ **b.ts** · failed · the cli ended · $0.04 of $1.00
      · **sum** · waiting

      ✗ review failed · b.ts: the cli ended

      **review: b.ts**
      ✗ failed · the cli ended · retry; if it happens again run orchestrator doctor
      it said: \`out of memory\`
      [Retry from review]"
    `)
    const over = view(job({ chain: { ...chain, text: "all is well" } }), [
      list,
      { ...first, result: result({ text: "fine" }) },
      { ...second, result: result({ text: "fine" }) },
      ended("sum", { text: "all is well" }, { step: "sum", index: 0 })
    ])
    expect(written(card(over, 12))).toMatchInlineSnapshot(`
      "--- card
      **review the parser**
      *✓ 4 done · $0.16 · 4s*
      ✓ **list** · opus · 4s · $0.04 of $1.00
      ✓ **review** · 2 done
      ├ ✓ **a.ts** · opus · 4s · $0.04 of $1.00
      └ ✓ **b.ts** · opus · 4s · $0.04 of $1.00
      ✓ **sum** · opus · 4s · $0.04 of $1.00

      all is well"
    `)
  })

  it("of a hundred workers it shows those that failed and run, and counts the rest", () => {
    const many = Array.from({ length: 100 }, (_, at) => {
      const title = `file${at}`
      if (at === 60) return ended(title, { outcome: crashed })
      return at < 70 ? ended(title, { text: "ok" }) : at < 75 ? running(title) : worker(title)
    })
    expect(
      written(card(view(job(), many), 12, { capabilities: platformWith({ maxLength: 600 }) }))
    ).toMatchInlineSnapshot(`
      "--- card
      **review the parser**
      *▸ 5 of 100 running · 1 failed · $2.80 of $100.00 · 12s*
      ✗ **file60** · failed · the cli ended · $0.04 of $1.00
      ▸ **file70** · working
      ▸ **file71** · working
      ▸ **file72** · working
      ▸ **file73** · working
      ▸ **file74** · working
      · **file75** · waiting
      · **file76** · waiting
      · **file77** · waiting
      · **file78** · waiting
      · **file79** · waiting
      · **file80** · waiting
      · **file81** · waiting
      · **file82** · waiting
      · **file83** · waiting
      · **file84** · waiting
      · **file85** · waiting
      · **file86** · waiting
      · **file87** · waiting
      · **file88** · waiting
      *… 11 waiting, 69 done*
      [Cancel] [Retry 1 failed]"
    `)
  })

  it("a single worker speaks for itself, in messages of its own when its answer is long", () => {
    const scene = card(view(job({ title: "explain" }), [ended("explain", { text: "A sentence. ".repeat(300) })]), 60)
    assert.deepStrictEqual(
      scene.slots.map(({ key }) => key),
      ["card", "result-0", "result-1"]
    )
    const huge = card(view(job({ title: "explain" }), [ended("explain", { text: "A sentence. ".repeat(3_000) })]), 60)
    assert.deepStrictEqual(
      huge.slots.map((slot) => (slot._tag === "File" ? slot.name : slot.key)),
      ["card", "result-0", "answer.md"]
    )
  })

  const anyOutcome: fc.Arbitrary<Outcome> = fc.oneof(
    fc.constant(Outcome.cases.Done.make({})),
    anyMarkdown.map((text) => Outcome.cases.Done.make({ structured: { text } })),
    anyMarkdown.map((message) => Outcome.cases.Failed.make({ kind: "unknown", message, remedy: message })),
    anyMarkdown.map((message) =>
      Outcome.cases.OverBudget.make({ budget: "turn", limitUsd: 1, message, raiseToUsd: 2 })
    ),
    anyMarkdown.map((by) => Outcome.cases.Stopped.make({ by }))
  )
  const anyResult: fc.Arbitrary<Partial<WorkerResult>> = fc
    .tuple(anyOutcome, anyMarkdown, fc.array(anyMarkdown, { maxLength: 3 }), fc.integer({ min: 0, max: 90_000 }))
    .map(([outcome, text, files, at]) => ({ outcome, text, files, at }))
  const anyWorker: fc.Arbitrary<Worker> = fc
    .tuple(anyMarkdown, fc.option(anyResult), fc.boolean(), fc.integer({ min: 0, max: 1e9 }))
    .map(([title, over, begun, id]) => {
      const named = { id: worker(`n${id.toString(36)}`).id }
      if (over !== null) return ended(title, over, named)
      return begun ? running(title, named) : worker(title, named)
    })

  it("fits the platform whatever people and models wrote, with unique keys and at most five buttons", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyWorker, { maxLength: 12, minLength: 1, selector: ({ id }: { id: WorkerId }) => id }),
        anyMarkdown,
        fc.array(anyMarkdown, { maxLength: 2 }),
        fc.record({
          uploads: fc.boolean(),
          buttons: fc.boolean(),
          edits: fc.boolean(),
          threads: fc.boolean(),
          tables: fc.boolean()
        }),
        fc.integer({ min: 600, max: 3_000 }),
        fc.boolean(),
        (workers, title, news, abilities, maxLength, escapes) => {
          const measure = (markdown: string) =>
            escapes ? markdown.replace(/[<>&*_]/g, "\\$&").length : markdown.length
          const states = Object.fromEntries(
            workers.map((one) => [
              one.title,
              doing(...news.map((text) => said(text)), asked("q", { ...permission, detail: news[0] ?? "" }))
            ])
          )
          const capabilities = platformWith({ ...abilities, maxLength, measure })
          const scene = card(view(job({ title }), workers, states), 100, { capabilities })
          const keys = scene.slots.map((slot) => slot.key)
          assert.strictEqual(new Set(keys).size, keys.length)
          for (const slot of scene.slots) {
            assert.isAtMost(slot.key.length, 40)
            assert.isTrue(abilities.uploads || slot._tag === "Message")
            if (slot._tag === "File") continue
            assert.isAtMost(measure(slot.body.markdown), maxLength)
            assert.notStrictEqual(slot.body.markdown.trim(), "")
            assert.isTrue(fencesAreBalanced(slot.body.markdown), slot.body.markdown)
            assert.isAtMost(slot.body.controls.length, abilities.buttons ? 5 : 0)
          }
        }
      ),
      { numRuns: 200 }
    )
  })
})
