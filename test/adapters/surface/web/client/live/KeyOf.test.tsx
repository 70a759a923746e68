// @vitest-environment happy-dom
/** What is asked for twice because nobody knew is one thing; other words are another. */
import { act } from "react"
import { afterEach, assert, describe, it } from "vitest"
import { useKeyOf } from "../../../../../../src/adapters/surface/web/client/live/KeyOf.ts"
import { draw, eraseAll } from "../Drawn.tsx"

let again = () => {}

const Wishing = ({ task }: { readonly task: string }) => {
  const { anew, key } = useKeyOf({ task })
  again = anew
  return <p>{key}</p>
}

afterEach(eraseAll)

describe("the name of what is asked for", () => {
  it("stays with the same words, and is another one with others or on purpose", async () => {
    const { again: draws, page } = await draw(<Wishing task="delete the old fixtures" />)
    const first = page.textContent
    await draws(<Wishing task="delete the old fixtures" />)
    assert.strictEqual(page.textContent, first)
    await draws(<Wishing task="keep the fixtures" />)
    const second = page.textContent
    assert.notStrictEqual(second, first)
    await act(async () => again())
    assert.notInclude([first, second], page.textContent)
  })
})
