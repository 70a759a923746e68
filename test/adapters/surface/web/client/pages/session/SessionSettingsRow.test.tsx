// @vitest-environment happy-dom
/** How a session is set from its page: a model from the list or by name, how much is shown, and what the agent may do. */
import { act } from "react"
import { afterEach, assert, describe, it } from "vitest"
import {
  SessionSettingsRow,
  type SessionSettingsRowProps
} from "../../../../../../../src/adapters/surface/web/client/pages/session/SessionSettingsRow.tsx"
import type { SessionSettings } from "../../../../../../../src/core/sessions/SessionSettings.ts"
import { click, draw, eraseAll, find, type } from "../../Drawn.tsx"

const row = (more: Partial<SessionSettingsRowProps> = {}) => {
  const chosen: Array<SessionSettings> = []
  const props: SessionSettingsRowProps = {
    model: "",
    ownModel: "haiku",
    models: ["haiku", "opus"],
    verbosity: "essentials",
    permissions: "ask",
    spelled: true,
    mayTalk: true,
    mayAdminister: false,
    onChange: (settings) => chosen.push(settings),
    ...more
  }
  return { chosen, element: <SessionSettingsRow {...props} /> }
}

const choose = (name: string, value: string) =>
  act(async () => {
    const list = find("select", name)
    if (!(list instanceof HTMLSelectElement)) throw new Error(`${name} is no list`)
    list.value = value
    list.dispatchEvent(new Event("change", { bubbles: true }))
  })

describe("how a session is set", () => {
  afterEach(eraseAll)

  it("offers the backend's models, and any other by its name", async () => {
    const { chosen, element } = row()
    const { page } = await draw(element)
    const offered = [...page.querySelectorAll("option")].map((option) => option.textContent)
    assert.deepStrictEqual(offered, ["haiku", "opus", "another model…"])
    await choose("model", "opus")
    await choose("model", "another model…")
    await type(find("textbox", "name"), " sonnet ")
    await click(find("button", "use it"))
    assert.deepStrictEqual(chosen, [{ model: "opus" }, { model: "sonnet" }])
  })

  it("changes how much is shown", async () => {
    const { chosen, element } = row()
    await draw(element)
    await click(find("radio", "everything"))
    assert.deepStrictEqual(chosen, [{ verbosity: "everything" }])
  })

  it("marks full permission, and lets only who administers change it", async () => {
    const { again, page } = await draw(row({ permissions: "full" }).element)
    assert.include(page.textContent, "full permission")
    assert.throws(() => find("select", "what the agent may do"))
    const { chosen, element } = row({ mayAdminister: true, permissions: "full" })
    await again(element)
    await choose("what the agent may do", "plan")
    assert.deepStrictEqual(chosen, [{ permissions: "plan" }])
  })
})
