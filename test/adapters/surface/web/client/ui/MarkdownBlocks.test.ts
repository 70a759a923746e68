/** However a text arrives, its blocks are the same, and together they are the text. */
import * as FastCheck from "fast-check"
import { assert, describe, it } from "vitest"
import {
  type MarkdownBlocks,
  markdownBlocks
} from "../../../../../../src/adapters/surface/web/client/ui/MarkdownBlocks.ts"

const line = FastCheck.constantFrom(
  ...["words", "", "", "- item", "1. first", "  more of it", "> said", "# heading", "```ts", "```", "~~~", "| a | b |"],
  ...["| --- | --- |", "***", "- - -", "    code", "[a]: https://example.com", "\t- nested", "-", "1", "<div>", "> ```"]
)

const text = FastCheck.array(line, { maxLength: 24 }).map((lines) => lines.join("\n"))

describe("blocks of Markdown", () => {
  it("are the text, and do not depend on how it arrived", () => {
    FastCheck.assert(
      FastCheck.property(text, FastCheck.array(FastCheck.nat({ max: 9 }), { minLength: 4 }), (whole, steps) => {
        let grown: MarkdownBlocks | undefined
        for (let length = 0, step = 0; length < whole.length; step++) {
          length += 1 + (steps[step % steps.length] ?? 0)
          grown = markdownBlocks(whole.slice(0, length), grown)
        }
        grown = markdownBlocks(whole, grown)
        assert.strictEqual(grown.blocks.join(""), whole)
        const atOnce = markdownBlocks(whole)
        assert.deepStrictEqual([grown.blocks, grown.definitions], [atOnce.blocks, atOnce.definitions])
      }),
      { numRuns: 1000 }
    )
  })

  it("are told apart although a link is defined among them, or something looks like it", () => {
    const { blocks, definitions } = markdownBlocks("see [a]\n\n[a]: https://example.com\n\n[ERROR]: it did not work\n")
    assert.lengthOf(blocks, 3)
    assert.deepStrictEqual(definitions, ["", "[a]: https://example.com", ""])
  })

  it("are short, however long a list grows: of all that is drawn again it is a small part", () => {
    const items = Array.from({ length: 1000 }, (_, index) => `${index + 1}. the item that is number ${index + 1}\n`)
    let grown: MarkdownBlocks | undefined
    let parsed = 0
    let text = ""
    for (const item of items) {
      text += item
      const before = grown?.blocks ?? []
      grown = markdownBlocks(text, grown)
      for (const [index, block] of grown.blocks.entries()) if (block !== before[index]) parsed += block.length
    }
    assert.strictEqual(grown?.blocks.join(""), text)
    assert.isBelow(parsed / text.length, 100)
  })

  it("keep together what belongs together", () => {
    const cut = (...lines: ReadonlyArray<string>) =>
      markdownBlocks(lines.join("\n")).blocks.map((block) => block.trim())
    assert.deepStrictEqual(cut("one", "two", "", "three"), ["one\ntwo", "three"])
    assert.deepStrictEqual(cut("- a", "", "- b", "", "  c", "", "d"), ["- a\n\n- b\n\n  c", "d"])
    assert.deepStrictEqual(cut("a", "```", "", "b", "", "```", "c"), ["a", "```\n\nb\n\n```", "c"])
    assert.deepStrictEqual(cut("see [^a]", "", "[^a]: below"), ["see [^a]\n\n[^a]: below"])
    assert.deepStrictEqual(cut("a", "", "```ts", "[key]: 1", "", "```"), ["a", "```ts\n[key]: 1\n\n```"])
  })
})
