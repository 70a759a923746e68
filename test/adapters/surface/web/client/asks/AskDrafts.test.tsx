// @vitest-environment happy-dom
/** A half-filled answer: found as it was left, in every place where the ask stands, until somebody's answer is taken. */
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { AskCard } from "../../../../../../src/adapters/surface/web/client/asks/AskCard.tsx"
import { type Standing, useOvertaken } from "../../../../../../src/adapters/surface/web/client/asks/Overtaken.ts"
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
import { useToasts } from "../../../../../../src/adapters/surface/web/client/ui/Toast.ts"
import { Toasts } from "../../../../../../src/adapters/surface/web/client/ui/Toasts.tsx"
import type { Answer, Ask, AskSubject } from "../../../../../../src/core/model/Ask.ts"
import { AskId, SessionId } from "../../../../../../src/core/model/Ids.ts"
import { click, draw, eraseAll, find, isThere, type } from "../Drawn.tsx"
import { rows, session, Told, turnNamed } from "../transcript/Told.ts"

const told = { page: new Told().page(30) }

vi.mock("../../../../../../src/adapters/surface/web/client/live/Ask.ts", () => ({
  ask: (call: (service: object) => unknown) =>
    Promise.resolve(call({ ReadTurns: () => ({ ok: true, value: told.page }) }))
}))

beforeEach(() => sessionStorage.clear())
afterEach(eraseAll)

const askOf = (subject: AskSubject, id = "a"): Ask => ({ id: AskId.make(id), subject })

const permissionFor = (detail: string): AskSubject => ({
  _tag: "Permission",
  tool: "Bash",
  title: "run a command",
  detail,
  language: "sh",
  rememberable: true
})
const permission = askOf(permissionFor("rm -rf dist"))

const option = (label: string) => ({ label, description: "" })
const questions = askOf({
  _tag: "Questions",
  questions: [
    { question: "constructor", header: "", options: [option("Red"), option("Blue")], multiple: false },
    { question: "Which sizes?", header: "", options: [option("S"), option("L")], multiple: true }
  ]
})
const plan = askOf({ _tag: "PlanReview", plan: "1. look" })

const card = (ask: Ask, onAnswer: (answer: Answer) => Promise<string | undefined>, where = session) => (
  <AskCard ask={ask} session={where} agent="scout" mayAnswer onAnswer={onAnswer} />
)
const taken = async () => undefined
const textIn = (element: Element): string => (element instanceof HTMLTextAreaElement ? element.value : "no field")
const reason = () => find("textbox", "what it should know")

describe("a half-filled answer", () => {
  it("is as it was left when it comes back into sight, and takes no focus then", async () => {
    const first = await draw(card(permission, taken))
    await click(find("button", "deny with a reason"))
    assert.strictEqual(document.activeElement, reason(), "who asks for the field writes in it")
    await type(reason(), "use make clean")
    await first.gone()
    const second = await draw(card(permission, taken))
    assert.strictEqual(textIn(reason()), "use make clean")
    assert.notStrictEqual(document.activeElement, reason())
    await second.gone()

    const third = await draw(card(questions, taken))
    await click(find("radio", "something else"))
    await type(find("textbox", "your answer to: constructor"), "green")
    await click(find("checkbox", "L"))
    await third.gone()
    const fourth = await draw(card(questions, taken))
    assert.strictEqual(textIn(find("textbox", "your answer to: constructor")), "green")
    assert.isTrue(find("checkbox", "L").matches(":checked"))
    assert.isFalse(find("button", "answer").matches(":disabled"), "it is whole, and can be sent")
    await fourth.gone()

    const fifth = await draw(card(plan, taken))
    await click(find("button", "Revise"))
    await type(find("textbox", "what to change"), "the code first")
    await fifth.gone()
    await draw(card(plan, taken))
    assert.strictEqual(textIn(find("textbox", "what to change")), "the code first")
  })

  it("is the same wherever the ask stands, and no other ask's, whatever its id", async () => {
    await draw(card(permission, taken))
    await click(find("button", "deny with a reason"))
    await draw(card(permission, taken))
    await type(reason(), "use make clean")
    assert.deepStrictEqual([...document.querySelectorAll("textarea")].map(textIn), ["use make clean", "use make clean"])
    await eraseAll()
    await draw(card(askOf(permissionFor("rm -rf /")), taken))
    assert.isFalse(isThere("textbox", "what it should know"), "the same id, but another command")
    await eraseAll()
    await draw(card(permission, taken, SessionId.make("default/scout/web:other")))
    assert.isFalse(isThere("textbox", "what it should know"), "another session")
  })

  it("stays when the answer is refused, and is gone when it is taken", async () => {
    const given: Array<Answer> = []
    let refusal: string | undefined = "the service does not answer; it is tried again"
    const answer = async (each: Answer) => {
      given.push(each)
      return refusal
    }
    const first = await draw(card(plan, answer))
    await click(find("button", "Revise"))
    await type(find("textbox", "what to change"), "the code first")
    await click(find("button", "send it back"))
    assert.include(first.page.textContent ?? "", "the service does not answer")
    await first.gone()
    refusal = undefined
    const second = await draw(card(plan, answer))
    await click(find("button", "send it back"))
    await second.gone()
    assert.deepStrictEqual(given, [
      { _tag: "Revise", feedback: "the code first" },
      { _tag: "Revise", feedback: "the code first" }
    ])
    await draw(card(plan, answer))
    assert.isFalse(isThere("textbox", "what to change"))
  })
})

