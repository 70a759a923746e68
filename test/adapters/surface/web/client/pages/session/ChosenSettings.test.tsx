// @vitest-environment happy-dom
/** What was chosen for a session shows at once; when the service has it, what the service says is what shows. */
import { act } from "react"
import { afterEach, assert, describe, it } from "vitest"
import { useChosenSettings } from "../../../../../../../src/adapters/surface/web/client/pages/session/ChosenSettings.ts"
import type { SessionSettings } from "../../../../../../../src/core/sessions/SessionSettings.ts"
import { draw, eraseAll } from "../../Drawn.tsx"

type Choose = (next: SessionSettings) => Promise<void>

/** Set by whoever is drawn. */
const now: { choose: Choose } = { choose: async () => undefined }

interface SessionProps {
  readonly settings: SessionSettings
  readonly change?: (next: SessionSettings) => Promise<boolean>
}

const Session = ({ change, settings }: SessionProps) => {
  const { choose, chosen } = useChosenSettings(settings, change)
  now.choose = choose
  return <p>{chosen.verbosity ?? settings.verbosity}</p>
}

const choose = (verbosity: "answer" | "essentials" | "everything") => act(async () => void now.choose({ verbosity }))

describe("what was chosen", () => {
  afterEach(eraseAll)

  it("gives way to what somebody else sets later, also when one chose twice and it was as before", async () => {
    const answers: Array<(taken: boolean) => void> = []
    const change = () => new Promise<boolean>((resolve) => answers.push(resolve))
    const { again, page } = await draw(<Session settings={{ verbosity: "essentials" }} change={change} />)
    await choose("everything")
    await choose("essentials")
    // read between the two answers
    await act(async () => answers[0]?.(true))
    await again(<Session settings={{ verbosity: "everything" }} change={change} />)
    assert.strictEqual(page.textContent, "essentials", "it does not jump back and forth")
    await act(async () => answers[1]?.(true))
    await again(<Session settings={{ verbosity: "essentials" }} change={change} />)
    assert.strictEqual(page.textContent, "essentials")
    await again(<Session settings={{ verbosity: "answer" }} change={change} />)
    assert.strictEqual(page.textContent, "answer")
  })

  it("gives way to somebody who was later, before it was ever read", async () => {
    const change = async () => true
    const { again, page } = await draw(<Session settings={{ verbosity: "essentials" }} change={change} />)
    await choose("everything")
    assert.strictEqual(page.textContent, "everything")
    await again(<Session settings={{ verbosity: "answer" }} change={change} />)
    assert.strictEqual(page.textContent, "answer")
  })

  it("is as before when it is refused, and stays for who only looks otherwise", async () => {
    const { again, page } = await draw(<Session settings={{ verbosity: "essentials" }} change={async () => false} />)
    await choose("everything")
    assert.strictEqual(page.textContent, "essentials")
    await again(<Session settings={{ verbosity: "essentials" }} />)
    await choose("answer")
    await again(<Session settings={{ verbosity: "essentials" }} />)
    assert.strictEqual(page.textContent, "answer")
  })
})
