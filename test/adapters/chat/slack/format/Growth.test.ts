/** A message that grows in a stream: what is said when, that nothing is said twice or lost, and that no cut completes a trap. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import {
  endingBlocks,
  growthChunks,
  nothingSent,
  type Sent
} from "../../../../../src/adapters/chat/slack/format/GrowthChunks.ts"
import { slackMarkdown } from "../../../../../src/adapters/chat/slack/format/Markdown.ts"
import type { Growth, Step } from "../../../../../src/core/ports/ChatPlatform.ts"
import { markdowns } from "./Fragments.ts"
import { read } from "./SlackReader.ts"

const growing = (text: string, more: Partial<Growth> = {}): Growth => ({
  headline: "",
  steps: [],
  text,
  ending: "",
  over: false,
  ...more
})

const grown = (sent: Sent, growth: Growth) => {
  const next = growthChunks(sent, growth)
  if (next === undefined) return assert.fail(`${sent.text} -> ${growth.text}`)
  return next
}

const textOf = (chunks: ReturnType<typeof grown>["chunks"]) =>
  chunks.map((chunk) => ("text" in chunk && typeof chunk.text === "string" ? chunk.text : "")).join("")

/** What a stream says of a text that comes in these pieces, piece by piece, and the rest when it is over. */
const streamed = (pieces: ReadonlyArray<string>): ReadonlyArray<string> => {
  let sent = nothingSent
  let text = ""
  const said = pieces.map((piece) => {
    text += piece
    const next = grown(sent, growing(text))
    sent = next.sent
    return textOf(next.chunks)
  })
  const last = grown(sent, growing(text, { over: true }))
  return [...said, textOf(last.chunks)]
}

const step = (id: string, state: Step["state"], detail?: string, title = `run \`${id}\``): Step => ({
  id,
  title,
  state,
  ...(detail === undefined ? {} : { detail })
})

