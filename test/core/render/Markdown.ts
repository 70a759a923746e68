/** Markdown for property tests, and a second opinion on fences that shares no code with the renderer. */
import * as fc from "fast-check"

const fragments = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "word ",
      "two words. ",
      "a sentence that goes on a while, ",
      "naïve 漢字 ",
      "👩‍👩‍👧‍👦",
      "🏳️‍🌈 ",
      "é"
    )
  },
  { weight: 4, arbitrary: fc.constantFrom("\n", "\n\n", "\n\n\n", "  ", "\t", "\r\n") },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "\n```ts\n",
      "\n```\n",
      "\n````md\n",
      "\n````\n",
      "\n~~~\n",
      "\n~~~~ x\n",
      "```",
      "~~~",
      "\n  ```sh\n",
      "\n> ```\n> ",
      "\n- ```\n"
    )
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom("**", "*", "_", "__", "~~", "`", "``", "***", "~", "\\", "<!--", "-->", "<")
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom("[text](https://example.org/a_b)", "[half](http", "![i](u)", "[", "]", "](", ")", "!")
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "\n- ",
      "\n* ",
      "\n1. ",
      "\n# ",
      "\n> ",
      "\n| a | b |\n| --- | --- |\n",
      "\n| 1 | 2 |\n",
      "|",
      "\n|",
      " | ",
      "\n---\n"
    )
  },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 900 }).map((length) => "x".repeat(length)) }
)

export const anyMarkdown = fc.array(fragments, { maxLength: 60 }).map((parts) => parts.join(""))

/** Whether no fence is open at the end, by the rules of CommonMark for fences at the margin, in items and in quotes. */
export const fencesAreBalanced = (markdown: string): boolean => {
  let open: { readonly character: string; readonly length: number; readonly quoted: boolean } | undefined
  for (const line of markdown.split("\n")) {
    const bare = line.trimStart()
    if (open?.quoted === true && !bare.startsWith(">")) open = undefined
    const outside =
      open === undefined
        ? bare.replace(/^(?:>\s*|[-*+]\s+|\d{1,9}[.)]\s+)*/, "")
        : open.quoted
          ? bare.replace(/^[>\s]*/, "")
          : bare
    const run = outside.startsWith("~") ? /^~*/.exec(outside)?.[0] : /^`*/.exec(outside)?.[0]
    const length = run?.length ?? 0
    const rest = outside.slice(length).trim()
    const character = outside.charAt(0)
    if (length < 3) continue
    if (open === undefined) {
      if (line.length > 120 || length > 40 || (character === "`" && rest.includes("`"))) continue
      open = { character, length, quoted: line.slice(0, line.length - outside.length).includes(">") }
    } else if (rest === "" && character === open.character && length >= open.length && line.length <= 120) {
      open = undefined
    }
  }
  return open === undefined
}
