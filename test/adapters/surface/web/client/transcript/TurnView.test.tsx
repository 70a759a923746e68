// @vitest-environment happy-dom
/** One turn as a person sees it: what was said, done, asked and spent, how it ended, and what can be done about it. */
import { act } from "react"
import { afterEach, assert, describe, it } from "vitest"
import {
  type Surroundings,
  SurroundingsContext
} from "../../../../../../src/adapters/surface/web/client/transcript/Surroundings.ts"
import { TranscriptContext } from "../../../../../../src/adapters/surface/web/client/transcript/TranscriptContext.ts"
import {
  arrive,
  transcriptStore
} from "../../../../../../src/adapters/surface/web/client/transcript/TranscriptStore.ts"
import { TurnView } from "../../../../../../src/adapters/surface/web/client/transcript/TurnView.tsx"
import { AskId, ResumeToken } from "../../../../../../src/core/model/Ids.ts"
import { click, draw, eraseAll, find, isThere } from "../Drawn.tsx"
import { activity, rows, Told, turnNamed } from "./Told.ts"

const surrounded = (more: Partial<Surroundings> = {}) => {
  const done: Array<ReadonlyArray<unknown>> = []
  const noted =
    (what: string) =>
    async (...args: ReadonlyArray<unknown>) => {
      done.push([what, ...args])
      return undefined
    }
  const surroundings: Surroundings = {
    agent: "scout",
    permissions: "ask",
    verbosity: "essentials",
    may: new Set(["read", "talk", "approve", "spend"]),
    acts: { answer: noted("answer"), retry: noted("retry"), raise: noted("raise"), withdraw: noted("withdraw") },
    ...more
  }
  return { done, surroundings }
}

const show = async (told: Told, surroundings: Surroundings, name = "one") => {
  const store = transcriptStore()
  arrive(store, [told.arrival(30)])
  const { page } = await draw(
    <SurroundingsContext value={surroundings}>
      <TranscriptContext value={store}>
        <TurnView id={turnNamed(name)} />
      </TranscriptContext>
    </SurroundingsContext>
  )
  return { page, store }
}

const begun = (name = "one", text = "fix the login test") => {
  const told = new Told()
  told.accepted(name, text)
  told.dispatched(name)
  return told
}

/** A service that has files, and a window in which everything is near. Returns the addresses that were asked for. */
const kept = (answer: (address: string) => Promise<Response>): ReadonlyArray<string> => {
  const asked: Array<string> = []
  class Near {
    private readonly see: (entries: ReadonlyArray<object>) => void
    constructor(see: (entries: ReadonlyArray<object>) => void) {
      this.see = see
    }
    observe() {
      this.see([{ isIntersecting: true }])
    }
    disconnect() {}
  }
  const fetch = (address: string) => {
    asked.push(address)
    return answer(address)
  }
  Object.assign(globalThis, { IntersectionObserver: Near, fetch })
  return asked
}

const { fetch: browsersFetch, IntersectionObserver: browsersObserver } = globalThis