describe("a growing message on Slack", () => {
  it("says at once what can be said, and waits with what has only begun", () => {
    const rows: ReadonlyArray<readonly [ReadonlyArray<string>, ReadonlyArray<string>]> = [
      [
        ["Hel", "lo wor", "ld."],
        ["Hel", "lo wor", "ld.", ""]
      ],
      [
        ["one ", "\n\n", "two"],
        ["one", "", " \n\ntwo", ""]
      ],
      [
        ["<!chan", "nel> <@U", "1>"],
        ["", "&lt;!channel>", " &lt;@U1>", ""]
      ],
      [
        ["hey @he", "re @herself"],
        ["hey", " @¦here @herself", ""]
      ],
      [
        ["see [good.com", "](https://evil", ".com) ok"],
        ["see", "", " good.com (https://evil.com) ok", ""]
      ],
      [
        ["see [docs](https", "://a.b/c)"],
        ["see", " [docs](https://a.b/c)", ""]
      ],
      [
        ["run `a<", "b` now"],
        ["run", " `a&lt;b` now", ""]
      ],
      [
        ["say **bo", "ld** on"],
        ["say **bo", "ld** on", ""]
      ],
      [
        ["```ts\na &&", " b &am", "p;\n`", "``\nend"],
        ["```ts\na &", "& b", " &amp;amp;", "\n```\nend", ""]
      ],
      [
        ["👩‍", "💻 \ud83d", "\ude00"],
        ["", "👩‍💻", " 😀", ""]
      ],
      [
        ["a\\", "<b"],
        ["a", "&lt;b", ""]
      ],
      [
        ["https://x.y/", "@here/z"],
        ["https://x.y/", "@here/z", ""]
      ]
    ]
    assert.deepStrictEqual(
      rows.map(([pieces]) => streamed(pieces).map((said) => said.replaceAll("\u200b", "¦"))),
      rows.map(([, said]) => said)
    )
  })

  it("says in the end what the message says as a whole, wherever it was cut", () => {
    const ordinary = fc
      .array(
        fc.constantFrom(
          ...["word ", "two words. ", "**bold** ", "`code<T>` ", "[docs](https://a.b/c) ", "é😀 ", "@here ", "<@U1> "],
          ...[
            "\n",
            "\n\n",
            "\n- ",
            "\n1. ",
            "\n# ",
            "\n> ",
            "\n```ts\nconst a = b<c> && &lt;\n```\n",
            "a < b ",
            "x[0] "
          ],
          ...["[good.com](https://evil.com) ", "![i](https://a.b/i.png) ", "<https://q.r> ", "R&D ", "done!\n"]
        ),
        { maxLength: 30 }
      )
      .map((parts) => parts.join(""))
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(ordinary, cuts, (text, lengths) => {
        // What stands before a link to a picture shows it as a link all the same.
        assert.strictEqual(streamed(cut(text, lengths)).join("").replaceAll("![", "["), slackMarkdown(text))
      }),
      { numRuns: 1_000 }
    )
  })

  it("calls nobody and hides no address, whatever comes and wherever it is cut", () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(fc.array(markdowns, { minLength: 1, maxLength: 4 }), cuts, (parts, lengths) => {
        const text = parts.join("\n").replace(/\p{C}\[31m|\p{Cc}(?<!\n)|\p{Cs}/gu, "")
        let sent = nothingSent
        let said = ""
        for (const length of [...prefixes(text, lengths), text.length]) {
          const next = grown(sent, growing(text.slice(0, length), { over: length === text.length }))
          assert.isTrue(next.sent.text.startsWith(sent.text))
          for (const chunk of next.chunks) if ("text" in chunk) assert.isAtMost(String(chunk.text).length, 12_000)
          said += textOf(next.chunks)
          sent = next.sent
          assert.isTrue(said.isWellFormed())
        }
        assert.notInclude(said, "<")
        for (const { about = "", kind, text: shown } of read(said)) {
          assert.notStrictEqual(kind, "notation")
          if (kind === "link" && shown !== about) assert.notMatch(shown, /:\/\/|good\.com(?![\p{L}\p{N}\p{M}-])/u, said)
        }
      }),
      { numRuns: 1_000 }
    )
  })

  it("waits for what takes too long no longer", () => {
    const said = streamed([`[${"long ".repeat(100)}`, `${"words ".repeat(20)}](https://evil.com)`])
    assert.isAbove(said[0]?.length ?? 0, 400)
    assert.include(said.join(""), "]\u200b(https://evil.com)")
  })

  it("does not go on where the text changed, and waits where it is only held back", () => {
    const { sent } = grown(nothingSent, growing("one two three"))
    assert.isUndefined(growthChunks(sent, growing("one three")))
    assert.deepStrictEqual(growthChunks(sent, growing("one two")), { chunks: [], sent })
    assert.isUndefined(growthChunks(sent, growing("one two", { over: true })))
    assert.deepStrictEqual(growthChunks(sent, growing("one two three\n\n", { over: true })), { chunks: [], sent })
  })

  it("tells of steps and headline when they change, and of a failure's reason once", () => {
    const first = grown(nothingSent, growing("", { headline: "working · scout", steps: [step("a", "running")] }))
    assert.deepStrictEqual(first.chunks, [
      { type: "plan_update", title: "working · scout" },
      { type: "task_update", id: "a", title: "run `a`", status: "in_progress" }
    ])
    const again = growing("", { headline: "working · scout", steps: [step("a", "running")] })
    assert.deepStrictEqual(growthChunks(first.sent, again), { chunks: [], sent: first.sent })
    const failed = grown(first.sent, { ...again, steps: [step("a", "failed", "exit 1"), step("b", "waiting")] })
    assert.deepStrictEqual(failed.chunks, [
      { type: "task_update", id: "a", title: "run `a`", status: "error", details: "exit 1" },
      { type: "task_update", id: "b", title: "run `b`", status: "pending" }
    ])
    const later = grown(failed.sent, { ...again, steps: [step("a", "failed", "exit 1"), step("b", "done")] })
    assert.deepStrictEqual(later.chunks, [{ type: "task_update", id: "b", title: "run `b`", status: "complete" }])
    const both = grown(nothingSent, growing("Looking.", { steps: [step("a", "running")], over: true }))
    assert.deepStrictEqual(
      both.chunks.map(({ type }) => type),
      ["markdown_text", "task_update"]
    )
    const long = grown(
      nothingSent,
      growing("", { steps: [step("c", "running", undefined, `<!channel> ${"😀".repeat(200)}`)] })
    )
    const [task] = long.chunks
    const title = task?.type === "task_update" && "title" in task ? String(task.title) : ""
    assert.isAtMost(title.length, 256)
    assert.isTrue(title.isWellFormed())
    assert.notMatch(title, /<!/)
  })

  it("ends with outcome, footer and what can be pressed", () => {
    const blocks = endingBlocks(growing("", { ending: "✗ failed · `exit 1`\n*scout · opus · 42s*", over: true }), [
      { _tag: "Rating", target: "t" }
    ])
    assert.deepStrictEqual(
      blocks.map(({ type }) => type),
      ["markdown", "context", "context_actions"]
    )
    assert.deepStrictEqual(blocks[1], {
      type: "context",
      elements: [{ type: "mrkdwn", text: "scout · opus · 42s", verbatim: true }]
    })
    assert.deepStrictEqual(endingBlocks(growing("x"), []), [])
  })
})

function prefixes(text: string, lengths: ReadonlyArray<number>): ReadonlyArray<number> {
  const ends: Array<number> = []
  for (let at = 0, turn = 0; at < text.length; turn++) {
    at = Math.min(text.length, at + (lengths[turn % lengths.length] ?? 1))
    if (at < text.length) ends.push(at)
  }
  return ends
}

function cut(text: string, lengths: ReadonlyArray<number>): ReadonlyArray<string> {
  const ends = [0, ...prefixes(text, lengths), text.length]
  return ends.slice(1).map((end, index) => text.slice(ends[index], end))
}
