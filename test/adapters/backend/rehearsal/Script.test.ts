/** A message's text is a script only where it says so, and no text is too strange to read. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { wordPieces } from "../../../../src/adapters/backend/rehearsal/Prose.ts"
import { directives, parseScript } from "../../../../src/adapters/backend/rehearsal/Script.ts"

describe("Script", () => {
  it("reads directives with their words, quotes, pace and length, and passes over the rest", () => {
    const script = parseScript(
      [
        "hello there, !hang is not meant",
        "@scout !stream 200 words every 30ms",
        "!stream 10 words by 5 every 1s",
        '!tool Bash "npm run \\"all\\"" 2s',
        '  !question "Which color?" Red "Dark blue"',
        "!todo one two every 5ms",
        "!limit 1.5h",
        '!write notes/a.md "one\\ntwo"',
        '!call spawn_worker {"task":"!say hi\\n!cost 1"}',
        '!result {"a": [1, 2]}',
        "!nonsense",
        "!constructor"
      ].join("\n")
    )
    assert.deepStrictEqual(script, [
      { _tag: "Stream", words: 200, by: 1, everyMillis: 30 },
      { _tag: "Stream", words: 10, by: 5, everyMillis: 1_000 },
      { _tag: "Tool", tool: "Bash", title: 'npm run "all"', millis: 2_000, fails: false },
      { _tag: "Question", question: "Which color?", options: ["Red", "Dark blue"], multiple: false },
      { _tag: "Todo", items: ["one", "two"], everyMillis: 5 },
      { _tag: "Limit", millis: 5_400_000 },
      { _tag: "Write", file: "notes/a.md", text: "one\ntwo" },
      { _tag: "Call", tool: "spawn_worker", json: '{"task":"!say hi\\n!cost 1"}' },
      { _tag: "Result", json: '{"a": [1, 2]}' }
    ])
  })

  it("every directive that the help names is one", () => {
    const unread = directives.filter((line) => parseScript(line).length !== 1)
    assert.deepStrictEqual(unread, [])
  })

  it.effect.prop("any text is read, and cut into pieces that give it again", [Schema.String], ([text]) =>
    Effect.sync(() => {
      parseScript(`!${text}`)
      assert.strictEqual(wordPieces(text).join(""), text)
    })
  )
})
