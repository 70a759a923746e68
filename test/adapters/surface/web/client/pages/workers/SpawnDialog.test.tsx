// @vitest-environment happy-dom
/** Handing out a task: what was filled in survives a dialog that is left, and one is led to what is wrong. */
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { SpawnDialog } from "../../../../../../../src/adapters/surface/web/client/pages/workers/SpawnDialog.tsx"
import { click, draw, eraseAll, find, press, type as typed } from "../../Drawn.tsx"

interface Spawned {
  readonly key: string
  readonly workers: ReadonlyArray<{ readonly text: string }>
}

const spawned: Array<Spawned> = []

vi.mock("../../../../../../../src/adapters/surface/web/client/live/Ask.ts", () => {
  const disconnected = { ok: false, refusal: { reason: "disconnected", detail: "it does not answer", fields: {} } }
  const service = {
    ListAgents: () => disconnected,
    SpawnWorkers: (asked: Spawned) => {
      spawned.push(asked)
      return disconnected
    }
  }
  return { ask: (call: (known: typeof service) => unknown) => Promise.resolve(call(service)) }
})

beforeEach(() => {
  sessionStorage.clear()
  spawned.length = 0
})
afterEach(eraseAll)

const dialog = <SpawnDialog onClose={() => undefined} />
const task = () => find("textbox", "task")
const textIn = (field: Element) => (field instanceof HTMLTextAreaElement ? field.value : "no field")

describe("handing out a task", () => {
  it("leads to the field that is wrong", async () => {
    await draw(dialog)
    await click(find("button", "hand it out"))
    assert.strictEqual(document.activeElement, task())
    assert.strictEqual(task().getAttribute("aria-invalid"), "true")
  })

  it("finds what was typed when the dialog is there again, is the same job when it is sent again, and forgets it on request", async () => {
    const first = await draw(dialog)
    await typed(task(), "count the tests")
    await click(find("button", "hand it out"))
    await press("Escape")
    await first.gone()
    const second = await draw(dialog)
    assert.strictEqual(textIn(task()), "count the tests")
    await click(find("button", "hand it out"))
    assert.deepStrictEqual(
      spawned.map(({ workers }) => workers.map(({ text }) => text)),
      [["count the tests"], ["count the tests"]]
    )
    assert.strictEqual(spawned[0]?.key, spawned[1]?.key, "nobody knew whether the first arrived")
    await typed(task(), "count the lines")
    await click(find("button", "hand it out"))
    assert.notStrictEqual(spawned[2]?.key, spawned[0]?.key, "another task is another job")
    await click(find("button", "cancel"))
    await second.gone()
    await draw(dialog)
    assert.strictEqual(textIn(task()), "")
  })
})
