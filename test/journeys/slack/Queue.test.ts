import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import { watching } from "./Watching.ts"

const shortened = (text: string): string => text.replace(/(so far so good|and again)\. ?the.*/g, "$1. …")

describe("what waits in line", () => {
  it.live("an edit changes a waiting message, deleting takes it back, and the session works until all is done", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const { limits, screen, sees, settled, statuses } = watching(walk)
        const first = ann.says(general, '!say working\n!ask Bash "make"')
        yield* sees(first, "scout asks")
        const second = ann.says(general, "!say as first said", { thread: first })
        const third = ann.says(general, "!say never said", { thread: first })
        const fourth = ann.says(general, "!fail overloaded", { thread: first })
        yield* sees(first, "3rd in line")
        yield* sees(first, "waiting for you")
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !say working
            !ask Bash "make"
            | scout [APP]:
            |   [waiting for you · scout]
            |     … run make
            |   working (streaming)
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   [Allow once] [Allow for this session] [Deny]
            | ann: !say as first said
            | ann: !say never said
            | ann: !fail overloaded
            | scout [APP]:
            |   · queued · next in line · edit to change, delete to drop
            | scout [APP]:
            |   · queued · 2nd in line · edit to change, delete to drop
            | scout [APP]:
            |   · queued · 3rd in line · edit to change, delete to drop
            | (session "!say working": processing)"
        `)
        ann.edits(second, "!say as changed")
        ann.deletes(third)
        yield* slack.until("a shorter line", () => !slack.transcript(general).includes("3rd in line"))
        // What runs stays as it was said.
        ann.edits(first, "!say something else")
        ann.presses(general, "Allow once")
        yield* settled(fourth)
        assert.deepStrictEqual(statuses(first), ["processing", "active"])
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !say something else (edited)
            | scout [APP]:
            |   [✓ done · 1 command · Ns]
            |     ✓ run make
            |   workingBash was allowed.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   · ✓ allowed by ann
            | ann: !say as changed (edited)
            | ann: !fail overloaded
            | scout [APP]:
            |   [✓ done · Ns]
            |   as changed
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | scout [APP]: ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Retry]
            | (session "!say working": active)"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("🛑 stops what runs, on the person's message and on the answer, and takes back what waits", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { eve } = walk.people
          if (eve === undefined) return assert.fail("nobody came")
          const { limits, screen, sees, settled } = watching(walk)
          const first = ann.says(general, "!say so far so good.\n!stream 5000 words every 20ms")
          yield* sees(first, "so far so good")
          const second = ann.says(general, "!say and again.\n!stream 5000 words every 20ms", { thread: first })
          const third = ann.says(general, "!say never said", { thread: first })
          yield* sees(first, "2nd in line")
          eve.reacts(first, "octagonal_sign")
          ann.reacts(third, "octagonal_sign")
          yield* slack.until("one in line less", () => !slack.transcript(general).includes("2nd in line"))
          ann.reacts(first, "octagonal_sign")
          const live = yield* sees(first, "and again.")
          ann.reacts(live, "octagonal_sign")
          yield* settled(second)
          yield* settled(ann.says(general, "!say still here", { thread: first }))
          expect(shortened(screen(general))).toMatchInlineSnapshot(`
            "ann: !say so far so good.
              !stream 5000 words every 20ms
              [:octagonal_sign: 2]
              | scout [APP]:
              |   [stopped · Ns]
              |   so far so good. …
              |   · stopped by ann
              | ann: !say and again.
              |   !stream 5000 words every 20ms
              | ann: !say never said
              |   [:octagonal_sign: 1]
              | scout [APP]:
              |   [stopped · Ns]
              |   and again. …
              |   · stopped by ann
              |   [:octagonal_sign: 1]
              | ann: !say still here
              | scout [APP]:
              |   [✓ done · Ns]
              |   still here
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say so far so good.": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { people: { eve: [] }, transport: "http" }
    )
  )

  it.live("the stop button of Slack stops, what waits goes on, and a full line refuses with words", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general } = walk
          const { limits, screen, sees, settled } = watching(walk)
          const first = ann.says(general, "!say so far so good.\n!hang")
          yield* sees(first, "so far so good.")
          ann.says(general, "!say second", { thread: first })
          yield* sees(first, "next in line")
          const third = ann.says(general, "!say third", { thread: first })
          yield* sees(first, "the line is full")
          ann.stops(general, first)
          yield* settled(first)
          ann.presses(general, "Retry")
          yield* sees(first, "third")
          yield* settled(third)
          expect(screen(general)).toMatchInlineSnapshot(`
            "ann: !say so far so good.
              !hang
              | scout [APP]: so far so good.
              |   · stopped by ann
              | ann: !say second
              | ann: !say third
              | scout [APP]: ✗ failed · the line is full: 1 message wait already · wait for an answer, then say it again
              |   · scout · Ns
              |   [Retry]
              | scout [APP]:
              |   [✓ done · Ns]
              |   second
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]:
              |   [✓ done · Ns]
              |   third
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say so far so good.": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { config: "lane:\n  capacity: 1\nbackends:\n  rehearsal:\n    patienceMillis: 200\n" }
    )
  )

  it.live("where there are no agent sessions a Stop button stands in the answer, and signs on the messages", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, screen, sees } = watching(walk)
          slack.install.sessions = false
          const sign = (message: typeof first, name: string) =>
            slack.until(`:${name}:`, () => slack.current(message)?.reactions.has(name))
          const first = ann.says(general, "!say so far so good.\n!hang")
          yield* sees(first, "so far so good.")
          const second = ann.says(general, "!say second", { thread: first })
          yield* sign(second, "eyes")
          yield* sees(first, "next in line")
          yield* slack.until("no sign on what runs", () => slack.current(first)?.reactions.size === 0)
          const live = screen(general)
          ann.presses(general, "⏹ Stop")
          yield* sign(first, "black_square_for_stop")
          yield* sign(second, "white_check_mark")
          const third = ann.says(general, "!say third", { thread: first })
          yield* sign(third, "white_check_mark")
          expect(`${live}\n====\n${screen(general)}`).toMatchInlineSnapshot(`
            "ann: !say so far so good.
              !hang
              | scout [APP]:
              |   [⏹ Stop]
              |   [working · scout]
              |   so far so good. (streaming)
              | ann: !say second
              |   [:eyes: 1]
              | scout [APP]:
              |   · queued · next in line · edit to change, delete to drop
            ====
            ann: !say so far so good.
              !hang
              [:black_square_for_stop: 1]
              | scout [APP]: so far so good.
              |   · stopped by ann
              | ann: !say second
              |   [:white_check_mark: 1]
              | scout [APP]: second
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !say third
              |   [:white_check_mark: 1]
              | scout [APP]: third
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { config: "backends:\n  rehearsal:\n    patienceMillis: 200\n", transport: "http" }
    )
  )
})
