import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { healMarkdown } from "../../../src/core/render/Heal.ts"
import { anyMarkdown, fencesAreBalanced } from "./Markdown.ts"

const heals = (cut: string, shown: string) => {
  assert.strictEqual(healMarkdown(cut), shown)
  assert.strictEqual(healMarkdown(shown), shown)
}

describe("healMarkdown", () => {
  it("closes a fence, whatever its marker, length and place", () => {
    heals("look:\n```ts\nconst a = 1", "look:\n```ts\nconst a = 1\n```")
    heals("look:\n```ts\nconst a = 1\n", "look:\n```ts\nconst a = 1\n```")
    heals("~~~~ sh\nls\n~~~\nstill", "~~~~ sh\nls\n~~~\nstill\n~~~~")
    heals("````md\n```js\na\n```\nmore", "````md\n```js\na\n```\nmore\n````")
    heals("- step\n  ```sh\n  ls", "- step\n  ```sh\n  ls\n  ```")
    heals("1. ```sh\n   ls", "1. ```sh\n   ls\n   ```")
    heals("> ```sh\n> ls", "> ```sh\n> ls\n> ```")
    heals("> ```sh\n> ls\noutside", "> ```sh\n> ls\noutside")
  })

  it("does not show a marker that has only begun", () => {
    heals("```ts\na\n``", "```ts\na\n```")
    heals("text\n``", "text\n")
    heals("text\n```t", "text\n")
    heals("text **", "text ")
    heals("**bold*", "**bold**")
    heals("a `", "a ")
    heals("half a smile \ud83d", "half a smile ")
  })

  it("closes emphasis and code, innermost first, before trailing space", () => {
    heals("some **bold", "some **bold**")
    heals("**bold *both", "**bold *both***")
    heals("***both", "***both***")
    heals("_a ~~b ", "_a ~~b~~_ ")
    heals("see `npm te", "see `npm te`")
    heals("``a`b", "``a`b``")
    heals("- **item", "- **item**")
    heals("**a `b", "**a `b`**")
    heals("__init", "__init__")
    heals("a **b\\", "a **b**")
  })

  it("closes what is struck through once, whatever run of tildes stands at the end", () => {
    heals("~~é_~~~~~~~~~~~~~~~", "~~é_~~")
    heals("~~é_~~~~~~~~~~~~~~~\n", "~~é~~\n")
    heals("~~a~\n", "~~a~~\n")
    heals("~~a ~~b", "~~a ~~b~~")
    heals("~~a ~~~ b", "~~a ~~~ b~~")
    heals("~~\\~~~a\n> ", "~~\\~~~a\n>~~ ")
  })

  it("leaves what only looks like emphasis, and what is finished", () => {
    for (const text of [
      "2 * 3 and snake_case_name",
      "* item\n* item",
      "an **open paragraph\n\nis finished",
      "`**` is bold",
      "\\*not open",
      "range [0, 1) and a[i",
      "a ~ b",
      "call(f)[i](some words here",
      "```\n**\n```",
      "| a |\n| - |\n| **b** |",
      ""
    ]) {
      heals(text, text)
    }
  })

  it("shows a link that is half written as its text", () => {
    heals("see [the docs](https://exa", "see the docs")
    heals("see [the **docs](https://exa", "see the **docs**")
    heals('see [the docs](https://example.org "ti', "see the docs")
    heals("![a cat](htt", "a cat")
    heals("[a](b) and [c](d", "[a](b) and c")
    heals("[wiki](https://en.org/a_(b)", "wiki")
    heals("see [the do", "see [the do")
  })

  it("gives a table its rule and its last row an end", () => {
    heals("| name | si", "| name | si |\n| --- | --- |")
    heals("| name | size |\n", "| name | size |\n| --- | --- |")
    heals("| name | size |\n|", "| name | size |\n| --- | --- |")
    heals("| name | size |\n| --- | -", "| name | size |\n| --- | --- |")
    heals("| a | b |\n| --- | --- |\n| one | **tw", "| a | b |\n| --- | --- |\n| one | **tw** |")
  })

  it("never begins a fence by closing code behind the sign of a quote", () => {
    heals("a ``` b\n>", "a ``` b```")
    heals("a ``` b\n> > ", "a ``` b``` ")
    heals("a```` b\n> - >\n> ", "a```` b\n> -```` ")
  })

  it("closes a comment", () => {
    heals("text\n<!-- note\n\nmore", "text\n<!-- note\n\nmore-->")
    heals("a <!-- b", "a <!-- b-->")
    heals("a <!-", "a ")
    heals("a <!-- b\n<!", "a <!-- b\n-->")
    heals("a <!-- b\n<!-", "a <!-- b\n-->")
  })

  it("any cut of any Markdown ends balanced, and healing twice is healing once", () => {
    fc.assert(
      fc.property(anyMarkdown, fc.nat(), (markdown, at) => {
        const healed = healMarkdown(markdown.slice(0, at % (markdown.length + 1)))
        assert.isTrue(fencesAreBalanced(healed), healed)
        assert.strictEqual(healMarkdown(healed), healed)
      }),
      { numRuns: 3_000 }
    )
  })

  it("loses nothing that could be read: letters and digits stay, in order", () => {
    const readable = /[\p{L}\p{N}]/gu
    const words = fc.array(fc.constantFrom("**", "*", " `", " ~~", "a", "b ", " ", "\n", "- ", "> ", "c1", "("), {
      maxLength: 30
    })
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join("")
        assert.deepStrictEqual(healMarkdown(text).match(readable), text.match(readable))
      }),
      { numRuns: 1_000 }
    )
  })
})
