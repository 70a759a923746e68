import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import { makeLeapingClock } from "../../support/LeapingClock.ts"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import { watching, withoutFold } from "./Watching.ts"

const withoutDates = (text: string) => text.replaceAll(/\(\d{4}-.*? utc\)/g, "(DATE utc)")

describe("how turns end", () => {
  it.live("a crash, a failure and a limit say what happened and what to do, and the session goes on", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general } = walk
        const { limits, screen, settled } = watching(walk)
        const first = ann.says(general, '!say working on it\n!tool Bash "npm test"\n!crash 3')
        yield* settled(first)
        yield* settled(ann.says(general, "!fail auth", { thread: first }))
        yield* settled(ann.says(general, "!limit 2h", { thread: first }))
        yield* settled(ann.says(general, "and where were we?", { thread: first }))
        expect(withoutDates(screen(general))).toMatchInlineSnapshot(`
          "ann: !say working on it
            !tool Bash "npm test"
            !crash 3
            | scout [APP]:
            |   [✗ failed · 1 command · Ns]
            |     ✓ run npm test
            |   working on it
            |   ✗ failed · the rehearsal ended with code 3 · retry; the conversation goes on where it was
            |   it said: \`rehearsal: crashed on demand\`
            |   · scout · rehearsal · Ns
            |   [Retry]
            | ann: !fail auth
            | scout [APP]:
            |   [✗ failed · Ns]
            |   ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Retry]
            | ann: !limit 2h
            | scout [APP]:
            |   [✗ usage limit · Ns]
            |   ✗ usage limit · rehearsed usage limit reached · resets in 1h 59m (DATE utc), retry then
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Retry]
            | ann: and where were we?
            | scout [APP]:
            |   [✓ done · Ns]
            |   You said: "and where were we?". It is message 4 of this conversation; before it you said: "!limit 2h".
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say working on it": active)"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("Retry says the same again as a turn of its own, as often as it is pressed", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, ours, screen, settled, shown } = watching(walk)
          const first = ann.says(general, "!say trying\n!fail overloaded")
          const failures = (many: number) =>
            slack.until(`${many} failures`, () => {
              const found = ours(first).filter((one) => shown(one).includes("rehearsal ·"))
              return found.length === many ? found : undefined
            })
          const [oldest] = yield* failures(1)
          ann.presses(general, "Retry")
          yield* failures(2)
          const stale = yield* ann.presses(general, "Retry", oldest).answer
          assert.isTrue(stale.ephemeral)
          ann.presses(general, "Retry")
          yield* failures(3)
          yield* settled(ann.says(general, "!say never mind", { thread: first }))
          expect(screen(general)).toMatchInlineSnapshot(`
            "ann: !say trying
              !fail overloaded
              | scout [APP]:
              |   [✗ failed · Ns]
              |   trying
              |   ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Retry]
              | scout [APP]:
              |   [✗ failed · Ns]
              |   trying
              |   ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Retry]
              | Orchestrator [APP] (only ann sees this): this was tried again already: see the newest answer
              | scout [APP]:
              |   [✗ failed · Ns]
              |   trying
              |   ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Retry]
              | ann: !say never mind
              | (session "!say trying": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { transport: "http" }
    )
  )

  it.live("over a turn's budget and over a day's: what was spent stays, what would be spent is refused", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { bill, limits, settled } = watching(walk)
          const first = ann.says(general, "!say a first part\n!cost 0.20\n!stream 500 words every 20ms")
          yield* settled(first)
          yield* settled(ann.says(general, "!say cheap", { thread: first }))
          yield* settled(ann.says(general, "@smith !say dear\n!cost 0.30", { thread: first }))
          yield* settled(ann.says(general, "@smith !say never said", { thread: first }))
          expect(bill(general)).toMatchInlineSnapshot(`
            "ann: !say a first part
              !cost 0.20
              !stream 500 words every 20ms
              | scout [APP]:
              |   [✗ over budget · Ns]
              |   a first part
              |   ✗ over budget · turn budget $0.10 · this turn may cost $0.10 and has cost $0.20 · an approver may raise it to $0.25
              |   · scout · rehearsal · Ns · 0% ctx · $0.20
              |   [Raise to $0.25] [Retry]
              | ann: !say cheap
              | scout [APP]:
              |   [✓ done · Ns]
              |   cheap
              |   · scout · rehearsal · Ns · 0% ctx · $0.00
              |   [Helpful] [Not helpful]
              | ann: @smith !say dear
              |   !cost 0.30
              | smith [APP]:
              |   [✗ over budget · Ns]
              |   dear
              |   ✗ over budget · agent's budget for today $0.25 · this turn was given $0.13 of what that leaves and has cost $0.30 · an approver may raise it to $0.50
              |   · smith · rehearsal · Ns · 0% ctx · $0.30
              |   [Raise to $0.50] [Retry]
              | ann: @smith !say never said
              | smith [APP]: ✗ over budget · agent's budget for today $0.25 · $0.30 of it spent: wait until tomorrow · an approver may raise it to $0.50
              |   · smith · Ns
              |   [Raise to $0.50] [Retry]
              | (session "!say a first part": active)"
          `)
          ann.presses(general, "Raise to $0.50")
          yield* slack.until("what was raised", () => /\| +never said\n/.test(slack.transcript(general)))
          assert.deepStrictEqual(limits(), [])
        }),
      {
        agents: {
          scout: { backend: "rehearsal", keys: "budget:\n  turn: 0.10\n" },
          smith: { backend: "rehearsal", keys: "budget:\n  day: 0.25\n" }
        }
      }
    )
  )

  it.live("an ask that nobody answers is denied in the end, and the answer comes anew below it", () => {
    const { clock, leap } = makeLeapingClock()
    return walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, screen, sees, settled } = watching(walk)
          const first = ann.says(general, '!ask Bash "rm -rf dist"')
          yield* sees(first, "scout asks")
          leap(600_000)
          yield* settled(first)
          const second = ann.says(general, '!say once more\n!ask Bash "make"', { thread: first })
          yield* slack.until("another ask", () => slack.transcript(general).split("scout asks").length === 3)
          ann.presses(general, "Deny")
          yield* settled(second)
          yield* settled(ann.says(general, "!say as you like", { thread: first }))
          expect(screen(general)).toMatchInlineSnapshot(`
            "ann: !ask Bash "rm -rf dist"
              | scout [APP]:
              |   · ✓ done · 1 command · 10m
              | scout [APP]: scout asks: run a command
              |
              |   \`\`\`sh
              |   rm -rf dist
              |   \`\`\`
              |   · ✗ no answer in time: denied
              | scout [APP]: Bash was denied: no answer in time.
              |   · scout · rehearsal · 10m · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !say once more
              |   !ask Bash "make"
              | scout [APP]:
              |   [✓ done · 1 command · Ns]
              |     ✗ run make
              |   once moreBash was denied.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]: scout asks: run a command
              |
              |   \`\`\`sh
              |   make
              |   \`\`\`
              |   · ✗ denied by ann
              | ann: !say as you like
              | scout [APP]:
              |   [✓ done · Ns]
              |   as you like
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!ask Bash "rm -rf dist"": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { transport: "http" }
    ).pipe(Effect.provideService(Clock.Clock, clock))
  })

  it.live("requests that were done although they failed are done once: posts, streams, edits, files", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const { limits, screen, sees, settled } = watching(walk)
        for (const method of ["chat.startStream", "chat.appendStream", "chat.stopStream"]) {
          slack.faults.fail(method, { stored: true, status: 500 })
        }
        const first = ann.says(general, "!stream 30 words every 20ms")
        yield* settled(first)

        slack.faults.clear()
        for (const method of ["chat.startStream", "chat.appendStream", "chat.stopStream", "chat.postMessage"]) {
          slack.faults.destroy(method, { stored: true })
        }
        const second = ann.says(general, '!say and this once\n!ask Bash "make"', { thread: first })
        yield* sees(second, "scout asks")
        slack.faults.destroy("chat.update", { stored: true })
        ann.presses(general, "Allow once")
        yield* settled(second)

        slack.faults.clear()
        slack.faults.destroy("files.getUploadURLExternal", { stored: true })
        slack.faults.fail("upload", { stored: true })
        slack.faults.fail("files.completeUploadExternal", { stored: true, status: 500 })
        const third = ann.says(general, "!diff 60 lines", { thread: first })
        yield* settled(third)
        slack.faults.destroy("chat.startStream", { times: 2 })
        yield* settled(ann.says(general, "!say at the third try", { thread: first }))
        expect(withoutFold(screen(general))).toMatchInlineSnapshot(`
          "ann: !stream 30 words every 20ms
            | scout [APP]: the quick answer grows word by word so that 10 can watch it arrive in the thread the quick 20 grows word by word so that everyone can watch 30.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !say and this once
            |   !ask Bash "make"
            | scout [APP]: and this onceBash was allowed.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   · ✓ allowed by ann
            | ann: !diff 60 lines
            | scout [APP]: \`\`\`diff
            |   --- a/src/main.ts
            |   +++ b/src/main.ts
            |   @@ -0,0 +1,60 @@
            |   +line 1
            |   +line 2
            |   +line 3
            |   +line 4
            |   +line 5
            |   +line 6
            |   +line 7
            |   +line 8
            |   +line 9
            |   +line 10
            |   +line 11
            |   +line 12
            |   +line 13
            |   +line 14
            |   +line 15
            |   +line 16
            |   +line 17
            |   +line 18
            |   +line 19
            |   +line 20
            |   +line 21
            |   +line 22
            |   +line 23
            |   +line 24
            |   +line 25
            |   +line 26
            |   +line 27
            |   \`\`\`
            |   … 33 more lines in changes.diff
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | Orchestrator [APP]:
            |   + changes.diff (584 B)
            | ann: !say at the third try
            | scout [APP]: at the third try
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!stream 30 words every 20ms": active)"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )
})
