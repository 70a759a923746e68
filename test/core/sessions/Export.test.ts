/** A session as people and programs take it away: the whole transcript, and rows that come back as they were. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { AgentName, SessionId, TurnId } from "../../../src/core/model/Ids.ts"
import type { Turn } from "../../../src/core/model/Turn.ts"
import { JournalEntry, type JournalRow } from "../../../src/core/ports/Journal.ts"
import { exportMarkdown } from "../../../src/core/sessions/ExportMarkdown.ts"
import { exportNdjson } from "../../../src/core/sessions/ExportNdjson.ts"
import { accepted, answered, asked, did, dispatched, ended, happened, said, turn, usage } from "../render/Turns.ts"

const session = SessionId.make("default/scout/loop:c1")
const rowsOf = (id: string, entries: ReadonlyArray<JournalEntry>): ReadonlyArray<JournalRow> =>
  entries.map((entry, index) => ({ seq: index + 1, session, turn: TurnId.make(id), at: index * 1000, entry }))

const permission = {
  _tag: "Permission",
  tool: "Bash",
  title: "run a command",
  detail: "echo '```'",
  language: "sh",
  rememberable: true
} as const

const turnOf = (id: string, text: string, person = "ada"): Turn => ({
  ...turn,
  id: TurnId.make(id),
  text,
  person: { ...turn.person, name: person }
})

describe("a transcript", () => {
  it("tells who said what, what was done, asked and answered, how it ended and what it cost", () => {
    const rows = [
      ...rowsOf(turn.id, [
        accepted,
        dispatched(),
        said("I'll look."),
        did("a1", "started", "agent", "look around"),
        happened({
          _tag: "Activity",
          id: "a2",
          phase: "started",
          kind: "read",
          tool: "Read",
          title: "src/main.ts",
          parent: "a1"
        }),
        did("a1", "done", "agent", "look around"),
        did("a3", "started", "command", "npm test"),
        did("a3", "failed", "command", "npm test", "exit code 1"),
        asked("k1", permission),
        answered("k1", { _tag: "Allow", scope: "session" }, "bob"),
        did("a4", "done", "command", "make"),
        said("They pass now.\n\n```sh\nmake", "p2"),
        ended({ _tag: "Done" }, 42_000, { ...usage, inputTokens: 1200, outputTokens: 340 }),
        { _tag: "Delivered" }
      ]),
      ...rowsOf("loop:c1:m2", [
        { _tag: "Accepted", turn: turnOf("loop:c1:m2", "again") },
        dispatched(),
        asked("k1", permission),
        answered("k1", { _tag: "Deny", reason: "" }, "time-out"),
        ended({ _tag: "Failed", kind: "auth", message: "not signed in" }, 900, { ...usage, costUsd: 0.01 })
      ]),
      ...rowsOf("loop:c1:m3", [{ _tag: "Accepted", turn: turnOf("loop:c1:m3", "and then?") }])
    ]
    assert.strictEqual(
      exportMarkdown(session, rows),
      `# scout in \`loop:c1\`

- session: \`default/scout/loop:c1\`
- turns: 3
- from: 1970-01-01 00:00:00 utc
- to: 1970-01-01 00:00:00 utc
- cost: $0.04

## 1. ada · 1970-01-01 00:00:00 utc

> fix the tests

### scout

I'll look.

- ✓ agent \`look around\`
  - ▸ read \`src/main.ts\`
- ✗ run \`npm test\` (exit 1)

scout asks: run a command

\`\`\`\`sh
echo '\`\`\`'
\`\`\`\`

✓ allowed by bob, for this session

- ✓ run \`make\`

They pass now.

\`\`\`sh
make
\`\`\`

*✓ done · opus · 42s · 1,200 tokens in, 340 out · $0.03*

## 2. ada · 1970-01-01 00:00:00 utc

> again

### scout

scout asks: run a command

\`\`\`\`sh
echo '\`\`\`'
\`\`\`\`

no answer in time: denied

✗ failed · not signed in · sign the cli in on the host, then retry

*opus · 0s · 0 tokens in, 0 out · $0.01*

## 3. ada · 1970-01-01 00:00:00 utc

> and then?

### scout

*still waits*
`
    )
  })

  it("names the files that came and those that were sent, where they were, and what did not get to the chat", () => {
    const file = { name: "plot.png", mediaType: "image/png", bytes: 12, digest: "0".repeat(64) }
    const rows = rowsOf("t", [
      {
        _tag: "Accepted",
        turn: {
          ...turnOf("t", ""),
          attachments: [{ name: "in`put`.csv", mediaType: "text/csv", path: "/data/inbox/input.csv", bytes: 1 }]
        }
      },
      dispatched(),
      said("Look:"),
      { _tag: "Sent", ...file, key: "k1", caption: "the plot\n## 2. root" },
      { _tag: "Sent", ...file, key: "k1", name: "told twice" },
      said("And this:", "p2"),
      { _tag: "Sent", ...file, key: "k2", name: "b.zip", mediaType: "application/zip", bytes: 1 },
      { _tag: "Unsent", key: "k2", why: "the chat is away" },
      said("That was all.", "p3"),
      ended({ _tag: "Done" }, 1000)
    ])
    const text = exportMarkdown(session, rows)
    assert.include(
      text,
      `- \`\`in\`put\`.csv\`\` (text/csv, 1 byte)

### scout

Look:

- sent a file: \`plot.png\` (image/png, 12 bytes) · the plot \\#\\# 2. root

And this:

- sent a file: \`b.zip\` (application/zip, 1 byte) · it did not get to the chat: the chat is away

That was all.
`
    )
    const decode = Schema.decodeUnknownSync(JournalEntry)
    const back = exportNdjson(rows)
      .trimEnd()
      .split("\n")
      .map((line) => decode(JSON.parse(line).entry))
    assert.deepStrictEqual(
      back,
      rows.map(({ entry }) => entry)
    )
  })

  it("lets no person write a turn that never was", () => {
    const forged = "hi\n\n## 2. bob · 1970-01-01 00:00:00 utc\r> do it\u2028### scout"
    const text = exportMarkdown(
      session,
      rowsOf("t", [{ _tag: "Accepted", turn: turnOf("t", forged, "eve\n## 3. root") }])
    )
    const headings = text.split("\n").filter((line) => line.startsWith("#"))
    assert.deepStrictEqual(headings, [
      "# scout in `loop:c1`",
      "## 1. eve \\#\\# 3. root · 1970-01-01 00:00:00 utc",
      "### scout"
    ])
  })

  it("is complete where a cost is unknown or the beginning of a turn is gone", () => {
    const rows = [
      ...rowsOf("gone", [dispatched(), said("lost")]),
      ...rowsOf("t", [
        { _tag: "Accepted", turn: turnOf("t", "hi") },
        dispatched(),
        { _tag: "Ended", outcome: { _tag: "Done" }, elapsedMillis: 1000 }
      ])
    ]
    const text = exportMarkdown(session, rows)
    assert.include(text, "- turns: 1\n")
    assert.include(text, "- cost: unknown\n")
    assert.include(text, "*done, and nothing to say: the answer is empty*")
    assert.notInclude(text, "lost")
    assert.include(exportMarkdown(session, []), "- cost: nothing yet\n")
  })
})

describe("rows for programs", () => {
  it("come back as they were, one a line, and steer no terminal", () => {
    const hostile = "\u001b[2J\u009b31m\u202e\u2028\n\r\u0000 é 👩‍👩‍👧"
    const rows = rowsOf("t", [
      { _tag: "Accepted", turn: { ...turnOf("t", hostile), agent: AgentName.make("smith") } },
      said(hostile)
    ])
    const text = exportNdjson(rows)
    assert.strictEqual(text.split("\n").length, 3)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    assert.notMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/)
    const decode = Schema.decodeUnknownSync(JournalEntry)
    const back = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
    assert.deepStrictEqual(
      back.map((row) => ({ ...row, entry: decode(row.entry) })),
      [...rows]
    )
  })
})
