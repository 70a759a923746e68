/** Files on their way in and out: what an agent is given of them, what is not taken, and that it is said. */
import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { userMessage } from "../../../src/adapters/backend/claude/UserMessage.ts"
import { type DiscordWalk, makeDiscordWalk, walkDiscord } from "../../support/discord/DiscordWalk.ts"
import type { SentFile } from "../../support/discord/Person.ts"
import { watching } from "./Watching.ts"

/** What lies in the inbox, in a folder for each channel and message. */
const stored = ({ home }: DiscordWalk): ReadonlyArray<{ readonly name: string; readonly path: string }> =>
  readdirSync(home.home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes("/inbox/"))
    .map(({ name, parentPath }) => ({ name, path: join(parentPath, name) }))

const fetches = ({ discord }: DiscordWalk): number =>
  Object.entries(discord.counts().requests).reduce(
    (sum, [route, many]) => (route.includes("attachments") ? sum + many : sum),
    0
  )

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255])

describe("files on discord", () => {
  it.live(
    "one and several reach the agent, whole and under their names; an image as an image; a recording by its length",
    () =>
      walkDiscord((walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const look = watching(walk)
          const first = ann.says(general, "what went wrong?", {
            attachments: [{ name: "trace.log", content: "boom\n" }]
          })
          const thread = yield* look.threadOf(first)
          assert.strictEqual(yield* look.settled(first), "✅")
          const second = ann.says(thread, "", {
            attachments: [
              { name: "screen.png", content: png, contentType: "image/png" },
              { name: "notes.txt", content: "line one" }
            ]
          })
          assert.strictEqual(yield* look.settled(second), "✅")
          const third = ann.says(thread, "", {
            attachments: [{ name: "voice-message.ogg", content: "ogg" }],
            voice: 3.2
          })
          assert.strictEqual(yield* look.settled(third), "✅")
          expect(look.screen(general)).toMatchInlineSnapshot(`
            "ann: what went wrong?
              + trace.log (5 B)
              [✅ 1]
              > what went wrong?
                  scout [APP]: You said: "what went wrong?". With it came trace.log. It is the first message of this conversation.

                    -# scout · rehearsal · Ns · N% ctx · $N
                  ann:
                    + screen.png (10 B)
                    + notes.txt (8 B)
                    [✅ 1]
                  scout [APP]: You said nothing. With it came screen.png, notes.txt. It is message 2 of this conversation; before it you said: "what went wrong?".

                    -# scout · rehearsal · Ns · N% ctx · $N
                  ann:
                    + voice-message.ogg (3 B)
                    [✅ 1]
                  scout [APP]: You said nothing. With it came voice-message-Ns.ogg. It is message 3 of this conversation; before it you said: "".

                    -# scout · rehearsal · Ns · N% ctx · $N"
          `)
          const files = stored(walk)
          assert.sameMembers(
            files.map(({ name }) => name),
            ["trace.log", "screen.png", "notes.txt", "voice-message-4s.ogg"]
          )
          const image = files.find(({ name }) => name === "screen.png")?.path ?? ""
          assert.deepStrictEqual(new Uint8Array(readFileSync(image)), png)
          // What a backend that takes images makes of it.
          const line = yield* userMessage({
            uuid: "u",
            text: "",
            attachments: [{ name: "screen.png", mediaType: "image/png", path: image, bytes: png.byteLength }]
          }).pipe(Effect.provide(NodeServices.layer))
          assert.deepStrictEqual(line.message.content, [
            {
              type: "image",
              source: { type: "base64", media_type: "image/png", data: Buffer.from(png).toString("base64") }
            }
          ])
          assert.strictEqual(discord.counts().rateLimited, 0)
        })
      )
  )

  it.live("what is too large, too many or cannot be fetched is named with the reason, and the rest is taken", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const look = watching(walk)
        const large: SentFile = {
          name: "film.mov",
          content: "x",
          size: 42 * 1024 * 1024,
          contentType: "video/quicktime"
        }
        const first = ann.says(general, "watch this", { attachments: [large, { name: "small.txt", content: "small" }] })
        const thread = yield* look.threadOf(first)
        assert.strictEqual(yield* look.settled(first), "✅")
        assert.strictEqual(fetches(walk), 1, "what is too large is not even asked for")
        const second = ann.says(thread, "all of these", {
          attachments: Array.from({ length: 11 }, (_, file) => ({ name: `page-${file + 1}.txt`, content: "x" }))
        })
        assert.strictEqual(yield* look.settled(second), "✅")
        discord.faults.fail({ route: /attachments/ }, { status: 500, times: 1 })
        const third = ann.says(thread, "and this", {
          attachments: [
            { name: "lost.txt", content: "x" },
            { name: "found.txt", content: "x" }
          ]
        })
        assert.strictEqual(yield* look.settled(third), "✅")
        discord.faults.destroy({ route: /attachments/ }, { times: 1 })
        const fourth = ann.says(thread, "", { attachments: [{ name: "broken.txt", content: "x" }] })
        assert.strictEqual(yield* look.settled(fourth), "✅")
        yield* look.sees(thread, "broken.txt: could not be fetched")
        // It says less than it is.
        const liar = ann.says(thread, "tiny", {
          attachments: [{ name: "liar.bin", content: new Uint8Array(11 * 1024 * 1024), size: 10 }]
        })
        assert.strictEqual(yield* look.settled(liar), "✅")
        yield* look.sees(thread, "liar.bin: too large")
        // Said beside the answer, before it or after.
        const isNotice = (line: string) => line.includes("not taken: ")
        const lines = look.screen(general).split("\n")
        expect(
          lines
            .filter(isNotice)
            .map((line) => line.trim())
            .join("\n")
        ).toMatchInlineSnapshot(`
          "Orchestrator [APP]: not taken: film.mov: 42 MB, at most 10 MB
          Orchestrator [APP]: not taken: page-11.txt: at most 10 files a message are taken
          Orchestrator [APP]: not taken: lost.txt: could not be fetched (http 500)
          Orchestrator [APP]: not taken: broken.txt: could not be fetched
          Orchestrator [APP]: not taken: liar.bin: too large, at most 10 MB"
        `)
        expect(lines.filter((line) => !isNotice(line)).join("\n")).toMatchInlineSnapshot(`
          "ann: watch this
            + film.mov (1 B)
            + small.txt (5 B)
            [✅ 1]
            > watch this
                scout [APP]: You said: "watch this". With it came small.txt. It is the first message of this conversation.

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: all of these
                  + page-1.txt (1 B)
                  + page-2.txt (1 B)
                  + page-3.txt (1 B)
                  + page-4.txt (1 B)
                  + page-5.txt (1 B)
                  + page-6.txt (1 B)
                  + page-7.txt (1 B)
                  + page-8.txt (1 B)
                  + page-9.txt (1 B)
                  + page-10.txt (1 B)
                  + page-11.txt (1 B)
                  [✅ 1]
                scout [APP]: You said: "all of these". With it came page-1.txt, page-2.txt, page-3.txt, page-4.txt, page-5.txt, page-6.txt, page-7.txt, page-8.txt, page-9.txt, page-10.txt. It is message 2 of this conversation; before it you said: "watch this".

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: and this
                  + lost.txt (1 B)
                  + found.txt (1 B)
                  [✅ 1]
                scout [APP]: You said: "and this". With it came found.txt. It is message 3 of this conversation; before it you said: "all of these".

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann:
                  + broken.txt (1 B)
                  [✅ 1]
                scout [APP]: You said nothing. It is message 4 of this conversation; before it you said: "and this".

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: tiny
                  + liar.bin (12 MB)
                  [✅ 1]
                scout [APP]: You said: "tiny". It is message 5 of this conversation; before it you said: "".

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.strictEqual(discord.counts().rateLimited, 0)
      })
    )
  )

  it.live("hostile names stay in their folder and are told apart; what they would do to the chat they do not do", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general, home } = walk
        const look = watching(walk)
        const names = [
          "../../../.bashrc",
          "..\\..\\evil.bat",
          "a\u0000b\u001b[31m\n.txt",
          `${"long".repeat(60)}.log`,
          "same.txt",
          "same.txt",
          "Same.TXT",
          "",
          ".. ..",
          "**@everyone** `x`.md"
        ]
        const first = ann.says(general, "take these", {
          attachments: names.map((name) => ({ name, content: `of ${name}` }))
        })
        const thread = yield* look.threadOf(first)
        assert.strictEqual(yield* look.settled(first), "✅")
        const second = ann.says(thread, "", {
          attachments: [{ name: "../huge\u202etxt.exe", content: "x", size: 99 * 1024 * 1024 }]
        })
        assert.strictEqual(yield* look.settled(second), "✅")
        assert.strictEqual(
          (yield* look.sees(thread, "not taken")).content,
          "not taken: hugetxt.exe: 99 MB, at most 10 MB"
        )
        const third = ann.says(thread, "!say still here")
        assert.strictEqual(yield* look.settled(third), "✅")
        const files = stored(walk)
        expect(files.map(({ name }) => name).toSorted()).toMatchInlineSnapshot(`
          [
            "Same-3.TXT",
            "__@everyone__ _x_.md",
            "ab .txt",
            "bashrc",
            "evil.bat",
            "file",
            "file-2",
            "longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong.log",
            "same-2.txt",
            "same.txt",
          ]
        `)
        assert.strictEqual(new Set(files.map(({ name }) => name.toLowerCase())).size, names.length)
        for (const { path } of files) {
          assert.isTrue(resolve(path).startsWith(join(home.home, "chat", "discord", "inbox")), path)
          assert.isAtMost(Buffer.byteLength(path.split("/").at(-1) ?? ""), 255)
        }
        const screen = look.screen(general)
        expect(
          screen
            .split("\n")
            .filter((line) => /scout \[APP\]: |> /.test(line))
            .join("\n")
        ).toMatchInlineSnapshot(`
          "  > take these
                scout [APP]: You said: "take these". With it came bashrc, evil.bat, ab .txt, longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong.log, same.txt, same-2.txt, Same-3.TXT, file, file-2, **@​everyone** *x*.md. It is the first message of this conversation.
                scout [APP]: You said nothing. It is message 2 of this conversation; before it you said: "take these".
                scout [APP]: still here"
        `)
        assert.strictEqual(discord.counts().rateLimited, 0)
      })
    )
  )

  it.live("what an agent makes too long for a message leaves as a file under its name", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, general } = walk
        const look = watching(walk)
        const first = ann.says(general, "!stream 2500 words by 500 every 1ms")
        const thread = yield* look.threadOf(first)
        assert.strictEqual(yield* look.settled(first), "✅")
        const command = Array.from({ length: 150 }, (_, line) => `echo line ${line + 1}`).join("; ")
        const second = ann.says(thread, `!ask Bash "${command}"`)
        yield* look.sees(thread, "scout asks")
        ann.presses(thread, "Deny")
        assert.strictEqual(yield* look.settled(second), "✅")
        const third = ann.says(thread, "!diff 40 lines")
        assert.strictEqual(yield* look.settled(third), "✅")
        const files = look
          .ours(thread)
          .flatMap(({ attachments }) =>
            attachments.map(({ data, name }) => ({ name, text: new TextDecoder().decode(data) }))
          )
        assert.deepStrictEqual(
          files.map(({ name }) => name),
          ["answer.md", "ask-0.txt", "changes.diff"]
        )
        assert.strictEqual(files[0]?.text.split(" ").length, 2500)
        assert.strictEqual(files[1]?.text, command)
        assert.include(files[2]?.text, "+line 40")
        const screen = look
          .screen(general)
          .replaceAll(/echo line 1; .*/g, "MANY COMMANDS")
          .replaceAll(/the quick answer .*/g, "MANY WORDS")
          .replaceAll(/\n +\+line \d+/g, "")
        expect(screen).toMatchInlineSnapshot(`
          "ann: !stream 2500 words by 500 every 1ms
            [✅ 1]
            > !stream 2500 words by 500 every 1ms
                scout [APP]: MANY WORDS

                  -# … 12,659 characters in all, the whole answer is in answer.md

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]:
                  + answer.md (13 kB)
                ann: !ask Bash "MANY COMMANDS
                  [✅ 1]
                scout [APP]: Bash was denied.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]:
                  + ask-0.txt (2 kB)
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  MANY COMMANDS
                  \`\`\`

                  -# cut: 2,140 characters in all, read ask-0.txt before you allow it

                  -# ✗ denied by ann
                ann: !diff 40 lines
                  [✅ 1]
                scout [APP]: \`\`\`diff
                  --- a/src/main.ts
                  +++ b/src/main.ts
                  @@ -0,0 +1,40 @@
                  \`\`\`
                  -# … 13 more lines in changes.diff

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]:
                  + changes.diff (404 B)"
        `)
      })
    )
  )

  it.live("a message that came while nobody was there still brings its files, once", () =>
    Effect.gen(function* () {
      const walk = yield* makeDiscordWalk()
      const { ann, general } = walk
      const look = watching(walk)
      yield* walk.start
      const first = ann.says(general, "!say hello")
      const thread = yield* look.threadOf(first)
      assert.strictEqual(yield* look.settled(first), "✅")
      yield* walk.stop
      const meanwhile = ann.says(thread, "did you get it?", { attachments: [{ name: "late.txt", content: "late" }] })
      yield* walk.start
      assert.strictEqual(yield* look.settled(meanwhile), "✅")
      yield* walk.stop
      yield* walk.start
      const last = ann.says(thread, "!say that is all")
      assert.strictEqual(yield* look.settled(last), "✅")
      assert.deepStrictEqual(
        stored(walk).map(({ name }) => name),
        ["late.txt"]
      )
      assert.strictEqual(fetches(walk), 1)
      expect(look.screen(general)).toMatchInlineSnapshot(`
        "ann: !say hello
          [✅ 1]
          > !say hello
              scout [APP]: hello

                -# scout · rehearsal · Ns · N% ctx · $N
              ann: did you get it?
                + late.txt (4 B)
                [✅ 1]
              scout [APP]: You said: "did you get it?". With it came late.txt. It is message 2 of this conversation; before it you said: "!say hello".

                -# scout · rehearsal · Ns · N% ctx · $N
              ann: !say that is all
                [✅ 1]
              scout [APP]: that is all

                -# scout · rehearsal · Ns · N% ctx · $N"
      `)
    }).pipe(Effect.scoped)
  )
})
