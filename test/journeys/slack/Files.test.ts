/** Files on their way in and out: what an agent is given of them, what is not taken, and that it is said. */
import { readdirSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import { join, resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { makeSlackWalk, type SlackWalk, walkSlack } from "../../support/slack/SlackWalk.ts"
import type { Message } from "../../support/slack/World.ts"
import { watching } from "./Watching.ts"

/** What lies in the inbox, in a folder for each channel and message. */
const stored = ({ home }: SlackWalk): ReadonlyArray<{ readonly name: string; readonly path: string }> =>
  readdirSync(home.home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes("/inbox/"))
    .map(({ name, parentPath }) => ({ name, path: join(parentPath, name) }))

const fetches = ({ slack }: SlackWalk): number => slack.counts().requests.download ?? 0

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255])
const large = new Uint8Array(11 * 1024 * 1024)

/** Remembers what it is asked for, and with which keys. */
const elsewhere = Effect.acquireRelease(
  Effect.callback<{ readonly url: string; readonly asked: ReadonlyArray<string>; readonly close: () => void }>(
    (resume) => {
      const asked: Array<string> = []
      const server = createServer((request, response) => {
        asked.push(`${request.url} ${request.headers.authorization ?? ""}`)
        response.end("not yours")
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, asked, close: () => server.close() }))
      })
    }
  ),
  ({ close }) => Effect.sync(close)
)

