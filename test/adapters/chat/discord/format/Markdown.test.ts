/** What people on Discord see of the Markdown that models and the core write, and of what is meant to fool them. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { meanings } from "../../../../../src/adapters/chat/discord/format/Emphasis.ts"
import { inlineTokens } from "../../../../../src/adapters/chat/discord/format/InlineTokens.ts"
import { discordMarkdown, measure } from "../../../../../src/adapters/chat/discord/format/Markdown.ts"
import { healMarkdown } from "../../../../../src/core/render/Heal.ts"
import { plain } from "../../../../../src/core/render/Inline.ts"
import { splitMarkdown } from "../../../../../src/core/render/Split.ts"
import * as Words from "../../../../../src/core/render/Words.ts"
import { read, words } from "./DiscordReader.ts"

/** The character of no width that breaks Discord's own notation, made visible. */
const shown = (markdown: string) => discordMarkdown(markdown).replaceAll("\u200b", "¦")
const table = (rows: ReadonlyArray<readonly [string, string]>) =>
  assert.deepStrictEqual(
    rows.map(([markdown]) => [markdown, shown(markdown)]),
    rows.map(([markdown, discord]) => [markdown, discord])
  )

const fragments = [
  "*",
  "**",
  "***",
  "_",
  "__",
  "~~",
  "~",
  "|",
  "||",
  "`",
  "``",
  "```",
  "```js\n",
  "\n```\n",
  "~~~\n",
  "[",
  "](",
  ")",
  "](https://a.b/c)",
  "](#d)",
  "![",
  "<",
  ">",
  "> ",
  ">>> ",
  "# ",
  "#### ",
  "-# ",
  "- ",
  "- [ ] ",
  "1. ",
  "2) ",
  "\n",
  "\n\n",
  "\\",
  "&lt;",
  " ",
  "  ",
  "a",
  "word",
  "é",
  "😀",
  "\ud83d",
  "(",
  "<@1>",
  "<@&2>",
  "<#3>",
  "</go:4>",
  "</a ",
  "<:e:5>",
  "<t:6:R>",
  "@everyone",
  "@here",
  "https://x.y/z_1",
  "<https://q.r>",
  "https://discord.gg/abc",
  "---",
  "===",
  "\u200b",
  "\u202e",
  "\u0301",
  "\u001b[31m",
  "\t",
  "| a | b |\n|---|---|\n",
  "<!-- ",
  " -->",
  "a_b",
  "__init__",
  "."
]
const markdowns = fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((parts) => parts.join(""))

