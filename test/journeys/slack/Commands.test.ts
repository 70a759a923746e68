/** Commands as people use them on Slack: asked in sight of everybody, answered to them alone, acknowledged at once. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import { using } from "./Using.ts"
import { watching } from "./Watching.ts"

describe("commands on slack", () => {
  it.live(
    "ask opens a thread on what everybody sees, in a channel and alone with the bot, but not where the bot is no member",
    () =>
      walkSlack((walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const look = watching(walk)
          const { failures, told } = using(walk)
          const random = slack.channel("random")
          const secret = slack.channel("secret", { private: true, invited: false })
          const asked = (channel: typeof general, text: string) =>
            slack.until(`the question ${text}`, () =>
              slack.messages(channel).find((message) => look.shown(message).includes(text))
            )
          ann.command(general, "/ask", "!say from the channel")
          const first = yield* asked(general, "from the channel")
          yield* look.settled(first)
          const more = ann.says(general, "!say it goes on", { thread: first })
          yield* look.settled(more)
          ann.command(random, "/ask", "@smith !say *not* a [bound](https://example.com) channel @channel <!here> & <b>")
          const other = yield* asked(random, "channel")
          yield* look.settled(other)
          const followUp = ann.says(random, "!say the thread goes on with whom it was begun", { thread: other })
          yield* look.settled(followUp)
          ann.command(slack.direct(ann), "/orc", "ask !say in private")
          yield* look.settled(yield* asked(slack.direct(ann), "in private"))
          const blank = ann.command(general, "/ask", "")
          const words = [yield* told(ann.command(secret, "/ask", "!say is anybody here?")), yield* told(blank)]
          slack.invite(secret)
          ann.command(secret, "/ask", "!say and now?")
          yield* look.settled(yield* asked(secret, "and now?"))
          expect(words.join("\n---\n")).toMatchInlineSnapshot(`
            "i am not in this channel: type \`/invite\` @Orchestrator, then ask again
            ---
            ask needs text: what is said"
          `)
          expect(look.screen()).toMatchInlineSnapshot(`
            "== #general
            Orchestrator [APP]: ann asks: !say from the channel
              | scout [APP]:
              |   [✓ done · Ns]
              |   from the channel
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !say it goes on
              | scout [APP]:
              |   [✓ done · Ns]
              |   it goes on
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say from the channel": active)
            Orchestrator [APP] (only ann sees this): ask needs text: what is said
            == #random
            Orchestrator [APP]: ann asks: !say not a bound (https://example.com) channel @​channel @​here & <b>
              | smith [APP]:
              |   [✓ done · Ns]
              |   not a bound (https://example.com) channel @​channel @​here & <b>
              |   · smith · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !say the thread goes on with whom it was begun
              | smith [APP]:
              |   [✓ done · Ns]
              |   the thread goes on with whom it was begun
              |   · smith · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say not a bound channel @​channel here & <b>": active)
            == #secret
            Orchestrator [APP] (only ann sees this): i am not in this channel: type \`/invite\` @Orchestrator, then ask again
            Orchestrator: @Orchestrator has joined the channel
            Orchestrator [APP]: ann asks: !say and now?
              | scout [APP]:
              |   [✓ done · Ns]
              |   and now?
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say and now?": active)
            == direct with ann
            Orchestrator [APP]: ann asks: !say in private
              | scout [APP]:
              |   [✓ done · Ns]
              |   in private
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say in private": active)"
          `)
          assert.deepStrictEqual([...failures(), ...look.limits()], [])
        })
      )
  )

  it.live("are acknowledged at once however long the rest takes", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { general, people, slack } = walk
          const look = watching(walk)
          const { failures, putAway, told } = using(walk)
          const bob = people.bob ?? assert.fail("no bob")
          // Nothing is known of him yet: who he is has to be asked for, and the answer is long in coming.
          slack.faults.slow("users.info", { millis: 1_300, times: 20 })
          const slow = {
            status: bob.command(general, "/orc", "status"),
            wrong: bob.command(general, "/orc", "model agent=scuot"),
            form: bob.command(general, "/agent", "edit scout"),
            ask: bob.command(general, "/ask", "!say sorry for the wait")
          }
          yield* slow.form.view
          const form = bob.modal()
          assert.include(yield* told(slow.status), "scout · idle")
          assert.strictEqual(yield* told(slow.wrong), "no agent is called scuot; did you mean scout?")
          const asked = yield* slack.until("the question", () =>
            slack.messages(general).find(({ text }) => text.includes("sorry for the wait"))
          )
          yield* look.settled(asked)
          for (const { interaction } of Object.values(slow)) assert.isDefined(interaction.ack, interaction.title)
          putAway()
          expect(`${form}\n====\n${look.screen(general)}`).toMatchInlineSnapshot(`
            "== agent edit
            name: <scout>
            description (optional): <for tests>
            persona (optional): <You are scout.>
            backend (optional): <rehearsal>
            model (optional): <>
            [Cancel] [Send]
            ====
            Orchestrator [APP]: bob asks: !say sorry for the wait
              | scout [APP]:
              |   [✓ done · Ns]
              |   sorry for the wait
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say sorry for the wait": active)"
          `)
          assert.deepStrictEqual([...failures(), ...look.limits()], [])
        }),
      { transport: "http", people: { bob: ["talk", "administer"] }, settings: { ackMillis: 1_000 } }
    )
  )

  it.live("when the way back to a person is over they are told all the same, alone", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const look = watching(walk)
        const { failures } = using(walk)
        slack.settings.responseMillis = 0
        ann.command(general, "/orc", "agent show scuot")
        yield* slack.until("an answer", () => slack.transcript(general).includes("did you mean scout?"))
        ann.command(general, "/orc", "queue")
        yield* slack.until("an answer", () => slack.transcript(general).includes("nothing waits"))
        slack.settings.responseMillis = 60_000
        ann.command(general, "/orc", "stop")
        yield* slack.until("an answer", () => slack.transcript(general).includes("not working"))
        expect(look.screen(general)).toMatchInlineSnapshot(`
          "Orchestrator [APP] (only ann sees this): no agent is called scuot; did you mean scout?
          Orchestrator [APP] (only ann sees this): nothing waits for scout here
          Orchestrator [APP] (only ann sees this): scout is not working here"
        `)
        assert.deepStrictEqual([...failures(), ...look.limits()], [])
      })
    )
  )
})
