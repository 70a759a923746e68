// @vitest-environment happy-dom
/** What is filled in and not sent: kept for the window, seen by all who show it, and never taken for what it is not. */
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { forgetKept, kept } from "../../../../../../src/adapters/surface/web/client/ui/Kept.ts"
import { draw, eraseAll } from "../Drawn.tsx"

interface Note {
  readonly text: string
}

const isNote = (value: unknown): value is Note =>
  typeof value === "object" && value !== null && "text" in value && typeof value.text === "string"

const notes = kept("note", isNote)
const lists = kept("note-list", isNote)

const Shown = ({ name }: { readonly name: string }) => <p>{notes.use(name)?.text ?? "nothing"}</p>

beforeEach(() => sessionStorage.clear())
afterEach(async () => {
  vi.restoreAllMocks()
  await eraseAll()
})

describe("what is kept", () => {
  it("is the same wherever it is shown, by its kind and name", async () => {
    const { page } = await draw(
      <>
        <Shown name="a" />
        <Shown name="a" />
        <Shown name="b" />
      </>
    )
    await act(async () => {
      notes.put("a", { text: "half a" })
      lists.put("b", { text: "of another kind" })
    })
    assert.deepStrictEqual(
      [...page.querySelectorAll("p")].map(({ textContent }) => textContent),
      ["half a", "half a", "nothing"]
    )
    assert.strictEqual(notes.get("a"), notes.get("a"), "nobody is drawn anew for nothing")
    assert.deepStrictEqual(notes.names(), ["a"])
    await act(async () => notes.put("a", undefined))
    assert.strictEqual(page.querySelector("p")?.textContent, "nothing")
  })

  it("is nothing when it is of another shape, and stays on the page where the browser keeps nothing", () => {
    sessionStorage.setItem("note a", '{"text": 1}')
    sessionStorage.setItem("note b", "{")
    assert.isUndefined(notes.get("a"))
    assert.isUndefined(notes.get("b"))
    vi.spyOn(sessionStorage, "setItem").mockImplementation(() => {
      throw new Error("there is no room left")
    })
    notes.put("a", { text: "a long one" })
    assert.deepStrictEqual(notes.get("a"), { text: "a long one" })
    assert.isTrue(notes.names().includes("a"))
  })

  it("is gone, of every kind, when somebody signs out", async () => {
    const { page } = await draw(<Shown name="a" />)
    await act(async () => {
      notes.put("a", { text: "mine" })
      lists.put("b", { text: "mine" })
    })
    await act(async () => forgetKept())
    assert.strictEqual(page.textContent, "nothing")
    assert.isUndefined(lists.get("b"))
    assert.strictEqual(sessionStorage.length, 0)
  })
})
