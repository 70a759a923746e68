// @vitest-environment happy-dom
/** An agent that somebody began to change: nothing typed is lost, and nothing of others is overwritten without knowing. */
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { refresh } from "../../../../../../../src/adapters/surface/web/client/live/Answers.ts"
import { connectionOpened } from "../../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import {
  type AgentDraft,
  emptyDraft
} from "../../../../../../../src/adapters/surface/web/client/pages/agents/AgentDraft.ts"
import { AgentEditor } from "../../../../../../../src/adapters/surface/web/client/pages/agents/AgentEditor.tsx"
import { AgentFile } from "../../../../../../../src/adapters/surface/web/client/pages/agents/AgentFile.tsx"
import { LostAgent } from "../../../../../../../src/adapters/surface/web/client/pages/agents/LostAgent.tsx"
import { UnsavedBadge } from "../../../../../../../src/adapters/surface/web/client/pages/agents/UnsavedBadge.tsx"
import { click, draw, eraseAll, find, isThere, type as typed } from "../../Drawn.tsx"

const stored: Array<object> = []
let file = ""
let conflict = false

const refused = () => {
  const detail = "agents/scout.md was changed meanwhile"
  return { ok: false, refusal: { reason: "conflict", detail, fields: {} } }
}
const service = {
  CheckAgent: () => ({ ok: true, value: [] }),
  CheckAgentFile: () => ({ ok: true, value: [] }),
  ReadAgentFile: () => ({ ok: true, value: file }),
  EditAgent: (edit: object) => {
    stored.push(edit)
    return refused()
  },
  WriteAgentFile: (written: { readonly text: string }) => {
    stored.push(written)
    if (conflict) return refused()
    file = written.text
    return { ok: true, value: { name: "scout" } }
  }
}

vi.mock("../../../../../../../src/adapters/surface/web/client/live/Ask.ts", () => ({
  ask: (call: (known: typeof service) => unknown) => Promise.resolve(call(service))
}))

beforeEach(() => {
  connectionOpened()
  sessionStorage.clear()
  stored.length = 0
  conflict = false
})
afterEach(eraseAll)

const scout: AgentDraft = {
  ...emptyDraft("claude"),
  name: "scout",
  description: "reads",
  model: "opus",
  persona: "You."
}
const editor = (before: AgentDraft, version: string, changedBy?: string) => (
  <AgentEditor
    place="scout"
    before={before}
    was={{ name: "scout", version, changedBy, mcp: {} }}
    backends={[]}
    onSaved={() => undefined}
  />
)
const textIn = (name: string): string => {
  const field = find("textbox", name)
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : "no field"
}
const leaving = () => {
  const event = new Event("beforeunload", { cancelable: true })
  window.dispatchEvent(event)
  return event.defaultPrevented ? "asked" : "gone"
}

