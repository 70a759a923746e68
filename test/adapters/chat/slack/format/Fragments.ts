/** Pieces of which honest and hostile Markdown is made. */
import * as fc from "fast-check"

export const fragments: ReadonlyArray<string> = [
  ...["*", "**", "_", "__", "~~", "~", "|", "`", "``", "```", "```js\n", "\n```\n", "~~~\n", "`code`", "`a<b & c`"],
  ...[
    "[",
    "](",
    ")",
    "](https://a.b/c)",
    "![",
    "](mailto:a@b.co)",
    "[good.com](https://evil.com)",
    "[x](javascript:a)"
  ],
  ...["](https://evil.com)", "[https://", "good.com", "[a][b]", "\n[b]: https://evil.com\n", "]:", "[ok](https://a.b)"],
  ...[
    "<",
    ">",
    "> ",
    "# ",
    "- ",
    "- [ ] ",
    "1. ",
    "\n",
    "\n\n",
    "\\",
    "&lt;",
    "&amp;lt;",
    "&",
    "&#60;",
    " ",
    "a",
    "word"
  ],
  ...[
    "é",
    "😀",
    "👩‍💻",
    "\ud83d",
    "(",
    "<!channel>",
    "<!here|x>",
    "<!subteam^S1>",
    "<@U123>",
    "<#C1|x>",
    "<!date^1^{d}|x>"
  ],
  ...[
    "<https://evil.com|good.com>",
    "@channel",
    "@here",
    "@everyone",
    "@ever",
    "https://x.y/z_1?a=1&b=2",
    "<https://q.r>"
  ],
  ...["---", "\u200b", "\u202e", "\u0301", "\u001b[31m", "\t", "| a | b |\n|---|---|\n", "a_b", "__init__", ".", "<br>"]
]

export const markdowns = fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((parts) => parts.join(""))
