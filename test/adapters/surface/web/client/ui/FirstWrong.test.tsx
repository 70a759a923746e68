// @vitest-environment happy-dom
/** A form that is refused: one goes on at the first field that is wrong, and hears there what is. */
import { type FormEvent, useRef, useState } from "react"
import { afterEach, assert, describe, it } from "vitest"
import { useFirstWrong } from "../../../../../../src/adapters/surface/web/client/ui/FirstWrong.ts"
import { TextArea } from "../../../../../../src/adapters/surface/web/client/ui/TextArea.tsx"
import { TextInput } from "../../../../../../src/adapters/surface/web/client/ui/TextInput.tsx"
import { click, draw, eraseAll, find, type as typed } from "../Drawn.tsx"

afterEach(eraseAll)

const Form = () => {
  const [model, setModel] = useState("")
  const [budget, setBudget] = useState("")
  const [task, setTask] = useState("")
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const toFirstWrong = useFirstWrong(form)
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    toFirstWrong()
  }
  const missing = (text: string) => (tried && text === "" ? "say something" : undefined)
  return (
    <form ref={form} onSubmit={send}>
      <TextInput label="model" value={model} onChange={setModel} />
      <TextInput label="budget" value={budget} hint="US dollars" error={missing(budget)} onChange={setBudget} />
      <TextArea label="task" value={task} error={missing(task)} onChange={setTask} />
      <button type="submit">send</button>
    </form>
  )
}

const heardAt = (field: HTMLElement): string =>
  (field.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent)
    .join(" · ")

describe("a form that is refused", () => {
  it("leads to the first field that is wrong, each time that it is sent", async () => {
    await draw(<Form />)
    await click(find("button", "send"))
    const budget = find("textbox", "budget")
    assert.strictEqual(document.activeElement, budget)
    assert.strictEqual(budget.getAttribute("aria-invalid"), "true")
    assert.strictEqual(heardAt(budget), "US dollars · say something")
    await click(find("button", "send"))
    assert.strictEqual(document.activeElement, budget, "it is still the first")
    await typed(budget, "2")
    await click(find("button", "send"))
    assert.strictEqual(document.activeElement, find("textbox", "task"))
    await typed(find("textbox", "task"), "look")
    await click(find("button", "send"))
    assert.strictEqual(document.activeElement, find("button", "send"), "nothing is wrong: one stays")
  })
})
