import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import { isRecord } from "../../support/discord/ApiError.ts"
import { walkDiscord } from "../../support/discord/DiscordWalk.ts"
import type { Message } from "../../support/discord/World.ts"
import { makeLeapingClock } from "../../support/LeapingClock.ts"
import { watching } from "./Watching.ts"

/** Long lines by their beginning and their end. */
const cut = (text: string): string => text.replace(/^(.{60}).{20,}(.{30})$/gm, "$1 … $2")

/** Every text that a message ever had. */
const states = ({ before, content }: Message): ReadonlyArray<string> => [...before, content]

/** What is said of the answer in a state: without the lines about the work. */
const said = (state: string): string =>
  state
    .split("\n")
    .filter((line) => !/^(?:-# |[▸✓✗] )/.test(line))
    .join("\n")
    .trim()

const isClosed = (state: string): boolean => state.split("\n").filter((line) => line.startsWith("```")).length % 2 === 0

describe("how an answer grows", () => {
  it.live("the first words leave at once, edits grow one message, and the person sees that somebody is at it", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, ours, screen, sees, settled, threadOf } = watching(walk)
        const first = ann.says(general, "!stream 60 words every 50ms")
        yield* discord.until("somebody who types", () => discord.typing(general)[0] === "Orchestrator")
        const thread = yield* threadOf(first)
        assert.strictEqual(yield* settled(first), "✅")
        assert.strictEqual(ours(thread).length, 1)
        const [answer] = ours(thread)
        const grown =
          answer === undefined
            ? []
            : states(answer)
                .map(said)
                .filter((text) => text !== "")
        assert.isAbove(grown.length, 2)
        // Between two edits of a message 26 words are said.
        assert.isBelow(grown[0]?.split(" ").length ?? 0, 13)
        for (const [index, text] of grown.entries()) assert.isTrue(grown.at(index + 1)?.startsWith(text) ?? true, text)
        assert.include(grown.at(-1), "60.")

        const second = ann.says(thread, '!tool Bash "npm test" 4s\n!say quickly')
        yield* sees(thread, "▸ run `npm test`")
        assert.strictEqual(yield* settled(second), "✅")
        const third = ann.says(thread, "!say and once more")
        assert.strictEqual(yield* settled(third), "✅")
        assert.strictEqual(ours(thread).length, 3)
        const typings = discord.requests.filter(({ route }) => route.endsWith("/typing"))
        assert.isAtMost(typings.length, 3)
        expect(cut(screen(general))).toMatchInlineSnapshot(`
          "ann: !stream 60 words every 50ms
            [✅ 1]
            > !stream 60 words every 50ms
                scout [APP]: the quick answer grows word by word so th … swer grows word by word so 60.

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !tool Bash "npm test" Ns
                  !say quickly
                  [✅ 1]
                scout [APP]: quickly

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !say and once more
                  [✅ 1]
                scout [APP]: and once more

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("long answers come in up to three messages, longer ones as their head and a file", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, ours, screen, settled, threadOf } = watching(walk)
        const first = ann.says(general, "!stream 900 words every 1ms")
        const thread = yield* threadOf(first)
        assert.strictEqual(yield* settled(first), "✅")
        assert.strictEqual(ours(thread).length, 3)
        const second = ann.says(thread, "!stream 4000 words every 0ms")
        assert.strictEqual(yield* settled(second), "✅")
        const file = yield* discord.until("the file", () =>
          ours(thread).find(({ attachments }) => attachments.length > 0)
        )
        const whole = new TextDecoder().decode(file.attachments[0]?.data)
        for (let word = 10; word <= 4000; word += 10) assert.match(whole, new RegExp(`\\b${word}\\b`))
        assert.strictEqual(file.face?.username, "scout")
        const third = ann.says(thread, "!say short again")
        assert.strictEqual(yield* settled(third), "✅")
        expect(cut(screen(general))).toMatchInlineSnapshot(`
          "ann: !stream 900 words every 1ms
            [✅ 1]
            > !stream 900 words every 1ms
                scout [APP]: the quick answer grows word by word so th …  watch it arrive in 390 thread
                scout [APP]: the quick answer grows word by word so 40 … eryone can watch it arrive 780
                scout [APP]: the thread the quick answer grows word by … ne can watch it arrive in 900.

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !stream 4000 words every 0ms
                  [✅ 1]
                scout [APP]: the quick answer grows word by word so th … d by word so that everyone 300

                  -# … 20,316 characters in all, the whole answer is in answer.md

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]:
                  + answer.md (20 kB)
                ann: !say short again
                  [✅ 1]
                scout [APP]: short again

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("code, diffs and tables: fences are closed in every state, a long diff is a file, a table is aligned", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, ours, screen, settled, threadOf } = watching(walk)
        const first = ann.says(general, "!diff 1200 lines")
        const thread = yield* threadOf(first)
        assert.strictEqual(yield* settled(first), "✅")
        const file = yield* discord.until("the diff", () =>
          ours(thread).find(({ attachments }) => attachments.length > 0)
        )
        assert.include(new TextDecoder().decode(file.attachments[0]?.data), "+line 1200")
        // Also of messages that are gone by now.
        const shown = () => discord.requests.flatMap(({ body }) => (isRecord(body) ? String(body.content ?? "") : []))
        assert.isAbove(shown().filter((state) => state.includes("```diff")).length, 3)
        const second = ann.says(thread, "!diff 12 lines")
        assert.strictEqual(yield* settled(second), "✅")
        const third = ann.says(thread, "!markdown")
        assert.strictEqual(yield* settled(third), "✅")
        assert.deepStrictEqual(
          shown().filter((state) => !isClosed(state)),
          []
        )
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !diff 1200 lines
            [✅ 1]
            > !diff 1200 lines
                scout [APP]: \`\`\`diff
                  --- a/src/main.ts
                  +++ b/src/main.ts
                  @@ -0,0 +1,1200 @@
                  +line 1
                  +line 2
                  +line 3
                  +line 4
                  +line 5
                  +line 6
                  +line 7
                  +line 8
                  +line 9
                  +line 10
                  +line 11
                  +line 12
                  +line 13
                  +line 14
                  +line 15
                  +line 16
                  +line 17
                  +line 18
                  +line 19
                  +line 20
                  +line 21
                  +line 22
                  +line 23
                  +line 24
                  +line 25
                  +line 26
                  +line 27
                  \`\`\`
                  -# … 1,173 more lines in changes.diff

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]:
                  + changes.diff (12 kB)
                ann: !diff 12 lines
                  [✅ 1]
                scout [APP]: \`\`\`diff
                  --- a/src/main.ts
                  +++ b/src/main.ts
                  @@ -0,0 +1,12 @@
                  +line 1
                  +line 2
                  +line 3
                  +line 4
                  +line 5
                  +line 6
                  +line 7
                  +line 8
                  +line 9
                  +line 10
                  +line 11
                  +line 12
                  \`\`\`

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !markdown
                  [✅ 1]
                scout [APP]: ## Rehearsed report

                  Some **bold**, some *italics*, some \`code\` and a [link](https://example.com).

                  \`\`\`
                  file          lines  state
                  ------------  -----  -------
                  src/main.ts     120  changed
                  src/other.ts      7  new
                  \`\`\`

                  1. first
                     - nested
                  2. second

                  \`\`\`ts
                  export const answer: number = 42
                  \`\`\`

                  \`\`\`diff
                  --- a/src/main.ts
                  +++ b/src/main.ts
                  @@ -1,2 +1,2 @@
                  -const answer = 41
                  +const answer = 42
                   export { answer }
                  \`\`\`

                  > Nothing was changed: this is a rehearsal.

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("a turn that took long ends as a new message that notifies, and its progress folds to one line", () => {
    const { clock, leap } = makeLeapingClock()
    return walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, general } = walk
        const { limits, ours, screen, sees, settled, threadOf } = watching(walk)
        const first = ann.says(
          general,
          '!tool Bash "npm test"\n!say looking into it.\n!ask Bash "make"\n!say it is made.'
        )
        const thread = yield* threadOf(first)
        yield* sees(thread, "scout asks")
        leap(61_000)
        yield* sees(thread, "waiting for you · scout · 1m")
        ann.presses(thread, "Allow once")
        assert.strictEqual(yield* settled(first), "✅")
        yield* sees(thread, "✓ done")
        const silent = (message: Message | undefined) => ((message?.flags ?? 0) & 4096) !== 0
        assert.deepStrictEqual(ours(thread).map(silent), [true, false, false])
        const second = ann.says(thread, "!say a short one")
        assert.strictEqual(yield* settled(second), "✅")
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !tool Bash "npm test"
            !say looking into it.
            !ask Bash "make"
            !say it is made.
            [✅ 1]
            > !tool Bash "npm test"
                scout [APP]: -# ✓ done · 2 commands · 1m Ns
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# ✓ allowed by ann
                scout [APP]: looking into it.Bash was allowed.

                  it is made.

                  -# scout · rehearsal · 1m Ns · N% ctx · $N
                ann: !say a short one
                  [✅ 1]
                scout [APP]: a short one

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    ).pipe(Effect.provideService(Clock.Clock, clock))
  })

  it.live("every agent has its own name and picture, and the bot's where there can be none", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const { limits, ours, screen, settled, threadOf } = watching(walk)
          const first = ann.says(general, "!say as myself")
          const thread = yield* threadOf(first)
          assert.strictEqual(yield* settled(first), "✅")
          assert.strictEqual(yield* settled(ann.says(thread, "@smith !say as another")), "✅")
          assert.deepStrictEqual(
            ours(thread).map(({ face }) => face),
            [{ username: "Fox", avatar: "https://faces.example/fox.png" }, { username: "smith" }]
          )
          assert.strictEqual(discord.world.webhooks.size, 1)
          // Somebody tidies up.
          for (const webhook of [...discord.world.webhooks.values()]) discord.deleteWebhook(webhook)
          assert.strictEqual(yield* settled(ann.says(thread, "!say still myself")), "✅")
          const plain = discord.channel("plain", { denied: ["ManageWebhooks"] })
          assert.strictEqual(yield* settled(ann.says(plain, `${discord.mention} !say with the bot's face`)), "✅")
          expect(screen()).toMatchInlineSnapshot(`
            "== #general
            ann: !say as myself
              [✅ 1]
              > !say as myself
                  Fox [APP]: as myself

                    -# Fox · rehearsal · Ns · N% ctx · $N
                  ann: @smith !say as another
                    [✅ 1]
                  smith [APP]: as another

                    -# smith · rehearsal · Ns · N% ctx · $N
                  ann: !say still myself
                    [✅ 1]
                  Fox [APP]: still myself

                    -# Fox · rehearsal · Ns · N% ctx · $N
            == #plain
            ann: @Orchestrator !say with the bot's face
              [✅ 1]
              > !say with the bot's face
                  Orchestrator [APP]: with the bot's face

                    -# Fox · rehearsal · Ns · N% ctx · $N"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      {
        agents: {
          scout: { backend: "rehearsal", keys: "face:\n  name: Fox\n  avatar: https://faces.example/fox.png\n" },
          smith: { backend: "rehearsal" }
        }
      }
    )
  )

  it.live("three agents and three threads at once in one channel: all answers are whole, no limit is hit", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const { limits, ours, screen, settled, threadOf } = watching(walk)
          const together = ann.says(general, "@scout @smith @fox !stream 120 words every 40ms")
          const alone = ["!stream 110 words every 40ms", "!stream 90 words every 40ms"].map((text) =>
            ann.says(general, text)
          )
          const ended = (message: Message, many: number) =>
            Effect.gen(function* () {
              const thread = yield* threadOf(message)
              yield* settled(message)
              yield* discord.until(
                "the end of all",
                () => ours(thread).filter(({ content }) => / · rehearsal · /.test(content)).length === many
              )
              return ours(thread)
            })
          const answers = [
            ...(yield* ended(together, 3)),
            ...(yield* Effect.forEach(alone, (one) => ended(one, 1))).flat()
          ]
          assert.strictEqual(answers.length, 5)
          for (const { content } of answers)
            for (let word = 10; word <= 90; word += 10) assert.include(content, ` ${word}`)
          assert.sameMembers(
            answers.map(({ face }) => face?.username),
            ["scout", "smith", "fox", "scout", "scout"]
          )
          expect(cut(screen(general).replaceAll(/scout|smith|fox/g, "EACH"))).toMatchInlineSnapshot(`
            "ann: @EACH @EACH @EACH !stream 120 words every 40ms
              [✅ 1]
              > !stream 120 words every 40ms
                  EACH [APP]: the quick answer grows word by word so tha … h it arrive in the thread 120.

                    -# EACH · rehearsal · Ns · N% ctx · $N
                  EACH [APP]: the quick answer grows word by word so tha … h it arrive in the thread 120.

                    -# EACH · rehearsal · Ns · N% ctx · $N
                  EACH [APP]: the quick answer grows word by word so tha … h it arrive in the thread 120.

                    -# EACH · rehearsal · Ns · N% ctx · $N
            ann: !stream 110 words every 40ms
              [✅ 1]
              > !stream 110 words every 40ms
                  EACH [APP]: the quick answer grows word by word so tha … answer grows word by word 110.

                    -# EACH · rehearsal · Ns · N% ctx · $N
            ann: !stream 90 words every 40ms
              [✅ 1]
              > !stream 90 words every 40ms
                  EACH [APP]: the quick answer grows word by word so tha … ead the quick answer grows 90.

                    -# EACH · rehearsal · Ns · N% ctx · $N"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { agents: { scout: { backend: "rehearsal" }, smith: { backend: "rehearsal" }, fox: { backend: "rehearsal" } } }
    )
  )
})
