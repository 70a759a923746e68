// @vitest-environment happy-dom
/** Files that go with what somebody writes: on their way, there, refused, taken back, and never lost before they are said. */
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { Composer } from "../../../../../../../src/adapters/surface/web/client/pages/session/Composer.tsx"
import type { Draft } from "../../../../../../../src/adapters/surface/web/client/pages/session/Drafts.ts"
import { click, draw, eraseAll, find, isThere, press, type } from "../../Drawn.tsx"

/** A service that takes files when the test says so. */
class Sending extends EventTarget {
  static readonly all: Array<Sending> = []
  readonly upload: { onprogress?: (event: object) => void } = {}
  readonly headers = new Map<string, string>()
  onload?: () => void
  onabort?: () => void
  onerror?: () => void
  responseText = ""
  address = ""
  aborted = false

  open(method: string, address: string) {
    this.address = `${method} ${address}`
  }
  setRequestHeader(name: string, value: string) {
    this.headers.set(name, value)
  }
  send() {
    Sending.all.push(this)
  }
  abort() {
    this.aborted = true
    this.onabort?.()
  }
  answer(body: object) {
    this.responseText = JSON.stringify(body)
    return act(async () => this.onload?.())
  }
  /** It is there. */
  takes(id: string, name: string) {
    return this.answer({ id, name, mediaType: "text/plain", bytes: 5 })
  }
}

const browsers = globalThis.XMLHttpRequest
const fetched: Array<string> = []
const browsersFetch = globalThis.fetch

const draftsSent: Array<Draft> = []
const composer = (onSend = async (_: Draft): Promise<string | undefined> => undefined) => (
  <Composer
    place="a session"
    agent="scout"
    running={false}
    placeholder="message scout"
    onSend={(draft) => {
      draftsSent.push(draft)
      return onSend(draft)
    }}
    onStop={async () => undefined}
  />
)

const give = (what: "drop" | "paste", files: ReadonlyArray<File>, types = ["Files"]) =>
  act(async () => {
    const event = new Event(what, { bubbles: true, cancelable: true })
    const carried = { files, types, dropEffect: "none" }
    Object.assign(event, what === "drop" ? { dataTransfer: carried } : { clipboardData: carried })
    const target = what === "drop" ? window : find("textbox", "message to scout")
    target.dispatchEvent(event)
  })

const file = (name: string, size = 5) => {
  const made = new File(["12345"], name, { type: "text/plain" })
  Object.defineProperty(made, "size", { value: size })
  return made
}
const sending = (at: number) => Sending.all[at] ?? assert.fail(`nothing was sent as number ${at}`)

