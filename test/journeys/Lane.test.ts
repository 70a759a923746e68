import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { steady } from "../support/Journey.ts"
import { walk } from "../support/Walk.ts"

describe("a lane", () => {
  it.live("answers one message after another, each under its own", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", "!say first\n!wait 300ms")
        yield* ann.says("2", "!say second")
        assert.strictEqual(yield* ann.settled("2"), "done")
        yield* ann.says("3", "!say third", { to: ["smith"] })
        assert.strictEqual(yield* ann.settled("3"), "done")
        expect(steady(ann.screen())).toMatchInlineSnapshot(`
          "ann: !say first
          !wait 300ms
            <done>
          ann: !say second
            <done>
          scout (answering): first

          *scout · rehearsal · Ns · N% ctx · $N*
          scout: second

          *scout · rehearsal · Ns · N% ctx · $N*
          ann: !say third
            <done>
          smith (answering): third

          *smith · rehearsal · Ns · N% ctx · $N*"
        `)
      })
    )
  )

  it.live("a waiting message is changed, another is taken back, and the order stays", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", '!say working\n!ask Bash "make"')
        yield* ann.says("2", "!say as first said")
        yield* ann.says("3", "!say never")
        yield* ann.says("4", "!say last")
        yield* ann.sees("3rd in line")
        yield* ann.edits("2", "!say as changed")
        yield* ann.deletes("3")
        yield* ann.settled("3")
        yield* ann.presses("allow-once")
        yield* ann.settled("4")
        expect(steady(ann.screen())).toMatchInlineSnapshot(`
          "ann: !say working
          !ask Bash "make"
            <done>
          ann: !say as changed
            <done>
          ann: !say last
            <done>
          scout (answering): workingBash was allowed.

          *scout · rehearsal · Ns · N% ctx · $N*
          scout (answering): scout asks: run a command

          \`\`\`sh
          make
          \`\`\`

          *✓ allowed by ann*
          scout: as changed

          *scout · rehearsal · Ns · N% ctx · $N*
          scout: last

          *scout · rehearsal · Ns · N% ctx · $N*"
        `)
      })
    )
  )

  it.live("stop ends what runs and keeps what was said; what waits goes on", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", "!say so far\n!stream 2000 words every 20ms")
        yield* ann.says("2", "!say next")
        yield* ann.sees("so far")
        yield* ann.presses("stop")
        assert.strictEqual(yield* ann.settled("1"), "stopped")
        assert.strictEqual(yield* ann.settled("2"), "done")
        assert.match(ann.screen(), /so far.*stopped by ann.*next/s)
      })
    )
  )

  it.live("a full lane refuses with words", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", '!say working\n!ask Bash "make"')
          yield* ann.sees("scout asks")
          yield* ann.says("2", "!say second")
          yield* ann.says("3", "!say third")
          assert.strictEqual(yield* ann.settled("3"), "failed")
          yield* ann.presses("deny")
          yield* ann.settled("2")
          expect(steady(ann.screen())).toMatchInlineSnapshot(`
            "ann: !say working
            !ask Bash "make"
              <done>
            scout (answering): workingBash was denied.

            *scout · rehearsal · Ns · N% ctx · $N*
            scout (answering): scout asks: run a command

            \`\`\`sh
            make
            \`\`\`

            *✗ denied by ann*
            ann: !say second
              <done>
            ann: !say third
              <failed>
            scout (answering): ✗ failed · the line is full: 1 message wait already · wait for an answer, then say it again
            *scout · Ns*
              [Retry]
            scout: second

            *scout · rehearsal · Ns · N% ctx · $N*"
          `)
        }),
      { config: "lane:\n  capacity: 1\n" }
    )
  )

  it.live("an agent that steers takes the next message into the running turn", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "!say one\n!wait 2s\n!say two")
          yield* ann.sees("one")
          yield* ann.says("2", "and mind the tests")
          assert.strictEqual(yield* ann.settled("2"), "done")
          assert.strictEqual(yield* ann.settled("1"), "done")
          expect(steady(ann.screen())).toMatchInlineSnapshot(`
          "ann: !say one
          !wait Ns
          !say two
            <done>
          scout (answering): onetwo Also heard: and mind the tests

          *scout · rehearsal · Ns · N% ctx · $N*
          ann: and mind the tests
            <done>"
        `)
        }),
      { keys: "busy: steer\n" }
    )
  )

  it.live("an agent that interrupts drops what it does for the next message", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "!say one\n!stream 2000 words every 20ms")
          yield* ann.sees("one")
          yield* ann.says("2", "!say two")
          assert.strictEqual(yield* ann.settled("1"), "stopped")
          assert.strictEqual(yield* ann.settled("2"), "done")
        }),
      { keys: "busy: interrupt\n" }
    )
  )
})
