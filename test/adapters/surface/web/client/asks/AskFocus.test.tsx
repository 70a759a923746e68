// @vitest-environment happy-dom
/** Who answers by keyboard goes on where they were: at what became of it, then at the next ask. */
import { act } from "react"
import { afterEach, assert, describe, it } from "vitest"
import { AskCard } from "../../../../../../src/adapters/surface/web/client/asks/AskCard.tsx"
import { ActButton } from "../../../../../../src/adapters/surface/web/client/transcript/ActButton.tsx"
import type { Ask } from "../../../../../../src/core/model/Ask.ts"
import { AskId, SessionId } from "../../../../../../src/core/model/Ids.ts"
import { draw, eraseAll } from "../Drawn.tsx"

afterEach(eraseAll)

const permission = (id: string): Ask => ({
  id: AskId.make(id),
  subject: {
    _tag: "Permission",
    tool: "Bash",
    title: `run ${id}`,
    detail: `run ${id}`,
    language: "sh",
    rememberable: false
  }
})

const Page = ({ asks }: { readonly asks: ReadonlyArray<string> }) => (
  <main id="content" tabIndex={-1}>
    {asks.map((id) => (
      <AskCard
        key={id}
        ask={permission(id)}
        session={SessionId.make("default/scout/web:focus")}
        agent="scout"
        mayAnswer
        onAnswer={async () => undefined}
      />
    ))}
  </main>
)

const allow = (page: HTMLElement, place: number) =>
  act(async () => {
    const buttons = [...page.querySelectorAll<HTMLElement>("[data-ask]")][place]?.querySelectorAll("button") ?? []
    const button = [...buttons].find(({ textContent }) => textContent === "Allow once")
    button?.focus()
    button?.click()
  })

const focused = () => document.activeElement?.textContent

describe("the focus of who answers", () => {
  it("is at what became of the answer, then at the next ask, and at the page after the last", async () => {
    const { again, page } = await draw(<Page asks={["one", "two", "three"]} />)
    await allow(page, 1)
    assert.strictEqual(focused(), "answered")
    await again(<Page asks={["one", "three"]} />)
    assert.include(focused(), "run three")
    await allow(page, 1)
    await again(<Page asks={["one"]} />)
    assert.include(focused(), "run one")
    await allow(page, 0)
    await again(<Page asks={[]} />)
    assert.strictEqual(document.activeElement?.id, "content")
  })

  it("stays where it is when somebody else's ask goes", async () => {
    const { again, page } = await draw(<Page asks={["one", "two"]} />)
    page.querySelector("button")?.focus()
    const mine = document.activeElement
    await again(<Page asks={["one"]} />)
    assert.strictEqual(document.activeElement, mine)
  })

  it("is at the turn when the button that withdrew it goes", async () => {
    const turn = (waits: boolean) => (
      <article tabIndex={-1} aria-label="ann to scout">
        {waits && <ActButton label="withdraw" act={async () => undefined} />}
      </article>
    )
    const { again, page } = await draw(turn(true))
    page.querySelector("button")?.focus()
    await again(turn(false))
    assert.strictEqual(document.activeElement?.tagName, "ARTICLE")
  })
})
