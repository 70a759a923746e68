import { assert, describe, it } from "@effect/vitest"
import { expect } from "vitest"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { noUsage } from "../../../src/core/model/Usage.ts"
import { JournalEntry } from "../../../src/core/ports/Journal.ts"
import { reduceTurn } from "../../../src/core/sessions/TurnState.ts"
import {
  accepted,
  did,
  dispatched,
  draw,
  ended,
  happened,
  platformWith,
  said,
  stateAfter,
  turn,
  written
} from "./Turns.ts"

const done = Outcome.cases.Done.make({})
const working = [
  [0, accepted],
  [0, dispatched()]
] as const

describe("a turn that runs", () => {
  it("shows its place in line, and nothing when it needs no line", () => {
    const state = stateAfter([0, accepted])
    expect(`\n${written(draw(state, 3, { place: 2 }))}\n`).toMatchInlineSnapshot(`
      "
      --- queue
      *queued · 2nd in line · edit to change, delete to drop*
      "
    `)
    assert.deepStrictEqual(draw(state, 0).slots, [])
  })

  it("shows what it does and says", () => {
    const state = stateAfter(
      ...working,
      [
        1,
        happened(
          AgentEvent.cases.Plan.make({
            items: [
              { text: "read the code", status: "done" },
              { text: "fix *it*", status: "active" },
              { text: "run the tests", status: "pending" }
            ]
          })
        )
      ],
      [2, did("a", "done", "read", "src/main.ts")],
      [3, did("b", "done", "edit", "src/main.ts")],
      [4, did("c", "failed", "command", "npm test", "1 failed\nProcess exited with code 1")],
      [5, did("d", "started", "command", "npm run `build`")],
      [6, said("The parser **drops")]
    )
    expect(`\n${written(draw(state, 12))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *working · scout · 12s*
      ✗ run \`npm test\` (exit 1)
      ▸ run \`\` npm run \`build\` \`\`

      ✓ read the code
      ▸ fix \\*it\\*
      · run the tests

      The parser **drops**
      [Stop]
      "
    `)
    expect(`\n${written(draw(state, 12, { verbosity: "everything" }))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *working · scout · 12s*
      ✓ read \`src/main.ts\`
      ✓ edit \`src/main.ts\`
      ✗ run \`npm test\` (exit 1)
      ▸ run \`\` npm run \`build\` \`\`

      ✓ read the code
      ▸ fix \\*it\\*
      · run the tests

      The parser **drops**
      [Stop]
      "
    `)
    expect(`\n${written(draw(state, 12, { verbosity: "answer" }))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *working · scout · 12s*

      The parser **drops**
      [Stop]
      "
    `)
    assert.deepStrictEqual(draw(state, 12, { capabilities: platformWith({ edits: false }) }).slots, [])
  })

  it("keeps the last four activities, and any that still runs", () => {
    const state = stateAfter(
      ...working,
      [1, did("slow", "started", "command", "npm run watch")],
      ...[1, 2, 3, 4, 5, 6].map((n) => [2, did(`e${n}`, "done", "edit", `src/${n}.ts`)] as const)
    )
    expect(`\n${written(draw(state, 5))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *working · scout · 5s*
      ▸ run \`npm run watch\`
      ✓ edit \`src/4.ts\`
      ✓ edit \`src/5.ts\`
      ✓ edit \`src/6.ts\`
      [Stop]
      "
    `)
  })

  it("says so when it is quiet, reconnects, or waits", () => {
    const state = stateAfter(...working, [5, did("a", "started", "command", "npm test")])
    expect(`\n${written(draw(state, 70))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *still working · last: \`npm test\` · 1m*
      ▸ run \`npm test\`
      [Stop]
      "
    `)
    expect(`\n${written(draw(state, 70, { reconnecting: true }))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *reconnecting · scout*
      ▸ run \`npm test\`
      [Stop]
      "
    `)
  })

  it("keeps complete messages and shows beginning and end of a very long answer", () => {
    const lines = Array.from({ length: 400 }, (_, line) => `Line ${line} of an answer that is long.`)
    const state = (many: number) => stateAfter(...working, [2, said(lines.slice(0, many).join("\n"))])
    const keys = (many: number) => draw(state(many), 9).slots.map((slot) => slot.key)
    assert.deepStrictEqual(keys(10), ["live"])
    assert.deepStrictEqual(keys(60), ["live", "live-1"])
    assert.deepStrictEqual(keys(130), ["live", "live-1", "live-2"])
    assert.deepStrictEqual(keys(400), ["live", "live-1", "live-2"])
    const bodies = (many: number) =>
      draw(state(many), 9).slots.map((slot) => (slot._tag === "Message" ? slot.body.markdown : ""))
    assert.strictEqual(bodies(400)[0], bodies(60)[0])
    assert.strictEqual(bodies(400)[1], bodies(130)[1])
    assert.match(
      bodies(400)[2] ?? "",
      /^\*… [\d,]+ more characters …\*\n\nLine \d+ [\s\S]*Line 399 of an answer that is long\.$/
    )
  })
})

