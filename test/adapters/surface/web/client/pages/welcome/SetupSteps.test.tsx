// @vitest-environment happy-dom
/** A setup as a person reads and answers it in the browser. */
import { afterEach, assert, describe, it } from "vitest"
import {
  isLast,
  openQuestion
} from "../../../../../../../src/adapters/surface/web/client/pages/welcome/OpenQuestion.ts"
import { SetupSteps } from "../../../../../../../src/adapters/surface/web/client/pages/welcome/SetupSteps.tsx"
import { SetupReply, SetupStep } from "../../../../../../../src/core/control/protocol/SetupRpcs.ts"
import { click, draw, eraseAll, find, isThere, type } from "../../Drawn.tsx"

afterEach(eraseAll)

const said = (text: string) => SetupStep.make({ _tag: "Said", text })
const secret = (question: number, text: string) => SetupStep.make({ _tag: "SecretWanted", question, text })
const answered = (question: number, text: string) => SetupStep.make({ _tag: "Answered", question, text })
const waiting = (text: string) => SetupStep.make({ _tag: "Waiting", text })

const show = async (steps: ReadonlyArray<SetupStep>, error?: string) => {
  const replies: Array<readonly [number, SetupReply]> = []
  const element = (shown: ReadonlyArray<SetupStep>) => (
    <SetupSteps
      steps={shown}
      busy={false}
      error={error}
      onReply={(question, reply) => void replies.push([question, reply])}
    />
  )
  const drawn = await draw(element(steps))
  return { ...drawn, replies, goOn: (more: ReadonlyArray<SetupStep>) => drawn.again(element(more)) }
}

const submit = (page: HTMLElement) => click(page.querySelector<HTMLElement>("button[type=submit]") ?? page)

describe("a setup in the browser", () => {
  it("asks for a secret as a password, and keeps nothing of it on the page", async () => {
    const steps = [said("make an application"), secret(0, "paste the token")]
    const { page, replies, goOn } = await show(steps)
    const input = page.querySelector<HTMLInputElement>("input")
    assert.strictEqual(input?.type, "password")
    assert.strictEqual(document.activeElement, input)
    if (input === null) return
    await type(input, "t0psy")
    await submit(page)
    assert.deepStrictEqual(replies, [[0, SetupReply.make({ _tag: "Secret", value: "t0psy" })]])
    assert.strictEqual(input.value, "")
    await goOn([...steps, answered(0, ""), waiting("asking")])
    assert.isNull(page.querySelector("input"))
    assert.notInclude(page.innerHTML, "t0psy")
    assert.include(page.textContent, "given, and not shown")
  })

  it("offers what can be chosen, and shows what cannot with its reason", async () => {
    const { page, replies } = await show([
      SetupStep.make({
        _tag: "ChoiceWanted",
        question: 4,
        text: "in which channel?",
        options: [
          { title: "#closed", about: "missing Send Messages", unusable: true },
          { title: "#hall", about: "" }
        ]
      })
    ])
    const [closed, hall] = page.querySelectorAll<HTMLButtonElement>("button")
    assert.isTrue(closed?.disabled)
    assert.include(closed?.textContent ?? "", "missing Send Messages")
    assert.strictEqual(document.activeElement, hall)
    if (hall !== undefined) await click(hall)
    assert.deepStrictEqual(replies, [[4, SetupReply.make({ _tag: "Choice", index: 1 })]])
  })

  it("takes a yes or a no, and says why an answer was not taken", async () => {
    const { page, replies } = await show(
      [SetupStep.make({ _tag: "ConfirmWanted", question: 2, text: "begin anew now?" })],
      "this question was answered already, or is over"
    )
    await click(find("button", "no"))
    assert.deepStrictEqual(replies, [[2, SetupReply.make({ _tag: "Confirm", yes: false })]])
    assert.strictEqual(
      page.querySelector("[role=alert]")?.textContent,
      "this question was answered already, or is over"
    )
  })

  it("opens addresses elsewhere and alone, and no other kind of link", async () => {
    const { page } = await show([
      said("follow this:\n  https://example.org/invite?a=1&b=2\nnot javascript:alert(1) <img src=x onerror=alert(1)>")
    ])
    const [link, ...others] = page.querySelectorAll("a")
    assert.deepStrictEqual(others, [])
    assert.strictEqual(link?.getAttribute("href"), "https://example.org/invite?a=1&b=2")
    assert.strictEqual(link?.getAttribute("rel"), "noopener noreferrer")
    assert.strictEqual(link?.getAttribute("target"), "_blank")
    assert.isNull(page.querySelector("img"))
    assert.include(page.textContent, "javascript:alert(1) <img")
  })

  it("lets words for another place be copied", async () => {
    await show([said("say this code to the bot, like this:\n  @bot ABCD-EFGH")])
    assert.isTrue(isThere("button", "copy these words"))
  })

  it("shows what is waited for until something else comes, and how it ended", async () => {
    const steps = [waiting("waiting until the bot is in a server")]
    const { page, goOn } = await show(steps)
    assert.include(page.textContent, "waiting until the bot is in a server")
    const restarting = SetupStep.make({ _tag: "Restarting" })
    await goOn([...steps, said("it is in workshop"), restarting])
    assert.notInclude(page.textContent, "waiting until")
    assert.include(page.textContent, "begins anew")
    await goOn([...steps, restarting, SetupStep.make({ _tag: "Failed", found: "it is gone", fix: "set it up again" })])
    assert.notInclude(page.textContent, "begins anew")
    assert.strictEqual(page.querySelector("[role=alert]")?.textContent, "it is goneset it up again")
  })
})

describe("the open question", () => {
  it("is the last one without an answer, and none once it is over", () => {
    const first = secret(0, "one")
    const second = secret(1, "two")
    assert.isUndefined(openQuestion([said("hello")]))
    assert.strictEqual(openQuestion([first, waiting("so")]), first)
    assert.isUndefined(openQuestion([first, answered(0, "")]))
    assert.strictEqual(openQuestion([first, answered(0, ""), second]), second)
    const done = SetupStep.make({ _tag: "Done" })
    assert.isUndefined(openQuestion([first, done]))
    assert.isTrue(isLast(done))
  })
})
