import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import { makeLeapingClock } from "../../support/LeapingClock.ts"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import { watching, withoutFold } from "./Watching.ts"

/** Long lines by their beginning and their end. */
const cut = (text: string): string => text.replace(/^(.{60}).{20,}(.{30})$/gm, "$1 … $2")

/** Long lists by their first and their last line. */
const withoutItems = (text: string): string =>
  text.replace(/^( *\| +)• .*\n(?: *\| *(?:• .*)?\n)*(?= *\| +• )/gm, "$1• …\n").replace(/(\n *\| +!help)+/g, " …")

describe("how an answer grows", () => {
  it.live("the first words leave at once, the rest is added to them with the work beside, and the end is marked", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const { done, limits, screen, sees, settled } = watching(walk)
        const first = ann.says(general, "!stream 45 words every 40ms")
        yield* settled(first)
        const order = slack.requests
          .map(({ method }) => method)
          .filter((method) => /^(agents|assistant|chat)/.test(method))
        assert.deepStrictEqual(
          order.filter((method, index) => method !== order[index - 1]),
          [
            "agents.sessions.setStatus",
            "assistant.threads.setStatus",
            "chat.startStream",
            "chat.appendStream",
            "chat.stopStream",
            "agents.sessions.setStatus"
          ]
        )
        const added = done("chat.appendStream").map(({ args }) => String(args.chunks))
        assert.isAbove(added.length, 1)
        // Between two of them 25 words are said.
        assert.isBelow(added[0]?.split(" ").length ?? 0, 10)

        const second = ann.says(
          general,
          '!todo "look" "change" every 150ms\n!tool Bash "npm test" 1200ms\n!tool-fail Bash "gone" 50ms\n!say found it.',
          { thread: first }
        )
        yield* sees(second, "… run npm test")
        const live = screen(general)
        yield* settled(second)
        const alone = ann.dm('!tool Bash "ls"\n!say done here as well')
        yield* settled(alone)
        expect(cut(`${live}\n====\n${screen()}`)).toMatchInlineSnapshot(`
          "ann: !stream 45 words every 40ms
            | scout [APP]:
            |   [✓ done · Ns]
            |   the quick answer grows word by word so that 10 can wat …  40 word so that everyone can.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !todo "look" "change" every 150ms
            |   !tool Bash "npm test" 1200ms
            |   !tool-fail Bash "gone" 50ms
            |   !say found it.
            | scout [APP]: (streaming)
            |   [working · scout]
            |     ✓ look
            |     ✓ change
            |     … run npm test
            | (session "!stream 45 words every 40ms": processing)
          ====
          == #general
          ann: !stream 45 words every 40ms
            | scout [APP]:
            |   [✓ done · Ns]
            |   the quick answer grows word by word so that 10 can wat …  40 word so that everyone can.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !todo "look" "change" every 150ms
            |   !tool Bash "npm test" 1200ms
            |   !tool-fail Bash "gone" 50ms
            |   !say found it.
            | scout [APP]:
            |   [✓ done · 2 commands · Ns]
            |     ✓ look
            |     ✓ change
            |     ✓ run npm test
            |     ✗ run gone
            |         exit 1
            |   found it.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!stream 45 words every 40ms": active)
          == direct with ann
          ann: !tool Bash "ls"
            !say done here as well
            | scout [APP]:
            |   [✓ done · 1 command · Ns]
            |     ✓ run ls
            |   done here as well
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!tool Bash "ls"": active)"
        `)
        assert.deepStrictEqual(limits(), [])
        assert.deepStrictEqual(slack.counts().errors, {})
      })
    )
  )

  it.live("long answers go on in further messages, longer ones are their head and a file", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, ours, screen, settled, shown } = watching(walk)
          const first = ann.says(general, "!stream 2500 words every 0ms")
          yield* settled(first)
          assert.strictEqual(ours(first).length, 2)
          const second = ann.says(general, Array.from({ length: 14 }, () => "!help").join("\n"), { thread: first })
          yield* settled(second)
          // Cut between two items of a list.
          const [, , whole = "", rest = ""] = ours(first).map(shown)
          assert.include(whole, "What can be rehearsed")
          for (const line of `${whole}\n${rest}`.split("\n")) assert.strictEqual(line.split("`").length % 2, 1, line)
          const third = ann.says(general, "!stream 6800 words every 0ms", { thread: first })
          yield* settled(third)
          const named = yield* slack.until("the file", () => ours(third).find(({ files }) => files.length > 0))
          const file = new TextDecoder().decode(slack.world.files.get(named.files[0] ?? "")?.data)
          for (let word = 10; word <= 6800; word += 10) assert.match(file, new RegExp(`\\b${word}\\b`))
          expect(cut(withoutItems(withoutFold(screen(general))))).toMatchInlineSnapshot(`
            "ann: !stream 2500 words every 0ms
              | scout [APP]: the quick answer grows word by word so that … d by word so that everyone can
              | scout [APP]: watch it 2020 in the thread the quick answe …  it arrive in the thread 2500.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !help …
              | scout [APP]: What can be rehearsed, one directive a line:
              |
              |   • …
              |   • \`!help\`What can be rehearsed, one directive a line:
              | scout [APP]: • \`!say <text>\`
              |   • …
              |   • \`!help\`
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !stream 6800 words every 0ms
              | scout [APP]: the quick answer grows word by word so that … d by word so that everyone 300
              |
              |   … 34,612 characters in all, the whole answer is in answer.md
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | Orchestrator [APP]:
              |   + answer.md (35 kB)
              | (session "!stream 2500 words every 0ms": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { transport: "http" }
    )
  )

  it.live("a long diff is a file, a short one and a table stand in the answer", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, ours, screen, settled } = watching(walk)
          const first = ann.says(general, "!diff 300 lines")
          yield* settled(first)
          const named = yield* slack.until("the diff", () => ours(first).find(({ files }) => files.length > 0))
          assert.include(new TextDecoder().decode(slack.world.files.get(named.files[0] ?? "")?.data), "+line 300")
          yield* settled(ann.says(general, "!diff 12 lines", { thread: first }))
          yield* settled(ann.says(general, "!markdown", { thread: first }))
          expect(withoutFold(screen(general))).toMatchInlineSnapshot(`
            "ann: !diff 300 lines
              | scout [APP]: \`\`\`diff
              |   --- a/src/main.ts
              |   +++ b/src/main.ts
              |   @@ -0,0 +1,300 @@
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
              |   … 273 more lines in changes.diff
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | Orchestrator [APP]:
              |   + changes.diff (3 kB)
              | ann: !diff 12 lines
              | scout [APP]: \`\`\`diff
              |   --- a/src/main.ts
              |   +++ b/src/main.ts
              |   @@ -0,0 +1,12 @@
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
              |   \`\`\`
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !markdown
              | scout [APP]: Rehearsed report
              |
              |   Some bold, some italics, some \`code\` and a link (https://example.com).
              |
              |   | file | lines | state |
              |   | --- | ---: | --- |
              |   | src/main.ts | 120 | changed |
              |   | src/other.ts | 7 | new |
              |
              |   1. first
              |      • nested
              |   2. second
              |
              |   \`\`\`ts
              |   export const answer: number = 42
              |   \`\`\`
              |
              |   \`\`\`diff
              |   --- a/src/main.ts
              |   +++ b/src/main.ts
              |   @@ -1,2 +1,2 @@
              |   -const answer = 41
              |   +const answer = 42
              |    export { answer }
              |   \`\`\`
              |
              |   > Nothing was changed: this is a rehearsal.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!diff 300 lines": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { transport: "http" }
    )
  )

  it.live("a stream that dies goes on as an edited message, and the person's own stop stops the turn", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const { done, limits, ours, screen, sees, settled } = watching(walk)
        slack.settings.streamMillis = 400
        const first = ann.says(general, "!stream 60 words every 20ms")
        yield* settled(first)
        slack.settings.streamMillis = 306_000
        assert.strictEqual(ours(first).length, 1)
        assert.isAbove(done("chat.update").length, 0)
        const second = ann.says(general, "!say so far so good.\n!stream 5000 words every 20ms", { thread: first })
        yield* sees(second, "so far so good.")
        ann.stops(general, second)
        yield* settled(second)
        yield* settled(ann.says(general, "!say still here", { thread: first }))
        expect(cut(screen(general)).replace(/(so far so good)\.(?!\n).*/g, "$1. …")).toMatchInlineSnapshot(`
          "ann: !stream 60 words every 20ms
            | scout [APP]: the quick answer grows word by word so that … swer grows word by word so 60.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !say so far so good.
            |   !stream 5000 words every 20ms
            | scout [APP]: so far so good. …
            |   · stopped by ann
            | ann: !say still here
            | scout [APP]:
            |   [✓ done · Ns]
            |   still here
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!stream 60 words every 20ms": active)"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("where streams are refused messages are edited, and streams are not tried again", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, ours, screen, settled } = watching(walk)
          slack.install.streams = "feature_not_enabled"
          const first = ann.says(general, '!tool Bash "npm test"\n!stream 40 words every 20ms')
          yield* settled(first)
          assert.strictEqual(ours(first).length, 1)
          yield* settled(ann.says(general, "!stream 30 words every 20ms", { thread: first }))
          yield* settled(ann.dm("!say and here"))
          assert.strictEqual(slack.counts().requests["chat.startStream"], 1)
          assert.isAbove(slack.counts().requests["chat.update"] ?? 0, 1)
          expect(cut(screen())).toMatchInlineSnapshot(`
            "== #general
            ann: !tool Bash "npm test"
              !stream 40 words every 20ms
              | scout [APP]: the quick answer grows word by word so that … he quick answer grows word 40.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !stream 30 words every 20ms
              | scout [APP]: the quick answer grows word by word so that … so that everyone can watch 30.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!tool Bash "npm test"": active)
            == direct with ann
            ann: !say and here
              | scout [APP]: and here
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say and here": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { transport: "http" }
    )
  )

  it.live("a stream is rolled over before it dies, and what took long ends as a new message", () => {
    const { clock, leap } = makeLeapingClock()
    return walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const { done, limits, screen, sees, settled } = watching(walk)
        const first = ann.says(
          general,
          '!diff 3 lines\n!ask Bash "make"\n!diff 4 lines\n!ask Bash "make install"\n!say it is made.'
        )
        yield* sees(first, "scout asks")
        yield* sees(first, "waiting for you")
        leap(226_000)
        ann.presses(general, "Allow once")
        yield* slack.until("another ask", () => slack.transcript(general).split("scout asks").length === 3)
        yield* sees(first, "+line 4")
        yield* sees(first, "goes on below")
        const rolled = screen(general)
        assert.strictEqual(done("chat.startStream").length, 2)
        ann.presses(general, "Allow once")
        yield* settled(first)
        yield* settled(ann.says(general, "!say a short one", { thread: first }))
        expect(cut(`${rolled}\n====\n${screen(general)}`)).toMatchInlineSnapshot(`
          "ann: !diff 3 lines
            !ask Bash "make"
            !diff 4 lines
            !ask Bash "make install"
            !say it is made.
            | scout [APP]:
            |   · goes on below
            |
            |   \`\`\`diff
            |   --- a/src/main.ts
            |   +++ b/src/main.ts
            |   @@ -0,0 +1,3 @@
            |   +line 1
            |   +line 2
            |   +line 3
            |   \`\`\`
            |   [⏹ Stop]
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   · ✓ allowed by ann
            | scout [APP]:
            |   [waiting for you · scout]
            |     … run make install
            |   Bash was allowed.
            |
            |   \`\`\`diff
            |   --- a/src/main.ts
            |   +++ b/src/main.ts
            |   @@ -0,0 +1,4 @@
            |   +line 1
            |   +line 2
            |   +line 3
            |   +line 4
            |   \`\`\` (streaming)
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make install
            |   \`\`\`
            |   [Allow once] [Allow for this session] [Deny]
            | (session "!diff 3 lines": processing)
          ====
          ann: !diff 3 lines
            !ask Bash "make"
            !diff 4 lines
            !ask Bash "make install"
            !say it is made.
            | scout [APP]:
            |   · ✓ done · 2 commands · 3m Ns
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   · ✓ allowed by ann
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make install
            |   \`\`\`
            |   · ✓ allowed by ann
            | scout [APP]: \`\`\`diff
            |   --- a/src/main.ts
            |   +++ b/src/main.ts
            |   @@ -0,0 +1,3 @@
            |   +line 1
            |   +line 2
            |   +line 3
            |   \`\`\`
            |   Bash was allowed.
            |
            |   \`\`\`diff
            |   --- a/src/main.ts
            |   +++ b/src/main.ts
            |   @@ -0,0 +1,4 @@
            |   +line 1
            |   +line 2
            |   +line 3
            |   +line 4
            |   \`\`\`
            |   Bash was allowed.
            |
            |   it is made.
            |   · scout · rehearsal · 3m Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !say a short one
            | scout [APP]:
            |   [✓ done · Ns]
            |   a short one
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!diff 3 lines": active)"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    ).pipe(Effect.provideService(Clock.Clock, clock))
  })
})
