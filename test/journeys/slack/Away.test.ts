import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect } from "vitest"
import { conversationIdOf } from "../../../src/adapters/chat/slack/Address.ts"
import { makeSlack } from "../../../src/adapters/chat/slack/Slack.ts"
import { Operation } from "../../../src/core/ports/ChatPlatform.ts"
import { memoryState } from "../../support/MemoryState.ts"
import type { RequestSeen } from "../../support/slack/Faults.ts"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import { watching } from "./Watching.ts"

describe("when Slack or the service is away", () => {
  it.live("what was said in a channel, a thread and alone while the service was away is answered, once", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack, start, stop } = walk
          const { limits, screen, settled } = watching(walk)
          const first = ann.says(general, "!say before")
          yield* settled(first)
          const alone = ann.dm("!say before, alone")
          yield* settled(alone)
          yield* stop
          // Nobody takes it: Slack gives up telling it.
          slack.settings.retryMillis = []
          const missed = [
            ann.says(general, "!say to the channel"),
            ann.says(general, "!say to the thread", { thread: first }),
            ann.says(general, "!say to the thread again", { thread: first }),
            ann.dm("!say to you alone"),
            ann.dm("!say and below that", { thread: alone })
          ]
          ann.deletes(ann.says(general, "!say taken back in time", { thread: first }))
          ann.says(slack.channel("lunch"), "pizza?")
          yield* start
          for (const message of missed) yield* settled(message)
          yield* stop
          slack.tiers.forget()
          yield* start
          yield* settled(ann.says(general, "!say after it", { thread: first }))
          expect(screen()).toMatchInlineSnapshot(`
              "== #general
              ann: !say before
                | scout [APP]:
                |   [✓ done · Ns]
                |   before
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | ann: !say to the thread
                | ann: !say to the thread again
                | scout [APP]:
                |   [✓ done · Ns]
                |   to the thread
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | scout [APP]:
                |   [✓ done · Ns]
                |   to the thread again
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | ann: !say after it
                | scout [APP]:
                |   [✓ done · Ns]
                |   after it
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | (session "!say before": active)
              ann: !say to the channel
                | scout [APP]:
                |   [✓ done · Ns]
                |   to the channel
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | (session "!say to the channel": active)
              == direct with ann
              ann: !say before, alone
                | scout [APP]:
                |   [✓ done · Ns]
                |   before, alone
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | ann: !say and below that
                | scout [APP]:
                |   [✓ done · Ns]
                |   and below that
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | (session "!say before, alone": active)
              ann: !say to you alone
                | scout [APP]:
                |   [✓ done · Ns]
                |   to you alone
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | (session "!say to you alone": active)
              == #lunch
              ann: pizza?"
            `)
          assert.deepStrictEqual(limits(), [])
        }),
      { transport: "http" }
    )
  )

  it.live("an ask and a stream that were open when the service went are closed, and a late press is told so", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack, start, stop } = walk
        const { limits, screen, sees, settled } = watching(walk)
        const first = ann.says(general, '!say before\n!ask Bash "make"')
        const ask = yield* sees(first, "scout asks")
        yield* stop
        slack.settings.ackMillis = 100
        yield* ann.presses(general, "Allow once", ask).failed
        slack.settings.ackMillis = 3_000
        // It takes a while until the buttons are gone.
        const closes = ({ args, method }: RequestSeen) => method === "chat.update" && args.ts === ask.ts
        slack.faults.slow(closes, { millis: 500 })
        yield* start
        yield* slack.until("that it is closed", () => slack.requests.some(closes))
        const late = yield* ann.presses(general, "Allow once", ask).answer
        assert.isTrue(late.ephemeral)
        assert.strictEqual(late.text, "nothing waits for that any more")
        yield* settled(first)
        yield* settled(ann.says(general, "!say and on", { thread: first }))
        assert.isTrue(slack.messages(general).every(({ streaming }) => streaming?.state !== "in_progress"))
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !say before
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
            | Slackbot (only ann sees this): [Allow once] failed: dispatch_failed
            | Orchestrator [APP] (only ann sees this): nothing waits for that any more
            | ann: !say and on
            | scout [APP]:
            |   [✓ done · Ns]
            |   and on
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say before": active)"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("two halves: who only writes needs no socket, and both find each other's threads", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const { limits, screen, settled } = watching(walk)
        const first = ann.says(general, "!say from the half that listens")
        yield* settled(first)
        const conversation = conversationIdOf({ team: slack.team.id, channel: general.id, thread: first.ts })
        // With nothing of the other half: neither its state nor what it knows of threads and people.
        yield* Effect.gen(function* () {
          const config = { listen: "127.0.0.1:0", faces: true, streams: true, reactions: false }
          const environment = { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl }
          const writer = yield* makeSlack(config, { directory: walk.home.home, environment })
          const growth = { headline: "working", steps: [], text: "*half", ending: "", over: false }
          const post = Operation.cases.Post.make({
            key: "worker",
            conversation,
            face: { name: "smith" },
            body: { markdown: "*half*", controls: [], growth },
            notify: false
          })
          const { message } = yield* writer.perform(post)
          if (message === undefined) return assert.fail("nothing was posted")
          assert.deepStrictEqual(yield* writer.perform(post), { message })
          const ended = { headline: "done", steps: [], text: "*half done*, all done", ending: "", over: true }
          const body = { markdown: "*half done*, all done", controls: [], growth: ended }
          yield* writer.perform(Operation.cases.Edit.make({ message, body, final: true }))
        }).pipe(Effect.provide(Layer.merge(memoryState, NodeServices.layer)), Effect.scoped)
        yield* settled(ann.says(general, "!say thank you", { thread: first }))
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !say from the half that listens
            | scout [APP]:
            |   [✓ done · Ns]
            |   from the half that listens
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | smith [APP]:
            |   [done]
            |   half done, all done
            | ann: !say thank you
            | scout [APP]:
            |   [✓ done · Ns]
            |   thank you
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say from the half that listens": active)"
        `)
        assert.strictEqual(slack.sockets.history.filter((line) => line === "hello").length, 2)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )
})
