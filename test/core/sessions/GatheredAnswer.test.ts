import { assert, describe, it } from "@effect/vitest"
import { Answer, type Ask } from "../../../src/core/model/Ask.ts"
import { AskId } from "../../../src/core/model/Ids.ts"
import { gathered } from "../../../src/core/sessions/GatheredAnswer.ts"

const option = (label: string) => ({ label, description: "" })
const ask: Ask = {
  id: AskId.make("a1"),
  subject: {
    _tag: "Questions",
    questions: [
      { question: "Which color?", header: "", options: [option("red"), option("blue")], multiple: false },
      { question: "Which sizes?", header: "", options: [option("s"), option("m"), option("l")], multiple: true }
    ]
  }
}
const chosen = (answers: Readonly<Record<string, ReadonlyArray<string>>>) => Answer.cases.Chosen.make({ answers })

describe("gathered", () => {
  it("answers to several questions come one by one, by place or by words, and end the ask with the last", () => {
    const first = gathered(ask, undefined, chosen({ "#1": ["#0", "#2"] }))
    assert.isFalse(first.complete)
    const changed = gathered(ask, first.answer, chosen({ "#1": ["#1"] }))
    assert.isFalse(changed.complete)
    const last = gathered(ask, changed.answer, chosen({ "Which color?": ["something between"] }))
    assert.isTrue(last.complete)
    assert.deepStrictEqual(last.answer, chosen({ "Which sizes?": ["m"], "Which color?": ["something between"] }))
  })

  it("all at once is complete; an answer to no question of this ask is none", () => {
    const all = chosen({ "Which color?": ["red"], "Which sizes?": ["s"] })
    assert.deepStrictEqual(gathered(ask, undefined, all), { answer: all, complete: true })
    assert.isUndefined(gathered(ask, undefined, chosen({ "#7": ["#0"] })).answer)
    assert.isUndefined(gathered(ask, undefined, chosen({ "Which shape?": ["round"] })).answer)
  })

  it("a place that does not exist is words; other answers pass through", () => {
    const odd = gathered(ask, undefined, chosen({ "#0": ["#9"] })).answer
    assert.deepStrictEqual(odd, chosen({ "Which color?": ["#9"] }))
    const denied = Answer.cases.Deny.make({ reason: "" })
    assert.deepStrictEqual(gathered(ask, undefined, denied), { answer: denied, complete: true })
  })
})
