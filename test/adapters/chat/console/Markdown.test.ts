/** How Markdown, keys, names and commands read in a terminal. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { shares } from "../../../../src/adapters/chat/console/Blocks.ts"
import { directiveOf, namesIn } from "../../../../src/adapters/chat/console/Directives.ts"
import { safeName } from "../../../../src/adapters/chat/console/Files.ts"
import { tame } from "../../../../src/adapters/chat/console/HostileText.ts"
import { inlineMarkdown } from "../../../../src/adapters/chat/console/InlineMarkdown.ts"
import { makeKeyDecoder } from "../../../../src/adapters/chat/console/Keys.ts"
import { edited, editorRows, emptyEditor } from "../../../../src/adapters/chat/console/LineEditor.ts"
import { makeMarkdownRenderer } from "../../../../src/adapters/chat/console/Markdown.ts"
import { widthOf } from "../../../../src/adapters/chat/console/Width.ts"

const rendered = (markdown: string, width = 40) => makeMarkdownRenderer()(markdown, { width, colored: false })
/** Looks as letters, so that they can be read in a test. */
const readable = (rows: ReadonlyArray<string>) =>
  rows.map((row) =>
    row
      .split("\u001b[")
      .map((part, index) =>
        index === 0 ? part : part.replace(/^([\d;]*)m/, (_, codes) => (codes === "0" ? ">" : `<${codes}:`))
      )
      .join("")
  )

describe("Markdown in a terminal", () => {
  it("shows headings, emphasis, lists, quotes, fences, links and tables", () => {
    const markdown = [
      "# Title",
      "Some **bold**, *italic*, ~~gone~~ and `co*de`.",
      "- a point that is long enough to go on below",
      "  12. nested",
      "> quoted *words*",
      "```diff",
      "+added",
      "-removed",
      "```",
      "[site](https://a.b/c) and <https://d.e>",
      "| a | **b** |",
      "|---|---|",
      "---"
    ].join("\n")
    assert.deepStrictEqual(readable(rendered(markdown)), [
      "<1;4:Title>",
      "Some <1:bold>, <3:italic>, <9:gone> and co*de.",
      "• a point that is long enough to go on",
      "  below",
      "  12. nested",
      "<2:│ quoted ><2;3:words>",
      "  <2:diff>",
      "  +added",
      "  -removed",
      "<4:site><2: (https://a.b/c)> and <4:https://d.e>",
      "| a | **b** |",
      "|---|---|",
      `<2:${"─".repeat(40)}>`
    ])
  })

  it("leaves what is not closed, escaped or inside a word as it was written", () => {
    const text = (line: string) =>
      inlineMarkdown(line)
        .map(({ text, style }) => (Object.keys(style).length === 0 ? text : `{${text}}`))
        .join("")
    assert.strictEqual(
      text("2 * 3 * 4, **open, snake_case_name, a `tick"),
      "2 * 3 * 4, **open, snake_case_name, a `tick"
    )
    assert.strictEqual(text("\\*not\\* ***both*** **a *b* c**"), "*not* {both} {a }{b}{ c}")
    assert.strictEqual(text("*a **b***"), "*a **b***")
  })

  it("colours only when colours are wanted", () => {
    const code = (colored: boolean) => makeMarkdownRenderer()("`x`", { width: 20, colored }).join("")
    assert.strictEqual(code(false), "x")
    assert.strictEqual(code(true), "\u001b[36mx\u001b[0m")
  })

  it("text that grows piece by piece looks as if it had come at once, in rows that fit", () => {
    const piece = fc.constantFrom(
      "word ",
      "漢字",
      "👩‍👩‍👧",
      "\n",
      "```\n",
      "**",
      "`",
      "- ",
      "> ",
      "| a |",
      "# ",
      "\u001b[2J",
      "\t",
      "a".repeat(50)
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 4, max: 60 }), (pieces, width) => {
        const growing = makeMarkdownRenderer()
        let text = ""
        let rows: ReadonlyArray<string> = []
        for (const next of pieces) {
          text += next
          rows = growing(text, { width, colored: true })
        }
        if (pieces.length > 0) assert.deepStrictEqual(rows, makeMarkdownRenderer()(text, { width, colored: true }))
        for (const row of rows) assert.isAtMost(widthOf(tame(row)), width, JSON.stringify(row))
      }),
      {
        examples: [
          [["> ", "> ", "👩‍👩‍👧"], 5],
          [["\t", "- ", "漢字"], 7]
        ]
      }
    )
  })

  it("what is tame has no control character, and harmless text is left alone", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom("\u001b", "[", "]", "0;", "m", "\u0007", "\\", "\u009b", "a", "\n", "\r", "P", "\u202e")
        ),
        (parts) => {
          assert.notMatch(tame(parts.join("")).replaceAll("\n", ""), /[\p{Cc}\u202e]/u)
        }
      )
    )
    assert.strictEqual(tame("a\u001b[31mred\u001b[0m b\u001b]8;;http://x\u001b\\link\u001b]8;;\u0007"), "ared blink")
    fc.assert(fc.property(fc.stringMatching(/^[ -~漢é\n]*$/u), (text) => assert.strictEqual(tame(text), text)))
  })
})

