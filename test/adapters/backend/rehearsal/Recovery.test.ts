/** What a record says of a turn, a record that a crash cut short included. */
import { assert, describe, it } from "@effect/vitest"
import { fateOf } from "../../../../src/adapters/backend/rehearsal/Recovery.ts"
import type { RecordLine } from "../../../../src/adapters/backend/rehearsal/Wire.ts"
import { TurnId } from "../../../../src/core/model/Ids.ts"

const turn = TurnId.make("t1")
const other: RecordLine = { type: "user", turn: "t0", text: "before" }
const user: RecordLine = { type: "user", turn, text: "hello" }
const said: RecordLine = { type: "said", turn, text: "so far" }
const answer: RecordLine = { type: "answer", turn, events: [{ _tag: "Completed", outcome: { _tag: "Done" } }] }

const record = (...lines: ReadonlyArray<RecordLine>) => lines.map((line) => `${JSON.stringify(line)}\n`).join("")

describe("fateOf", () => {
  it("tells a turn that was not reached, begun, or finished", () => {
    assert.isUndefined(fateOf(record(other), turn))
    assert.deepStrictEqual(fateOf(record(other, user), turn), { _tag: "Unfinished", said: "" })
    assert.deepStrictEqual(fateOf(record(user, said, other), turn), { _tag: "Unfinished", said: "so far" })
    assert.strictEqual(fateOf(record(user, said, answer, other), turn)?._tag, "Finished")
  })

  it("a second run that did not finish outweighs the first that did", () => {
    assert.deepStrictEqual(fateOf(record(user, answer, user), turn), { _tag: "Unfinished", said: "" })
  })

  it("a last line that was cut short is no line", () => {
    const whole = record(user, said, answer)
    assert.deepStrictEqual(fateOf(whole.slice(0, -20), turn), { _tag: "Unfinished", said: "so far" })
  })
})
