/**
 * Messages that grow: what was shown in one stays, and the answer goes on in the next.
 */
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import type { Growth } from "../../../src/core/ports/ChatPlatform.ts"
import { notRolled, rollOn } from "../../../src/core/render/Rolling.ts"
import type { Scene } from "../../../src/core/render/Slot.ts"
import type { TurnState } from "../../../src/core/sessions/TurnState.ts"
import { fencesAreBalanced } from "./Markdown.ts"
import { accepted, did, dispatched, draw, ended, happened, platformWith, said, stateAfter } from "./Turns.ts"

const growing = platformWith({ growsForMillis: 225_000, maxLength: 11_000, tables: true, ratings: true })
const working = [
  [0, accepted],
  [0, dispatched()]
] as const

const growths = (scene: Scene): ReadonlyArray<Growth | undefined> =>
  scene.slots.flatMap((slot) => (slot._tag === "Message" && slot.key.startsWith("live") ? [slot.body.growth] : []))

describe("a message that grows", () => {
  it("has its plan and what was done as steps, the words unhealed, and no clock", () => {
    const state = stateAfter(
      ...working,
      [1, happened(AgentEvent.cases.Plan.make({ items: [{ text: "read *it*", status: "active" }] }))],
      [2, did("a", "failed", "command", "npm test", "1 failed\nProcess exited with code 1")],
      [3, did("b", "started", "edit", "src/main.ts")],
      [4, did("c", "done", "read", "src/other.ts")],
      [5, said("The parser **drops")]
    )
    const expected: Growth = {
      headline: "working · scout",
      steps: [
        { id: "plan-0", title: "read *it*", state: "running" },
        { id: "activity-0", title: "run npm test", state: "failed", detail: "exit 1" },
        { id: "activity-1", title: "edit src/main.ts", state: "running" }
      ],
      text: "The parser **drops",
      ending: "",
      over: false
    }
    assert.deepStrictEqual(growths(draw(state, 12, { capabilities: growing })), [expected])
    assert.deepStrictEqual(growths(draw(state, 40, { capabilities: growing })), [expected])
    const answerOnly = draw(state, 12, { capabilities: growing, verbosity: "answer" })
    assert.deepStrictEqual(growths(answerOnly)[0]?.steps, [])
    assert.deepStrictEqual(growths(draw(state, 12)), [undefined])
    const quiet = growths(draw(state, 90, { capabilities: growing }))[0]
    assert.strictEqual(quiet?.headline, "still working · last: src/other.ts")
  })

  it("ends with its text as it grew, the footer apart from it, and can be rated", () => {
    const state = stateAfter(...working, [1, said("All **green**.")], [2, ended(Outcome.cases.Done.make({}), 2000)])
    const scene = draw(state, 2, { capabilities: growing })
    const [end] = growths(scene)
    assert.deepStrictEqual(end, {
      headline: "✓ done · 2s",
      steps: [],
      text: "All **green**.",
      ending: "*scout · opus · 2s · 18% ctx · $0.03*",
      over: true
    })
    const [slot] = scene.slots
    assert.deepStrictEqual(slot?._tag === "Message" ? slot.body.controls : [], [
      { _tag: "Rating", target: state.turn.id }
    ])
  })

  it("is one line once a long turn has posted its answer anew", () => {
    const state = stateAfter(...working, [1, said("Done.")], [42, ended(Outcome.cases.Done.make({}), 42_000)])
    const scene = draw(state, 42, { capabilities: growing })
    assert.deepStrictEqual(growths(scene), [undefined])
    assert.deepStrictEqual(
      scene.slots.map(({ key }) => key),
      ["live", "answer-0"]
    )
  })

  const roll = (state: TurnState, seconds: ReadonlyArray<number>) =>
    seconds.reduce((rolling, second) => rollOn(rolling, state, second * 1000, 225_000), notRolled)

  it("goes on in another message between two blocks once it has grown long enough, twice at most", () => {
    const text = "First.\n\n```ts\nlet a = 1\n\nlet b = 2"
    const before = stateAfter(...working, [1, did("a", "done", "command", "npm test")], [2, said("First.")])
    const state = stateAfter(...working, [1, did("a", "done", "command", "npm test")], [2, said(text)])
    const holding = roll(before, [0, 203])
    assert.deepStrictEqual(holding, { begun: 0, rolls: [], holding: "First.".length })
    const shown = growths(draw(state, 204, { capabilities: growing, rolling: holding }))[0]?.text
    assert.strictEqual(shown, "First.")
    const once = rollOn(holding, state, 225_000, 225_000)
    assert.deepStrictEqual(once.rolls, [{ text: "First.\n\n".length, activities: 1 }])
    assert.deepStrictEqual(
      growths(draw(state, 230, { capabilities: growing, rolling: once })).map((growth) => [
        growth?.text,
        growth?.over,
        growth?.steps.length
      ]),
      [
        ["First.", true, 1],
        ["```ts\nlet a = 1\n\nlet b = 2", false, 0]
      ]
    )
    const inOneBlock = stateAfter(...working, [2, said("one long paragraph")])
    assert.deepStrictEqual(roll(inOneBlock, [0, 225, 230]).rolls, [])
    const silent = stateAfter(...working, [2, did("a", "started", "command", "npm test")])
    assert.deepStrictEqual(roll(silent, [0, 225, 450, 675, 900]).rolls, [
      { text: 0, activities: 1 },
      { text: 0, activities: 1 }
    ])
  })

  it("stands as it is once the answer goes on below: what changes goes with the message that grows", () => {
    const markdown = (second: number, text: string) =>
      draw(stateAfter(...working, [1, did("a", "started", "command", "npm test")], [2, said(text)]), second, {
        capabilities: growing
      }).slots.flatMap((slot) => (slot._tag === "Message" ? [slot.body.markdown] : []))
    const full = "A paragraph.\n\n".repeat(1000)
    const [first = "", second = "", ...none] = markdown(10, full)
    assert.deepStrictEqual(none, [])
    assert.match(first, /^\*goes on below\*\n\nA paragraph\./)
    assert.match(second, /^\*working · scout · 10s\*\n▸ run `npm test`\n\nA paragraph\./)
    assert.strictEqual(markdown(50, `${full}More.`)[0], first)
    for (const one of markdown(50, "A paragraph.\n\n".repeat(9000)))
      assert.isAtMost(growing.measure(one), growing.maxLength)
  })

  const block = fc.constantFrom(
    "A paragraph of **some** words, with `code`.",
    "```ts\nconst a = 1\n\nconst b = 2\n```",
    "- one\n- two\n- three",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "## A heading",
    "> quoted\n> twice",
    "naïve 漢字 👩‍👩‍👧‍👦 🏳️‍🌈"
  )

  it("never takes back what it has shown, however the answer is cut into deltas and messages", () => {
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 60 }),
        (blocks, deltas, rollEvery) => {
          const text = blocks.join("\n\n")
          const capabilities = platformWith({ growsForMillis: 1000 * rollEvery, maxLength: 900, tables: true })
          const shown = new Map<number, string>()
          let rolling = notRolled
          for (let at = 0, step = 0; at < text.length && step < 400; step++) {
            at += deltas[step % deltas.length] ?? 1
            const state = stateAfter(...working, [1, said(text.slice(0, at))])
            rolling = rollOn(rolling, state, step * 1000, capabilities.growsForMillis)
            for (const [index, growth] of growths(draw(state, step, { capabilities, rolling })).entries()) {
              if (growth === undefined) continue
              const before = shown.get(index) ?? ""
              assert.isTrue(growth.text.startsWith(before), JSON.stringify({ index, before, now: growth.text }))
              if (growth.over) assert.isTrue(fencesAreBalanced(growth.text), growth.text)
              shown.set(index, growth.text)
            }
          }
        }
      ),
      { numRuns: 150 }
    )
  })
})