describe("keys and words", () => {
  it("decodes keys at any chunking, and a paste is one key", () => {
    const typed = "a\u001b[1;5Cé\u007f\u001b[200~one\rtwo\u001b[31m\u001b[201~\u0003"
    const whole = makeKeyDecoder()(typed)
    assert.deepStrictEqual(whole, [
      { _tag: "Text", text: "a" },
      { _tag: "Named", name: "word-right" },
      { _tag: "Text", text: "é" },
      { _tag: "Named", name: "backspace" },
      { _tag: "Paste", text: "one\rtwo\u001b[31m" },
      { _tag: "Named", name: "interrupt" }
    ])
    const decode = makeKeyDecoder()
    const parts = typed.split(/(?<=[^\p{Cc}])/u)
    assert.deepStrictEqual(
      parts.flatMap((part) => [...decode(part)]),
      whole
    )
  })

  it("edits by what a person calls a character, and the cursor stands where the next one goes", () => {
    const keys = makeKeyDecoder()("ab👩‍👩‍👧漢\u007f\u001b[D\u001b[DX\u0001Y\u0005\nlast line\u0017!")
    const editor = keys.reduce(edited, emptyEditor)
    assert.strictEqual(editor.text, "YaXb👩‍👩‍👧\nlast !")
    assert.deepStrictEqual(editorRows({ ...editor, at: 4 }, 6, 2), {
      rows: ["YaXb", "👩‍👩‍👧", "last", " !"],
      row: 1,
      column: 2
    })
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "漢", "\n", " ") }),
        fc.nat(),
        fc.integer({ min: 4, max: 20 }),
        (text, at, width) => {
          const shown = editorRows({ ...emptyEditor, text, at: Math.min(at, text.length) }, width, 2)
          assert.strictEqual(shown.rows.join(""), text.replaceAll("\n", ""))
          assert.isAtMost(shown.column, width)
          assert.isBelow(shown.row, shown.rows.length)
        }
      )
    )
  })

  it("takes names at the beginning only, and paths are text", () => {
    assert.deepStrictEqual({ ...namesIn("@scout, @smith: look at @finch") }, {
      named: ["scout", "smith"],
      text: "look at @finch"
    } as object)
    assert.deepStrictEqual({ ...namesIn("@types/node breaks") }, { named: [], text: "@types/node breaks" } as object)
    assert.strictEqual(namesIn("@scout").text, "@scout")
    const asked = directiveOf('/ask agent=smith say "x"', undefined)
    assert.deepStrictEqual(asked._tag === "Say" ? [asked.text, ...asked.named] : [], ['say "x"', "smith"])
    const tags = ["/quit", "/edit new text", "/drop", "/help", "/help stop", "/etc/hosts", " /quit", "/two\nlines"]
    assert.deepStrictEqual(
      tags.map((line) => directiveOf(line, undefined)._tag),
      ["Quit", "Edit", "Drop", "Help", "Command", "Say", "Say", "Say"]
    )
  })

  it("file names never leave their folder", () => {
    assert.deepStrictEqual(
      ["../../etc/passwd", "..\\x\\y.md", ".bashrc", "", "...", "a\u001b[2J\nb.md", "répertoire – v2.txt"].map(
        safeName
      ),
      ["passwd", "y.md", "bashrc", "file", "file", "a b.md", "répertoire _ v2.txt"]
    )
  })

  it("messages share the rows: nothing is given that is not there, nothing is kept back", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 6 }), fc.nat(40), (heights, room) => {
        const given = shares(heights, room)
        const sum = (all: ReadonlyArray<number>) => all.reduce((total, one) => total + one, 0)
        assert.isTrue(given.every((share, index) => share <= (heights[index] ?? 0)))
        assert.strictEqual(sum(given), Math.min(room, sum(heights)))
      })
    )
  })
})
