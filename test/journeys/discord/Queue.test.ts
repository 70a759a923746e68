import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { type DiscordWalk, walkDiscord } from "../../support/discord/DiscordWalk.ts"
import type { Message } from "../../support/discord/World.ts"
import { watching } from "./Watching.ts"

/** The signs that were put on a message and taken away, in their order. */
const history = ({ discord }: DiscordWalk, message: Message): string =>
  discord.requests
    .filter(({ path, status }) => path.includes(`/${message.id}/reactions/`) && status < 300)
    .map(({ method, path }) => `${method === "PUT" ? "+" : "-"}${decodeURIComponent(path.split("/").at(-2) ?? "")}`)
    .join(" ")

describe("what waits in line", () => {
  it.live("an edit changes a waiting message, deleting takes it back, and the signs say how each stands", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, screen, sees, settled, signs, threadOf } = watching(walk)
        const first = ann.says(general, '!say working\n!ask Bash "make"')
        const thread = yield* threadOf(first)
        yield* sees(thread, "scout asks")
        const second = ann.says(thread, "!say as first said")
        const third = ann.says(thread, "!say never said")
        const fourth = ann.says(thread, "!fail overloaded")
        yield* sees(thread, "3rd in line")
        for (const message of [second, third, fourth]) {
          yield* discord.until("that it was seen", () => signs(message) === "👀")
        }
        yield* sees(thread, "waiting for you")
        yield* discord.until("no sign on what runs", () => signs(first) === "")
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !say working
            !ask Bash "make"
            > !say working
                scout [APP]: -# waiting for you · scout · Ns
                  ▸ run \`make\`

                  working
                  [⏹️ Stop]
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`
                  [Allow once] [Allow for this session] [Deny]
                ann: !say as first said
                  [👀 1]
                ann: !say never said
                  [👀 1]
                ann: !fail overloaded
                  [👀 1]
                scout [APP]: -# queued · next in line · edit to change, delete to drop
                scout [APP]: -# queued · 2nd in line · edit to change, delete to drop
                scout [APP]: -# queued · 3rd in line · edit to change, delete to drop"
        `)
        ann.edits(second, "!say as changed")
        ann.deletes(third)
        yield* discord.until("a shorter line", () => !discord.transcript(thread).includes("3rd in line"))
        // What runs stays as it was said.
        ann.edits(first, "!say something else")
        ann.presses(thread, "Allow once")
        assert.strictEqual(yield* settled(first), "✅")
        assert.strictEqual(yield* settled(second), "✅")
        assert.strictEqual(yield* settled(fourth), "❌")
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !say something else (edited)
            [✅ 1]
            > !say something else
                scout [APP]: workingBash was allowed.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# ✓ allowed by ann
                ann: !say as changed (edited)
                  [✅ 1]
                ann: !fail overloaded
                  [❌ 1]
                scout [APP]: as changed

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
                  -# scout · rehearsal · Ns · N% ctx · $N
                  [Retry]"
        `)
        assert.strictEqual(history(walk, first), "+👀 -👀 +✅")
        assert.strictEqual(history(walk, second), "+👀 -👀 +✅")
        assert.strictEqual(history(walk, fourth), "+👀 -👀 +❌")
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("🛑 stops what runs, on the person's message and on the answer, and takes back what waits", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const { eve } = walk.people
          if (eve === undefined) return assert.fail("nobody came")
          const { limits, screen, sees, settled, signs, threadOf } = watching(walk)
          const first = ann.says(general, "!say so far so good.\n!stream 5000 words every 20ms")
          const thread = yield* threadOf(first)
          const second = ann.says(thread, "!say and again.\n!stream 5000 words every 20ms")
          const third = ann.says(thread, "!say never said")
          yield* sees(thread, "so far so good")
          yield* sees(thread, "2nd in line")
          eve.reacts(first, "🛑")
          ann.reacts(third, "🛑")
          yield* discord.until("one in line less", () => !discord.transcript(thread).includes("2nd in line"))
          yield* discord.until("no sign on what runs", () => signs(first) === "")
          ann.reacts(first, "🛑")
          assert.strictEqual(yield* settled(first), "⏹️")
          const live = yield* sees(thread, "and again.")
          ann.reacts(live, "🛑")
          assert.strictEqual(yield* settled(second), "⏹️")
          const fourth = ann.says(thread, "!say still here")
          assert.strictEqual(yield* settled(fourth), "✅")
          expect(screen(general).replace(/(so far so good|and again)\.(?!\n).*/g, "$1. …")).toMatchInlineSnapshot(`
            "ann: !say so far so good.
              !stream 5000 words every 20ms
              [🛑 2] [⏹️ 1]
              > !say so far so good.
                  ann: !say and again.
                    !stream 5000 words every 20ms
                    [⏹️ 1]
                  ann: !say never said
                    [🛑 1] [🗑️ 1]
                  scout [APP]: so far so good. …

                    -# stopped by ann
                  scout [APP]: and again. …

                    -# stopped by ann
                    [🛑 1]
                  ann: !say still here
                    [✅ 1]
                  scout [APP]: still here

                    -# scout · rehearsal · Ns · N% ctx · $N"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { people: { eve: [] } }
    )
  )

  it.live("the Stop button stops, what waits goes on, and a full line refuses with words", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const { limits, screen, sees, settled, signs, threadOf } = watching(walk)
          const first = ann.says(general, "!say so far so good.\n!hang")
          const thread = yield* threadOf(first)
          yield* sees(thread, "so far so good.")
          const second = ann.says(thread, "!say second")
          yield* sees(thread, "next in line")
          const third = ann.says(thread, "!say third")
          assert.strictEqual(yield* settled(third), "❌")
          ann.presses(thread, "Stop")
          assert.strictEqual(yield* settled(first), "⏹️")
          assert.strictEqual(yield* settled(second), "✅")
          ann.presses(thread, "Retry")
          yield* discord.until("the end of the retry", () => signs(third) === "✅")
          expect(screen(general)).toMatchInlineSnapshot(`
            "ann: !say so far so good.
              !hang
              [⏹️ 1]
              > !say so far so good.
                  scout [APP]: so far so good.

                    -# stopped by ann
                  ann: !say second
                    [✅ 1]
                  ann: !say third
                    [✅ 1]
                  scout [APP]: ✗ failed · the line is full: 1 message wait already · wait for an answer, then say it again
                    -# scout · Ns
                    [Retry]
                  scout [APP]: second

                    -# scout · rehearsal · Ns · N% ctx · $N
                  scout [APP]: third

                    -# scout · rehearsal · Ns · N% ctx · $N"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { config: "lane:\n  capacity: 1\nbackends:\n  rehearsal:\n    patienceMillis: 200\n" }
    )
  )
})
