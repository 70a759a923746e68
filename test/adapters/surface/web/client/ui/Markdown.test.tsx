// @vitest-environment happy-dom
/** Markdown from anybody: harmless whatever it says, whole at every moment while it is written, parsed once a block. */
import { afterEach, assert, describe, it, vi } from "vitest"
import { Markdown } from "../../../../../../src/adapters/surface/web/client/ui/Markdown.tsx"
import { markdownParts } from "../../../../../../src/adapters/surface/web/client/ui/MarkdownParts.tsx"
import { draw, eraseAll, find } from "../Drawn.tsx"

const answer = `## what I found

The parser drops the last line. See [the docs](https://example.com/a?b=c).

- it reads
- it splits

\`\`\`ts
const last = lines.at(-1)
\`\`\`

| file | lines |
| --- | --- |
| Parse | 120 |

It is **one line** to mend.`

describe("Markdown", () => {
  afterEach(async () => {
    vi.restoreAllMocks()
    await eraseAll()
  })

  it("runs nothing, loads nothing and leads nowhere but to the web", async () => {
    const { page } = await draw(
      <Markdown
        text={[
          "<script>window.broken = 1</script><img src=x onerror=alert(1)><iframe src=https://example.com></iframe>",
          '<a href="javascript:alert(1)" onclick="alert(1)">a</a> <style>body{display:none}</style>',
          "[one](javascript:alert(1)) [two](JAVASCRIPT:alert) [three](data:text/html,x) [four](vbscript:x)",
          "[five](/api/agents) [six](//example.com) [seven](#top) [eight](java&#115;cript:alert(1)) <javascript:alert(1)>",
          "![a picture](https://example.com/track.png) ![worse](data:image/svg+xml,x) [well](https://example.com)",
          "```html\n<script>alert(1)</script>\n```"
        ].join("\n\n")}
      />
    )
    assert.isEmpty([...page.querySelectorAll("script, img, iframe, style, object, embed, form, svg[onload]")])
    const links = [...page.querySelectorAll("a")].map((link) => [link.textContent, link.href, link.rel])
    assert.deepStrictEqual(links, [
      ["a picture", "https://example.com/track.png", "noopener noreferrer"],
      ["well", "https://example.com/", "noopener noreferrer"]
    ])
    assert.isEmpty([...page.querySelectorAll("*")].filter((each) => /^on/.test([...each.getAttributeNames()].join())))
    assert.include(page.textContent, "<script>window.broken = 1</script>")
  })

  it("shows HTML apart from the text around it, line by line as it was written", async () => {
    const text = "before <b>it</b>\n\n<details>\n<summary>more</summary>\n\nwithin\n\n</details>\nafter"
    const { page } = await draw(<Markdown text={text} />)
    assert.deepStrictEqual(
      [...page.querySelectorAll("p")].map((each) => each.textContent),
      ["before <b>it</b>", "<details>\n<summary>more</summary>", "within", "</details>\nafter"]
    )
  })

  it("is never louder than the page, and its code can be copied by name", async () => {
    const { page } = await draw(<Markdown text={answer} />)
    assert.isEmpty([...page.querySelectorAll("h1, h2")])
    assert.include(find("button", "copy the ts code").parentElement?.parentElement?.textContent, "lines.at(-1)")
  })

  it("has its headings below the page's, none deeper than a step below the one before, also while it grows", async () => {
    const text = [
      "### a",
      "words",
      "##### b",
      "###### c",
      "### d",
      "# e",
      "```md\n# no heading\n```",
      "#### f",
      "## g",
      "1. # h\n2. ### i"
    ].join("\n\n")
    const { again, page } = await draw(<Markdown text="" growing />)
    const levels = () =>
      [...page.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((each) => `${each.tagName} ${each.textContent}`)
    const before: Array<string> = []
    for (let length = 1; length <= text.length; length++) {
      await again(<Markdown text={text.slice(0, length)} growing />)
      for (const [index, level] of levels().slice(0, -1).entries()) before[index] ??= level
    }
    await again(<Markdown text={text} />)
    const all = ["H3 a", "H4 b", "H5 c", "H3 d", "H3 e", "H4 f", "H4 g", "H3 h", "H4 i"]
    assert.deepStrictEqual(levels(), all)
    assert.deepStrictEqual(before, all.slice(0, -1))
  })

  it("shows no open mark while it is written, and ends as if it had come at once", async () => {
    const { page, again } = await draw(<Markdown text="" growing />)
    for (let length = 1; length <= answer.length; length += 3) {
      await again(<Markdown text={answer.slice(0, length)} growing />)
      assert.notMatch(page.textContent, /\*\*|```|\]\(|^\|/m)
    }
    await again(<Markdown text={answer} />)
    const grown = page.innerHTML.replaceAll(/(?:id|for)="[^"]*"/g, "")
    const { page: atOnce } = await draw(<Markdown text={answer} />)
    assert.strictEqual(grown, atOnce.innerHTML.replaceAll(/(?:id|for)="[^"]*"/g, ""))
  })

  it("parses only what grows", async () => {
    let parsed = 0
    const table = () => <p>{++parsed > 0 && "counted"}</p>
    vi.spyOn(markdownParts, "table", "get").mockReturnValue(table)
    const done = "| done |\n| --- |\n\n"
    const { again, page } = await draw(<Markdown text={done} growing />)
    assert.include(page.textContent, "counted")
    const drawnFirst = parsed
    for (let words = 1; words <= 50; words++) {
      await again(<Markdown text={`${done}${"word ".repeat(words)}`} growing />)
    }
    // once more as it is not the last any longer
    assert.isAtMost(parsed, drawnFirst + 1)
  })
})
