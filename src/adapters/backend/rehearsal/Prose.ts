/**
 * What a rehearsal says. Owns the words alone: the friendly answer, the filler, the Markdown sample. Pure, free of Effect.
 */
export interface Heard {
  readonly agent: string
  /** How many messages this conversation had, this one included. */
  readonly count: number
  readonly previous: string | undefined
  readonly text: string
  readonly attachments: ReadonlyArray<string>
}

const short = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim()
  const points = [...line]
  return points.length > 120 ? `${points.slice(0, 119).join("")}…` : line
}

export const friendlyAnswer = (heard: Heard): string =>
  [
    `This is a rehearsal, not a model: ${heard.agent} runs on the scripted CLI that comes with the product.`,
    heard.text.trim() === "" ? "You said nothing." : `You said: "${short(heard.text)}".`,
    ...(heard.attachments.length === 0 ? [] : [`With it came ${heard.attachments.join(", ")}.`]),
    heard.previous === undefined
      ? "It is the first message of this conversation."
      : `It is message ${heard.count} of this conversation; before it you said: "${short(heard.previous)}".`,
    "Say `!help` on a line of its own for what can be rehearsed. For real answers install claude or codex and sign in."
  ].join(" ")

const filler = "the quick answer grows word by word so that everyone can watch it arrive in the thread".split(" ")

/** `count` words in which every tenth is its own number, so that a lost or doubled one is seen. */
export const fillerWords = (count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) =>
    (index + 1) % 10 === 0 ? String(index + 1) : (filler[index % filler.length] ?? "word")
  )

export const markdownSample = `## Rehearsed report

Some **bold**, some *italics*, some \`code\` and a [link](https://example.com).

| file | lines | state |
| --- | ---: | --- |
| src/main.ts | 120 | changed |
| src/other.ts | 7 | new |

1. first
   - nested
2. second

\`\`\`ts
export const answer: number = 42
\`\`\`

\`\`\`diff
--- a/src/main.ts
+++ b/src/main.ts
@@ -1,2 +1,2 @@
-const answer = 41
+const answer = 42
 export { answer }
\`\`\`

> Nothing was changed: this is a rehearsal.
`

/** A diff block with as many changed lines, each of which says which one it is. */
export const diffSample = (lines: number): string => {
  const changed = Array.from({ length: lines }, (_, index) => `+line ${index + 1}`)
  return ["```diff", "--- a/src/main.ts", "+++ b/src/main.ts", `@@ -0,0 +1,${lines} @@`, ...changed, "```", ""].join(
    "\n"
  )
}

/** Words with the white space that follows each, so that joining them gives the text again. */
export const wordPieces = (text: string): ReadonlyArray<string> => text.match(/^\s*\S+\s*|\S+\s*|\s+/g) ?? []
