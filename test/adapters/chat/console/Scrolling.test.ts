/** Whatever agents write and rewrite at the same time, what is read in the end is every final text, once. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import type { Receipt } from "../../../../src/core/ports/ChatPlatform.ts"
import { makeRig, stopButton } from "../../../support/ConsoleRig.ts"

const agents = ["scout", "smith", "finch"] as const
const line = fc.stringMatching(/^[a-z漢👍]{1,12}( [a-z漢👍]{1,12}){0,6}$/u)
const text = fc.array(line, { minLength: 1, maxLength: 14 })
/** What an agent's message shows next, or something that the person does. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ agent: fc.nat(2), text, final: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ typed: fc.stringMatching(/^[a-z ]{1,30}$/) }) }
)

/** The text without what tells where it was broken. */
const bare = (rows: ReadonlyArray<string>) => rows.join("").replaceAll(/\s/g, "")

type Step = typeof step extends fc.Arbitrary<infer A> ? A : never

const scrolled = (steps: ReadonlyArray<Step>, columns: number, rows: number) =>
  Effect.gen(function* () {
    const rig = yield* makeRig({ columns, rows })
    const open = new Map<number, { readonly post: Receipt; text: ReadonlyArray<string> }>()
    const finished: Array<{ readonly agent: number; readonly text: string }> = []
    let number = 0
    const finish = (agent: number) =>
      Effect.gen(function* () {
        const known = open.get(agent)
        if (known === undefined) return
        open.delete(agent)
        yield* rig.edit(known.post, known.text.join("\n"), [], true)
        finished.push({ agent, text: `${agents[agent]}${bare(known.text)}` })
      })
    for (const next of steps) {
      if ("typed" in next) {
        yield* rig.type(next.typed)
        continue
      }
      // Each text is told apart by its number, so that it can be found again.
      const known = open.get(next.agent)
      const words = [`n${++number}n`, ...next.text]
      if (known === undefined) {
        const post = yield* rig.post(`k${number}`, words.join("\n"), {
          from: agents[next.agent] ?? "scout",
          controls: [stopButton(`t${number}`)]
        })
        open.set(next.agent, { post, text: words })
      } else {
        known.text = words
        yield* rig.edit(known.post, words.join("\n"), [stopButton("t")])
      }
      assert.isAtMost(rig.vt.screen().length, rows)
      if (next.final) yield* finish(next.agent)
    }
    for (const agent of [0, 1, 2]) yield* finish(agent)
    yield* rig.end
    yield* rig.left
    assert.strictEqual(rig.vt.everything().replaceAll(/\s/g, ""), finished.map(({ text }) => text).join(""))
  })

describe("scrolling", () => {
  it("every final text is there once, in the order in which they were final", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 20, max: 60 }),
        fc.integer({ min: 5, max: 20 }),
        (steps, columns, rows) => Effect.runPromise(Effect.scoped(scrolled(steps, columns, rows)))
      ),
      { numRuns: 60 }
    ))
})
