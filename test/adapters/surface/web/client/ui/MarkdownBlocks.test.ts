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
        assert.deepStrictEqual(grown.blocks, markdownBlocks(whole).blocks)
      }),
      { numRuns: 1000 }
    )
  })

  it("keep together what belongs together", () => {
    const cut = (...lines: ReadonlyArray<string>) =>
      markdownBlocks(lines.join("\n")).blocks.map((block) => block.trim())
    assert.deepStrictEqual(cut("one", "two", "", "three"), ["one\ntwo", "three"])
    assert.deepStrictEqual(cut("- a", "", "- b", "", "  c", "", "d"), ["- a\n\n- b\n\n  c", "d"])
    assert.deepStrictEqual(cut("a", "```", "", "b", "", "```", "c"), ["a", "```\n\nb\n\n```", "c"])
    assert.deepStrictEqual(cut("see [a]", "", "[a]: https://example.com"), ["see [a]\n\n[a]: https://example.com"])
    assert.deepStrictEqual(cut("a", "", "```ts", "[key]: 1", "", "```"), ["a", "```ts\n[key]: 1\n\n```"])
  })
})
