import { assert, describe, it } from "@effect/vitest"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { Answer } from "../../../src/core/model/Ask.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { JournalEntry } from "../../../src/core/ports/Journal.ts"
import { answerText, openAsks } from "../../../src/core/sessions/TurnState.ts"
import {
  accepted,
  answered,
  asked,
  did,
  dispatched,
  ended,
  happened,
  said,
  stateAfter,
  usage
} from "../render/Turns.ts"

const permission = {
  _tag: "Permission",
  tool: "Bash",
  title: "run",
  detail: "ls",
  language: "sh",
  rememberable: true
} as const
const activities = (state: ReturnType<typeof stateAfter>) =>
  state.blocks.flatMap((block) =>
    block._tag === "Activity" ? [`${block.activity.title} ${block.activity.phase}`] : []
  )

describe("reduceTurn", () => {
  it("goes from the lane to work to its end, and takes an amended text along", () => {
    assert.strictEqual(stateAfter([0, accepted]).phase, "queued")
    assert.strictEqual(
      stateAfter([0, accepted], [1, JournalEntry.cases.Amended.make({ text: "other" })]).turn.text,
      "other"
    )
    const working = stateAfter(
      [0, accepted],
      [5, dispatched()],
      [6, happened(AgentEvent.cases.Thinking.make({ delta: "hm" }))]
    )
    assert.deepInclude(working, { phase: "working", attempt: 1, startedAt: 5_000, lastEventAt: 6_000, thinking: true })
    const over = stateAfter([0, accepted], [5, dispatched()], [9, ended(Outcome.cases.Done.make({}), 4_000)])
    assert.deepInclude(over, { phase: "ended", elapsedMillis: 4_000, usage })
  })

  it("keeps a part in one piece when something else begins in its middle", () => {
    const state = stateAfter(
      [0, dispatched()],
      [1, said("Look at `npm ")],
      [1, did("a", "started", "command", "npm test")],
      [2, said("test`.")],
      [3, said("Next part.", "p2")]
    )
    assert.strictEqual(answerText(state), "Look at `npm test`.\n\nNext part.")
  })

  it("takes back what the cli took back, and only that", () => {
    const state = stateAfter(
      [0, dispatched()],
      [1, said("kept", "p1")],
      [2, said("gone", "p2")],
      [3, happened(AgentEvent.cases.Retracted.make({ part: "p2" }))],
      [4, said("new", "p2")]
    )
    assert.strictEqual(answerText(state), "kept\n\nnew")
  })

  it("knows an activity by its id, keeps its title, and does not reopen it", () => {
    const state = stateAfter(
      [0, dispatched()],
      [1, did("a", "started", "command", "npm test")],
      [2, did("b", "started", "edit", "a.ts")],
      [3, did("a", "done", "command", "")],
      [4, did("a", "progress", "command", "")]
    )
    assert.deepStrictEqual(activities(state), ["npm test done", "a.ts started"])
  })

  it("starts a further attempt without what the lost process left open, and may meet its names again", () => {
    const state = stateAfter(
      [0, dispatched()],
      [1, said("first half")],
      [2, did("a", "started", "command", "npm test")],
      [3, asked("q1", permission)],
      [60, dispatched(2)],
      [61, did("a", "started", "command", "npm run build")],
      [62, said("second half")],
      [63, asked("q1", permission)]
    )
    assert.deepInclude(state, { attempt: 2, startedAt: 0 })
    assert.deepStrictEqual(activities(state), ["npm test failed", "npm run build started"])
    assert.strictEqual(answerText(state), "first half\n\nsecond half")
    assert.deepStrictEqual(
      state.asks.map(({ closed }) => closed),
      [true, false]
    )
  })

  it("forgets the outcome of an attempt that is tried once more, and its time", () => {
    const failed = Outcome.cases.Failed.make({ kind: "crash", message: "crashed" })
    const state = stateAfter([0, dispatched()], [5, ended(failed, 5_000)], [3_600, dispatched(2)])
    assert.deepInclude(state, { phase: "working", startedAt: 3_600_000, elapsedMillis: 0 })
    assert.notProperty(state, "outcome")
  })

  it("lets the first answer win, and counts it as a sign of life", () => {
    const state = stateAfter(
      [0, dispatched()],
      [1, asked("q1", permission)],
      [1, asked("q1", permission)],
      [2, asked("q2", permission)],
      [3, asked("q3", permission)],
      [90, answered("q1", Answer.cases.Allow.make({ scope: "once" }), "ada")],
      [90, answered("q1", Answer.cases.Deny.make({ reason: "" }), "bob")]
    )
    assert.deepStrictEqual(
      state.asks.map((known) => known.answer?.by),
      ["ada", undefined, undefined]
    )
    assert.strictEqual(state.lastEventAt, 90_000)
    assert.deepStrictEqual(
      openAsks(state).map(({ ask }) => `${ask.id}`),
      ["q2", "q3"]
    )
    const closed = stateAfter(
      [0, asked("q2", permission)],
      [1, happened(AgentEvent.cases.AskClosed.make({ id: "q2" }))]
    )
    assert.deepStrictEqual(openAsks(closed), [])
  })

  it("adds up usage, and believes the journal's last word", () => {
    const used = happened(AgentEvent.cases.Used.make({ usage: { ...usage, outputTokens: 10 } }))
    assert.strictEqual(stateAfter([0, dispatched()], [1, used], [2, used]).usage?.outputTokens, 20)
    const over = stateAfter([0, dispatched()], [1, used], [2, ended(Outcome.cases.Done.make({}), 2_000)])
    assert.deepStrictEqual(over.usage, usage)
  })
})