describe("files in the composer", () => {
  beforeEach(() => {
    sessionStorage.clear()
    localStorage.setItem("sign-in-key", "of ann")
    Sending.all.splice(0)
    draftsSent.splice(0)
    fetched.splice(0)
    Object.assign(globalThis, {
      XMLHttpRequest: Sending,
      fetch: async (address: string, { method }: RequestInit) => void fetched.push(`${method} ${address}`)
    })
  })
  afterEach(async () => {
    await eraseAll()
    Object.assign(globalThis, { XMLHttpRequest: browsers, fetch: browsersFetch })
  })

  it("are sent with the words, or alone, once they are there; and are waited for", async () => {
    const { page } = await draw(composer())
    await give("drop", [file("größe 1.txt")])
    const first = sending(0)
    assert.strictEqual(first.address, "POST /api/v1/uploads?name=gr%C3%B6%C3%9Fe%201.txt")
    assert.strictEqual(first.headers.get("x-orchestrator-key"), "of ann")
    await act(async () => first.upload.onprogress?.({ lengthComputable: true, loaded: 2, total: 4 }))
    assert.strictEqual(page.querySelector("progress")?.value, 0.5)
    await type(find("textbox", "message to scout"), "look")
    await press("Enter")
    assert.isEmpty(draftsSent, "it is still on its way")
    await first.takes("u1", "größe 1.txt")
    assert.include(page.textContent, "5 bytes")
    await click(find("button", "send"))
    assert.deepStrictEqual(
      draftsSent.map(({ text, uploads }) => [text, uploads?.map(({ id }) => id)]),
      [["look", ["u1"]]]
    )
    assert.isFalse(isThere("button", "remove größe 1.txt"))

    await give("paste", [file("image.png")])
    await sending(1).takes("u2", "image.png")
    await click(find("button", "send"))
    assert.deepStrictEqual([draftsSent[1]?.text, draftsSent[1]?.uploads?.length], ["", 1])
    // words on the clipboard are words, whatever picture of them lies beside
    await give("paste", [file("cells.png")], ["text/plain", "Files"])
    assert.lengthOf(Sending.all, 2)
  })

  it("are kept with what is written until it was taken; other files are another message", async () => {
    const first = await draw(composer(async () => "the service does not answer"))
    await give("drop", [file("a.txt"), file("b.txt")])
    await sending(0).takes("a", "a.txt")
    await click(find("button", "send"))
    assert.isEmpty(draftsSent)
    await first.gone()
    // it came while nobody looked
    await sending(1).takes("b", "b.txt")
    await draw(composer(async () => "the service does not answer"))
    assert.isTrue(isThere("button", "remove a.txt") && isThere("button", "remove b.txt"))
    await click(find("button", "send"))
    await click(find("button", "send"))
    assert.strictEqual(draftsSent[0]?.message, draftsSent[1]?.message, "sent again it is the same message")
    await click(find("button", "remove a.txt"))
    assert.deepStrictEqual(fetched, ["DELETE /api/v1/uploads/a"])
    await click(find("button", "send"))
    assert.deepStrictEqual(
      draftsSent[2]?.uploads?.map(({ id }) => id),
      ["b"]
    )
    assert.notStrictEqual(draftsSent[2]?.message, draftsSent[1]?.message)
  })

  it("are on their way also for who looks elsewhere meanwhile, and go with no other message", async () => {
    const { gone } = await draw(composer())
    await type(find("textbox", "message to scout"), "look at this")
    await give("drop", [file("slow.txt")])
    await gone()
    await draw(composer())
    assert.isTrue(isThere("button", "remove slow.txt"))
    await click(find("button", "send"))
    assert.strictEqual(draftsSent.length, 0)
    await sending(0).takes("1", "slow.txt")
    await click(find("button", "send"))
    assert.deepStrictEqual(
      draftsSent.map(({ uploads }) => uploads?.map(({ name }) => name)),
      [["slow.txt"]]
    )
  })

  it("are in the order in which they were given, whichever is there first", async () => {
    await draw(composer())
    await give("drop", [file("first.txt"), file("second.txt")])
    await sending(1).takes("2", "second.txt")
    await sending(0).takes("1", "first.txt")
    await click(find("button", "send"))
    assert.deepStrictEqual(
      draftsSent[0]?.uploads?.map(({ name }) => name),
      ["first.txt", "second.txt"]
    )
  })

  it("that are too large, too many or refused are named with the reason, and the others are taken", async () => {
    const { page } = await draw(composer())
    await give("drop", [file("huge.bin", 10 * 1024 * 1024 + 1), file("none", 0), file("fine.txt")])
    assert.lengthOf(Sending.all, 1)
    assert.include(page.textContent, "huge.bin: 10.1 MB, at most 10 MB")
    assert.include(page.textContent, "none: it is empty")
    await sending(0).answer({ reason: "unavailable", detail: "it could not be stored: the disk is full" })
    assert.include(page.textContent, "fine.txt: it could not be stored: the disk is full")
    await give(
      "drop",
      Array.from({ length: 11 }, (_, at) => file(`${at}.txt`))
    )
    assert.lengthOf(Sending.all, 11)
    assert.include(page.textContent, "10.txt: at most 10 files a message are taken")
    assert.notInclude(page.textContent, "huge.bin")
    await click(find("button", "remove 0.txt"))
    assert.isTrue(sending(1).aborted)
    assert.isFalse(isThere("button", "remove 0.txt"))
  })
})
