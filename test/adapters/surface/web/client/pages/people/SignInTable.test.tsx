// @vitest-environment happy-dom
/** Where people are signed in, as one reads it and ends it. */
import { Effect } from "effect"
import { act } from "react"
import { afterEach, assert, describe, it, vi } from "vitest"

vi.mock("../../../../../../../src/adapters/surface/web/client/live/Wire.ts", () => import("../../live/FakeWire.ts"))

import { ScopeBadges } from "../../../../../../../src/adapters/surface/web/client/pages/people/ScopeBadges.tsx"
import { SignInTable } from "../../../../../../../src/adapters/surface/web/client/pages/people/SignInTable.tsx"
import { ControlError } from "../../../../../../../src/core/control/protocol/ControlError.ts"
import { UserId } from "../../../../../../../src/core/model/Ids.ts"
import { click, draw, eraseAll, find, isThere } from "../../Drawn.tsx"
import { forgetService, service } from "../../live/FakeWire.ts"

afterEach(async () => {
  await eraseAll()
  vi.useRealTimers()
})

const signIn = (id: string, name: string, own: boolean) => ({
  id,
  user: UserId.make(name),
  name,
  owner: own,
  since: 1_795_000_000_000,
  lastSeenAt: 1_795_000_100_000,
  own
})

describe("the sign-ins", () => {
  it("tell one's own from others', and ask before one ends", async () => {
    const { page } = await draw(<SignInTable signIns={[signIn("1", "root", true), signIn("2", "<b>bea</b>", false)]} />)
    assert.include(page.textContent, "this browser")
    assert.include(page.textContent, "<b>bea</b>")
    await click(find("button", "end"))
    assert.isTrue(isThere("dialog", "end the sign-in of <b>bea</b>"))
    assert.isTrue(isThere("button", "end it"))
  })

  it("say why one could not be ended at that one, and not at the next", async () => {
    vi.useFakeTimers()
    forgetService()
    service.EndSignIn = () =>
      Effect.fail(new ControlError({ reason: "conflict", detail: "ann is signed in elsewhere" }))
    const { page } = await draw(<SignInTable signIns={[signIn("1", "ann", false), signIn("2", "ben", false)]} />)
    const [first, second] = [...page.querySelectorAll("tbody button, li button")].filter(
      (button): button is HTMLElement => button instanceof HTMLElement
    )
    if (first === undefined || second === undefined) throw new Error("no buttons")
    await click(first)
    await click(find("button", "end it"))
    await act(() => vi.advanceTimersByTimeAsync(10))
    assert.include(find("dialog", "end the sign-in of ann").textContent, "elsewhere")
    await click(find("button", "cancel"))
    await click(second)
    assert.notInclude(find("dialog", "end the sign-in of ben").textContent, "elsewhere")
  })

  it("say when somebody may do nothing", async () => {
    const { page } = await draw(<ScopeBadges scopes={[]} />)
    assert.strictEqual(page.textContent, "nothing yet")
  })
})
