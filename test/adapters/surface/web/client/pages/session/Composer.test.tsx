// @vitest-environment happy-dom
/** What somebody writes is never lost: not to a lost connection, a refusal, or a look at another page. */
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import {
  Composer,
  type ComposerProps
} from "../../../../../../../src/adapters/surface/web/client/pages/session/Composer.tsx"
import type { Draft } from "../../../../../../../src/adapters/surface/web/client/pages/session/Drafts.ts"
import { click, draw, eraseAll, find, isThere, press, type } from "../../Drawn.tsx"

const composer = (more: Partial<ComposerProps> = {}) => {
  const sent: Array<Draft> = []
  const props: ComposerProps = {
    place: "a session",
    agent: "scout",
    running: false,
    placeholder: "message scout",
    onSend: async (draft) => {
      sent.push(draft)
      return undefined
    },
    onStop: async () => undefined,
    ...more
  }
  return { sent, element: <Composer {...props} /> }
}

const field = (): HTMLTextAreaElement => {
  const found = find("textbox", "message to scout")
  if (found instanceof HTMLTextAreaElement) return found
  throw new Error("it is no field for text")
}

describe("the composer", () => {
  beforeEach(() => sessionStorage.clear())
  afterEach(eraseAll)

  it("takes no Enter for sending that only completes a word, in whichever way a browser tells it", async () => {
    const { element, sent } = composer()
    await draw(element)
    await type(field(), "日本")
    await act(async () => field().focus())
    await press("Enter", { isComposing: true })
    await press("Enter", { keyCode: 229 })
    assert.isEmpty(sent)
    await press("Enter")
    assert.strictEqual(sent.length, 1)
  })

  it("sends on Enter and is empty then; Shift-Enter is a new line", async () => {
    const { element, sent } = composer()
    await draw(element)
    await type(field(), "fix the login test")
    await act(async () => field().focus())
    await press("Enter", { shiftKey: true })
    assert.isEmpty(sent)
    await press("Enter")
    assert.deepStrictEqual(
      sent.map(({ text }) => text),
      ["fix the login test"]
    )
    assert.strictEqual(field().value, "")
    await press("Enter")
    assert.lengthOf(sent, 1)
  })

  it("keeps what is written in this session's name until it was taken", async () => {
    const first = await draw(composer().element)
    await type(field(), "half a thought")
    await first.gone()
    const other = await draw(composer({ place: "another session" }).element)
    assert.strictEqual(field().value, "")
    await other.gone()
    const { element, sent } = composer()
    await draw(element)
    assert.strictEqual(field().value, "half a thought")
    await click(find("button", "send"))
    assert.lengthOf(sent, 1)
    await eraseAll()
    await draw(composer().element)
    assert.strictEqual(field().value, "")
  })

  it("keeps what was refused, says why, and sends it again as the same message", async () => {
    const sent: Array<Draft> = []
    let refuses = true
    const onSend = async (draft: Draft) => {
      sent.push(draft)
      return refuses ? "the service does not answer; it is tried again" : undefined
    }
    const { page } = await draw(composer({ onSend }).element)
    await type(field(), "once only")
    await click(find("button", "send"))
    assert.strictEqual(field().value, "once only")
    assert.include(page.textContent, "the service does not answer")
    refuses = false
    await click(find("button", "send"))
    assert.lengthOf(sent, 2)
    assert.strictEqual(sent[0]?.message, sent[1]?.message)
    await type(field(), "once only")
    await click(find("button", "send"))
    assert.notStrictEqual(sent[2]?.message, sent[0]?.message)
  })

  it("takes words but sends none while it is not connected", async () => {
    const { element, sent } = composer({ blocked: "not connected: what you write is kept" })
    const { again, page } = await draw(element)
    await type(field(), "later")
    await press("Enter")
    await click(find("button", "send"))
    assert.isEmpty(sent)
    assert.include(page.textContent, "not connected")
    const connected = composer()
    await again(connected.element)
    await click(find("button", "send"))
    assert.strictEqual(connected.sent[0]?.text, "later")
  })

  it("says why nobody may write here, and stops only what runs", async () => {
    let stopped = 0
    const onStop = async () => {
      stopped++
    }
    const { again, page } = await draw(composer({ forbidden: "you may not talk to agents here" }).element)
    assert.isTrue(field().disabled)
    assert.include(page.textContent, "you may not talk to agents here")
    await again(composer({ onStop }).element)
    assert.isFalse(isThere("button", "stop"))
    await again(composer({ onStop, running: true }).element)
    await click(find("button", "stop"))
    assert.strictEqual(stopped, 1)
  })
})
