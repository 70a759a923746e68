import { assert, describe, it } from "@effect/vitest"
import { expect } from "vitest"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { Answer } from "../../../src/core/model/Ask.ts"
import { noCapabilities } from "../../../src/core/ports/ChatPlatform.ts"
import type { JournalEntry } from "../../../src/core/ports/Journal.ts"
import { fencesAreBalanced } from "./Markdown.ts"
import { accepted, answered, asked, dispatched, draw, happened, platformWith, stateAfter, written } from "./Turns.ts"

const permission = (detail: string, rememberable = true) =>
  ({ _tag: "Permission", tool: "Bash", title: "run a command", detail, language: "sh", rememberable }) as const
const working = [
  [0, accepted],
  [0, dispatched()]
] as const

describe("an ask", () => {
  const open = stateAfter(...working, [2, asked("q1", permission("rm -rf build\necho ```done```"))])
  const then = (...entries: ReadonlyArray<JournalEntry>) =>
    stateAfter(...working, [2, asked("q1", permission("npm test"))], ...entries.map((entry) => [9, entry] as const))

  it("shows the whole command and the ways to answer", () => {
    expect(`\n${written(draw(open, 8))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *waiting for you · scout · 8s*
      [Stop]
      --- ask-0 (notifies)
      scout asks: run a command

      \`\`\`\`sh
      rm -rf build
      echo \`\`\`done\`\`\`
      \`\`\`\`
      [Allow once] [Allow for this session] [Deny]
      "
    `)
    const typed = draw(open, 8, { capabilities: platformWith({ buttons: false }) })
    expect(`\n${written(typed)}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *waiting for you · scout · 8s*
      --- ask-0 (notifies)
      scout asks: run a command

      \`\`\`\`sh
      rm -rf build
      echo \`\`\`done\`\`\`
      \`\`\`\`

      *to answer, reply: allow, allow session or deny*
      "
    `)
  })

  it("says what was answered and by whom, and cannot be pressed any more", () => {
    const seen = (...entries: ReadonlyArray<JournalEntry>) =>
      written(draw(then(...entries), 10)).split("--- ask-0 (notifies)\n")[1]
    const allow = (scope: "once" | "session") => answered("q1", Answer.cases.Allow.make({ scope }), "ada")
    const deny = (reason: string, by: string) => answered("q1", Answer.cases.Deny.make({ reason }), by)
    expect(`\n${seen(allow("once"))}\n`).toMatchInlineSnapshot(`
      "
      scout asks: run a command

      \`\`\`sh
      npm test
      \`\`\`

      *✓ allowed by ada*
      "
    `)
    expect(seen(allow("session"))?.split("\n").at(-1)).toMatchInlineSnapshot(`"*✓ allowed by ada, for this session*"`)
    expect(seen(deny("use yarn", "bob *b*"))?.split("\n").at(-1)).toMatchInlineSnapshot(
      `"*✗ denied by bob \\*b\\* · use yarn*"`
    )
    expect(seen(deny("no answer in time", "time-out"))?.split("\n").at(-1)).toMatchInlineSnapshot(
      `"*✗ no answer in time: denied*"`
    )
    expect(
      seen(happened(AgentEvent.cases.AskClosed.make({ id: "q1" })))
        ?.split("\n")
        .at(-1)
    ).toMatchInlineSnapshot(`"*no answer needed any more*"`)
  })

  it("shows questions as choices and a plan with its own buttons", () => {
    const state = stateAfter(
      ...working,
      [
        2,
        asked("q1", {
          _tag: "Questions",
          questions: [
            {
              question: "Which database?",
              header: "db",
              options: [
                { label: "sqlite", description: "one file" },
                { label: "postgres", description: "" }
              ],
              multiple: false
            },
            {
              question: "Which tests?",
              header: "tests",
              options: [
                { label: "unit", description: "" },
                { label: "journeys", description: "" }
              ],
              multiple: true
            }
          ]
        })
      ],
      [2, asked("q2", { _tag: "PlanReview", plan: "1. read\n2. write" })],
      [3, answered("q2", Answer.cases.Revise.make({ feedback: "tests first" }), "ada")]
    )
    expect(`\n${written(draw(state, 3))}\n`).toMatchInlineSnapshot(`
      "
      --- live
      *waiting for you · scout · 3s*
      [Stop]
      --- ask-0 (notifies)
      scout has a question

      **Which database?**
      - sqlite · one file
      - postgres

      **Which tests?**
      - unit
      - journeys
      <sqlite | postgres> <unit + journeys>
      --- ask-1 (notifies)
      scout has a plan

      1. read
      2. write

      *✗ sent back by ada · tests first*
      "
    `)
  })

  it("is never cut without a way to see it all", () => {
    const script = Array.from({ length: 200 }, (_, line) => `echo step ${line}`).join("\n")
    const state = stateAfter(...working, [2, asked("q1", permission(script, false))])
    const [, file, ask] = draw(state, 3).slots
    assert.isTrue(file?._tag === "File" && file.content === script && file.name === "ask-0.txt")
    const body = ask?._tag === "Message" ? ask.body.markdown : ""
    assert.match(
      body,
      /^scout asks: run a command\n\n```sh\necho step 0\n[\s\S]+\n```\n\n\*cut: 2,\d+ characters in all, read ask-0\.txt before you allow it\*$/
    )
    const messages = draw(state, 3, { capabilities: platformWith({ uploads: false }) }).slots.slice(1)
    assert.deepStrictEqual(
      messages.map((slot) => slot.key),
      ["ask-0-0", "ask-0"]
    )
    assert.deepStrictEqual(
      messages.map((slot) => slot._tag === "Message" && slot.body.controls.length > 0),
      [false, true]
    )
    for (let line = 0; line < 200; line++)
      assert.include(
        messages.map((slot) => (slot._tag === "Message" ? slot.body.markdown : "")).join("\n"),
        `step ${line}`
      )
  })

  it("is readable where messages are short, with a fence in everything that is asked", () => {
    const hostile = `**\n\`\`\`ts\n\n> \`\`\`\n> \n\`\`\`ts\n${"x".repeat(150)}two words. \n# end`
    const state = stateAfter(...working, [2, asked("q1", { ...permission(hostile), title: hostile })])
    for (let maxLength = 450; maxLength <= 700; maxLength++) {
      const capabilities = { ...noCapabilities, maxLength }
      const shown = draw(state, 3, { capabilities }).slots.map((slot) =>
        slot._tag === "Message" ? slot.body.markdown : ""
      )
      assert.isAtMost(shown.length, 3)
      for (const markdown of shown) assert.isTrue(fencesAreBalanced(markdown), markdown)
      const parts = shown.map((markdown) => /`{4}(?:sh)?\n([\s\S]*)\n`{4}/.exec(markdown)?.[1] ?? "")
      assert.strictEqual(parts.join("").replace(/\s/g, ""), hostile.replace(/\s/g, ""))
    }
  })
})
