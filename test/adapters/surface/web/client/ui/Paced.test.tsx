// @vitest-environment happy-dom
/** A long text that grows is drawn now and then, a short one at once; its last words are never left out. */
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { usePaced } from "../../../../../../src/adapters/surface/web/client/ui/Paced.ts"
import { draw, eraseAll } from "../Drawn.tsx"

const drawn = new Set<string>()

const Written = ({ growing = true, text }: { readonly growing?: boolean; readonly text: string }) => {
  const shown = usePaced(text, growing)
  drawn.add(shown)
  return <p>{shown.slice(-9)}</p>
}

const long = "x".repeat(50_000)

describe("text that grows", () => {
  beforeEach(() => {
    vi.useFakeTimers()
    drawn.clear()
  })
  afterEach(async () => {
    await eraseAll()
    vi.useRealTimers()
  })

  it("is drawn with each of its words while it is short", async () => {
    const { again, page } = await draw(<Written text="word 0" />)
    for (let word = 1; word <= 50; word++) {
      await again(<Written text={`word ${word}`} />)
      assert.strictEqual(page.textContent, `word ${word}`)
    }
  })

  it("is drawn seldom once it is long, and to its end", async () => {
    const { again, page } = await draw(<Written text={`${long} word 0`} />)
    for (let word = 1; word <= 100; word++) {
      await again(<Written text={`${long} word ${word}`} />)
      await act(() => vi.advanceTimersByTimeAsync(20))
    }
    assert.isBelow(drawn.size, 10)
    await act(() => vi.advanceTimersByTimeAsync(1000))
    assert.strictEqual(page.textContent, " word 100")
  })

  it("is whole as soon as it grows no more", async () => {
    const { again, page } = await draw(<Written text={`${long} word 0`} />)
    await again(<Written text={`${long} word 1`} />)
    assert.strictEqual(page.textContent, "xx word 0")
    await again(<Written text={`${long} word 1`} growing={false} />)
    assert.strictEqual(page.textContent, "xx word 1")
  })
})
