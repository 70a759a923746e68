// @vitest-environment happy-dom
/** A dialog takes the focus and gives it back, and says what it is. */
import { act, useState } from "react"
import { afterEach, assert, describe, it } from "vitest"
import { announce } from "../../../../../../src/adapters/surface/web/client/ui/Announce.ts"
import { Button } from "../../../../../../src/adapters/surface/web/client/ui/Button.tsx"
import { Confirm } from "../../../../../../src/adapters/surface/web/client/ui/Confirm.tsx"
import { Dialog } from "../../../../../../src/adapters/surface/web/client/ui/Dialog.tsx"
import { click, draw, eraseAll, find, isThere } from "../Drawn.tsx"

const Opening = () => {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>start a session</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="a new session" actions={<Button>start</Button>}>
        what is it about?
      </Dialog>
    </>
  )
}

describe("a dialog", () => {
  afterEach(eraseAll)

  it("is called by its title, and the focus is back where it was when it is closed", async () => {
    await draw(<Opening />)
    const button = find("button", "start a session")
    await click(button)
    assert.include(find("dialog", "a new session").textContent, "what is it about?")
    find("button", "start").focus()
    await click(find("button", "close"))
    assert.isFalse(isThere("dialog", "a new session"))
    assert.strictEqual(document.activeElement, button)
  })

  it("hears what is announced, since nothing beside it is heard", async () => {
    await draw(<Opening />)
    await click(find("button", "start a session"))
    await act(async () => announce("copied"))
    const said = find("dialog", "a new session").querySelector("[aria-live=polite]")
    assert.strictEqual(said?.textContent, "copied")
  })

  it("is left by a press beside it, and not by a selection that is let go of there", async () => {
    await draw(<Opening />)
    await click(find("button", "start a session"))
    const dialog = find("dialog", "a new session")
    const pressed = (where: Element) =>
      act(async () => {
        where.dispatchEvent(new Event("pointerdown", { bubbles: true }))
        dialog.dispatchEvent(new Event("click", { bubbles: true }))
      })
    await pressed(find("button", "start"))
    assert.isTrue(isThere("dialog", "a new session"))
    await pressed(dialog)
    assert.isFalse(isThere("dialog", "a new session"))
  })

  it("is left by Escape", async () => {
    await draw(<Opening />)
    await click(find("button", "start a session"))
    const dialog = find("dialog", "a new session")
    await act(async () => dialog.dispatchEvent(new Event("cancel", { cancelable: true })))
    assert.isFalse(isThere("dialog", "a new session"))
  })

  it("that asks does nothing while it is busy, and keeps its button in reach", async () => {
    const done: Array<string> = []
    const question = (busy: boolean) => (
      <Confirm
        open
        title="delete the agent?"
        action="delete"
        busy={busy}
        onConfirm={() => done.push("deleted")}
        onClose={() => {}}
      />
    )
    const { again } = await draw(question(true))
    const button = find("button", "delete")
    await click(button)
    assert.deepStrictEqual(done, [])
    assert.strictEqual(document.activeElement, button)
    await again(question(false))
    await click(find("button", "delete"))
    assert.deepStrictEqual(done, ["deleted"])
  })
})
