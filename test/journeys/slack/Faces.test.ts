import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import type { Message } from "../../support/slack/World.ts"
import { watching } from "./Watching.ts"

/** Long lines by their beginning and their end. */
const cut = (text: string): string => text.replace(/^(.{60}).{20,}(.{30})$/gm, "$1 … $2")

describe("how agents and the state of messages appear", () => {
  it.live("every agent has its own name and picture, and the bot's where it may not", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, ours, screen, settled } = watching(walk)
          const first = ann.says(general, "!say as myself")
          yield* settled(first)
          yield* settled(ann.says(general, "@smith !say as another", { thread: first }))
          slack.install.scopes.delete("chat:write.customize")
          yield* settled(ann.says(general, "!say with the bot's face", { thread: first }))
          yield* settled(ann.says(general, "@smith !say me too", { thread: first }))
          assert.deepStrictEqual(
            ours(first).map(({ face }) => face),
            [{ username: "Fox", icon: "https://faces.example/fox.png" }, { username: "smith" }, undefined, undefined]
          )
          assert.deepStrictEqual(slack.counts().errors, { missing_scope: 1 })
          expect(screen(general)).toMatchInlineSnapshot(`
            "ann: !say as myself
              | Fox [APP]:
              |   [✓ done · Ns]
              |   as myself
              |   · Fox · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: @smith !say as another
              | smith [APP]:
              |   [✓ done · Ns]
              |   as another
              |   · smith · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !say with the bot's face
              | Orchestrator [APP]:
              |   [✓ done · Ns]
              |   with the bot's face
              |   · Fox · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: @smith !say me too
              | Orchestrator [APP]:
              |   [✓ done · Ns]
              |   me too
              |   · smith · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say as myself": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      {
        agents: {
          scout: { backend: "rehearsal", keys: "face:\n  name: Fox\n  avatar: https://faces.example/fox.png\n" },
          smith: { backend: "rehearsal" }
        },
        transport: "http"
      }
    )
  )

  it.live("three agents and two threads at once in one channel: all answers are whole, no limit is hit", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general } = walk
          const { limits, ours, screen, settled, shown } = watching(walk)
          const together = ann.says(general, "@scout @smith @fox !stream 70 words every 20ms")
          const alone = ["!stream 60 words every 20ms", "!stream 50 words every 20ms"].map((text) =>
            ann.says(general, text)
          )
          const all: ReadonlyArray<Message> = [together, ...alone]
          for (const message of all) yield* settled(message)
          const answers = all.flatMap(ours)
          assert.strictEqual(answers.length, 5)
          for (const answer of answers)
            for (let word = 10; word <= 50; word += 10) assert.include(shown(answer), ` ${word}`)
          assert.sameMembers(
            answers.map(({ face }) => face?.username),
            ["scout", "smith", "fox", "scout", "scout"]
          )
          expect(cut(screen(general).replaceAll(/scout|smith|fox/g, "EACH"))).toMatchInlineSnapshot(`
            "ann: @EACH @EACH @EACH !stream 70 words every 20ms
              | EACH [APP]:
              |   [✓ done · Ns]
              |   the quick answer grows word by word so that 10 can wat … t arrive in the thread the 70.
              |   · EACH · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | EACH [APP]:
              |   [✓ done · Ns]
              |   the quick answer grows word by word so that 10 can wat … t arrive in the thread the 70.
              |   · EACH · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | EACH [APP]:
              |   [✓ done · Ns]
              |   the quick answer grows word by word so that 10 can wat … t arrive in the thread the 70.
              |   · EACH · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!stream 70 words every 20ms": active)
            ann: !stream 60 words every 20ms
              | EACH [APP]:
              |   [✓ done · Ns]
              |   the quick answer grows word by word so that 10 can wat … swer grows word by word so 60.
              |   · EACH · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!stream 60 words every 20ms": active)
            ann: !stream 50 words every 20ms
              | EACH [APP]:
              |   [✓ done · Ns]
              |   the quick answer grows word by word so that 10 can wat … one can watch it arrive in 50.
              |   · EACH · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!stream 50 words every 20ms": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { agents: { scout: { backend: "rehearsal" }, smith: { backend: "rehearsal" }, fox: { backend: "rehearsal" } } }
    )
  )

  it.live("reactions: true shows by a sign how it stands with each message", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, screen, sees } = watching(walk)
          const sign = (message: Message, name: string) =>
            slack.until(`:${name}:`, () => slack.current(message)?.reactions.has(name))
          const first = ann.says(general, '!ask Bash "make"')
          yield* sees(first, "scout asks")
          const second = ann.says(general, "!fail overloaded", { thread: first })
          yield* sign(second, "eyes")
          yield* sees(first, "waiting for you")
          yield* sees(first, "next in line")
          yield* slack.until("no sign on what runs", () => slack.current(first)?.reactions.size === 0)
          const waiting = screen(general)
          ann.presses(general, "Allow once")
          yield* sign(first, "white_check_mark")
          yield* sign(second, "x")
          const third = ann.says(general, "!hang", { thread: first })
          yield* sign(third, "eyes")
          ann.reacts(third, "octagonal_sign")
          yield* sign(third, "black_square_for_stop")
          expect(`${waiting}\n====\n${screen(general)}`).toMatchInlineSnapshot(`
            "ann: !ask Bash "make"
              | scout [APP]: (streaming)
              |   [⏹ Stop]
              |   [waiting for you · scout]
              |     … run make
              | scout [APP]: scout asks: run a command
              |
              |   \`\`\`sh
              |   make
              |   \`\`\`
              |   [Allow once] [Allow for this session] [Deny]
              | ann: !fail overloaded
              |   [:eyes: 1]
              | scout [APP]:
              |   · queued · next in line · edit to change, delete to drop
            ====
            ann: !ask Bash "make"
              [:white_check_mark: 1]
              | scout [APP]: Bash was allowed.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]: scout asks: run a command
              |
              |   \`\`\`sh
              |   make
              |   \`\`\`
              |   · ✓ allowed by ann
              | ann: !fail overloaded
              |   [:x: 1]
              | scout [APP]: ✗ failed · rehearsed failure · nothing is wrong: a rehearsal was asked to fail
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Retry]
              | ann: !hang
              |   [:octagonal_sign: 1] [:black_square_for_stop: 1]
              | scout [APP]:
              |   · stopped by ann"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { slack: "reactions: true", config: "backends:\n  rehearsal:\n    patienceMillis: 200\n" }
    )
  )
})
