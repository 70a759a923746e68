/** Answers in which the next letter often makes something else of what stands there: each ends with the same words. */
const ended = (text: string): string => `${text}\n\nThe end.`

export const growingTexts: Readonly<Record<string, string>> = {
  lists: ended(
    "Here is what I found:\n\n- one thing\n- another\n\n  with a paragraph\n\n- third\n\nAnd then\n- directly\n- below\n\n1. first\n2. second\n\n   more\n\n3. third"
  ),
  "nested lists": ended("- a\n  - b\n    - c\n      ```sh\n      npm test\n      ```\n- [ ] d\n\n  para\n- [x] e"),
  headings: ended("# One\ntext\n## Two\n\ntext\n### Three\n#### Four\n\nMore\n\n***\n\nand ---"),
  tables: ended("Before\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nAfter\n\na | b\n--|--\n1 | 2"),
  code: ended("Run:\n\n```sh\nnpm test\n\nnpm run build\n```\n\nand\n\n~~~\nplain\n\nlines\n~~~\n\n`inline` code"),
  changes: ended("```diff\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-old\n+new\n same\n```"),
  quotes: ended("> quoted\n> more\n>\n> - list\n>\n> ```ts\n> const a = 1\n> ```\n\nafter"),
  links: ended(
    "See [the docs](https://example.com/a) and ![a picture](https://example.com/x.png).\n\n[it] is [so].\n\n[so]: https://example.com\n\n<https://example.com>"
  ),
  comments: ended("text\n\n<!-- not shown -->\n\n<b>bold</b>")
}
