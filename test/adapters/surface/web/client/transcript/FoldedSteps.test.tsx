// @vitest-environment happy-dom
/** Steps that are folded away are over: text that grows below them does not draw them again. */
import { afterEach, assert, describe, it, vi } from "vitest"

const drawn = vi.hoisted((): Array<string> => [])

vi.mock("../../../../../../src/adapters/surface/web/client/ui/StateMark.tsx", () => ({
  StateMark: ({ state }: { readonly state: string }) => {
    drawn.push(state)
    return null
  }
}))

import { FoldedSteps } from "../../../../../../src/adapters/surface/web/client/transcript/FoldedSteps.tsx"
import { piecesOf } from "../../../../../../src/adapters/surface/web/client/transcript/Pieces.ts"
import {
  arrive,
  type TranscriptStore,
  transcriptStore
} from "../../../../../../src/adapters/surface/web/client/transcript/TranscriptStore.ts"
import { draw, eraseAll } from "../Drawn.tsx"
import { activity, rows, Told } from "./Told.ts"

afterEach(eraseAll)

const foldIn = (store: TranscriptStore) => {
  const [turn] = store.getState().known.turns
  const [piece] = turn === undefined ? [] : piecesOf(turn.state, turn.asked, "essentials")
  if (piece?._tag !== "Fold") throw new Error("nothing is folded")
  return <FoldedSteps id={piece.key} turn="one" steps={piece.steps} />
}

const folded = (steps: ReadonlyArray<ReturnType<typeof activity>>) => {
  const told = new Told()
  told.accepted("one")
  told.dispatched("one")
  for (const step of steps) told.happened("one", step)
  const store = transcriptStore()
  arrive(store, [told.arrival(30)])
  return foldIn(store)
}

describe("folded steps", () => {
  it("are not drawn again for each word", async () => {
    const told = new Told()
    told.accepted("one")
    told.dispatched("one")
    for (const id of ["a", "b", "c", "d"]) told.happened("one", activity(id))
    const store = transcriptStore()
    arrive(store, [told.arrival(30)])
    const { again, page } = await draw(foldIn(store))
    assert.include(page.textContent, "2 steps")
    assert.deepStrictEqual(drawn.splice(0), ["done"])
    for (let word = 0; word < 20; word++) {
      arrive(store, [rows(told.text("one", `word ${word} `))])
      await again(foldIn(store))
    }
    assert.isEmpty(drawn)
  })

  it("say how many there are as soon as there is one more", async () => {
    const steps = ["a", "b", "c", "d", "e"].map((id) => activity(id))
    const { again, page } = await draw(folded(steps.slice(0, 4)))
    assert.include(page.textContent, "2 steps")
    await again(folded(steps))
    assert.include(page.textContent, "3 steps")
  })
})
