/** A turn in the pieces in which it is read: nothing lost, nothing twice, and no line taken away above what grows. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import {
  kindWords,
  type Piece,
  piecesOf,
  type Step
} from "../../../../../../src/adapters/surface/web/client/transcript/Pieces.ts"
import {
  emptyTranscript,
  type TranscriptTurn,
  withPage
} from "../../../../../../src/core/control/protocol/TranscriptState.ts"
import type { AgentEvent } from "../../../../../../src/core/model/AgentEvent.ts"
import { AskId } from "../../../../../../src/core/model/Ids.ts"
import { activity, Told } from "./Told.ts"

const working = (events: ReadonlyArray<AgentEvent>): TranscriptTurn => {
  const told = new Told()
  told.accepted("one")
  told.dispatched("one")
  for (const event of events) told.happened("one", event)
  const turn = withPage(emptyTranscript, told.page(1)).turns[0]
  if (turn === undefined) throw new Error("there is no turn")
  return turn
}

const stepsOf = (piece: Piece): ReadonlyArray<Step> =>
  piece._tag === "Step" ? [piece.step] : piece._tag === "Fold" ? piece.steps : []

const deep = (step: Step): ReadonlyArray<string> => [step.key, ...step.inside.flatMap(deep)]

const text = (delta: string, part: string): AgentEvent => ({ _tag: "Text", part, delta })

const lines = (events: ReadonlyArray<AgentEvent>): number => {
  const { asked, state } = working(events)
  return piecesOf(state, asked, "essentials").length
}

const anything = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("text" as const), part: fc.constantFrom("p", "q", "r") }),
    fc.record({
      kind: fc.constant("step" as const),
      id: fc.nat(12),
      parent: fc.option(fc.nat(12), { nil: undefined }),
      phase: fc.constantFrom("started" as const, "done" as const, "failed" as const)
    })
  ),
  { maxLength: 40 }
)

describe("the pieces of a turn", () => {
  it("hold every text and every step once, in order, however much is shown", () => {
    fc.assert(
      fc.property(
        anything,
        fc.constantFrom("answer" as const, "essentials" as const, "everything" as const),
        (made, how) => {
          const events = made.map(
            (each, index): AgentEvent =>
              each.kind === "text"
                ? text(`said ${index}. `, each.part)
                : activity(`a${each.id}`, {
                    phase: each.phase,
                    // whoever is part of another one came after it
                    ...(each.parent === undefined || each.parent >= each.id ? {} : { parent: `a${each.parent}` })
                  })
          )
          const { asked, state } = working(events)
          const pieces = piecesOf(state, asked, how)
          const steps = pieces.flatMap(stepsOf).flatMap(deep)
          const known = state.blocks.flatMap((block) => (block._tag === "Activity" ? [`1/${block.activity.id}`] : []))
          assert.sameMembers(steps, known)
          assert.strictEqual(new Set(steps).size, steps.length)
          assert.deepStrictEqual(
            pieces.flatMap((piece) => (piece._tag === "Text" ? [piece.text] : [])),
            state.blocks.flatMap((block) => (block._tag === "Text" ? [block.text] : []))
          )
          assert.strictEqual(new Set(pieces.map(({ key }) => key)).size, pieces.length)
        }
      ),
      { numRuns: 150 }
    )
  })

  it("never become fewer while steps come and end one after the other", () => {
    const events: Array<AgentEvent> = []
    let before = 0
    for (let step = 0; step < 30; step++) {
      for (const phase of ["started", "done"] as const) {
        events.push(activity(`a${step}`, { phase }))
        const now = lines(events)
        assert.isAtLeast(now, before, `step ${step} ${phase}`)
        before = now
      }
    }
    // and stay few: one line for all that is over, the latest beside it
    assert.isAtMost(before, 3)
  })

  it("fold what went well, and leave in sight what failed and what runs", () => {
    const { asked, state } = working([
      text("I look.", "p"),
      ...["a", "b", "c", "d"].map((id) => activity(id, { kind: "read" })),
      activity("e", { phase: "failed" }),
      activity("f"),
      activity("g", { phase: "started" })
    ])
    const shown = piecesOf(state, asked, "essentials")
    assert.deepStrictEqual(
      shown.map((piece) => [piece._tag, stepsOf(piece).length]),
      [
        ["Text", 0],
        ["Fold", 4],
        ["Step", 1],
        ["Step", 1],
        ["Step", 1]
      ]
    )
    assert.strictEqual(kindWords(shown.flatMap(stepsOf)), "4 files read, 3 commands")
    assert.lengthOf(piecesOf(state, asked, "everything"), 8)
    assert.deepStrictEqual(
      piecesOf(state, asked, "answer").map((piece) => stepsOf(piece).length),
      [0, 7]
    )
  })

  it("leave alone what somebody has opened, however many come after it", () => {
    const { asked, state } = working(["a", "b", "c", "d", "e", "f", "g"].map((id) => activity(id)))
    const shape = (isOpen: (step: Step) => boolean) =>
      piecesOf(state, asked, "essentials", isOpen).map((piece) => stepsOf(piece).length)
    assert.deepStrictEqual(
      shape(() => false),
      [5, 1, 1]
    )
    assert.deepStrictEqual(
      shape(({ block }) => block.activity.id === "c"),
      [2, 1, 2, 1, 1]
    )
  })

  it("put an ask where it was asked", () => {
    const { asked, state } = working([
      activity("a"),
      {
        _tag: "Asked",
        ask: {
          id: AskId.make("ask"),
          subject: { _tag: "PlanReview", plan: "all of it" }
        }
      },
      activity("b"),
      text("Done.", "p")
    ])
    assert.deepStrictEqual(
      piecesOf(state, asked, "essentials").map(({ _tag }) => _tag),
      ["Step", "Ask", "Step", "Text"]
    )
  })
})