describe("files on slack", () => {
  it.live(
    "one and several reach the agent, whole and under their names, also those of a time when nobody was there",
    () =>
      Effect.gen(function* () {
        const walk = yield* makeSlackWalk()
        const { ann, general } = walk
        const look = watching(walk)
        yield* walk.start
        const first = ann.says(general, "what went wrong?", {
          files: [
            { name: "trace.log", content: "boom\n" },
            { name: "screen.png", content: png }
          ]
        })
        yield* look.settled(first)
        const alone = ann.dm("!say for you alone", { files: [{ name: "secret.txt", content: "hush" }] })
        yield* look.settled(alone)
        yield* walk.stop
        const meanwhile = ann.says(general, "did you get it?", {
          thread: first,
          files: [{ name: "late.txt", content: "late" }]
        })
        yield* walk.start
        yield* look.settled(meanwhile)
        expect(look.screen()).toMatchInlineSnapshot(`
          "== #general
          ann: what went wrong?
            + trace.log (5 B)
            + screen.png (10 B)
            | scout [APP]:
            |   [✓ done · Ns]
            |   You said: "what went wrong?". With it came trace.log, screen.png. It is the first message of this conversation.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: did you get it?
            |   + late.txt (4 B)
            | scout [APP]:
            |   [✓ done · Ns]
            |   You said: "did you get it?". With it came late.txt. It is message 2 of this conversation; before it you said: "what went wrong?".
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "what went wrong?": active)
          == direct with ann
          ann: !say for you alone
            + secret.txt (4 B)
            | scout [APP]:
            |   [✓ done · Ns]
            |   for you alone
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say for you alone": active)"
        `)
        const files = stored(walk)
        const contents = Object.fromEntries(files.map(({ name, path }) => [name, readFileSync(path)]))
        assert.deepStrictEqual(
          Object.entries(contents)
            .map(([name, content]) => [name, name.endsWith(".png") ? [...content] : content.toString()])
            .toSorted(),
          [
            ["late.txt", "late"],
            ["screen.png", [...png]],
            ["secret.txt", "hush"],
            ["trace.log", "boom\n"]
          ]
        )
        assert.strictEqual(fetches(walk), 4)
        assert.deepStrictEqual(look.limits(), [])
      }).pipe(Effect.scoped)
  )

  it.live("what is too large, too many or cannot be fetched is named with the reason, and the rest is taken", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const look = watching(walk)
          const first = ann.says(general, "watch these", {
            files: [
              { name: "film.mov", content: large },
              ...Array.from({ length: 11 }, (_, file) => ({ name: `page-${file + 1}.txt`, content: "x" }))
            ]
          })
          yield* look.settled(first)
          assert.strictEqual(fetches(walk), 9, "what is too large, or too much, is not even asked for")
          const says = (text: string, ...names: ReadonlyArray<string>) => {
            const said = ann.says(general, text, {
              thread: first,
              files: names.map((name) => ({ name, content: `of ${name}` }))
            })
            return look.settled(said)
          }
          slack.faults.fail("download", { status: 500 })
          slack.faults.destroy("download")
          yield* says("!say and these", "lost.txt", "broken.txt", "found.txt")
          // Slack shows its page for signing in then, as if all were well.
          slack.install.scopes.delete("files:read")
          yield* says("!say may i?", "locked.txt")
          slack.install.scopes.add("files:read")
          yield* says(
            "hostile ones",
            "../../../.bashrc",
            "..\\..\\evil.bat",
            "a\u0000b\u001b[31m\n.txt",
            `${"long".repeat(60)}.log`,
            "same.txt",
            "same.txt",
            "Same.TXT",
            ".. ..",
            "<!channel> `x`.md"
          )
          yield* slack.until("what is wrong", () => slack.transcript(general).includes("locked.txt: "))
          // Said beside the answer, before it or after.
          const isNotice = (line: string) => line.includes("not taken: ")
          const lines = look.screen(general).replaceAll("\u0000", "?").replaceAll("\u001b", "?").split("\n")
          expect(
            lines
              .filter(isNotice)
              .map((line) => line.trim())
              .join("\n")
          ).toMatchInlineSnapshot(`
            "| Orchestrator [APP]: not taken: page-10.txt: at most 10 files a message are taken; page-11.txt: at most 10 files a message are taken; film.mov: 11 MB, at most 10 MB
            | Orchestrator [APP]: not taken: lost.txt: could not be fetched (http 500); broken.txt: could not be fetched
            | Orchestrator [APP]: not taken: locked.txt: slack does not let me read it: give the app the scope files:read"
          `)
          expect(lines.filter((line) => !isNotice(line)).join("\n")).toMatchInlineSnapshot(`
            "ann: watch these
              + film.mov (12 MB)
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
              | scout [APP]:
              |   [✓ done · Ns]
              |   You said: "watch these". With it came page-1.txt, page-2.txt, page-3.txt, page-4.txt, page-5.txt, page-6.txt, page-7.txt, page-8.txt, page-9.txt. It is the first message of this conversation.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !say and these
              |   + lost.txt (11 B)
              |   + broken.txt (13 B)
              |   + found.txt (12 B)
              | scout [APP]:
              |   [✓ done · Ns]
              |   and these
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !say may i?
              |   + locked.txt (13 B)
              | scout [APP]:
              |   [✓ done · Ns]
              |   may i?
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: hostile ones
              |   + ../../../.bashrc (19 B)
              |   + ..\\..\\evil.bat (17 B)
              |   + a?b?[31m
            .txt (16 B)
              |   + longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong.log (247 B)
              |   + same.txt (11 B)
              |   + same.txt (11 B)
              |   + Same.TXT (11 B)
              |   + .. .. (8 B)
              |   + <!channel> \`x\`.md (20 B)
              | scout [APP]:
              |   [✓ done · Ns]
              |   You said: "hostile ones". With it came bashrc, evil.bat, ab .txt, longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong.log, same.txt, same-2.txt, Same-3.TXT, file, __channel_ x.md. It is message 4 of this conversation; before it you said: "!say may i?".
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "watch these": active)"
          `)
          const files = stored(walk)
          expect(
            files
              .map(({ name }) => name)
              .filter((name) => !name.startsWith("page-"))
              .toSorted()
          ).toMatchInlineSnapshot(`
            [
              "Same-3.TXT",
              "__channel_ _x_.md",
              "ab .txt",
              "bashrc",
              "evil.bat",
              "file",
              "found.txt",
              "longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong.log",
              "same-2.txt",
              "same.txt",
            ]
          `)
          for (const { path } of files) {
            assert.isTrue(resolve(path).startsWith(join(walk.home.home, "chat", "slack", "inbox")), path)
            assert.isAtMost(Buffer.byteLength(path.split("/").at(-1) ?? ""), 255)
          }
          assert.deepStrictEqual(look.limits(), [])
        }),
      { transport: "http" }
    )
  )

  it.live("the token goes to slack alone: a file of another address is neither fetched nor asked for", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const look = watching(walk)
        const { asked, url } = yield* elsewhere
        const said = ann.says(general, "!say hello")
        yield* look.settled(said)
        // What no client of Slack's would send.
        const forged = (text: string, file: string): Message => {
          const ts = slack.world.nextStamp()
          const files = [
            {
              id: "F0FORGED",
              name: "gift.txt",
              mimetype: "text/plain",
              mode: "hosted",
              size: 9,
              file_access: "visible",
              url_private: file,
              url_private_download: file
            }
          ]
          const event = {
            type: "message",
            subtype: "file_share",
            channel: general.id,
            channel_type: "channel",
            user: ann.id,
            text,
            ts,
            event_ts: ts,
            thread_ts: said.ts,
            files
          }
          slack.world.tell({ team: slack.team.id, event })
          return { ...said, ts, thread: said.ts, text }
        }
        for (const file of [
          `${url}/gift.txt`,
          `${url.replace("://", "://files.slack.com@")}/gift.txt`,
          "https://files.slack.com.evil.example/gift.txt",
          "file:///etc/passwd"
        ]) {
          yield* look.settled(forged(`!say take ${file.length}`, file))
        }
        yield* slack.until("all refusals", () => slack.transcript(general).split("not taken: gift.txt").length === 5)
        assert.deepStrictEqual(asked, [])
        assert.deepStrictEqual(stored(walk), [])
        expect(
          look
            .screen(general)
            .split("\n")
            .filter((line) => line.includes("gift"))
            .join("\n")
        ).toMatchInlineSnapshot(`
          "  | Orchestrator [APP]: not taken: gift.txt: its address is not the platform's
            | Orchestrator [APP]: not taken: gift.txt: its address is not the platform's
            | Orchestrator [APP]: not taken: gift.txt: its address is not the platform's
            | Orchestrator [APP]: not taken: gift.txt: its address is not the platform's"
        `)
      }).pipe(Effect.scoped)
    )
  )

  it.live("what an agent makes too long for a message leaves as a file under its name", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const look = watching(walk)
          const first = ann.says(general, "!stream 9000 words by 1500 every 1ms")
          yield* look.settled(first)
          const command = Array.from({ length: 150 }, (_, line) => `echo line ${line + 1}`).join("; ")
          const second = ann.says(general, `!ask Bash "${command}"`, { thread: first })
          yield* look.sees(second, "scout asks")
          ann.presses(general, "Deny")
          yield* look.settled(second)
          const third = ann.says(general, "!diff 40 lines", { thread: first })
          yield* look.settled(third)
          const files = look.ours(first).flatMap(({ files }) => files.flatMap((id) => slack.world.files.get(id) ?? []))
          const texts = files.map(({ data, name, title }) => ({ name, title, text: new TextDecoder().decode(data) }))
          expect(texts.map(({ name, text, title }) => `${name} (${title}): ${text.length}`)).toMatchInlineSnapshot(`
            [
              "answer.md (answer.md): 45847",
              "ask-0.txt (ask-0.txt): 2140",
              "changes.diff (changes.diff): 404",
            ]
          `)
          assert.strictEqual(texts[0]?.text.split(" ").length, 9000)
          assert.strictEqual(texts[1]?.text, command)
          assert.include(texts[2]?.text, "+line 40")
          expect(
            look
              .screen(general)
              .replaceAll(/echo line 1; .*/g, "MANY COMMANDS")
              .replaceAll(/the quick answer .*/g, "MANY WORDS")
              // How much of it was streamed depends on how fast the machine was.
              .replace(/:\n +\| +\[✓ done · Ns\]\n +\| +MANY WORDS/, ": MANY WORDS")
              .replaceAll(/\n[| ]+\+line \d+/g, "")
          ).toMatchInlineSnapshot(`
            "ann: !stream 9000 words by 1500 every 1ms
              | scout [APP]: MANY WORDS
              |
              |   … 45,847 characters in all, the whole answer is in answer.md
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | Orchestrator [APP]:
              |   + answer.md (46 kB)
              | ann: !ask Bash "MANY COMMANDS
              | scout [APP]:
              |   [✓ done · 1 command · Ns]
              |     ✗ run MANY COMMANDS
              |   Bash was denied.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | Orchestrator [APP]:
              |   + ask-0.txt (2 kB)
              | scout [APP]: scout asks: run a command
              |
              |   \`\`\`sh
              |   MANY COMMANDS
              |   \`\`\`
              |
              |   cut: 2,140 characters in all, read ask-0.txt before you allow it
              |   · ✗ denied by ann
              | ann: !diff 40 lines
              | scout [APP]:
              |   [✓ done · Ns]
              |   \`\`\`diff
              |   --- a/src/main.ts
              |   +++ b/src/main.ts
              |   @@ -0,0 +1,40 @@
              |   \`\`\`
              |   … 13 more lines in changes.diff
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | Orchestrator [APP]:
              |   + changes.diff (404 B)
              | (session "!stream 9000 words by 1500 every 1ms": active)"
          `)
          assert.deepStrictEqual(look.limits(), [])
        }),
      { transport: "http" }
    )
  )
})
