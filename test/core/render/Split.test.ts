import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { cutMarkdown, type Limits, pieceMarkdown, splitMarkdown, tailMarkdown } from "../../../src/core/render/Split.ts"
import { anyMarkdown, fencesAreBalanced } from "./Markdown.ts"

const byLength = (maxLength: number): Limits => ({ maxLength, measure: (markdown) => markdown.length })

/** A platform that counts escaped text, another that counts bytes. */
const measures: ReadonlyArray<Limits["measure"]> = [
  (markdown) => markdown.length,
  (markdown) => markdown.replace(/[<>&*]/g, "&amp;").length,
  (markdown) => Buffer.byteLength(markdown),
  (markdown) => Math.ceil(markdown.length / 2)
]

const paragraphs = (many: number, length: number) =>
  Array.from({ length: many }, (_, index) => `${index}`.padEnd(length, " word").trimEnd()).join("\n\n")

describe("splitMarkdown", () => {
  it("cuts between paragraphs, and shows a short text as it is", () => {
    assert.deepStrictEqual(splitMarkdown("one\n\ntwo", byLength(300)), ["one\n\ntwo"])
    const pieces = splitMarkdown(paragraphs(6, 140), byLength(300))
    assert.deepStrictEqual(
      pieces.map((piece) => piece.split("\n\n").map((paragraph) => paragraph.charAt(0))),
      [
        ["0", "1"],
        ["2", "3"],
        ["4", "5"]
      ]
    )
    assert.deepStrictEqual(splitMarkdown("", byLength(300)), [])
    assert.deepStrictEqual(splitMarkdown(" \n\n ", byLength(300)), [])
  })

  it("closes a fence that it cuts, and opens it again as it was", () => {
    const code = Array.from({ length: 30 }, (_, line) => `const value${line} = ${line} // a line of code`).join("\n")
    const pieces = splitMarkdown(`look:\n\n\`\`\`\`ts title="a"\n${code}\n\`\`\`\`\n\nafter`, byLength(400))
    assert.isAbove(pieces.length, 2)
    assert.isTrue(pieces[0]?.startsWith('look:\n\n````ts title="a"\nconst value0'))
    for (const piece of pieces.slice(1)) assert.match(piece, /^````ts\nconst value/)
    for (const piece of pieces.slice(0, -1)) assert.match(piece, /code\n````$/)
    assert.isTrue(pieces.at(-1)?.endsWith("\n````\n\nafter"))
  })

  it("never cuts a fence's marker, nor makes one of what only looks like it", () => {
    const opening = `\`\`\`ts ${"words ".repeat(18)}`
    const pieces = splitMarkdown(`${opening}\ncode\n\`\`\``, byLength(100))
    assert.isAbove(pieces.length, 1)
    for (const piece of pieces) assert.match(piece, /^```ts[\s\S]+\n```$/)
    assert.deepStrictEqual(splitMarkdown(`\`\`\`\`sh\n${"x".repeat(9)}\n\`\`\`\``, byLength(14)), [
      "````sh\nxx\n````",
      "````\nxxxx\n````",
      "````\nxxx\n````"
    ])
    const [prose = "", rest = ""] = splitMarkdown(`${"x".repeat(290)} and \`\`\`js is no fence`, byLength(295))
    assert.deepStrictEqual([prose.length, rest], [290, "and ```js is no fence"])
    for (const piece of splitMarkdown(`\`\`\`\n${"x".repeat(292)}\`\`\`\nmore\n\`\`\``, byLength(300))) {
      assert.match(piece, /^```\n[\s\S]+\n```$/)
      assert.isTrue(fencesAreBalanced(piece), piece)
    }
  })

  it("closes a fence in a deep quote within the quote, in the room that there is", () => {
    const quote = "> ".repeat(50)
    const code = Array.from({ length: 9 }, (_, line) => `${quote}line ${line}`).join("\n")
    for (const piece of splitMarkdown(`${quote}\`\`\`\n${code}`, byLength(300))) {
      assert.isAtMost(piece.length, 300)
      assert.match(piece, /^(?:> )+```\n[\s\S]+\n> ```$/)
    }
  })

  it("repeats the header of a table that it cuts", () => {
    const rows = Array.from({ length: 20 }, (_, row) => `| file${row}.ts | some words about it |`)
    const pieces = splitMarkdown(["| file | note |", "| --- | --- |", ...rows].join("\n"), byLength(300))
    assert.isAbove(pieces.length, 2)
    for (const piece of pieces) assert.match(piece, /^\| file \| note \|\n\| --- \| --- \|\n\| file\d/)
    const seen = pieces.flatMap((piece) => piece.split("\n").slice(2))
    assert.deepStrictEqual(seen, rows)
  })

  it("prefers items to lines, sentences to words, words to characters", () => {
    const items = Array.from(
      { length: 8 },
      (_, at) => `- item ${at}\n  with a second line that is long enough to matter`
    )
    for (const piece of splitMarkdown(items.join("\n"), byLength(200))) assert.match(piece, /^- item/)
    const sentences = "This is a sentence of some words. ".repeat(20).trim()
    for (const piece of splitMarkdown(sentences, byLength(200))) assert.match(piece, /^This.*\.$/)
    for (const piece of splitMarkdown("word ".repeat(100).trim(), byLength(200))) assert.match(piece, /^word.*word$/)
  })

  it("never cuts what a person sees as one character", () => {
    const family = "👩‍👩‍👧‍👦"
    const pieces = splitMarkdown(family.repeat(200), byLength(300))
    assert.strictEqual(pieces.join(""), family.repeat(200))
    for (const piece of pieces) assert.strictEqual(piece.replaceAll(family, ""), "")
  })

  it("takes anything: one word of 100,000 letters, nothing but fences, nothing but line breaks", () => {
    for (const text of [
      "x".repeat(100_000),
      "😀".repeat(50_000),
      "```\n".repeat(20_000),
      "`".repeat(100_000),
      `a${"\n".repeat(90_000)}b`
    ]) {
      const pieces = splitMarkdown(text, byLength(2_000))
      for (const piece of pieces) {
        assert.isAtMost(piece.length, 2_000)
        assert.isTrue(fencesAreBalanced(piece))
        assert.isTrue(piece.isWellFormed())
      }
    }
    assert.strictEqual(splitMarkdown("x".repeat(100_000), byLength(2_000)).join("").length, 100_000)
  })

  it("measures about as much text as there is: it stays linear", () => {
    const measured = (length: number) => {
      let total = 0
      const measure = (markdown: string) => {
        total += markdown.length
        return markdown.replace(/[<>&*]/g, "&amp;").length
      }
      splitMarkdown("some *words* & <more> of them, ".repeat(length / 31), { maxLength: 2_000, measure })
      return total
    }
    assert.isBelow(measured(310_000) / measured(31_000), 11)
  })

  it("loses no text, keeps to the limit, keeps fences closed and characters whole", () => {
    fc.assert(
      fc.property(
        anyMarkdown,
        fc.integer({ min: 300, max: 2_000 }),
        fc.constantFrom(...measures),
        (text, maxLength, measure) => {
          const pieces = [...cutMarkdown(text, { maxLength, measure })]
          let at = 0
          for (const piece of pieces) {
            const whole = pieceMarkdown(piece)
            assert.isAtMost(measure(whole), maxLength)
            assert.isTrue(fencesAreBalanced(whole), whole)
            assert.strictEqual(text.slice(piece.at, piece.at + piece.text.length), piece.text)
            assert.match(text.slice(at, piece.at), /^\s*(?:[ \t>]*(?:`{3,}|~{3,})[ \t\r]*\n\s*)?$/)
            assert.match(piece.before, /^$|^[\s>]*(?:`{3,}|~{3,})\S*\n[\s>]*$|^.*\|.*\n.*-.*\n$/)
            if (text.isWellFormed()) assert.isTrue(whole.isWellFormed())
            at = piece.at + piece.text.length
          }
          assert.match(text.slice(at), /^\s*(?:[ \t>]*(?:`{3,}|~{3,})[ \t\r]*\s*)?$/)
        }
      ),
      { numRuns: 2_000 }
    )
  })

  it("complete pieces stay as they are while the text grows", () => {
    fc.assert(
      fc.property(anyMarkdown, anyMarkdown, (text, more) => {
        const before = splitMarkdown(text, byLength(300))
        const after = splitMarkdown(`${text}\n\n${more}`, byLength(300))
        const stable = before.slice(0, -2)
        assert.deepStrictEqual(after.slice(0, stable.length), stable)
      })
    )
  })
})

describe("tailMarkdown", () => {
  it("ends where the text ends, in one message, with its fence open from the start", () => {
    const code = Array.from({ length: 100 }, (_, line) => `line ${line}`).join("\n")
    const tail = pieceMarkdown(tailMarkdown(`\`\`\`sh\n${code}`, byLength(200)))
    assert.match(tail, /^```sh\nline \d+\n[\s\S]*line 99\n```$/)
  })

  it("keeps to the limit and keeps fences closed, wherever it begins", () => {
    fc.assert(
      fc.property(
        anyMarkdown,
        fc.integer({ min: 300, max: 900 }),
        fc.constantFrom(...measures),
        (text, maxLength, measure) => {
          const tail = tailMarkdown(text, { maxLength, measure })
          assert.isAtMost(measure(pieceMarkdown(tail)), maxLength)
          assert.isTrue(fencesAreBalanced(pieceMarkdown(tail)), pieceMarkdown(tail))
          assert.strictEqual(text.slice(tail.at).trimEnd(), tail.text)
        }
      ),
      { numRuns: 1_000 }
    )
  })
})
