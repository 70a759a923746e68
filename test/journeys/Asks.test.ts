import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { steady } from "../support/Journey.ts"
import { walk } from "../support/Walk.ts"

describe("asks", () => {
  it.live("one permission is allowed, one denied, and one for the session is not asked again", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", '!ask Bash "make"')
        yield* ann.presses("allow-once")
        assert.strictEqual(yield* ann.settled("1"), "done")
        yield* ann.says("2", '!ask Bash "rm -rf dist"')
        yield* ann.presses("deny")
        assert.strictEqual(yield* ann.settled("2"), "done")
        yield* ann.says("3", '!ask Bash "make"')
        yield* ann.presses("allow-session")
        yield* ann.settled("3")
        yield* ann.says("4", '!ask Bash "make"')
        yield* ann.settled("4")
        expect(steady(ann.screen())).toMatchInlineSnapshot(`
          "ann: !ask Bash "make"
            <done>
          scout (answering): Bash was allowed.

          *scout · rehearsal · Ns · N% ctx · $N*
          scout (answering): scout asks: run a command

          \`\`\`sh
          make
          \`\`\`

          *✓ allowed by ann*
          ann: !ask Bash "rm -rf dist"
            <done>
          scout (answering): Bash was denied.

          *scout · rehearsal · Ns · N% ctx · $N*
          scout (answering): scout asks: run a command

          \`\`\`sh
          rm -rf dist
          \`\`\`

          *✗ denied by ann*
          ann: !ask Bash "make"
            <done>
          scout (answering): Bash was allowed.

          *scout · rehearsal · Ns · N% ctx · $N*
          scout (answering): scout asks: run a command

          \`\`\`sh
          make
          \`\`\`

          *✓ allowed by ann, for this session*
          ann: !ask Bash "make"
            <done>
          scout (answering): Bash was allowed.

          *scout · rehearsal · Ns · N% ctx · $N*"
        `)
      })
    )
  )

  it.live("a question is chosen, a plan sent back with words", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", '!question "Which color?" Red Blue')
        yield* ann.chooses("Blue")
        yield* ann.settled("1")
        yield* ann.says("2", "!plan first the tests, then the code")
        yield* ann.presses("revise", { feedback: ["the code first"] })
        yield* ann.settled("2")
        expect(steady(ann.screen())).toMatchInlineSnapshot(`
          "ann: !question "Which color?" Red Blue
            <done>
          scout (answering): The answer was Blue.

          *scout · rehearsal · Ns · N% ctx · $N*
          scout (answering): scout has a question

          **Which color?**
          - Red · take Red
          - Blue · take Blue

          *✓ answered by ann · Blue*
          ann: !plan first the tests, then the code
            <done>
          scout (answering): The plan is to be revised: the code first

          *scout · rehearsal · Ns · N% ctx · $N*
          scout (answering): scout has a plan

          first the tests, then the code

          *✗ sent back by ann · the code first*"
        `)
      })
    )
  )

  it.live("silence means no, and says so", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", '!ask Bash "make"')
          assert.strictEqual(yield* ann.settled("1"), "done")
          assert.include(ann.screen(), "no answer in time: denied")
        }),
      { config: 'asks:\n  timeout: "1 second"\n' }
    )
  )

  it.live("the first answer wins; the second hears that nothing waits any more", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", '!ask Bash "make"\n!ask Bash "make install"')
        yield* ann.sees("make")
        yield* Effect.all([ann.presses("allow-once"), ann.presses("deny")], { concurrency: "unbounded" })
        yield* ann.sees("nothing waits for that any more")
        yield* ann.sees("make install")
        yield* ann.presses("deny")
        yield* ann.settled("1")
      })
    )
  )

  it.live("without buttons the answer is said", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", '!ask Bash "make"')
          yield* ann.sees("to answer, reply")
          yield* ann.says("2", "allow")
          yield* ann.settled("1")
          yield* ann.says("3", '!question "Which color?" Red Blue')
          yield* ann.sees("Which color")
          yield* ann.says("4", "2")
          yield* ann.settled("3")
          expect(steady(ann.screen())).toMatchInlineSnapshot(`
            "ann: !ask Bash "make"
              <done>
            scout (answering): Bash was allowed.

            *scout · rehearsal · Ns · N% ctx · $N*
            scout (answering): scout asks: run a command

            \`\`\`sh
            make
            \`\`\`

            *✓ allowed by ann*
            ann: allow
              <done>
            ann: !question "Which color?" Red Blue
              <done>
            scout (answering): The answer was Blue.

            *scout · rehearsal · Ns · N% ctx · $N*
            scout (answering): scout has a question

            **Which color?**
            - Red · take Red
            - Blue · take Blue

            *✓ answered by ann · Blue*
            ann: 2
              <done>"
          `)
        }),
      { buttons: false }
    )
  )

  it.live("who may not approve is refused, and the ask stays open", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", '!ask Bash "make"')
          yield* ann.presses("allow-once")
          yield* ann.sees("you may not approve here")
          assert.strictEqual(ann.mark("1"), "working")
          yield* ann.presses("stop")
          assert.strictEqual(yield* ann.settled("1"), "stopped")
        }),
      { wholeConfig: "access:\n  allow:\n    - platform: fake\n      user: ann\n      actions: [talk]\n" }
    )
  )

  it.live("who may not talk gets one quiet refusal, however often they try", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "hello")
          yield* ann.sees("you may not talk to agents here")
          yield* ann.says("2", "hello?")
          assert.strictEqual(ann.screen().split("you may not").length, 2)
          assert.isUndefined(ann.mark("1"))
        }),
      { wholeConfig: "finish: auto\n" }
    )
  )
})
