import { assert, describe, it } from "@effect/vitest"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { MessageId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { JournalEntry } from "../../../src/core/ports/Journal.ts"
import { knownTurn } from "../../../src/core/sessions/TurnFate.ts"
import { happened, rowsOf, someTurn } from "./TurnRig.ts"

const message = {
  platform: someTurn.conversation.platform,
  conversation: someTurn.conversation.id,
  message: MessageId.make("p1")
}
/** A whole life, in the order in which it is written; a crash may cut it after any of these. */
const life: ReadonlyArray<readonly [JournalEntry, string]> = [
  [JournalEntry.cases.Accepted.make({ turn: someTurn }), "Waiting"],
  [JournalEntry.cases.Amended.make({ text: "hello again" }), "Waiting"],
  [JournalEntry.cases.Dispatched.make({ attempt: 1 }), "TornOff"],
  [JournalEntry.cases.Posted.make({ key: "live", message }), "TornOff"],
  [happened(AgentEvent.cases.Text.make({ part: "p", delta: "Hi" })), "TornOff"],
  [JournalEntry.cases.Dispatched.make({ attempt: 2 }), "TornOff"],
  [happened(AgentEvent.cases.Completed.make({ outcome: Outcome.cases.Done.make({}) })), "TornOff"],
  [JournalEntry.cases.Ended.make({ outcome: Outcome.cases.Done.make({}), elapsedMillis: 5 }), "Undelivered"],
  [JournalEntry.cases.Delivered.make({}), "Settled"]
]

describe("the fate of a turn that is handed over once more", () => {
  it("follows from where its journal breaks off", () => {
    assert.strictEqual(knownTurn(someTurn, []).fate._tag, "Fresh")
    for (let length = 1; length <= life.length; length++) {
      const rows = rowsOf(...life.slice(0, length).map(([entry]) => entry))
      assert.strictEqual(knownTurn(someTurn, rows).fate._tag, life[length - 1]?.[1], `after ${length} entries`)
    }
  })

  it("knows how often it was handed to the cli, what it shows and what it said", () => {
    const known = knownTurn(someTurn, rowsOf(...life.slice(0, 6).map(([entry]) => entry)))
    assert.deepStrictEqual(known.fate, { _tag: "TornOff", attempts: 2 })
    assert.deepStrictEqual([...known.posted], [["live", message]])
    assert.strictEqual(known.state.turn.text, "hello again")
    assert.deepStrictEqual(
      known.state.blocks.map((block) => block._tag === "Text" && block.text),
      ["Hi"]
    )
  })
})
