import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { makeAnswerText } from "../../../../src/adapters/backend/claude/AnswerText.ts"
import type { AgentEvent } from "../../../../src/core/model/AgentEvent.ts"

/** What a reader of the events sees in the end. */
const shown = (events: ReadonlyArray<AgentEvent>): ReadonlyArray<readonly [string, string]> => {
  const parts = new Map<string, string>()
  for (const event of events) {
    if (event._tag === "Text") parts.set(event.part, (parts.get(event.part) ?? "") + event.delta)
    if (event._tag === "Retracted") parts.delete(event.part)
  }
  return [...parts]
}

describe("makeAnswerText", () => {
  it.prop(
    "a text comes through whole and once, wherever the api cuts it, and never in half characters",
    [Schema.Array(Schema.Literals(["a", "é", "🎉", "👩‍💻", "\n"])), Schema.Array(Schema.Int)],
    ([characters, cuts]) => {
      const whole = characters.join("")
      const at = [...new Set([0, ...cuts.map((cut) => Math.abs(cut) % (whole.length + 1)), whole.length])]
      at.sort((left, right) => left - right)
      const text = makeAnswerText()
      const events = [...text.begin("m1")]
      for (const [index, from] of at.entries()) events.push(...text.delta(whole.slice(from, at[index + 1] ?? from)))
      for (const event of events) assert.isTrue(event._tag === "Text" && event.delta.isWellFormed())
      events.push(...text.confirm("m1", whole), ...text.end())
      assert.strictEqual(new Map(shown(events)).get("m1") ?? "", whole)
      assert.isFalse(events.some((event) => event._tag === "Retracted"))
    }
  )

  it("a message that was never confirmed is taken back, a confirmed block of it stays", () => {
    const text = makeAnswerText()
    const events = [
      ...text.begin("m1"),
      ...text.delta("kept"),
      ...text.confirm("m1", "kept"),
      ...text.delta("lost"),
      ...text.end(),
      ...text.begin("m2"),
      ...text.delta("lost too"),
      ...text.confirm("m3", "whole")
    ]
    assert.deepStrictEqual(shown(events), [
      ["m1", "kept"],
      ["m3", "whole"]
    ])
  })

  it("where the finished block differs from what streamed, the block counts", () => {
    const text = makeAnswerText()
    const events = [...text.begin("m1"), ...text.delta("hallo"), ...text.confirm("m1", "hello")]
    assert.deepStrictEqual(shown(events), [["m1", "hello"]])
  })
})