describe("an agent's draft", () => {
  it("is found again after another page, is told in the list, and leaving with it is asked about", async () => {
    const list = await draw(<UnsavedBadge name="scout" />)
    const first = await draw(editor(scout, "1"))
    assert.strictEqual(leaving(), "gone")
    await typed(find("textbox", "description"), "reads and ")
    await first.gone()
    assert.strictEqual(list.page.textContent, "not saved yet")
    assert.strictEqual(leaving(), "asked", "wherever one is by then")
    await draw(editor(scout, "1"))
    assert.strictEqual(textIn("description"), "reads and ", "to the last blank")
    await click(find("button", "discard"))
    assert.strictEqual(textIn("description"), "reads")
    assert.strictEqual(list.page.textContent, "")
    assert.strictEqual(leaving(), "gone")
  })

  it("says who changed the agent meanwhile, and puts what was changed here over it when one wants that", async () => {
    const { again, page } = await draw(editor(scout, "1"))
    await typed(find("textbox", "description"), "reads and writes")
    await typed(find("textbox", "persona"), "You write.")
    const theirs = { ...scout, model: "haiku", persona: "You sing." }
    await again(editor(theirs, "2", "bob"))
    const alert = page.querySelector("[role=alert]")?.textContent ?? ""
    assert.include(alert, "changed meanwhile by bob")
    assert.include(alert, "they changed model, persona; you changed persona as well")
    assert.strictEqual(textIn("description"), "reads and writes", "nothing is lost by it")
    assert.isTrue(find("button", "save").matches(":disabled"), "not before it is decided")
    await click(find("button", "keep mine"))
    assert.strictEqual(textIn("model"), "haiku", "what was not touched is as they made it")
    assert.strictEqual(textIn("persona"), "You write.")
    await click(find("button", "save"))
    assert.deepStrictEqual(stored, [
      { name: "scout", keys: { description: "reads and writes" }, persona: "You write.", was: "2" }
    ])
    assert.include(page.textContent ?? "", "was changed meanwhile", "and they did it again")
    assert.strictEqual(textIn("persona"), "You write.")

    await again(editor({ ...theirs, description: "sings" }, "3"))
    assert.include(page.querySelector("[role=alert]")?.textContent ?? "", "its file was changed meanwhile")
    await click(find("button", "take theirs"))
    assert.strictEqual(textIn("description"), "sings")
    assert.strictEqual(textIn("persona"), "You sing.")
    assert.isFalse(isThere("button", "take theirs"))
  })

  it("asks nothing when only a comment in the file is another, and takes what is new when nothing is typed", async () => {
    const { again } = await draw(editor(scout, "1"))
    await again(editor({ ...scout, model: "haiku" }, "2", "bob"))
    assert.strictEqual(textIn("model"), "haiku")
    await typed(find("textbox", "description"), "writes")
    await again(editor({ ...scout, model: "haiku" }, "3"))
    assert.isFalse(isThere("button", "take theirs"))
    await click(find("button", "save"))
    assert.deepStrictEqual(stored, [{ name: "scout", keys: { description: "writes" }, was: "3" }])
  })

  it("of an agent that was deleted can still be made into one", async () => {
    const { again, gone } = await draw(editor(scout, "1"))
    await typed(find("textbox", "description"), "writes")
    await again(<LostAgent name="scout" />)
    await click(find("button", "make a new agent of it"))
    await gone()
    await draw(<AgentEditor place="+" before={emptyDraft("claude")} backends={[]} onSaved={() => undefined} />)
    assert.strictEqual(textIn("name"), "scout")
    assert.strictEqual(textIn("description"), "writes")
  })
})

describe("an agent's file", () => {
  const whole = <AgentFile name="scout" file="agents/scout.md" own changedBy="bob" />
  const text = () => textIn("the whole file")

  it("keeps what is written when it was changed meanwhile, and shows what it says now", async () => {
    file = "one"
    const first = await draw(whole)
    await typed(find("textbox", "the whole file"), "mine")
    await first.gone()
    file = "theirs"
    const { page } = await draw(whole)
    assert.strictEqual(text(), "mine")
    assert.include(page.querySelector("[role=alert]")?.textContent ?? "", "changed meanwhile by bob")
    assert.isTrue(find("button", "save the file").matches(":disabled"))
    await click(find("button", "keep mine"))
    conflict = true
    await click(find("button", "save the file"))
    assert.include(page.textContent ?? "", "was changed meanwhile")
    conflict = false
    await click(find("button", "save the file"))
    assert.deepStrictEqual(stored, [
      { name: "scout", text: "mine", was: "theirs" },
      { name: "scout", text: "mine", was: "theirs" }
    ])
    assert.strictEqual(text(), "mine")
    assert.strictEqual(leaving(), "gone", "it is stored")

    await typed(find("textbox", "the whole file"), "mine again")
    file = "theirs again"
    await act(async () => refresh("agents"))
    await click(find("button", "take theirs"))
    assert.strictEqual(text(), "theirs again")
  })
})
