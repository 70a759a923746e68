import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect } from "vitest"
import { conversationIdOf } from "../../../src/adapters/chat/discord/Address.ts"
import { makeDiscord } from "../../../src/adapters/chat/discord/Discord.ts"
import { Operation } from "../../../src/core/ports/ChatPlatform.ts"
import { walkDiscord } from "../../support/discord/DiscordWalk.ts"
import { makeLeapingClock } from "../../support/LeapingClock.ts"
import { memoryState } from "../../support/MemoryState.ts"
import { watching } from "./Watching.ts"

describe("when Discord or the service is away", () => {
  it.live("a request that was done although it failed is not done twice", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, screen, sees, settled, threadOf } = watching(walk)
        discord.faults.fail("/threads", { stored: true })
        discord.faults.fail("POST /channels/:channel/webhooks", { stored: true })
        discord.faults.fail("POST /webhooks/:webhook/:token", { stored: true })
        const first = ann.says(general, "!say said once\n!stream 4000 words every 0ms")
        const thread = yield* threadOf(first)
        discord.faults.destroy(
          ({ body, route }) =>
            route === "/webhooks/:webhook/:token" && JSON.stringify(body).includes('attachments":[{'),
          { stored: true }
        )
        assert.strictEqual(yield* settled(first), "✅")
        yield* discord.until("the file", () => discord.transcript(thread).includes("answer.md ("))

        discord.faults.destroy("POST /webhooks/:webhook/:token", { stored: true })
        discord.faults.destroy("PATCH /webhooks/:webhook/:token", { stored: true })
        const second = ann.says(thread, '!say and this once\n!ask Bash "make"')
        yield* sees(thread, "scout asks")
        ann.presses(thread, "Allow once")
        assert.strictEqual(yield* settled(second), "✅")

        discord.faults.fail("POST /channels/:channel/messages", { stored: true })
        const third = ann.dm("!say alone with you, once")
        assert.strictEqual(yield* settled(third), "✅")
        discord.faults.destroy("POST /channels/:channel/messages", { stored: false, times: 2 })
        const fourth = ann.dm("!say at the third try")
        assert.strictEqual(yield* settled(fourth), "✅")
        expect(screen().replace(/(said oncethe quick).*/, "$1 …")).toMatchInlineSnapshot(`
          "== #general
          ann: !say said once
            !stream 4000 words every 0ms
            [✅ 1]
            > !say said once
                scout [APP]: said oncethe quick …

                  -# … 20,325 characters in all, the whole answer is in answer.md

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]:
                  + answer.md (20 kB)
                ann: !say and this once
                  !ask Bash "make"
                  [✅ 1]
                scout [APP]: and this onceBash was allowed.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# ✓ allowed by ann
          == direct with ann
          ann: !say alone with you, once
            [✅ 1]
          ^ ann: !say alone with you, once
          Orchestrator [APP]: alone with you, once

            -# scout · rehearsal · Ns · N% ctx · $N
          ann: !say at the third try
            [✅ 1]
          ^ ann: !say at the third try
          Orchestrator [APP]: at the third try

            -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("what was said in a channel, a thread and alone while the service was away is answered, once", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general, start, stop } = walk
        const { limits, screen, settled, threadOf } = watching(walk)
        const first = ann.says(general, "!say before")
        const thread = yield* threadOf(first)
        assert.strictEqual(yield* settled(first), "✅")
        assert.strictEqual(yield* settled(ann.dm("!say before, alone")), "✅")
        yield* stop
        // It is away for longer than Discord counts; here for a moment.
        discord.forgetLimits()
        const missed = [
          ann.says(general, "!say to the channel"),
          ann.says(thread, "!say to the thread"),
          ann.says(thread, "!say to the thread again"),
          ann.dm("!say to you alone")
        ]
        ann.deletes(ann.says(thread, "!say taken back in time"))
        ann.says(discord.channel("lunch"), "pizza?")
        yield* start
        for (const message of missed) assert.strictEqual(yield* settled(message), "✅")
        yield* stop
        discord.forgetLimits()
        yield* start
        const last = ann.says(thread, "!say after it")
        assert.strictEqual(yield* settled(last), "✅")
        expect(screen()).toMatchInlineSnapshot(`
          "== #general
          ann: !say before
            [✅ 1]
            > !say before
                scout [APP]: before

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !say to the thread
                  [✅ 1]
                ann: !say to the thread again
                  [✅ 1]
                scout [APP]: to the thread

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: to the thread again

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !say after it
                  [✅ 1]
                scout [APP]: after it

                  -# scout · rehearsal · Ns · N% ctx · $N
          ann: !say to the channel
            [✅ 1]
            > !say to the channel
                scout [APP]: to the channel

                  -# scout · rehearsal · Ns · N% ctx · $N
          == direct with ann
          ann: !say before, alone
            [✅ 1]
          ^ ann: !say before, alone
          Orchestrator [APP]: before, alone

            -# scout · rehearsal · Ns · N% ctx · $N
          ann: !say to you alone
            [✅ 1]
          ^ ann: !say to you alone
          Orchestrator [APP]: to you alone

            -# scout · rehearsal · Ns · N% ctx · $N
          == #lunch
          ann: pizza?"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("a session that Discord gave up under running turns costs nothing and doubles nothing", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, screen, sees, settled, threadOf } = watching(walk)
        const first = ann.says(general, '!say one\n!ask Bash "make"')
        const second = ann.says(general, "!stream 80 words every 30ms")
        const thread = yield* threadOf(first)
        yield* sees(thread, "scout asks")
        yield* sees(yield* threadOf(second), "quick")
        discord.gateway.invalidate(false)
        const meanwhile = [ann.says(thread, "!say in line"), ann.says(general, "!say said into the gap")]
        yield* discord.until(
          "a new session",
          () => discord.gateway.history.filter((line) => line === "ready 0/1").length === 2
        )
        ann.presses(thread, "Allow once")
        for (const message of [first, second, ...meanwhile]) assert.strictEqual(yield* settled(message), "✅")
        // Told twice, as it happens after a gap.
        discord.gateway.duplicateNext("MESSAGE_CREATE")
        const third = ann.says(thread, "!say told twice, said once")
        assert.strictEqual(yield* settled(third), "✅")
        assert.strictEqual(yield* settled(ann.says(thread, "!say the end")), "✅")
        expect(screen(general).replace(/the quick.*/, "the quick …")).toMatchInlineSnapshot(`
          "ann: !say one
            !ask Bash "make"
            [✅ 1]
            > !say one
                scout [APP]: oneBash was allowed.

                  -# scout · rehearsal · Ns · N% ctx · $N
                scout [APP]: scout asks: run a command

                  \`\`\`sh
                  make
                  \`\`\`

                  -# ✓ allowed by ann
                ann: !say in line
                  [✅ 1]
                scout [APP]: in line

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !say told twice, said once
                  [✅ 1]
                scout [APP]: told twice, said once

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !say the end
                  [✅ 1]
                scout [APP]: the end

                  -# scout · rehearsal · Ns · N% ctx · $N
          ann: !stream 80 words every 30ms
            [✅ 1]
            > !stream 80 words every 30ms
                scout [APP]: the quick …

                  -# scout · rehearsal · Ns · N% ctx · $N
          ann: !say said into the gap
            [✅ 1]
            > !say said into the gap
                scout [APP]: said into the gap

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("a connection that waits for ever to be continued is begun anew, and nothing said meanwhile is lost", () => {
    const { clock, leap } = makeLeapingClock()
    return walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, screen, settled, threadOf } = watching(walk)
        const first = ann.says(general, "!say before")
        const thread = yield* threadOf(first)
        assert.strictEqual(yield* settled(first), "✅")
        discord.gateway.withhold(true)
        const withheld = ann.says(thread, "!say kept back, and told by the resume")
        discord.gateway.withhold(false)
        discord.gateway.cut()
        assert.strictEqual(yield* settled(withheld), "✅")
        discord.gateway.refuseResumes(true)
        discord.gateway.cut()
        yield* discord.until(
          "an attempt to resume",
          () => discord.gateway.history.filter((line) => line === "resume").length === 2
        )
        const missed = ann.says(thread, "!say into the silence")
        leap(65_000)
        assert.strictEqual(yield* settled(missed), "✅")
        assert.strictEqual(yield* settled(ann.says(thread, "!say it goes on")), "✅")
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: !say before
            [✅ 1]
            > !say before
                scout [APP]: before

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !say kept back, and told by the resume
                  [✅ 1]
                scout [APP]: kept back, and told by the resume

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !say into the silence
                  [✅ 1]
                scout [APP]: into the silence

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: !say it goes on
                  [✅ 1]
                scout [APP]: it goes on

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(
          discord.gateway.history.filter((line) => /^(ready|resume)/.test(line)),
          ["ready 0/1", "resume", "resumed", "resume", "ready 0/1"]
        )
        assert.deepStrictEqual(limits(), [])
      })
    ).pipe(Effect.provideService(Clock.Clock, clock))
  })

  it.live("two halves: who only writes needs no gateway, and both find discord where they were told to", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const { limits, screen, settled, threadOf } = watching(walk)
          const first = ann.says(general, "!say from the half that listens")
          const thread = yield* threadOf(first)
          assert.strictEqual(yield* settled(first), "✅")
          const conversation = conversationIdOf({ channel: general.id, thread: thread.id })
          // With nothing of the other half: neither its state nor what it knows of threads and webhooks.
          yield* Effect.gen(function* () {
            const writer = yield* makeDiscord(
              { threads: true, faces: true, commands: true },
              {
                directory: walk.home.home,
                environment: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: `${discord.apiUrl}/` }
              }
            )
            const post = Operation.cases.Post.make({
              key: "worker",
              conversation,
              face: { name: "smith" },
              body: { markdown: "*half done*", controls: [] },
              notify: false
            })
            const { message } = yield* writer.perform(post)
            if (message === undefined) return assert.fail("nothing was posted")
            assert.deepStrictEqual(yield* writer.perform(post), { message })
            const body = { markdown: "all done", controls: [] }
            yield* writer.perform(Operation.cases.Edit.make({ message, body, final: true }))
          }).pipe(Effect.provide(Layer.merge(memoryState, NodeServices.layer)), Effect.scoped)
          assert.strictEqual(yield* settled(ann.says(thread, "!say thank you")), "✅")
          expect(screen(general)).toMatchInlineSnapshot(`
            "ann: !say from the half that listens
              [✅ 1]
              > !say from the half that listens
                  scout [APP]: from the half that listens

                    -# scout · rehearsal · Ns · N% ctx · $N
                  smith [APP]: all done
                  ann: !say thank you
                    [✅ 1]
                  scout [APP]: thank you

                    -# scout · rehearsal · Ns · N% ctx · $N"
          `)
          assert.deepStrictEqual(
            discord.gateway.history.filter((line) => line.startsWith("identify")),
            ["identify 0/1"]
          )
          assert.strictEqual(discord.world.webhooks.size, 1)
          assert.deepStrictEqual(limits(), [])
        }),
      { discord: ({ apiUrl }) => `{apiUrl: "${apiUrl}"}`, environment: { DISCORD_API_URL: "" } }
    )
  )
})
