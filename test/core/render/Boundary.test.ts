import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { lastBoundary } from "../../../src/core/render/Boundary.ts"
import { anyMarkdown, fencesAreBalanced } from "./Markdown.ts"

/** The text as the two messages that it would be cut into. */
const cut = (text: string): readonly [string, string] => {
  const at = lastBoundary(text)
  return [text.slice(0, at), text.slice(at)]
}

describe("lastBoundary", () => {
  it("stands before the last block, and nowhere while there is only one", () => {
    assert.deepStrictEqual(cut("one\n\ntwo\n\nthr"), ["one\n\ntwo\n\n", "thr"])
    assert.deepStrictEqual(cut("one\n\ntwo\nlines"), ["one\n\n", "two\nlines"])
    assert.deepStrictEqual(cut("one\n\ntwo\n\n"), ["one\n\n", "two\n\n"])
    for (const text of ["", "one", "one\ntwo\n", "# title\nwords", "- a\n- b"])
      assert.strictEqual(lastBoundary(text), 0)
  })

  it("is never in a fence, however much space is in it", () => {
    assert.deepStrictEqual(cut("one\n\n```ts\na\n\nb"), ["one\n\n", "```ts\na\n\nb"])
    assert.deepStrictEqual(cut("one\n```ts\na\n\nb"), ["", "one\n```ts\na\n\nb"])
    assert.deepStrictEqual(cut("````md\n```\n\n```\n\nb"), ["", "````md\n```\n\n```\n\nb"])
    assert.deepStrictEqual(cut("- ~~~\n  a\n\n  b\n"), ["", "- ~~~\n  a\n\n  b\n"])
    assert.deepStrictEqual(cut("```\na\n\nb\n```\nafter"), ["```\na\n\nb\n```\n", "after"])
    assert.deepStrictEqual(cut("> ```\n> a\n\nafter"), ["> ```\n> a\n\n", "after"])
  })

  it("is never in a table", () => {
    const table = "| a | b |\n| - | - |\n| 1 | 2 |\n| 3"
    assert.deepStrictEqual(cut(`one\n\n${table}`), ["one\n\n", table])
    assert.deepStrictEqual(cut(table), ["", table])
    assert.deepStrictEqual(cut(`${table} | 4 |\n\nafter`), [`${table} | 4 |\n\n`, "after"])
  })

  it("leaves fences whole on both sides and blocks that touch together", () => {
    fc.assert(
      fc.property(anyMarkdown, fc.nat(), (markdown, length) => {
        const text = markdown.slice(0, length % (markdown.length + 1))
        const [head, tail] = cut(text)
        assert.match(head, /^$|^\s*\n$|\n\s*\n$|(?:`{3,}|~{3,})[ \t\r]*\n$/)
        assert.isTrue(fencesAreBalanced(head), head)
        assert.strictEqual(fencesAreBalanced(tail), fencesAreBalanced(text), tail)
      }),
      { numRuns: 2_000 }
    )
  })

  it("only moves on while the text grows", () => {
    fc.assert(
      fc.property(anyMarkdown, fc.nat(), (text, length) => {
        assert.isAtLeast(lastBoundary(text), lastBoundary(text.slice(0, length % (text.length + 1))))
      }),
      { numRuns: 1_000 }
    )
  })
})
