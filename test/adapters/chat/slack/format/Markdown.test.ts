/** What people on Slack see of the Markdown that models and the core write, and of what is meant to fool them. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { measure, slackMarkdown } from "../../../../../src/adapters/chat/slack/format/Markdown.ts"
import { healMarkdown } from "../../../../../src/core/render/Heal.ts"
import { plain } from "../../../../../src/core/render/Inline.ts"
import { splitMarkdown } from "../../../../../src/core/render/Split.ts"
import { fencesAreBalanced } from "../../../../core/render/Markdown.ts"
import { fragments, markdowns } from "./Fragments.ts"
import { read, words } from "./SlackReader.ts"

/** The character of no width, made visible. */
const shown = (markdown: string) => slackMarkdown(markdown).replaceAll("\u200b", "¦")
const table = (rows: ReadonlyArray<readonly [string, string]>) =>
  assert.deepStrictEqual(
    rows.map(([markdown]) => [markdown, shown(markdown)]),
    rows.map(([markdown, slack]) => [markdown, slack])
  )
const unchanged = (...markdowns: ReadonlyArray<string>) => table(markdowns.map((markdown) => [markdown, markdown]))

describe("Markdown on Slack", () => {
  it("keeps what Slack knows as it was written", () => {
    unchanged(
      "# One\n###### Six\n\nTitle\n=====\n\n---",
      "- a\n* b\n  + c\n1. d\n2) e\n- [ ] open\n- [x] done",
      "> quote\n> > deeper\n> - item",
      "| a | b |\n|---|:-:|\n| `x|y` | **z** |",
      "```ts title=x\nconst a = b && c\n```\n\n~~~~\n```\n~~~~",
      "**b** *i* _i_ __Bold words__ ~~s~~ ***bi*** **a *b* c**",
      "2 * 3, snake_case, a && b, x > y, R&D, it's 5~6",
      "`a*b` ``a`b`` \\*a\\* C:\\dir",
      "https://x.y/a_b_c?d=1&e=@here."
    )
    table([
      ["one\n\n", "one"],
      ["__init__.py and __main__", "\\_\\_init\\_\\_.py and \\_\\_main\\_\\_"],
      ["an `open tick and ``` three", "an \\`open tick and \\`\\`\\` three"]
    ])
  })

  it("shows signs as they were written, in text and in code", () => {
    table([
      ["Map<String, List<T>> &lt;b&gt; a & b &amp;amp;", "Map&lt;String, List&lt;T>> &lt;b&gt; a & b &amp;amp;"],
      ["`Map<String> && &lt; &x`", "`Map&lt;String> && &amp;lt; &x`"],
      ["```html\n<b>&nbsp;</b> && @here\n```", "```html\n&lt;b>&amp;nbsp;&lt;/b> && @here\n```"],
      ["\\<@U1\\> \\& \\&lt;", "&lt;@U1&gt; &amp; &amp;lt;"]
    ])
  })

  it("opens the web and mail, and nothing that is not what it says", () => {
    unchanged("[text](https://a.b/c?d=1&e=2) [**bold** `code`](http://a.b) [write](mailto:a@b.co)")
    table([
      ['[text](https://a.b/c "title") <https://q.r>, <a@b.co>', "[text](https://a.b/c) https://q.r, a@b.co"],
      ["<https://q.r>s", "[https://q.r](https://q.r)s"],
      ["![chart](https://a.b/c.png) ![](https://a.b/d.png)", "[chart](https://a.b/c.png) https://a.b/d.png"],
      ["[![build](https://s.io/b.svg)](https://ci.io/1)", "[build](https://ci.io/1)"],
      ["[Box.ts](src/Box.ts:12) [src/a.ts](src/a.ts) [up](#top)", "Box.ts (src/Box.ts:12) src/a.ts up"],
      ["[run](javascript:alert(1)) [s](slack://open)", "run (javascript:alert(1)) s (slack://open)"],
      ["[https://good.com](https://evil.com)", "https://good.com (https://evil.com)"],
      [
        "[good.com/login](https://evil.com/x) [ＧＯＯＤ．com](https://evil.com) [`good.com`](https://evil.com)",
        "good.com/login (https://evil.com/x) ＧＯＯＤ．com (https://evil.com) `good.com` (https://evil.com)"
      ],
      [
        "[good&#46;com](https://evil.com) [boss@good.com](mailto:x@evil.co)",
        "good&#46;com (https://evil.com) boss@good.com (x@evil.co)"
      ],
      ["[good.com](https://good.com@evil.com)", "good.com (https://good.com@evil.com)"],
      ["[https://a.b/](https://a.b) [github.com/x](https://github.com/x)", "https://a.b https://github.com/x"],
      ["[good.com][1]\n\n[1]: https://evil.com", "[good.com]¦[1]\n\n[1]¦: https://evil.com"],
      ["[https://\ngood.com](https://evil.com)", "[https://\ngood.com]¦(https://evil.com)"],
      [
        "<https://evil.com|good.com> <https://a.b/[x](https://evil.com)>",
        "https://evil.com%7Cgood.com https://a.b/%5Bx%5D%28https://evil.com%29"
      ]
    ])
  })

  it("calls nobody", () => {
    table([
      ["@channel @here @everyone @hereby me@here.com", "@¦channel @¦here @¦everyone @hereby me@¦here.com"],
      [
        "<!channel> <!subteam^S1> <@U123> <#C1> <!date^1^{d}|x>",
        "&lt;!channel> &lt;!subteam^S1> &lt;@U123> &lt;#C1> &lt;!date^1^{d}|x>"
      ],
      ["&lt;!here> \\@here @every\u200bone `<!here>`", "&lt;!here> @¦here @¦everyone `&lt;!here>`"],
      ["a\u001b[31mb\u0000c\u202ed \ud83d!", "abcd \ufffd!"]
    ])
  })

  it("shows nobody a call or a link under a false name, whatever was written", () => {
    fc.assert(
      fc.property(markdowns, (markdown) => {
        const slack = slackMarkdown(markdown)
        assert.notInclude(slack, "<")
        for (const { about = "", kind, text } of read(slack)) {
          assert.notStrictEqual(kind, "notation")
          if (kind === "text") assert.notMatch(text, /@(?:channel|here|everyone)\b/)
          if (kind !== "link") continue
          assert.match(about, /^(?:https?:\/\/|mailto:)/, slack)
          if (text !== about) assert.notMatch(text, /:\/\/|good\.com(?![\p{L}\p{N}\p{M}-])/u, slack)
        }
      }),
      { numRuns: 3_000 }
    )
  })

  it("shows foreign words that the core made plain exactly as they are", () => {
    const foreign = fc.array(fc.constantFrom(...fragments), { maxLength: 25 }).map((parts) => parts.join(""))
    fc.assert(
      fc.property(foreign, (text) => {
        const line = plain(text.replace(/&|https?:|\p{C}|\u0301/gu, ""), 2_000)
        fc.pre(!/^\s*$/.test(line))
        assert.strictEqual(words(slackMarkdown(line)), line.replace(/\\([\\`*_~[\]<>|#])/g, "$1"))
      }),
      { numRuns: 500 }
    )
  })

  it("keeps every line of code as it is", () => {
    const codes = fc.array(fc.constantFrom(...fragments.filter((part) => !/\p{C}|\ud83d|\u0301|👩/u.test(part))), {
      minLength: 1,
      maxLength: 30
    })
    fc.assert(
      fc.property(codes, (parts) => {
        const code = `x${parts.join("").replaceAll("~", "")}y`
        const blocks = read(slackMarkdown(`before *x\n\n~~~~ts\n${code}\n~~~~\nafter`)).filter(
          ({ kind }) => kind === "block"
        )
        assert.deepStrictEqual(
          blocks.map(({ about, text }) => [about, text.replaceAll("\u200b", "")]),
          [["ts", code]]
        )
      }),
      { numRuns: 300 }
    )
  })

  it("measures what is sent, and what is cut by that fits with every fence closed", () => {
    fc.assert(
      fc.property(fc.array(markdowns, { minLength: 1, maxLength: 12 }), (parts) => {
        const markdown = parts.join("\n")
        assert.strictEqual(measure(markdown), slackMarkdown(markdown).length)
        for (const piece of splitMarkdown(healMarkdown(markdown), { maxLength: 300, measure })) {
          assert.isAtMost(slackMarkdown(piece).length, 300)
          assert.isTrue(fencesAreBalanced(slackMarkdown(piece)), piece)
        }
      }),
      { numRuns: 200 }
    )
  })

  it("takes time in proportion to the length, however the marks are nested", () => {
    const units = [
      ...[
        "*a",
        "`a``b",
        "[a](",
        "[![",
        "<",
        "@",
        "@h",
        "__a_",
        "\\",
        "&lt;",
        "> ",
        "```\n",
        "[a]((",
        "[a](<",
        '[a](x "',
        "]("
      ],
      ...["[`", "![a](https://a.b)", "<https://a", "_", "]:"]
    ]
    for (const unit of units) {
      const markdown = unit.repeat(Math.ceil(40_000 / unit.length))
      assert.isAtMost(measure(markdown), 6 * markdown.length)
      assert.isAtMost(measure(`\`\`\`\n${markdown.replaceAll("\n", "")}\n\`\`\``), 6 * markdown.length)
    }
  })
})
