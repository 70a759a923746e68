/**
 * A turn that was torn off twice: the service and its CLIs are killed under it, and killed again while it was being
 * continued. The service is a process of its own here, as people start it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { watching } from "../../journeys/discord/Watching.ts"
import { makeDiscordWalk } from "../../support/discord/DiscordWalk.ts"
import type { Channel, Message } from "../../support/discord/World.ts"
import { conversationsTold, cutShort, longNamedFiles, makeTornService } from "../../support/TornService.ts"

describe("a turn that was torn off twice", () => {
  it.live(
    "asks what now, and its buttons outlive one more restart: it goes on, begins anew, or is dropped",
    () =>
      Effect.gen(function* () {
        const walk = yield* makeDiscordWalk()
        const { ann, discord, general } = walk
        const { start } = yield* makeTornService({
          ...walk,
          // However long the restarts take, an answer ends in its message.
          config: `${walk.config}\nfinish: edit\n`,
          listens: discord.until("somebody who listens", () => discord.gateway.connected() > 0),
          killed: () => discord.gateway.expireSessions()
        })
        const look = watching(walk)
        /** Who is very quick after a start is told that nothing waits yet, and presses again. */
        const presses = (thread: Channel, button: string): Effect.Effect<void> =>
          Effect.gen(function* () {
            const act = ann.presses(thread, button)
            const taken = yield* discord.until(`what comes of ${button}`, () =>
              act.answers().length > 0 ? "no" : discord.transcript(thread).includes("[Continue]") ? undefined : "yes"
            )
            if (taken === "no") yield* presses(thread, button)
          })
        let life = yield* start
        const said: ReadonlyArray<Message> = ["going on", "beginning anew", "dropped"].map((text) =>
          ann.says(general, `!say ${text}\n!ask Bash "make"`, { attachments: longNamedFiles })
        )
        const threads = yield* Effect.forEach(said, look.threadOf)
        const all = (text: string) =>
          Effect.forEach(threads, (thread) => look.sees(thread, text), { concurrency: "unbounded" })
        yield* all("scout asks")
        yield* life.kill
        life = yield* start
        yield* conversationsTold(walk.home, "Continue where you stopped", 3)
        yield* life.kill
        life = yield* start
        yield* all("interrupted twice")
        yield* life.kill
        yield* start
        yield* all("interrupted twice")
        const [first, second, third] = threads
        const [one, two, three] = said
        if (!first || !second || !third || !one || !two || !three) return assert.fail("not all were said")
        const waiting = look.screen(third)
        const question = waiting.slice(waiting.lastIndexOf("scout [APP]"))
        yield* presses(first, "Continue")
        yield* presses(second, "Start over")
        yield* presses(third, "Drop")
        yield* discord.until("a new ask", () => discord.transcript(second).split("scout asks").length === 3)
        ann.presses(second, "Allow once")
        assert.deepStrictEqual(yield* Effect.forEach([one, two, three], look.settled), ["✅", "✅", "⏹️"])
        const screen = `${question}\n====\n${look.screen(general)}`
          .replaceAll(/(?:\b\d ){5,}\d\.txt(?:, )?/g, "FILE ")
          .replaceAll(/^.*nothing waits for that any more\n/gm, "")
          .replaceAll(cutShort, "")
        expect(screen).toMatchInlineSnapshot(`
          "scout [APP]: scout has a question

            **this was interrupted twice. what now?**
            - Continue · go on from where it stopped
            - Start over · take the message from the beginning again
            - Drop · leave it as it is
            [Continue] [Start over] [Drop] [Other…]
          ====
          ann: !say going on
            !ask Bash "make"
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            [✅ 1]
            > !say going on
                scout [APP]: going on

                  You said: "The service that carries your answer was restarted while you were working on my last message. Continue where you stoppe…". With it came FILE FILE FILE FILE . It is message 3 of this conversation; before it you said: "The service that carries your answer was restarted while you were working on my last message. Continue where you stoppe…".

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# no answer needed any more
                scout [APP]: scout has a question

                  **this was interrupted twice. what now?**
                  - Continue · go on from where it stopped
                  - Start over · take the message from the beginning again
                  - Drop · leave it as it is

                  -# ✓ answered by ann · Continue
          ann: !say beginning anew
            !ask Bash "make"
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            [✅ 1]
            > !say beginning anew
                scout [APP]: beginning anewBash was allowed.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# no answer needed any more
                scout [APP]: scout has a question

                  **this was interrupted twice. what now?**
                  - Continue · go on from where it stopped
                  - Start over · take the message from the beginning again
                  - Drop · leave it as it is

                  -# ✓ answered by ann · Start over
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# ✓ allowed by ann
          ann: !say dropped
            !ask Bash "make"
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            [⏹️ 1]
            > !say dropped
                scout [APP]: dropped

                  -# stopped
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# no answer needed any more
                scout [APP]: scout has a question

                  **this was interrupted twice. what now?**
                  - Continue · go on from where it stopped
                  - Start over · take the message from the beginning again
                  - Drop · leave it as it is

                  -# ✓ answered by ann · Drop"
        `)
        // A new life cannot know what the last one wrote in the seconds before.
        assert.isAtMost(discord.counts().rateLimited, 3)
      }).pipe(Effect.scoped),
    120_000
  )
})
