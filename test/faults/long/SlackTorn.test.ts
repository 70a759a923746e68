/**
 * A turn on Slack that was torn off twice: the service and its CLIs are killed under it, and killed again while it was
 * being continued. What people see then, and what the three buttons do.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { watching } from "../../journeys/slack/Watching.ts"
import { makeSlackWalk } from "../../support/slack/SlackWalk.ts"
import type { Message } from "../../support/slack/World.ts"
import { conversationsTold, cutShort, longNamedFiles, makeTornService } from "../../support/TornService.ts"

describe("a turn on slack that was torn off twice", () => {
  it.live("asks what now, and its buttons outlive one more restart: it goes on, begins anew, or is dropped", () =>
    Effect.gen(function* () {
      const walk = yield* makeSlackWalk()
      const { ann, general, slack } = walk
      const { start } = yield* makeTornService({
        ...walk,
        // However long the restarts take, an answer ends in its message.
        config: `${walk.config}\nfinish: edit\n`,
        listens: slack.until("somebody who listens", () => slack.sockets.connected() === 2),
        killed: () => slack.sockets.cut()
      })
      const look = watching(walk)
      const question = (said: Message) => look.sees(said, "interrupted twice")
      /** Who is very quick after a start is told that nothing waits yet, and presses again. */
      const presses = (said: Message, button: string): Effect.Effect<void> =>
        Effect.gen(function* () {
          const shown = yield* question(said)
          const act = ann.presses(general, button, shown)
          const taken = yield* slack.until(`what comes of ${button}`, () =>
            act.interaction.answers.length > 0
              ? "no"
              : look.shown(slack.current(shown) ?? shown).includes("[Continue]")
                ? undefined
                : "yes"
          )
          if (taken === "no") yield* presses(said, button)
        })
      let life = yield* start
      const said = ["going on", "beginning anew", "dropped"].map((text) =>
        ann.says(general, `!say ${text}\n!ask Bash "make"`, { files: longNamedFiles })
      )
      const all = (text: string) => Effect.forEach(said, (one) => look.sees(one, text), { concurrency: "unbounded" })
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
      const [first, second, third] = said
      if (!first || !second || !third) return assert.fail("not all were said")
      const waiting = look.shown(yield* question(third))
      yield* presses(first, "Continue")
      yield* presses(second, "Start over")
      yield* presses(third, "Drop")
      const again = yield* slack.until("a new ask", () =>
        look.ours(second).findLast((one) => look.shown(one).includes("[Allow once]"))
      )
      ann.presses(general, "Allow once", again)
      yield* Effect.forEach(said, look.settled)
      const screen = `${waiting}\n====\n${look.screen(general)}`
        .replaceAll(/(?:\b\d ){5,}\d\.txt(?:, )?/g, "FILE ")
        .replaceAll(/^.*nothing waits for that any more\n/gm, "")
        .replaceAll(cutShort, "")
      expect(screen).toMatchInlineSnapshot(`
          "scout [APP]: scout has a question

            this was interrupted twice. what now?
            • Continue · go on from where it stopped
            • Start over · take the message from the beginning again
            • Drop · leave it as it is
            [Continue] [Start over] [Drop] [Other…]
          ====
          ann: !say going on
            !ask Bash "make"
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            | scout [APP]: going on
            |
            |   You said: "The service that carries your answer was restarted while you were working on my last message. Continue where you stoppe…". With it came FILE FILE FILE FILE . It is message 3 of this conversation; before it you said: "The service that carries your answer was restarted while you were working on my last message. Continue where you stoppe…".
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   · no answer needed any more
            | scout [APP]: scout has a question
            |
            |   this was interrupted twice. what now?
            |   • Continue · go on from where it stopped
            |   • Start over · take the message from the beginning again
            |   • Drop · leave it as it is
            |   · ✓ answered by ann · Continue
            | (session "!say going on": active)
          ann: !say beginning anew
            !ask Bash "make"
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            | scout [APP]: beginning anewBash was allowed.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   · no answer needed any more
            | scout [APP]: scout has a question
            |
            |   this was interrupted twice. what now?
            |   • Continue · go on from where it stopped
            |   • Start over · take the message from the beginning again
            |   • Drop · leave it as it is
            |   · ✓ answered by ann · Start over
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   · ✓ allowed by ann
            | (session "!say beginning anew": active)
          ann: !say dropped
            !ask Bash "make"
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            + FILE  (1 B)
            | scout [APP]: dropped
            |   · stopped
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   · no answer needed any more
            | scout [APP]: scout has a question
            |
            |   this was interrupted twice. what now?
            |   • Continue · go on from where it stopped
            |   • Start over · take the message from the beginning again
            |   • Drop · leave it as it is
            |   · ✓ answered by ann · Drop
            | (session "!say dropped": active)"
        `)
      assert.deepStrictEqual(look.limits(), [])
    }).pipe(Effect.scoped)
  )
})
