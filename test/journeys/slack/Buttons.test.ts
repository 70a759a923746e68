/** What people press on Slack, and what is said to those who come too late. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { expect } from "vitest"
import { Control } from "../../../src/core/control/Control.ts"
import { Answer } from "../../../src/core/model/Ask.ts"
import { Journal } from "../../../src/core/ports/Journal.ts"
import { makeSlackWalk, type SlackWalk, walkSlack } from "../../support/slack/SlackWalk.ts"
import type { Message } from "../../support/slack/World.ts"
import { carriedBy, carryIdsAlone, using } from "./Using.ts"
import { watching } from "./Watching.ts"

const expired = "nothing waits for that any more"

/** Until the message has no buttons any more. */
const closed = ({ slack }: Pick<SlackWalk, "slack">, message: Message) =>
  slack.until("no buttons", () => {
    const now = slack.current(message)
    return now !== undefined && !now.blocks.some(({ type }) => type === "actions")
  })

describe("buttons on slack", () => {
  it.live(
    "a turn is stopped where slack shows it works; a command is allowed once, denied, and allowed for the session",
    () =>
      walkSlack((walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const look = watching(walk)
          const { failures } = using(walk)
          const first = ann.says(general, "!say counting:\n!wait 60s")
          yield* look.sees(first, "counting:")
          ann.stops(general, first)
          yield* look.settled(first)
          const carried: Array<string> = []
          const asks = (text: string, button: string) =>
            Effect.gen(function* () {
              const said = ann.says(general, `!ask Bash "${text}"`, { thread: first })
              const ask = yield* look.sees(said, `sh\n  ${text}\n`)
              carried.push(...carriedBy(ask))
              ann.presses(general, button)
              yield* look.settled(said)
              yield* closed(walk, ask)
            })
          yield* asks("make one", "Allow once")
          yield* asks("make two", "Deny")
          yield* asks("make three", "Allow for this session")
          const last = ann.says(general, '!ask Bash "make four"', { thread: first })
          yield* look.settled(last)
          expect(look.screen(general)).toMatchInlineSnapshot(`
            "ann: !say counting:
              !wait Ns
              | scout [APP]: counting:
              |   · stopped by ann
              | ann: !ask Bash "make one"
              | scout [APP]:
              |   [✓ done · 1 command · Ns]
              |     ✓ run make one
              |   Bash was allowed.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]: scout asks: run a command
              |
              |   \`\`\`sh
              |   make one
              |   \`\`\`
              |   · ✓ allowed by ann
              | ann: !ask Bash "make two"
              | scout [APP]:
              |   [✓ done · 1 command · Ns]
              |     ✗ run make two
              |   Bash was denied.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]: scout asks: run a command
              |
              |   \`\`\`sh
              |   make two
              |   \`\`\`
              |   · ✗ denied by ann
              | ann: !ask Bash "make three"
              | scout [APP]:
              |   [✓ done · 1 command · Ns]
              |     ✓ run make three
              |   Bash was allowed.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | scout [APP]: scout asks: run a command
              |
              |   \`\`\`sh
              |   make three
              |   \`\`\`
              |   · ✓ allowed by ann, for this session
              | ann: !ask Bash "make four"
              | scout [APP]:
              |   [✓ done · 1 command · Ns]
              |     ✓ run make four
              |   Bash was allowed.
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say counting:": active)"
          `)
          assert.isAtLeast(carried.length, 9)
          carryIdsAlone([...carried, ...slack.messages(general).flatMap(carriedBy)], ["make", "counting", "Allow once"])
          assert.deepStrictEqual([...failures(), ...look.limits()], [])
        })
      )
  )

  it.live("where slack shows no sessions there is a button to stop, and signs say how each message ended", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const look = watching(walk)
          slack.install.sessions = false
          const sign = (message: Message, name: string) =>
            slack.until(`:${name}:`, () => slack.current(message)?.reactions.has(name))
          const first = ann.says(general, "!say counting:\n!wait 60s")
          yield* look.sees(first, "counting:")
          const shown = look.screen(general)
          ann.presses(general, "⏹ Stop")
          yield* sign(first, "black_square_for_stop")
          const second = ann.says(general, "!say all is well", { thread: first })
          yield* sign(second, "white_check_mark")
          const third = ann.says(general, '!fail invalid "no such thing"', { thread: first })
          yield* sign(third, "x")
          expect(`${shown}\n====\n${look.screen(general)}`).toMatchInlineSnapshot(`
            "ann: !say counting:
              !wait Ns
              | scout [APP]:
              |   [⏹ Stop]
              |   [working · scout]
              |   counting: (streaming)
            ====
            ann: !say counting:
              !wait Ns
              [:black_square_for_stop: 1]
              | scout [APP]: counting:
              |   · stopped by ann
              | ann: !say all is well
              |   [:white_check_mark: 1]
              | scout [APP]: all is well
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !fail invalid "no such thing"
              |   [:x: 1]
              | scout [APP]: ✗ failed · no such thing · nothing is wrong: a rehearsal was asked to fail
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Retry]"
          `)
          assert.deepStrictEqual(look.limits(), [])
        }),
      { transport: "http" }
    )
  )

  it.live("the first press counts; the next one, and a stranger's, is answered to nobody else", () =>
    Effect.gen(function* () {
      const walk = yield* makeSlackWalk({ transport: "http" })
      const { ann, general, slack } = walk
      const look = watching(walk)
      const { failures, sends, told } = using(walk)
      const services = yield* walk.start
      const eve = slack.person("eve")
      const said = ann.says(general, '!ask Bash "make"')
      const ask = yield* look.sees(said, "scout asks")
      const words = [yield* told(eve.presses(general, "Allow once")), yield* told(eve.presses(general, "Deny"))]
      const both = [ann.presses(general, "Allow once", ask), ann.presses(general, "Allow once", ask)]
      yield* look.settled(said)
      const late = yield* slack.until(
        "the one who came too late",
        () => both.flatMap((act) => act.interaction.answers)[0]
      )
      assert.strictEqual(late.seenBy, ann.id)
      const next = ann.says(general, '!question "Which color?" Red Blue', { thread: said })
      yield* look.sees(next, "Which color?")
      const opened = ann.presses(general, "Other…")
      yield* opened.view
      ann.presses(general, "Red")
      yield* look.settled(next)
      words.push(yield* sends(ann, opened, { "your answer": "Green" }))
      // Somebody answers it elsewhere.
      const last = ann.says(general, '!ask Bash "make all"', { thread: said })
      const open = yield* look.sees(last, "sh\n  make all\n")
      const control = Context.get(services, Control)
      const [{ session } = assert.fail("no session")] = yield* control.sessions(1)
      const { running } = yield* control.status(session)
      const waiting = running?.asks[0] ?? assert.fail("nothing waits")
      yield* control.answer(session, waiting.id, Answer.cases.Allow.make({ scope: "once" }), { by: "the terminal" })
      yield* look.settled(last)
      yield* closed(walk, open)
      expect(words).toMatchInlineSnapshot(`
        [
          "you may not approve here; ask the owner to allow it",
          "you may not approve here; ask the owner to allow it",
          "nothing waits for that any more",
        ]
      `)
      expect(look.screen(general)).toMatchInlineSnapshot(`
        "ann: !ask Bash "make"
          | scout [APP]:
          |   [✓ done · 1 command · Ns]
          |     ✓ run make
          |   Bash was allowed.
          |   · scout · rehearsal · Ns · N% ctx · $N
          |   [Helpful] [Not helpful]
          | scout [APP]: scout asks: run a command
          |
          |   \`\`\`sh
          |   make
          |   \`\`\`
          |   · ✓ allowed by ann
          | Orchestrator [APP] (only eve sees this): you may not approve here; ask the owner to allow it
          | Orchestrator [APP] (only eve sees this): you may not approve here; ask the owner to allow it
          | Orchestrator [APP] (only ann sees this): nothing waits for that any more
          | ann: !question "Which color?" Red Blue
          | scout [APP]:
          |   [✓ done · Ns]
          |   The answer was Red.
          |   · scout · rehearsal · Ns · N% ctx · $N
          |   [Helpful] [Not helpful]
          | scout [APP]: scout has a question
          |
          |   Which color?
          |   • Red · take Red
          |   • Blue · take Blue
          |   · ✓ answered by ann · Red
          | Orchestrator [APP] (only ann sees this): nothing waits for that any more
          | ann: !ask Bash "make all"
          | scout [APP]:
          |   [✓ done · 1 command · Ns]
          |     ✓ run make all
          |   Bash was allowed.
          |   · scout · rehearsal · Ns · N% ctx · $N
          |   [Helpful] [Not helpful]
          | scout [APP]: scout asks: run a command
          |
          |   \`\`\`sh
          |   make all
          |   \`\`\`
          |   · ✓ allowed by the terminal
          | (session "!ask Bash "make"": active)"
      `)
      assert.deepStrictEqual([...failures(), ...look.limits()], [])
    }).pipe(Effect.scoped)
  )

  it.live("a failure is tried again, now and after a restart; an ask that the restart closed has no buttons left", () =>
    Effect.gen(function* () {
      const walk = yield* makeSlackWalk()
      const { ann, general, slack } = walk
      const look = watching(walk)
      const { failures, told } = using(walk)
      yield* walk.start
      const failing = ann.says(general, '!say so far\n!fail overloaded "too much to do"')
      yield* look.settled(failing)
      const tries = (many: number) =>
        slack.until(`${many} tries`, () => slack.transcript(general).split("[Retry]").length === many + 1)
      ann.presses(general, "Retry")
      yield* tries(2)
      const asking = ann.says(general, '!say before\n!ask Bash "make"')
      const ask = yield* look.sees(asking, "scout asks")
      const old = ask.blocks
      yield* walk.stop
      yield* walk.start
      yield* look.settled(asking)
      yield* closed(walk, ask)
      // Somebody's client is behind and still shows them.
      const now = slack.current(ask) ?? assert.fail("the ask is gone")
      const shown = now.blocks
      now.blocks = old
      const late = ann.presses(general, "Allow once", now)
      assert.strictEqual(yield* told(late), expired)
      now.blocks = shown
      ann.presses(general, "Retry")
      yield* tries(3)
      yield* look.settled(failing)
      expect(look.screen(general)).toMatchInlineSnapshot(`
        "ann: !say so far
          !fail overloaded "too much to do"
          | scout [APP]:
          |   [✗ failed · Ns]
          |   so far
          |   ✗ failed · too much to do · nothing is wrong: a rehearsal was asked to fail
          |   · scout · rehearsal · Ns · N% ctx · $N
          |   [Retry]
          | scout [APP]:
          |   [✗ failed · Ns]
          |   so far
          |   ✗ failed · too much to do · nothing is wrong: a rehearsal was asked to fail
          |   · scout · rehearsal · Ns · N% ctx · $N
          |   [Retry]
          | scout [APP]:
          |   [✗ failed · Ns]
          |   so far
          |   ✗ failed · too much to do · nothing is wrong: a rehearsal was asked to fail
          |   · scout · rehearsal · Ns · N% ctx · $N
          |   [Retry]
          | (session "!say so far": active)
        ann: !say before
          !ask Bash "make"
          | scout [APP]: beforeBash was denied: nobody is there to answer.
          |   · scout · rehearsal · Ns · N% ctx · $N
          |   [Helpful] [Not helpful]
          | scout [APP]: scout asks: run a command
          |
          |   \`\`\`sh
          |   make
          |   \`\`\`
          |   · no answer needed any more
          | Orchestrator [APP] (only ann sees this): nothing waits for that any more
          | (session "!say before": active)"
      `)
      assert.deepStrictEqual([...failures(), ...look.limits()], [])
    }).pipe(Effect.scoped)
  )

  it.live(
    "everybody's word on an answer is noted and thanked for, the latest of each counts, also after a restart",
    () =>
      Effect.gen(function* () {
        const walk = yield* makeSlackWalk({ people: { bob: ["talk"] } })
        const { ann, general, people } = walk
        const look = watching(walk)
        const { failures, told } = using(walk)
        const bob = people.bob ?? assert.fail("no bob")
        yield* walk.start
        const said = ann.says(general, "!say forty-two")
        yield* look.settled(said)
        const answer = look.ours(said).at(-1) ?? assert.fail("no answer")
        const words = [yield* told(ann.presses(general, "Helpful", answer))]
        words.push(yield* told(bob.presses(general, "Not helpful", answer)))
        yield* walk.stop
        const services = yield* walk.start
        words.push(yield* told(ann.presses(general, "Not helpful", answer)))
        words.push(yield* told(ann.presses(general, "Not helpful", answer)))
        words.push(yield* told(walk.slack.person("eve").presses(general, "Helpful", answer)))
        const journal = Context.get(services, Journal)
        const [{ session } = assert.fail("no session")] = yield* journal.sessions(1)
        const rows = yield* journal.read(session, { after: 0, limit: 1000 })
        const rated = rows.flatMap(({ entry }) => (entry._tag === "Rated" ? [`${entry.by}: ${entry.helpful}`] : []))
        expect([...words, ...rated].join("\n")).toMatchInlineSnapshot(`
          "noted, thank you
          noted, thank you
          noted, thank you
          noted, thank you
          you may not talk to agents here; ask the owner to allow it
          ann: true
          bob: false
          ann: false"
        `)
        expect(look.screen(general)).toMatchInlineSnapshot(`
          "ann: !say forty-two
            | scout [APP]:
            |   [✓ done · Ns]
            |   forty-two
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | Orchestrator [APP] (only ann sees this): noted, thank you
            | Orchestrator [APP] (only bob sees this): noted, thank you
            | Orchestrator [APP] (only ann sees this): noted, thank you
            | Orchestrator [APP] (only ann sees this): noted, thank you
            | Orchestrator [APP] (only eve sees this): you may not talk to agents here; ask the owner to allow it
            | (session "!say forty-two": active)"
        `)
        assert.deepStrictEqual([...failures(), ...look.limits()], [])
      }).pipe(Effect.scoped)
  )
})
