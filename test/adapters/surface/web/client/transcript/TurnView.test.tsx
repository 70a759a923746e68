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

describe("a turn", () => {
  afterEach(eraseAll)

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