describe("Markdown on Discord", () => {
  it("has the blocks that Discord knows, and the nearest look for the others", () => {
    table([
      [
        "# One\n## Two\n### Three ###\n#### Four **bold** `code`\n###### Six",
        "# One\n## Two\n### Three\n**Four bold `code`**\n**Six**"
      ],
      ["#hash and #5", "#hash and #5"],
      ["Title\n=====\ntext\n---\nmore", `# Title\ntext\n-# ${"─".repeat(16)}\nmore`],
      ["one\n\n\n\ntwo\n\n", "one\n\ntwo"],
      ["- a\n* b\n+ c\n  + d\n\t- e\n3) f\n4. g", "- a\n- b\n- c\n  - d\n    - e\n3. f\n4. g"],
      ["- [ ] open\n- [x] done\n- # title", "- ☐ open\n- ☑ done\n- **title**"],
      [">one\n> two\n>> deep\n>>> deeper\n>\n> # head", "> one\n> two\n> > deep\n> > > deeper\n> \n> # head"],
      ["~~~py title=x\nprint(1)\n~~~", "```py\nprint(1)\n```"],
      ["````md\n```js\nx\n```\n````", "```md\n``¦`js\nx\n``¦`\n```"],
      ["1. run\n   ```sh\n   ls\n     -l\n   ```\n2. done", "1. run\n```sh\nls\n  -l\n```\n2. done"],
      ["> ```js\n> *x*\n> ```\nafter", "> ```js\n> *x*\n> ```\nafter"],
      ["```js\n```\n**b**", "```js\n¦\n```\n**b**"],
      ["```js\nnot closed", "```js\nnot closed\n```"],
      ["see[^1]\n\n[^1]: *note*", "see[^1]\n\n[^1]: *note*"],
      ["<b>html</b><br>", "<b>html</b><br>"]
    ])
  })

  it("has the emphasis that was meant and none that was not", () => {
    table([
      ["**b** *i* _i_ __Bold words__ ~~s~~ ***bi***", "**b** *i* *i* **Bold words** ~~s~~ ***bi***"],
      ["**a *b* c** *a **b** c* *a *b* c*", "**a *b* c** *a **b** c* *a b c*"],
      ["*a***b** and **a *b***", "*a*¦**b** and **a *b***"],
      ["snake_case a__b__c __init__.py _x", "snake\\_case a\\_\\_b\\_\\_c \\_\\_init\\_\\_.py \\_x"],
      ["2 * 3 ** 4 ~5 a || b || c", "2 \\* 3 \\*\\* 4 ~5 a \\|\\| b \\|\\| c"],
      ["snake_case and __dunder__", "snake\\_case and \\_\\_dunder\\_\\_"],
      ["snake_case arr[0] <b> a<b", "snake_case arr[0] <b> a\\<b"],
      ["**a `x*y` b** *`*`*", "**a** `x*y` **b** `*`"],
      ["**two\nlines** `co\nde`", "**two**\n**lines** `co`\n`de`"],
      ["`a*b` ``a`b`` ``` a``b ``` ``` a`b``c ``` ` `` `", "`a*b` ``a`b`` `a``b` ``a`b`¦`c`` ` `` `"],
      ["an `open and ```js tick", "an \\`open and \\`\\`\\`js tick"],
      ["\\*a\\* \\# C:\\dir &lt;b&gt; &amp;", "\\*a\\* # C:\\\\dir <b> &"],
      ["\\# a\n1\\. b\n\\- c\n\\> d", "\\# a\n1\\. b\n\\- c\n\\> d"]
    ])
  })

  it("opens links to the web and nothing that is not what it says", () => {
    table([
      [
        '[text](https://a.b/c "title") <https://q.r> https://x.y/a_b_c.',
        "[text](https://a.b/c) <https://q.r> https://x.y/a_b_c."
      ],
      ["**https://x.y** (https://x.y/a_(b))", "**<https://x.y>** (https://x.y/a_(b))"],
      ["![chart](https://a.b/c.png) ![](https://a.b/d.png)", "[chart](https://a.b/c.png) <https://a.b/d.png>"],
      ["[![build](https://s.io/b.svg)](https://ci.io/1)", "[build](https://ci.io/1)"],
      ["[Box.ts](src/Box.ts:12) [src/a.ts](src/a.ts) [up](#top)", "Box.ts (src/Box.ts:12) src/a.ts up"],
      ["[write](mailto:a@b.c) [run](javascript:alert(1))", "write (a@b.c) run (javascript:alert(1))"],
      ["[https://good.com](https://evil.com)", "<https://good.com> (<https://evil.com>)"],
      [
        "[good.com/login](https://evil.com/x) [ＧＯＯＤ．com](https://evil.com)",
        "good.com/login (<https://evil.com/x>) ＧＯＯＤ．com (<https://evil.com>)"
      ],
      ["[https://a.b/](https://a.b) [github.com/x](https://github.com/x)", "<https://a.b> <https://github.com/x>"],
      ["[a\\]b](https://a.b) [a]\\(https://evil.com)", "a]b (<https://a.b>) \\[a]\\(https://evil.com)"],
      ["#### [a]**(https://evil.com)**", "**[a]\\(<https://evil.com>)**"],
      ["x **[](#top)** *a*[**b**](#b)\n#### [](#top)", "x  *a*¦**b**"],
      ["~~[a](https://a.b/~~c) [https://a.b/~~c](https://a.b/~~c)~~", "~~[a](https://a.b/%7E~c) <https://a.b/%7E~c>~~"]
    ])
  })

  it("neither calls anybody nor pretends to be Discord", () => {
    table([
      ["@everyone @here <@1> <@!1> <@&2> <#3>", "@¦everyone @¦here <¦@1> <¦@!1> <¦@&2> <¦#3>"],
      ["</stop now:4> <:ok:5> <a:ok:5> <t:6:R> <id:guide>", "<¦/stop now:4> <¦:ok:5> <¦a:ok:5> <¦t:6:R> <¦id:guide>"],
      ["&lt;@1> \\<@1> <\\@1> <**@1**> @every\u200bone", "<¦@1> <¦@1> <¦@1> <**@1**> @¦everyone"],
      ["#### <**@1**>", "**<¦@1>**"],
      ["</a </go:4> </b c\n:4> </b>", "<¦/a <¦/go:4> <¦/b c\n:4> </b>"],
      ["</a\n```\n<https://a.b><@1>\n```", "\\<¦/a\n```\n<https://a.b><@1>\n```"],
      ["#### a ```<t:6:R>***``` b\n#### `<@1>**`", "**a** `<t:6:R>***` **b**\n`<@1>**`"],
      [
        "**[`<t:6:R>**`](https://a.b)** ~~[`<@1>~~`](https://a.b)~~",
        "**[<¦t:6:R>\\*\\*](https://a.b)** ~~[<¦@1>\\~\\~](https://a.b)~~"
      ],
      ["|[|a](#d)|[|b](#d)", "|\\|a|\\|b"],
      [
        "discord.gg/a https://discord.com/invite/a [x](https://discord.gg/a)",
        "discord.gg/¦a discord.com/invite/¦a x (discord.gg/¦a)"
      ],
      ["<https://discord.com/channels/1/2>", "discord.com/channels/¦1/2"],
      ["`@everyone <@1>`\n```\n@everyone <@1>\n```", "`@everyone <@1>`\n```\n@everyone <@1>\n```"],
      ["a\u001b[31mb\u001b]0;t\u0007c\u0000d\u202ee\u2066f", "abcdef"],
      [
        "a\u200b\u200b\u200bb\u{e0041}\u{e0042}c\u3164 ok\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
        "abc ok\u0301\u0301\u0301\u0301"
      ],
      ["👩‍💻 ❤️ می‌خواهم \ud83d!", "👩‍💻 ❤️ می‌خواهم \ufffd!"]
    ])
  })

  it("sets back what the core says quietly", () => {
    const file = "a *b* `c`_d"
    table([
      [`${Words.dim("working · scout · 12s")}\n▸ run \`npm test\``, "-# working · scout · 12s\n▸ run `npm test`"],
      [
        Words.dim(`still working · last: \`ls *.ts\` · ${plain(file, 80)}`),
        "-# still working · last: `ls *.ts` · a \\*b\\* \\`c\\`\\_d"
      ],
      ["*a* and *b*", "*a* and *b*"],
      ["***a***", "***a***"]
    ])
  })

  it("shows foreign words that the core made plain exactly as they are", () => {
    const foreign = fc.array(fc.constantFrom(...fragments), { maxLength: 25 }).map((parts) => parts.join(""))
    fc.assert(
      fc.property(foreign, (text) => {
        const line = plain(text.replace(/&lt;|https?:|\p{C}|\u0301|<!--/gu, ""), 2_000)
        fc.pre(!/^[-+]|^\d+[.)]|^={3}/.test(line))
        assert.strictEqual(
          words(discordMarkdown(line)).trim(),
          line.replace(/\\([\\`*_~[\]<>|#])/g, "$1").replace(/ +$/, "")
        )
      }),
      { numRuns: 400 }
    )
  })

  it("shows every mark that means nothing, and none that means something", () => {
    const marks = ["*", "**", "***", "_", "__", "~~", "~", "|", "||", "`", "``", " ", "a", "b", ".", "\n", "(", "é"]
    const lines = fc.array(fc.constantFrom(...marks), { maxLength: 14 }).map((parts) => `x${parts.join("")}`)
    fc.assert(
      fc.property(lines, (markdown) => {
        fc.pre(!/```|~~~|\n\s*\n|\n[-*_ ]*(\n|$)|\n *[*]/.test(markdown))
        const tokens = inlineTokens(markdown.replace(/ *\n */g, "\n"))
        const found = meanings(tokens)
        const meant = tokens.map((token, index) =>
          token._tag === "Text" || token._tag === "Code" ? token.text : (found.get(index)?.literal ?? "")
        )
        assert.strictEqual(words(discordMarkdown(markdown)).replace(/\s/g, ""), meant.join("").replace(/\s/g, ""))
      }),
      { numRuns: 2_000 }
    )
  })

  it("shows nobody a call, a spoiler, an underline or a link under a false name, whatever was written", () => {
    const never = ["mention", "emoji", "time", "place", "spoiler", "underline"]
    fc.assert(
      fc.property(markdowns, (markdown) => {
        for (const { about, kind, text } of read(discordMarkdown(markdown))) {
          assert.isFalse(never.includes(kind), `${kind}: ${text}`)
          if (kind === "link") {
            assert.match(about ?? "", /^https?:\/\//)
            assert.notMatch(text, /:\/\/|www\./)
          }
        }
      }),
      { numRuns: 3_000 }
    )
  })

  it("measures what is sent, and what is cut by that fits with every fence closed", () => {
    fc.assert(
      fc.property(fc.array(markdowns, { minLength: 1, maxLength: 12 }), (parts) => {
        const markdown = parts.join("\n")
        assert.strictEqual(measure(markdown), [...discordMarkdown(markdown)].length)
        for (const piece of splitMarkdown(healMarkdown(markdown), { maxLength: 300, measure })) {
          const content = discordMarkdown(piece)
          assert.isAtMost([...content].length, 300)
          const fences = content.split("\n").filter((line) => /^(?:> )*```/.test(line))
          assert.strictEqual(fences.length % 2, 0)
        }
      }),
      { numRuns: 300 }
    )
  })

  it("keeps every line of code as it is", () => {
    const codes = fc.array(fc.constantFrom(...fragments.filter((part) => !/\p{C}|\ud83d|\u0301/u.test(part))), {
      minLength: 1,
      maxLength: 30
    })
    fc.assert(
      fc.property(codes, (parts) => {
        const code = `x${parts.join("").replaceAll("~", "")}y`
        const blocks = read(discordMarkdown(`before *x\n~~~~ts\n${code}\n~~~~\nafter`)).filter(
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

  it("takes time in proportion to the length, however the marks are nested", () => {
    const units = [
      "*a",
      "***a **b *c ",
      "a*",
      "`a``b",
      "[a](",
      "[![",
      "</",
      "~~a ",
      "*_~~[`<@",
      "__a_",
      "\\",
      "&lt;",
      "*a\n",
      "> ",
      "```\n",
      "[a]((",
      "[a](<",
      '[a](x "',
      "\u0301"
    ]
    for (const unit of units) {
      const markdown = unit.repeat(Math.ceil(20_000 / unit.length))
      assert.strictEqual(measure(markdown), [...discordMarkdown(markdown)].length)
    }
    const uneven = "*".repeat(10_000) + "a*".repeat(10_000)
    assert.strictEqual(measure(uneven), [...discordMarkdown(uneven)].length)
  })
})
