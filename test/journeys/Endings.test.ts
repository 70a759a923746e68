import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as SqlClient from "effect/sql/SqlClient"
import { expect } from "vitest"
import { steady } from "../support/Journey.ts"
import { walk } from "../support/Walk.ts"

describe("how turns end", () => {
  it.live("failures say what happened and what to do, and the session goes on", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", '!say working on it\n!tool Bash "npm test"\n!crash 3')
        assert.strictEqual(yield* ann.settled("1"), "failed")
        yield* ann.says("2", "!fail auth")
        assert.strictEqual(yield* ann.settled("2"), "failed")
        yield* ann.says("3", "!limit 2h")
        assert.strictEqual(yield* ann.settled("3"), "failed")
        yield* ann.says("4", "!say all is well again")
        assert.strictEqual(yield* ann.settled("4"), "done")
        expect(steady(ann.screen()).replace(/\(\d{4}-.*? utc\)/, "(DATE utc)")).toMatchInlineSnapshot(`
          "ann: !say working on it
          !tool Bash "npm test"
          !crash 3
            <failed>
          scout (answering): working on it

          ✗ failed · the rehearsal ended with code 3 · retry; the conversation goes on where it was
          it said: \`rehearsal: crashed on demand\`
          *scout · rehearsal · Ns*
            [Retry]
          ann: !fail auth
            <failed>
          scout (answering): ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
          *scout · rehearsal · Ns · N% ctx · $N*
            [Retry]
          ann: !limit 2h
            <failed>
          scout (answering): ✗ usage limit · rehearsed usage limit reached · resets in 1h 59m (DATE utc), retry then
          *scout · rehearsal · Ns · N% ctx · $N*
            [Retry]
          ann: !say all is well again
            <done>
          scout (answering): all is well again

          *scout · rehearsal · Ns · N% ctx · $N*"
        `)
      })
    )
  )

  it.live("retry says the same again as a turn of its own", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", "!fail overloaded")
        yield* ann.settled("1")
        yield* ann.presses("retry")
        yield* ann.until("two failures", () => ann.screen().split("✗ failed").length === 3)
        yield* ann.presses("retry")
        yield* ann.until("three failures", () => ann.screen().split("✗ failed").length === 4)
      })
    )
  )

  it.live("a turn over its budget stops with what it did, and the next may run", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "!say a first part\n!cost 0.20\n!stream 500 words every 20ms")
          assert.strictEqual(yield* ann.settled("1"), "failed")
          assert.match(ann.screen(), /a first part.*over budget.*turn budget \$0\.10/s)
          yield* ann.says("2", "!say cheap")
          assert.strictEqual(yield* ann.settled("2"), "done")
        }),
      { keys: "budget:\n  turn: 0.10\n" }
    )
  )

  it.live("a day's budget refuses the turn before it costs anything", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "!cost 0.30\n!say dear")
          yield* ann.settled("1")
          yield* ann.says("2", "!say never said")
          assert.strictEqual(yield* ann.settled("2"), "failed")
          assert.match(ann.screen(), /agent's budget for today/)
          assert.notMatch(ann.screen(), /scout: never said/)
        }),
      { keys: "budget:\n  day: 0.25\n" }
    )
  )

  it.live("a cli that hangs is stopped all the same", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", "!say now it hangs\n!hang")
        yield* ann.sees("now it hangs")
        yield* ann.presses("stop")
        assert.strictEqual(yield* ann.settled("1"), "stopped")
        yield* ann.says("2", "!say still here")
        assert.strictEqual(yield* ann.settled("2"), "done")
      })
    )
  )

  it.live("a background task speaks up in a turn of its own", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", "!say started\n!background 300ms")
        yield* ann.settled("1")
        yield* ann.until("two answers", () => ann.screen().split("scout · rehearsal").length === 3)
        yield* ann.says("2", "!say on")
        yield* ann.settled("2")
        assert.match(yield* ann.commands("cost"), /scout +3 /, "and is paid for like any other")
      })
    )
  )

  it.live("a long answer comes as its head and a file", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", "!stream 4000 words every 0ms")
        yield* ann.settled("1")
        assert.match(ann.screen(), /characters in all, the whole answer is in answer\.md/)
        const file = ann.fake.messages(ann.conversation.id).find((message) => message.file !== undefined)?.file
        assert.strictEqual(file?.name, "answer.md")
        assert.isAbove(file?.content.length ?? 0, 10_000)
      })
    )
  )

  it.live("a journal that breaks is told to the person, once", () =>
    walk((ann) =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* ann.says("1", '!say so far\n!ask Bash "make"')
        yield* ann.sees("scout asks")
        yield* sql`DROP TABLE journal`
        yield* ann.presses("stop")
        assert.strictEqual(yield* ann.settled("1"), "failed")
        assert.strictEqual(ann.screen().split("the service could not store this message").length, 2)
        yield* ann.says("2", "!say never said")
        yield* ann.sees("the database does not answer")
      })
    )
  )

  it.live("an agent whose cli is not there says so, while another one works", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "hello")
          assert.strictEqual(yield* ann.settled("1"), "failed")
          assert.include(ann.screen(), "not installed")
        }),
      {
        agents: { scout: { backend: "claude" } },
        config: "backends:\n  claude:\n    command: no-such-cli\n  codex:\n    command: node\n"
      }
    )
  )

  it.live("without any cli every agent rehearses and says so", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "hello")
          assert.strictEqual(yield* ann.settled("1"), "done")
          assert.include(ann.screen(), "This is a rehearsal, not a model")
        }),
      {
        agents: { scout: { backend: "claude" } },
        config: "backends:\n  claude:\n    command: no-such-cli\n  codex:\n    command: nor-this-one\n"
      }
    )
  )
})
