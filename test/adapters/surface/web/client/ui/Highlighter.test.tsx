// @vitest-environment happy-dom
/** Code has its colours, and as much of it as nobody reads does not hold the page up for them. */
import { act } from "react"
import { afterEach, assert, describe, it, vi } from "vitest"
import { CodeBlock } from "../../../../../../src/adapters/surface/web/client/ui/CodeBlock.tsx"
import { draw, eraseAll } from "../Drawn.tsx"

afterEach(eraseAll)

const drawn = async (lines: number) => {
  const { page } = await draw(<CodeBlock text={"const a = 1\n".repeat(lines)} language="ts" />)
  await act(() => vi.dynamicImportSettled())
  return page
}

describe("colours", () => {
  it("are there for code that one reads", async () => {
    const page = await drawn(100)
    assert.strictEqual(page.querySelectorAll(".hljs-keyword").length, 100)
  })

  it("are not made for what has more lines than that, and all of it is there", async () => {
    const page = await drawn(2_000)
    assert.strictEqual(page.querySelectorAll("pre span").length, 0)
    assert.strictEqual(page.querySelector("pre")?.textContent?.split("const a").length, 2_001)
  })
})