const surroundings: Surroundings = {
  agent: "scout",
  permissions: "ask",
  verbosity: "essentials",
  may: new Set(["read", "talk", "approve"]),
  acts: { answer: taken, retry: taken, raise: taken, withdraw: taken }
}
const bobDenies = { _tag: "Answered", ask: permission.id, answer: { _tag: "Deny", reason: "no" }, by: "bob" } as const

const asking = () => {
  const known = new Told()
  known.accepted("one")
  known.dispatched("one")
  known.happened("one", { _tag: "Asked", ask: permission })
  return known
}

const Board = ({ standing }: { readonly standing: ReadonlyArray<Standing> }) => {
  useOvertaken(standing)
  return standing.map(({ ask }) => <div key={ask.id}>{card(ask, taken)}</div>)
}

describe("who was writing when somebody else answered", () => {
  it("sees in the session who was first, and still has the words", async () => {
    const known = asking()
    const store = transcriptStore()
    arrive(store, [known.arrival(30)])
    const { page } = await draw(
      <SurroundingsContext value={surroundings}>
        <TranscriptContext value={store}>
          <TurnView id={turnNamed("one")} />
        </TranscriptContext>
      </SurroundingsContext>
    )
    await click(find("button", "deny with a reason"))
    await type(reason(), "use make clean")
    await act(async () => arrive(store, [rows(known.put("one", bobDenies))]))
    assert.include(page.textContent, "denied by bob")
    assert.include(page.textContent, "somebody was first: what you had written was not sent")
    assert.include(page.textContent, "use make clean")
    assert.isTrue(isThere("button", "copy what you wrote"))
    await click(find("button", "forget it"))
    assert.notInclude(page.textContent, "use make clean")
  })

  it("is told on a board from which the ask goes away, unless nothing was written", async () => {
    const known = asking()
    known.put("one", bobDenies)
    told.page = known.page(30)
    const toasts = await draw(<Toasts />)
    const standing = [
      { session, ask: permission },
      { session, ask: askOf(permissionFor("ls"), "b") }
    ]
    const { again } = await draw(<Board standing={standing} />)
    const [first] = [...document.querySelectorAll("button")].filter((each) => each.textContent === "deny with a reason")
    if (first === undefined) assert.fail("nothing can be denied")
    await click(first)
    await type(reason(), "use make clean")
    const toasted = new Promise<void>((heard) => useToasts.subscribe(() => heard()))
    await again(<Board standing={[]} />)
    await act(() => toasted)
    const words = toasts.page.textContent ?? ""
    assert.match(words, /already answered: .*denied by bob · no\. what you had written was not sent; it is kept/)
    assert.strictEqual(words.split("was not sent").length, 2, "nothing is said about the other")
  })
})
