// @vitest-environment happy-dom
/** An agent being written: it is checked while one types, and what is told belongs to what stands there now. */
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { connectionOpened } from "../../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import { emptyDraft } from "../../../../../../../src/adapters/surface/web/client/pages/agents/AgentDraft.ts"
import { AgentEditor } from "../../../../../../../src/adapters/surface/web/client/pages/agents/AgentEditor.tsx"
import { click, draw, eraseAll, find, type as typed } from "../../Drawn.tsx"

interface Draft {
  readonly keys: { readonly name?: string | null }
}

type Answered =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false
      readonly refusal: { readonly reason: string; readonly detail: string; readonly fields: object }
    }

/** Checks that wait for the test to answer them, by the name that was checked. */
const checks = new Map<string, (problems: ReadonlyArray<object>) => void>()
let stored: ReadonlyArray<Draft> = []

const service = {
  CheckAgent: ({ keys }: Draft) =>
    new Promise<Answered>((answer) => checks.set(keys.name ?? "", (value) => answer({ ok: true, value }))),
  CreateAgent: (draft: Draft): Answered => {
    stored = [...stored, draft]
    const detail = "scout exists already"
    return { ok: false, refusal: { reason: "conflict", detail, fields: { name: detail } } }
  }
}

vi.mock("../../../../../../../src/adapters/surface/web/client/live/Ask.ts", () => ({
  ask: (call: (known: typeof service) => Promise<Answered>) => Promise.resolve(call(service))
}))

const wrong = (text: string) => [{ file: "agent.md", key: "name", text, severity: "error" }]
const rest = () => act(async () => vi.advanceTimersByTimeAsync(500))
const answer = (name: string, problems: ReadonlyArray<object>) =>
  act(async () => {
    const check = checks.get(name)
    if (check === undefined) assert.fail(`${name} was not checked, only: ${[...checks.keys()].join(", ")}`)
    else check(problems)
  })

beforeEach(() => {
  connectionOpened()
  sessionStorage.clear()
  checks.clear()
  stored = []
  vi.useFakeTimers()
})
afterEach(async () => {
  vi.useRealTimers()
  await eraseAll()
})

const editor = <AgentEditor place="+" before={emptyDraft("claude")} backends={[]} onSaved={() => undefined} />

describe("AgentEditor", () => {
  it("tells what is wrong with what stands there, never with what stood there before", async () => {
    const { page } = await draw(editor)
    const name = find("textbox", "name")
    await typed(name, "Scout!")
    await typed(name, "Scout")
    await rest()
    assert.deepStrictEqual([...checks.keys()], ["Scout"], "one check for all that was typed in one go")
    await typed(name, "scout")
    await rest()
    await answer("scout", wrong("scout exists already"))
    await answer("Scout", wrong("no capitals"))
    assert.include(page.textContent ?? "", "scout exists already")
    assert.notInclude(page.textContent ?? "", "no capitals")
    assert.strictEqual(name.getAttribute("aria-invalid"), "true")
    await typed(name, "mason")
    await rest()
    await answer("mason", [])
    assert.strictEqual(name.getAttribute("aria-invalid"), null)
    assert.include(page.textContent ?? "", "ready to be stored")
  })

  it("shows a refusal at its field, and keeps what was typed", async () => {
    const { page } = await draw(editor)
    await typed(find("textbox", "name"), "scout")
    await typed(find("textbox", "persona"), "You read.")
    await click(find("button", "make the agent"))
    assert.deepStrictEqual(
      stored.map(({ keys }) => keys.name),
      ["scout"]
    )
    assert.include(page.textContent ?? "", "scout exists already")
    assert.strictEqual(document.activeElement, find("textbox", "name"), "one goes on where it is wrong")
    const persona = find("textbox", "persona")
    assert.strictEqual(persona instanceof HTMLTextAreaElement ? persona.value : "", "You read.")
  })
})
