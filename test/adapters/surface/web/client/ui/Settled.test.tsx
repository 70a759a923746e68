// @vitest-environment happy-dom
/** An answer while it is written, letter by letter: what was drawn of it stays drawn as what it was. */
import { afterEach, assert, describe, it } from "vitest"
import { Markdown } from "../../../../../../src/adapters/surface/web/client/ui/Markdown.tsx"
import { settled } from "../../../../../../src/adapters/surface/web/client/ui/Settled.ts"
import { draw, eraseAll } from "../Drawn.tsx"
import { growingTexts } from "../transcript/GrowingTexts.ts"

afterEach(eraseAll)

const headings = ["h3", "h4", "h5", "h6"] as const
const blocks = ["p", "li", "ul", "ol", "pre", "blockquote", "tr", "hr", ...headings] as const

/** How many there are of all, and of each that is drawn in a way of its own; a line may become a table's first. */
const drawnIn = (page: Element): Readonly<Record<string, number>> => ({
  all: page.querySelectorAll(blocks.join()).length,
  ...Object.fromEntries(headings.map((kind) => [kind, page.querySelectorAll(kind).length]))
})

describe("Markdown while it is written", () => {
  for (const [name, text] of Object.entries(growingTexts)) {
    it(`of ${name} only gets more`, async () => {
      const { again, page } = await draw(<Markdown text="" growing />)
      let before = drawnIn(page)
      for (let length = 1; length <= text.length; length++) {
        await again(<Markdown text={text.slice(0, length)} growing />)
        const now = drawnIn(page)
        const gone = Object.keys(before).filter((kind) => (before[kind] ?? 0) > (now[kind] ?? 0))
        assert.deepStrictEqual(
          gone,
          [],
          `pulled away after ${JSON.stringify(text.slice(Math.max(0, length - 20), length))}`
        )
        before = now
      }
      await again(<Markdown text={text} />)
      const whole = page.textContent
      assert.include(whole?.replace(/\s+/g, " ") ?? "", "The end.", "and all of it is there when it is done")
    })
  }

  it("keeps no words back, and nothing once it is known what it is", () => {
    for (const text of [
      "",
      "Yes.",
      "a\n- b",
      "1. first",
      "# Title",
      "2 of 3",
      "**bold",
      "> quoted",
      "[docs](",
      "x\n---\n",
      "```ts\n"
    ]) {
      assert.strictEqual(settled(text), text, text)
    }
    for (const line of ["-", "*", "1.", "##", "---", "| --", "> ", "> -", "```t", "[docs]", "[docs]: htt", "<!-"]) {
      assert.strictEqual(settled(`words\n${line}`), "words\n", line)
    }
  })
})