describe("a turn", () => {
  afterEach(async () => {
    await eraseAll()
    Object.assign(globalThis, { fetch: browsersFetch, IntersectionObserver: browsersObserver })
  })

  it("shows who said what, the answer, and what it was and cost, as far as that is known", async () => {
    const told = begun("one", "<b>fix</b> the login test")
    told.happened("one", { _tag: "Started", token: ResumeToken.make("t"), model: "haiku" })
    told.text("one", "It was **the token**.")
    told.ended("one")
    const { page } = await show(told, surrounded({ permissions: "full" }).surroundings)
    assert.include(page.textContent, "<b>fix</b> the login test")
    assert.strictEqual(page.querySelector("strong")?.textContent, "the token")
    assert.include(page.textContent, "scout · haiku · full permission · 42s · cost unknown")
    assert.isTrue(isThere("button", "copy the answer"))
  })

  it("hides what was done behind one line each, and opens it where it stands", async () => {
    const told = begun()
    told.happened("one", activity("a", { title: "npm test", detail: "12 passed" }))
    told.happened("one", activity("b", { kind: "edit", title: "src/a.ts", detail: "@@ -1 +1 @@\n-old\n+new" }))
    const { page } = await show(told, surrounded().surroundings)
    assert.include(page.textContent, "run npm test")
    assert.notInclude(page.textContent, "12 passed")
    for (const details of page.querySelectorAll("details")) {
      await act(async () => {
        details.open = true
        details.dispatchEvent(new Event("toggle"))
      })
    }
    assert.include(page.textContent, "12 passed")
    assert.include(page.textContent, "+new")
    assert.isTrue(isThere("button", "copy the diff"))
  })

  it("shows files where they were sent: pictures are seen, everything else is saved, and none leads elsewhere", async () => {
    const turn = `/api/v1/turns/${encodeURIComponent(turnNamed("one"))}/files`
    const gone = `${turn}/k3`
    const fetched = kept(async (address) =>
      address === gone ? new Response("", { status: 404 }) : new Response(new Blob(["x"], { type: "image/png" }))
    )
    const told = new Told()
    const picture = { mediaType: "image/png", bytes: 2048 }
    told.accepted("one", "", [
      { ...picture, path: "/data/inbox/in.png", name: "in.png" },
      { ...picture, path: "/data/inbox/draw.svg", name: "draw.svg", mediaType: "image/svg+xml" }
    ])
    told.dispatched("one")
    told.text("one", "Look here.")
    const sent = { _tag: "Sent", digest: "0".repeat(64), ...picture } as const
    told.put("one", { ...sent, key: "k1", name: "out.png", caption: "<b>the plot</b>" })
    told.text("one", "Then this.", "p2")
    told.put("one", { ...sent, key: "k/2", name: "page.html", mediaType: "text/html" })
    told.put("one", { _tag: "Unsent", key: "k/2", why: "the chat is away" })
    told.put("one", { ...sent, key: "k3", name: "old.png" })
    told.ended("one")
    const { page } = await show(told, surrounded().surroundings)
    await act(async () => {
      for (let turn = 0; turn < 5; turn++) await Promise.resolve()
    })
    assert.deepStrictEqual(
      [...page.querySelectorAll("img")].map(({ alt }) => alt),
      ["in.png", "out.png"]
    )
    assert.deepStrictEqual(fetched, [`${turn}/attached-0`, `${turn}/k1`, gone])
    // what is not kept any more is still named
    for (const name of ["in.png", "draw.svg", "out.png", "page.html", "old.png"]) {
      assert.isTrue(isThere("button", `save ${name}`), name)
    }
    const text = page.textContent ?? ""
    assert.include(text, "<b>the plot</b>")
    const order = ["Look here.", "the plot", "Then this.", "page.html", "the chat is away", "old.png"]
    const places = order.map((each) => text.indexOf(each))
    assert.deepStrictEqual(
      places,
      [...places].sort((left, right) => left - right)
    )
    assert.isAtLeast(places[0] ?? -1, 0)
  })

  it("is answered where it asks, and afterwards says who answered", async () => {
    const told = begun()
    const ask = AskId.make("ask-1")
    told.happened("one", {
      _tag: "Asked",
      ask: {
        id: ask,
        subject: {
          _tag: "Permission",
          tool: "Bash",
          title: "run a command",
          detail: "rm -rf dist",
          language: "sh",
          rememberable: false
        }
      }
    })
    const { done, surroundings } = surrounded()
    const { page, store } = await show(told, surroundings)
    assert.include(page.textContent, "rm -rf dist")
    assert.include(page.textContent, "waiting for you")
    assert.isFalse(isThere("button", "Allow for this session"))
    assert.isNull(page.querySelector("[aria-busy=true]"), "what is busy may be left out by those who read it aloud")
    await click(find("button", "Allow once"))
    assert.deepStrictEqual(done, [["answer", ask, { _tag: "Allow", scope: "once" }]])
    const answered = { _tag: "Answered", ask, answer: { _tag: "Allow", scope: "once" }, by: "ann" } as const
    await act(async () => arrive(store, [rows(told.put("one", answered))]))
    assert.isFalse(isThere("button", "Allow once"))
    assert.include(page.textContent, "allowed by ann")
  })

  it("that failed says what to do, and offers it to who may", async () => {
    const told = begun()
    told.ended("one", { _tag: "Failed", kind: "auth", message: "not signed in", detail: "401" })
    const { done, surroundings } = surrounded()
    const { page } = await show(told, surroundings)
    assert.include(page.textContent, "not signed in")
    assert.include(page.textContent, "sign the cli in on the host, then retry")
    await click(find("button", "retry"))
    assert.deepStrictEqual(done, [["retry", turnNamed("one")]])
    await eraseAll()
    await show(told, surrounded({ may: new Set(["read"]) }).surroundings)
    assert.isFalse(isThere("button", "retry"))
  })

  it("that is over its budget can be raised by who may spend", async () => {
    const told = begun()
    const over = { _tag: "OverBudget", budget: "turn", limitUsd: 1, message: "spent $1.02", raiseToUsd: 2 } as const
    told.ended("one", over)
    const { done, surroundings } = surrounded()
    await show(told, surroundings)
    await click(find("button", "raise to $2.00"))
    assert.deepStrictEqual(done, [["raise", turnNamed("one")]])
    await eraseAll()
    await show(told, surrounded({ may: new Set(["read", "talk"]) }).surroundings)
    assert.isFalse(isThere("button", "raise to $2.00"))
  })

  it("that no budget let begin says neither how long it took nor that its cost is unknown", async () => {
    const told = new Told()
    told.accepted("one")
    const over = { _tag: "OverBudget", budget: "fleet-day", limitUsd: 1, message: "$1.00 of it spent" } as const
    told.ended("one", over)
    const { page } = await show(told, surrounded().surroundings)
    assert.include(page.textContent, "everyone's budget for today $1.00")
    assert.notMatch(page.querySelector("footer")?.textContent ?? "", /unknown|\d+s/)
  })

  it("that waits tells its place, and can be taken back", async () => {
    const told = begun("zero")
    told.accepted("one")
    told.accepted("two")
    const { done, surroundings } = surrounded()
    const { page } = await show(told, surroundings, "two")
    assert.include(page.textContent, "queued · 2nd in line")
    await click(find("button", "withdraw"))
    assert.deepStrictEqual(done, [["withdraw", turnNamed("two")]])
  })
})
