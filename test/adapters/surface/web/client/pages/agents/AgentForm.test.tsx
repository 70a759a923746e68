// @vitest-environment happy-dom
/** The form of an agent: every field has a name, and what is wrong stands where it is wrong. */
import { assert, describe, it } from "@effect/vitest"
import { useState } from "react"
import { afterEach } from "vitest"
import {
  type AgentDraft,
  emptyDraft
} from "../../../../../../../src/adapters/surface/web/client/pages/agents/AgentDraft.ts"
import { AgentForm } from "../../../../../../../src/adapters/surface/web/client/pages/agents/AgentForm.tsx"
import { StartingPoints } from "../../../../../../../src/adapters/surface/web/client/pages/agents/StartingPoints.tsx"
import { click, draw, eraseAll, find, isThere, type as typed } from "../../Drawn.tsx"

afterEach(eraseAll)

const backends = [{ name: "claude", title: "Claude Code", models: ["opus", "auto"] }]

let latest: AgentDraft = emptyDraft("claude")

const Form = ({ disabled = false }: { readonly disabled?: boolean }) => {
  const [draft, setDraft] = useState(emptyDraft("claude"))
  latest = draft
  return (
    <AgentForm
      draft={draft}
      backends={backends}
      named={false}
      disabled={disabled}
      errorOf={(field) => (field === "turnBudget" ? "found -1; expected a value greater than 0" : undefined)}
      onChange={(part) => setDraft((now) => ({ ...now, ...part }))}
    />
  )
}

describe("AgentForm", () => {
  it("takes what is typed, offers models, and tells what is wrong at the field", async () => {
    const { page } = await draw(<Form />)
    await typed(find("textbox", "name"), "mason")
    await typed(find("textbox", "persona"), "You build.")
    assert.deepInclude(latest, { name: "mason", persona: "You build." })
    const models = page.querySelectorAll(`datalist[id="${find("textbox", "model").getAttribute("list")}"] option`)
    assert.deepStrictEqual(
      [...models].map((each) => each.getAttribute("value")),
      ["opus", "auto"]
    )
    const budget = find("textbox", "budget of a turn")
    assert.strictEqual(budget.getAttribute("aria-invalid"), "true")
    const described = (budget.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent)
    assert.include(described, "found -1; expected a value greater than 0")
    assert.isFalse(isThere("textbox", "tools"), "all of them are allowed")
    await click(find("radio", "only these"))
    assert.isTrue(isThere("textbox", "tools"))
  })

  it("shows what a persona looks like, without letting it do anything", async () => {
    const { page } = await draw(<Form />)
    await typed(find("textbox", "persona"), "# Scout\n<img src=x onerror=alert(1)>")
    await click(find("tab", "preview"))
    assert.isTrue(isThere("heading", "Scout"))
    assert.isNull(page.querySelector("img"))
  })

  it("is only to be read where its file is not ours", async () => {
    const { page } = await draw(<Form disabled />)
    const open = [...page.querySelectorAll("input, textarea, select")].filter((each) => !each.matches(":disabled"))
    assert.deepStrictEqual(
      open.map((each) => each.id),
      []
    )
    assert.isFalse(isThere("button", "choose"))
  })
})

describe("StartingPoints", () => {
  it("a new agent begins with nothing, or as one that is there", async () => {
    let chosen: string | undefined = "nobody"
    await draw(<StartingPoints agents={[]} chosen={undefined} onChoose={(name) => (chosen = name)} />)
    const blank = find("button", "nothingan empty page")
    assert.strictEqual(blank.getAttribute("aria-pressed"), "true")
    await click(blank)
    assert.isUndefined(chosen)
  })
})
