// @vitest-environment happy-dom
/** Where people are signed in, as one reads it and ends it. */
import { afterEach, assert, describe, it } from "vitest"
import { ScopeBadges } from "../../../../../../../src/adapters/surface/web/client/pages/people/ScopeBadges.tsx"
import { SignInTable } from "../../../../../../../src/adapters/surface/web/client/pages/people/SignInTable.tsx"
import { UserId } from "../../../../../../../src/core/model/Ids.ts"
import { click, draw, eraseAll, find, isThere } from "../../Drawn.tsx"

afterEach(eraseAll)

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

  it("say when somebody may do nothing", async () => {
    const { page } = await draw(<ScopeBadges scopes={[]} />)
    assert.strictEqual(page.textContent, "nothing yet")
  })
})
