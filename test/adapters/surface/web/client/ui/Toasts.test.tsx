// @vitest-environment happy-dom
/** What went wrong is said where one can read it: with a dialog open, in the dialog. */
import { act } from "react"
import { afterEach, assert, describe, it } from "vitest"
import { Dialog } from "../../../../../../src/adapters/surface/web/client/ui/Dialog.tsx"
import { toast, useToasts } from "../../../../../../src/adapters/surface/web/client/ui/Toast.ts"
import { Toasts } from "../../../../../../src/adapters/surface/web/client/ui/Toasts.tsx"
import { click, draw, eraseAll, find } from "../Drawn.tsx"

afterEach(async () => {
  await eraseAll()
  useToasts.setState({ shown: [] })
})

const Screen = ({ open }: { readonly open: number }) => (
  <>
    <Toasts />
    <Dialog open={open > 0} onClose={() => undefined} title="below" />
    <Dialog open={open > 1} onClose={() => undefined} title="above" />
  </>
)

const saidIn = () =>
  [...document.querySelectorAll("output p")].map((words) => [
    words.textContent,
    words.closest("dialog")?.querySelector("h2")?.textContent
  ])

describe("toasts", () => {
  it("stand once, in the dialog that lies on top, and in the page when there is none", async () => {
    const { again } = await draw(<Screen open={2} />)
    await act(async () => toast("copy it yourself", { tone: "bad" }))
    assert.deepStrictEqual(saidIn(), [["copy it yourself", "above"]])
    await again(<Screen open={1} />)
    assert.deepStrictEqual(saidIn(), [["copy it yourself", "below"]])
    await again(<Screen open={0} />)
    assert.deepStrictEqual(saidIn(), [["copy it yourself", undefined]])
    await click(find("button", "dismiss"))
    assert.deepStrictEqual(saidIn(), [])
  })
})
