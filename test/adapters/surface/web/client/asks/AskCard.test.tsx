// @vitest-environment happy-dom
/** What an agent asks, answered by a person: each way gives the answer that it says, once, and a refusal can be read. */
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { AskCard } from "../../../../../../src/adapters/surface/web/client/asks/AskCard.tsx"
import type { Answer, Ask, AskSubject } from "../../../../../../src/core/model/Ask.ts"
import { AskId, SessionId } from "../../../../../../src/core/model/Ids.ts"
import { click, draw, eraseAll, find, isThere, press, type } from "../Drawn.tsx"

beforeEach(() => sessionStorage.clear())
afterEach(eraseAll)

const session = SessionId.make("default/scout/web:talk")

const askOf = (subject: AskSubject): Ask => ({ id: AskId.make("a"), subject })

const permission = askOf({
  _tag: "Permission",
  tool: "Bash",
  title: "run a command",
  detail: "rm -rf dist",
  language: "sh",
  rememberable: true
})

/** Draws it; `given` fills with what was answered. */
const asked = async (ask: Ask, refused?: string, mayAnswer = true) => {
  const given: Array<Answer> = []
  const onAnswer = async (answer: Answer) => {
    given.push(answer)
    return refused
  }
  const drawn = await draw(
    <AskCard ask={ask} session={session} agent="scout" mayAnswer={mayAnswer} onAnswer={onAnswer} />
  )
  return { ...drawn, given }
}

describe("an ask", () => {
  it("for a permission is allowed once, for the session, or denied with the reason that was typed", async () => {
    const { given, page } = await asked(permission)
    assert.include(page.textContent, "rm -rf dist")
    await click(find("button", "Allow once"))
    assert.deepStrictEqual(given, [{ _tag: "Allow", scope: "once" }])
    assert.include(page.textContent, "answered")
    assert.isFalse(isThere("button", "Deny"), "it is answered")
    await eraseAll()

    const second = await asked(permission, "somebody else answered first")
    await click(find("button", "Allow for this session"))
    assert.include(second.page.textContent, "somebody else answered first")
    await click(find("button", "deny with a reason"))
    await type(find("textbox", "what it should know"), " use make clean ")
    await click(find("button", "Deny"))
    assert.deepStrictEqual(second.given, [
      { _tag: "Allow", scope: "session" },
      { _tag: "Deny", reason: "use make clean" }
    ])
  })

  it("with questions is sent when each has an answer: one, several, or one's own words", async () => {
    const option = (label: string) => ({ label, description: `take ${label}` })
    const { given } = await asked(
      askOf({
        _tag: "Questions",
        questions: [
          { question: "Which color?", header: "color", options: [option("Red"), option("Blue")], multiple: false },
          { question: "Which sizes?", header: "size", options: [option("S"), option("L")], multiple: true }
        ]
      })
    )
    const answer = () => find("button", "answer")
    assert.isTrue(answer().hasAttribute("disabled"))
    await click(find("radio", "Redtake Red"))
    await click(find("checkbox", "Stake S"))
    await click(find("checkbox", "Ltake L"))
    await click(find("radio", "something else"))
    assert.isTrue(answer().hasAttribute("disabled"), "nothing else is said yet")
    await type(find("textbox", "your answer to: Which color?"), "green")
    await click(answer())
    assert.deepStrictEqual(given, [
      { _tag: "Chosen", answers: { "Which color?": ["green"], "Which sizes?": ["S", "L"] } }
    ])
  })

  it("with a plan is approved, or sent back with what to change and not without", async () => {
    const plan = askOf({ _tag: "PlanReview", plan: "1. look\n2. change" })
    const first = await asked(plan)
    await click(find("button", "Approve"))
    assert.deepStrictEqual(first.given, [{ _tag: "Approve" }])
    await eraseAll()
    const second = await asked(plan)
    await click(find("button", "Revise"))
    assert.isTrue(find("button", "send it back").hasAttribute("disabled"))
    await type(find("textbox", "what to change"), "the code first")
    await click(find("button", "send it back"))
    assert.deepStrictEqual(second.given, [{ _tag: "Revise", feedback: "the code first" }])
  })

  it("shows what would run in the order in which it runs, whatever is hidden in it", async () => {
    const { page } = await asked(
      askOf({
        _tag: "Permission",
        tool: "Bash",
        title: "run \u202eelbmess\u202c",
        detail: "ls \u202e# fr- mr\u202c\u200b /",
        language: "sh",
        rememberable: false
      })
    )
    assert.notMatch(page.textContent ?? "", /[\u200b\u202a-\u202e]/)
    assert.include(page.textContent, "ls # fr- mr /")
  })

  it("can be read and not answered by those who may not", async () => {
    const { given, page } = await asked(permission, undefined, false)
    assert.include(page.textContent, "rm -rf dist")
    assert.isFalse(isThere("button", "Allow once"))
    await press("Enter")
    assert.deepStrictEqual(given, [])
  })
})