describe("a turn that is over", () => {
  it("ends in its message when it was short", () => {
    const state = stateAfter(...working, [3, said("All tests pass.")], [4, ended(done, 4_000)])
    expect(`\n${written(draw(state, 4))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      All tests pass.

      *scout · opus · 4s · 18% ctx · $0.03*
      "
    `)
  })

  it("posts the answer anew and folds the progress when it was long", () => {
    const state = stateAfter(
      ...working,
      [3, did("a", "done", "edit", "src/a.ts")],
      [4, did("b", "done", "command", "npm test")],
      [5, did("c", "done", "command", "npm run lint")],
      [42, said("All tests pass.")],
      [42, ended(done, 42_000)]
    )
    expect(`\n${written(draw(state, 42, { permissions: "full" }))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *✓ done · 1 edit, 2 commands · 42s*
      --- answer-0 (notifies)
      All tests pass.

      *scout · opus · full permission · 42s · 18% ctx · $0.03*
      "
    `)
    const silent = draw(state, 42, { capabilities: platformWith({ edits: false }) })
    assert.deepStrictEqual(
      silent.slots.map((slot) => slot.key),
      ["answer-0"]
    )
  })

  it("leaves out of the footer what is not known", () => {
    const state = stateAfter(...working, [3, said("Hi.")], [4, ended(done, 4_000, noUsage)])
    expect(`\n${written(draw(state, 4))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      Hi.

      *scout · 4s*
      "
    `)
  })

  it("says what happened and what to do, and offers another try", () => {
    const end = (outcome: Outcome) =>
      `\n${written(draw(stateAfter(...working, [3, said("I found `the")], [4, ended(outcome, 4_000)]), 4))}\n`
    expect(
      end(
        Outcome.cases.Failed.make({
          kind: "auth",
          message: "codex is not signed in",
          remedy: "run `codex login` on the host, then retry"
        })
      )
    ).toMatchInlineSnapshot(`
      "
      --- live
      I found \`the\`

      ✗ failed · codex is not signed in · run \`codex login\` on the host, then retry
      *scout · opus · 4s · 18% ctx · $0.03*
      [Retry]
      "
    `)
    expect(
      end(Outcome.cases.Failed.make({ kind: "crash", message: "the cli\ncrashed with **" }))
    ).toMatchInlineSnapshot(`
      "
      --- live
      I found \`the\`

      ✗ failed · the cli crashed with · retry; if it happens again run orchestrator doctor
      *scout · opus · 4s · 18% ctx · $0.03*
      [Retry]
      "
    `)
    expect(
      end(Outcome.cases.Limited.make({ message: "5-hour limit reached", resetsAt: 7_804_000 }))
    ).toMatchInlineSnapshot(`
      "
      --- live
      I found \`the\`

      ✗ usage limit · 5-hour limit reached · resets in 2h 10m (1970-01-01 02:10 utc), retry then
      *scout · opus · 4s · 18% ctx · $0.03*
      [Retry]
      "
    `)
    expect(end(Outcome.cases.Limited.make({ message: "limit reached" }))).toMatchInlineSnapshot(`
      "
      --- live
      I found \`the\`

      ✗ usage limit · limit reached · retry later, or choose another model
      *scout · opus · 4s · 18% ctx · $0.03*
      [Retry]
      "
    `)
    expect(
      end(
        Outcome.cases.OverBudget.make({ budget: "agent-day", limitUsd: 5, message: "this turn needs about $0.40 more" })
      )
    ).toMatchInlineSnapshot(`
      "
      --- live
      I found \`the\`

      ✗ over budget · agent's budget for today $5.00 · this turn needs about $0.40 more · ask an approver to raise it, then retry
      *scout · opus · 4s · 18% ctx · $0.03*
      [Retry]
      "
    `)
    expect(end(Outcome.cases.Stopped.make({ by: "bob" }))).toMatchInlineSnapshot(`
      "
      --- live
      I found \`the\`

      *stopped by bob*
      "
    `)
    assert.strictEqual(end(Outcome.cases.Withdrawn.make({})).trim(), "")
  })

  it("says that a budget is nearly used up, and who went over one gets the button that raises it", () => {
    const neared = JournalEntry.cases.Neared.make({ budget: "user-day", spentUsd: 4.1, limitUsd: 5 })
    const near = stateAfter(...working, [1, said("So far.")], [2, neared])
    expect(`\n${written(draw(near, 4))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *working · scout · 4s · 82% of $5.00 (you today)*

      So far.
      [Stop]
      "
    `)
    expect(`\n${written(draw(reduceTurn(near, ended(done, 4_000), 4_000), 9))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      So far.

      *scout · opus · 4s · 18% ctx · $0.03 · 82% of $5.00 (you today)*
      "
    `)
    const message = "this turn may cost $1.00 and has cost $1.15"
    const outcome = Outcome.cases.OverBudget.make({ budget: "turn", limitUsd: 1, message, raiseToUsd: 2 })
    const over = reduceTurn(near, ended(outcome, 4_000), 4_000)
    expect(`\n${written(draw(over, 9))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      So far.

      ✗ over budget · turn budget $1.00 · this turn may cost $1.00 and has cost $1.15 · an approver may raise it to $2.00
      *scout · opus · 4s · 18% ctx · $0.03*
      [Raise to $2.00] [Retry]
      "
    `)
    const by = { by: "*ann*", user: turn.person.id, next: turn.id }
    const raised = JournalEntry.cases.Raised.make({ budget: "turn", toUsd: 2, ...by })
    expect(`\n${written(draw(reduceTurn(over, raised, 5_000), 9))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      So far.

      ✗ over budget · turn budget $1.00 · this turn may cost $1.00 and has cost $1.15 · ✓ raised to $2.00 by \\*ann\\*
      *scout · opus · 4s · 18% ctx · $0.03*
      [Retry]
      "
    `)
  })

  it("says so when there is no answer", () => {
    expect(`\n${written(draw(stateAfter(...working, [4, ended(done, 4_000)]), 4))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *done, and nothing to say: the answer is empty*
      *scout · opus · 4s · 18% ctx · $0.03*
      "
    `)
  })

  it("sends what is too long for three messages as a file behind its beginning", () => {
    const long = Array.from({ length: 300 }, (_, line) => `Line ${line} of an answer that is long.`).join("\n\n")
    const state = stateAfter(...working, [30, said(long)], [31, ended(done, 31_000)])
    const scene = draw(state, 31)
    assert.deepStrictEqual(
      scene.slots.map((slot) => slot.key),
      ["live", "answer-0", "answer-file"]
    )
    const [, head, file] = scene.slots
    assert.isTrue(file?._tag === "File" && file.content === long)
    assert.match(
      head?._tag === "Message" ? head.body.markdown : "",
      /^Line 0 [\s\S]{1200,1500}the whole answer is in answer\.md\*\n\n\*scout/
    )
    const pieces = draw(state, 31, { capabilities: platformWith({ uploads: false }) }).slots
    assert.isAbove(pieces.length, 4)
    const all = pieces.map((slot) => (slot._tag === "Message" ? slot.body.markdown : "")).join("\n")
    for (let line = 0; line < 300; line++) assert.include(all, `Line ${line} of`)
  })

  it("cuts a long diff and sends it whole; shows a table as text where there are no tables", () => {
    const diff = Array.from({ length: 40 }, (_, line) => `+line ${line}`)
    const answer = [
      "Changed:",
      "```diff",
      ...diff,
      "```",
      "",
      "| file | lines |",
      "| --- | ---: |",
      "| `a.ts` | 40 |",
      "| 漢字.ts | 2 |"
    ].join("\n")
    const state = stateAfter(...working, [3, said(answer)], [4, ended(done, 4_000)])
    expect(`\n${written(draw(state, 4)).replace(/(\+line \d+\n){28}/, "(28 lines)\n")}\n`).toMatchInlineSnapshot(`
      "
      --- live
      Changed:
      \`\`\`diff
      (28 lines)
      +line 28
      +line 29
      \`\`\`
      *… 10 more lines in changes.diff*

      \`\`\`
      file     lines
      -------  -----
      a.ts        40
      漢字.ts      2
      \`\`\`

      *scout · opus · 4s · 18% ctx · $0.03*
      --- diff-file: changes.diff, 350 characters
      "
    `)
    const whole = draw(state, 4, { capabilities: platformWith({ uploads: false, tables: true }) })
    assert.include(written(whole), "+line 39\n```\n\n| file | lines |")
  })

  it("looks the same whenever it is drawn", () => {
    const state = stateAfter(
      ...working,
      [3, said("Hi.")],
      [4, ended(Outcome.cases.Limited.make({ message: "limit", resetsAt: 9e6 }), 4_000)]
    )
    assert.deepStrictEqual(draw(state, 4), draw(state, 9_999))
    assert.isTrue(draw(state, 4).settled)
  })
})
