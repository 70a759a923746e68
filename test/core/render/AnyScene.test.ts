import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { Answer } from "../../../src/core/model/Ask.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { JournalEntry } from "../../../src/core/ports/Journal.ts"
import { anyMarkdown, fencesAreBalanced } from "./Markdown.ts"
import {
  accepted,
  answered,
  asked,
  did,
  dispatched,
  draw,
  ended,
  happened,
  platformWith,
  said,
  stateAfter,
  usage
} from "./Turns.ts"

const done = Outcome.cases.Done.make({})
const permission = (detail: string, rememberable = true) =>
  ({ _tag: "Permission", tool: "Bash", title: "run a command", detail, language: "sh", rememberable }) as const
const working = [
  [0, accepted],
  [0, dispatched()]
] as const

const anyEntry: fc.Arbitrary<JournalEntry> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(anyMarkdown, fc.constantFrom("p1", "p2")).map(([delta, part]) => said(delta, part))
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("p1", "p2").map((part) => happened(AgentEvent.cases.Retracted.make({ part })))
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom("a", "b", "c", "d", "e", "f"),
        fc.constantFrom("started", "progress", "done", "failed"),
        fc.constantFrom("command", "edit", "read", "other"),
        anyMarkdown
      )
      .map(([id, phase, kind, title]) => did(id, phase, kind, title, title))
  },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.record({ text: anyMarkdown, status: fc.constantFrom("pending", "active", "done") }), { maxLength: 20 })
      .map((items) => happened(AgentEvent.cases.Plan.make({ items })))
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("q1", "q2"), anyMarkdown, fc.boolean())
      .map(([id, detail, yes]) => asked(id, { ...permission(detail, yes), title: detail }))
  },
  { weight: 1, arbitrary: anyMarkdown.map((plan) => asked("q3", { _tag: "PlanReview", plan })) },
  {
    weight: 1,
    arbitrary: anyMarkdown.map((text) =>
      asked("q4", {
        _tag: "Questions",
        questions: [{ question: text, header: text, options: [{ label: text, description: text }], multiple: true }]
      })
    )
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("q1", "q2", "q3", "q4"), anyMarkdown)
      .map(([id, reason]) => answered(id, Answer.cases.Deny.make({ reason }), reason))
  },
  { weight: 1, arbitrary: fc.constantFrom(2, 3).map(dispatched) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("turn", "fleet-day")
      .map((budget) => JournalEntry.cases.Neared.make({ budget, spentUsd: 9e5, limitUsd: 1e6 }))
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.oneof(
          fc.constant(done),
          anyMarkdown.map((message) =>
            Outcome.cases.Failed.make({ kind: "unknown", message, remedy: message, detail: message })
          ),
          anyMarkdown.map((message) => Outcome.cases.Limited.make({ message, resetsAt: 1e20 })),
          anyMarkdown.map((message) => Outcome.cases.OverBudget.make({ budget: "turn", limitUsd: 1, message })),
          anyMarkdown.map((message) =>
            Outcome.cases.OverBudget.make({ budget: "fleet-day", limitUsd: 1e6, message, raiseToUsd: 2e6 })
          ),
          anyMarkdown.map((by) => Outcome.cases.Stopped.make({ by }))
        ),
        fc.integer({ min: 0, max: 90_000 }),
        anyMarkdown
      )
      .map(([outcome, elapsed, model]) => ended(outcome, elapsed, { ...usage, model }))
  }
)

describe("any turn", () => {
  it("fits the platform in every frame, with unique keys, closed fences and no button that cannot be pressed", () => {
    fc.assert(
      fc.property(
        fc.array(anyEntry, { maxLength: 12 }),
        fc.record({
          uploads: fc.boolean(),
          buttons: fc.boolean(),
          edits: fc.boolean(),
          deletes: fc.boolean(),
          tables: fc.boolean()
        }),
        fc.constantFrom("answer", "essentials", "everything"),
        fc.integer({ min: 600, max: 3_000 }),
        fc.boolean(),
        (entries, abilities, verbosity, maxLength, escapes) => {
          const measure = (markdown: string) =>
            escapes ? markdown.replace(/[<>&*_]/g, "\\$&").length : markdown.length
          const capabilities = platformWith({ ...abilities, maxLength, measure })
          for (let length = 0; length <= entries.length; length++) {
            const state = stateAfter(...working, ...entries.slice(0, length).map((entry) => [1, entry] as const))
            const scene = draw(state, 100, { capabilities, verbosity })
            const keys = scene.slots.map((slot) => slot.key)
            assert.strictEqual(new Set(keys).size, keys.length)
            for (const slot of scene.slots) {
              assert.isAtMost(slot.key.length, 40)
              assert.isTrue(abilities.uploads || slot._tag === "Message")
              if (slot._tag === "File") continue
              assert.isAtMost(measure(slot.body.markdown), maxLength)
              assert.notStrictEqual(slot.body.markdown.trim(), "")
              assert.isTrue(fencesAreBalanced(slot.body.markdown), slot.body.markdown)
              assert.isTrue(abilities.buttons || slot.body.controls.length === 0)
              assert.isTrue(abilities.edits || !slot.key.startsWith("live"))
            }
          }
        }
      ),
      { numRuns: 300 }
    )
  })

  it("measures no more of a very long answer than it shows", () => {
    const measured = (many: number) => {
      let total = 0
      const measure = (markdown: string) => {
        total += markdown.length
        return markdown.length
      }
      const state = stateAfter(...working, [1, said("Some words of an answer.\n\n".repeat(many))])
      draw(state, 2, { capabilities: platformWith({ measure }) })
      return total
    }
    assert.isBelow(measured(4_000), 2 * measured(400))
  })
})
