import { assert, describe, it } from "@effect/vitest"
import { ChannelType } from "discord-api-types/v10"
import { Effect } from "effect"
import { expect } from "vitest"
import { walkDiscord } from "../../support/discord/DiscordWalk.ts"
import { watching } from "./Watching.ts"

describe("who answers where", () => {
  it.live("a message in a bound channel opens a thread under its words, and the thread is a session", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, general } = walk
        const { limits, screen, settled, threadOf } = watching(walk)
        const first = ann.says(general, "Why does the **build** fail? It says `ENOENT`.")
        const thread = yield* threadOf(first)
        assert.strictEqual(yield* settled(first), "✅")
        const second = ann.says(thread, "and on windows?")
        assert.strictEqual(yield* settled(second), "✅")
        const other = ann.says(general, "!say of something else")
        assert.strictEqual(yield* settled(other), "✅")
        const third = ann.says(thread, "thank you")
        assert.strictEqual(yield* settled(third), "✅")
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: Why does the **build** fail? It says \`ENOENT\`.
            [✅ 1]
            > Why does the build fail? It says ENOENT.
                scout [APP]: You said: "Why does the **build** fail? It says \`ENOENT\`.". It is the first message of this conversation.

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: and on windows?
                  [✅ 1]
                scout [APP]: You said: "and on windows?". It is message 2 of this conversation; before it you said: "Why does the **build** fail? It says \`ENOENT\`.".

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: thank you
                  [✅ 1]
                scout [APP]: You said: "thank you". It is message 3 of this conversation; before it you said: "and on windows?".

                  -# scout · rehearsal · Ns · N% ctx · $N
          ann: !say of something else
            [✅ 1]
            > !say of something else
                scout [APP]: of something else

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("bound to mentions: silent until it is mentioned, then the thread goes on without", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord } = walk
        const { limits, screen, settled, threadOf } = watching(walk)
        const quiet = discord.channel("quiet")
        yield* ann.command(quiet, "agent bind", { name: "smith", trigger: "mention" }).answer
        ann.says(quiet, "!say never said")
        const asked = ann.says(quiet, `${discord.mention} !say you called`)
        const thread = yield* threadOf(asked)
        assert.strictEqual(yield* settled(asked), "✅")
        assert.strictEqual(yield* settled(ann.says(thread, "!say no mention needed here")), "✅")
        yield* ann.command(quiet, "agent unbind").answer
        assert.strictEqual(yield* settled(ann.says(quiet, `${discord.mention} !say the default again`)), "✅")
        expect(screen(quiet)).toMatchInlineSnapshot(`
          "Orchestrator [APP] (ann used /agent bind) (only ann sees this): smith answers here when mentioned
          ann: !say never said
          ann: @Orchestrator !say you called
            [✅ 1]
            > !say you called
                smith [APP]: you called

                  -# smith · rehearsal · Ns · N% ctx · $N
                ann: !say no mention needed here
                  [✅ 1]
                smith [APP]: no mention needed here

                  -# smith · rehearsal · Ns · N% ctx · $N
          Orchestrator [APP] (ann used /agent unbind) (only ann sees this): nobody is bound here any more
          ann: @Orchestrator !say the default again
            [✅ 1]
            > !say the default again
                scout [APP]: the default again

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("elsewhere a mention reaches the default agent, and what is not said to it leaves no trace", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord } = walk
        const { limits, screen, sees, settled, threadOf } = watching(walk)
        const lunch = discord.channel("lunch")
        const heard = () => discord.gateway.told().filter(({ event }) => event === "MESSAGE_CREATE").length
        yield* discord.until("the commands", () => discord.world.commands.has(""))
        const before = discord.requests.length
        const talk = ann.says(lunch, "pizza?", { attachments: [{ name: "menu.txt", content: "margherita" }] })
        ann.edits(talk, "pasta?")
        ann.reacts(talk, "👍")
        ann.types(lunch)
        ann.deletes(ann.says(lunch, "no, pizza"))
        assert.strictEqual(heard(), 2)
        // Messages of one channel are taken in one after another: once this one is, so were those before it.
        const asked = ann.says(lunch, `${discord.mention}, !say there is also soup`)
        assert.strictEqual(yield* settled(asked), "✅")
        const since = discord.requests.slice(before)
        assert.deepStrictEqual(
          since.filter(({ path }) => path.includes(talk.id) || path.includes("/attachments/")),
          []
        )
        assert.isTrue(since[0]?.path.includes(lunch.id))
        const soup = yield* sees(yield* threadOf(asked), "soup")
        const bowl = ann.says(yield* threadOf(asked), "!say as a reply", { replyTo: soup })
        assert.strictEqual(yield* settled(bowl), "✅")
        expect(screen(lunch)).toMatchInlineSnapshot(`
          "ann: pasta? (edited)
            + menu.txt (10 B)
            [👍 1]
          ann: @Orchestrator, !say there is also soup
            [✅ 1]
            > !say there is also soup
                scout [APP]: there is also soup

                  -# scout · rehearsal · Ns · N% ctx · $N
                ^ scout [APP]: there is also soup
                ann: !say as a reply
                  [✅ 1]
                scout [APP]: as a reply

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("alone with the bot every message is for it, in one session", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord } = walk
        const { limits, screen, settled } = watching(walk)
        assert.strictEqual(yield* settled(ann.dm("hello")), "✅")
        assert.strictEqual(yield* settled(ann.dm("what did I say?")), "✅")
        assert.strictEqual(yield* settled(ann.dm("@smith !say I am here as well")), "✅")
        expect(screen(discord.direct(ann))).toMatchInlineSnapshot(`
          "ann: hello
            [✅ 1]
          ^ ann: hello
          Orchestrator [APP]: You said: "hello". It is the first message of this conversation.

            -# scout · rehearsal · Ns · N% ctx · $N
          ann: what did I say?
            [✅ 1]
          ^ ann: what did I say?
          Orchestrator [APP]: You said: "what did I say?". It is message 2 of this conversation; before it you said: "hello".

            -# scout · rehearsal · Ns · N% ctx · $N
          ann: @smith !say I am here as well
            [✅ 1]
          ^ ann: @smith !say I am here as well
          Orchestrator [APP]: I am here as well

            -# smith · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("agents are spoken to by name, one or both at once, in a channel and in a thread", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, ours, screen, settled, threadOf } = watching(walk)
        const one = ann.says(general, "@smith: !say smith here")
        const thread = yield* threadOf(one)
        assert.strictEqual(yield* settled(one), "✅")
        assert.strictEqual(yield* settled(ann.says(thread, "!say the one who is bound")), "✅")
        assert.strictEqual(yield* settled(ann.says(thread, "@smith !say smith again")), "✅")
        const both = ann.says(thread, "@smith @scout !say both of us")
        const ended = () => ours(thread).filter(({ content }) => /both of us\n.*·/s.test(content))
        yield* discord.until("the end of both", () => ended().length === 2)
        assert.strictEqual(yield* settled(both), "✅")
        const [before, after = ""] = screen(general).split(" @scout !say both of us")
        expect(`${before} …${after.replaceAll(/scout|smith/g, "EITHER")}`).toMatchInlineSnapshot(`
          "ann: @smith: !say smith here
            [✅ 1]
            > !say smith here
                smith [APP]: smith here

                  -# smith · rehearsal · Ns · N% ctx · $N
                ann: !say the one who is bound
                  [✅ 1]
                scout [APP]: the one who is bound

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: @smith !say smith again
                  [✅ 1]
                smith [APP]: smith again

                  -# smith · rehearsal · Ns · N% ctx · $N
                ann: @smith …
                  [✅ 1]
                EITHER [APP]: both of us

                  -# EITHER · rehearsal · Ns · N% ctx · $N
                EITHER [APP]: both of us

                  -# EITHER · rehearsal · Ns · N% ctx · $N"
        `)
        assert.sameMembers(
          ended().map(({ face }) => face?.username),
          ["scout", "smith"]
        )
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("without the message content intent: mentions and direct messages work, the rest is said once", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const { limits, screen, sees, settled, threadOf } = watching(walk)
          ann.says(general, "!say never read")
          const asked = ann.says(general, `${discord.mention} !say read`)
          const thread = yield* threadOf(asked)
          assert.strictEqual(yield* settled(asked), "✅")
          ann.says(thread, "!say not shown to it")
          yield* sees(thread, "message content intent")
          ann.says(thread, "!say nor this")
          assert.strictEqual(yield* settled(ann.says(thread, `${discord.mention} !say read again`)), "✅")
          assert.strictEqual(yield* settled(ann.dm("!say read here")), "✅")
          expect(screen()).toMatchInlineSnapshot(`
            "== #general
            ann: !say never read
            ann: @Orchestrator !say read
              [✅ 1]
              > !say read
                  scout [APP]: read

                    -# scout · rehearsal · Ns · N% ctx · $N
                  ann: !say not shown to it
                  Orchestrator [APP]: discord does not show me what this message says. mention me (@Orchestrator) in each message, or have whoever runs me turn on the message content intent in the developer portal (Bot page) and start me again.
                  ann: !say nor this
                  ann: @Orchestrator !say read again
                    [✅ 1]
                  scout [APP]: read again

                    -# scout · rehearsal · Ns · N% ctx · $N
            == direct with ann
            ann: !say read here
              [✅ 1]
            ^ ann: !say read here
            Orchestrator [APP]: read here

              -# scout · rehearsal · Ns · N% ctx · $N"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { settings: { privileged: { messageContent: false, members: false, presences: false } } }
    )
  )

  it.live("threads: false answers in the channel, which is one session", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general } = walk
          const { limits, screen, settled } = watching(walk)
          assert.strictEqual(yield* settled(ann.says(general, "hello")), "✅")
          assert.strictEqual(yield* settled(ann.says(general, "and again")), "✅")
          assert.strictEqual(yield* settled(ann.says(general, "@smith !say and me")), "✅")
          expect(screen(general)).toMatchInlineSnapshot(`
            "ann: hello
              [✅ 1]
            scout [APP]: You said: "hello". It is the first message of this conversation.

              -# scout · rehearsal · Ns · N% ctx · $N
            ann: and again
              [✅ 1]
            scout [APP]: You said: "and again". It is message 2 of this conversation; before it you said: "hello".

              -# scout · rehearsal · Ns · N% ctx · $N
            ann: @smith !say and me
              [✅ 1]
            smith [APP]: and me

              -# smith · rehearsal · Ns · N% ctx · $N"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { discord: "{threads: false}" }
    )
  )

  it.live("a thread that a person opened, and a post in a forum, are sessions of their own", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, screen, settled } = watching(walk)
        const own = ann.opensThread(general, "release notes")
        assert.strictEqual(yield* settled(ann.says(own, "what is new?")), "✅")
        assert.strictEqual(yield* settled(ann.says(own, "and what is old?")), "✅")
        const forum = discord.channel("help", { type: ChannelType.GuildForum })
        const post = ann.posts(forum, "it does not start", `${discord.mention} it says nothing`)
        const [opening] = discord.messages(post)
        assert.strictEqual(opening === undefined ? undefined : yield* settled(opening), "✅")
        assert.strictEqual(yield* settled(ann.says(post, "not even with -v")), "✅")
        expect(`${screen(general)}\n${screen(forum)}`).toMatchInlineSnapshot(`
          "  > release notes
                ann: what is new?
                  [✅ 1]
                scout [APP]: You said: "what is new?". It is the first message of this conversation.

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: and what is old?
                  [✅ 1]
                scout [APP]: You said: "and what is old?". It is message 2 of this conversation; before it you said: "what is new?".

                  -# scout · rehearsal · Ns · N% ctx · $N
            > it does not start
                ann: @Orchestrator it says nothing
                  [✅ 1]
                scout [APP]: You said: "it says nothing". It is the first message of this conversation.

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: not even with -v
                  [✅ 1]
                scout [APP]: You said: "not even with -v". It is message 2 of this conversation; before it you said: "it says nothing".

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("several people talk in one thread; who may not is told so once, and may still be mentioned", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general } = walk
          const { bob, eve } = walk.people
          if (bob === undefined || eve === undefined) return assert.fail("nobody came")
          const { limits, screen, sees, settled, threadOf } = watching(walk)
          const first = ann.says(general, `!say a thread for ${eve.mention} too`)
          const thread = yield* threadOf(first)
          assert.strictEqual(yield* settled(first), "✅")
          const asking = bob.says(thread, '!ask Bash "make"')
          yield* sees(thread, "scout asks")
          const refused = yield* bob.presses(thread, "Allow once").answer
          assert.isTrue(refused.ephemeral)
          assert.strictEqual(refused.text, "you may not approve here; ask the owner to allow it")
          eve.says(thread, "!say never said")
          yield* sees(thread, "you may not talk to agents here")
          eve.says(thread, "!say nor this")
          ann.presses(thread, "Allow once")
          assert.strictEqual(yield* settled(asking), "✅")
          assert.strictEqual(yield* settled(bob.says(thread, "what did we say?")), "✅")
          expect(screen(general)).toMatchInlineSnapshot(`
            "ann: !say a thread for @eve too
              [✅ 1]
              > !say a thread for @eve too
                  scout [APP]: a thread for @eve too

                    -# scout · rehearsal · Ns · N% ctx · $N
                  bob: !ask Bash "make"
                    [✅ 1]
                  scout [APP]: Bash was allowed.

                    -# scout · rehearsal · Ns · N% ctx · $N
                  scout [APP]: scout asks: run a command

                    \`\`\`sh
                    make
                    \`\`\`

                    -# ✓ allowed by ann
                  Orchestrator [APP] (only bob sees this): you may not approve here; ask the owner to allow it
                  eve: !say never said
                  ^ eve: !say never said
                  Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it
                  eve: !say nor this
                  bob: what did we say?
                    [✅ 1]
                  scout [APP]: You said: "what did we say?". It is message 3 of this conversation; before it you said: "!ask Bash "make"".

                    -# scout · rehearsal · Ns · N% ctx · $N"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { people: { bob: ["talk"], eve: [] } }
    )
  )

  it.live("where threads may not be opened the answers stand in the channel, each under its message", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const { limits, screen, settled } = watching(walk)
        discord.deny(general, ["CreatePublicThreads"])
        assert.strictEqual(yield* settled(ann.says(general, "hello")), "✅")
        assert.strictEqual(yield* settled(ann.says(general, "and again")), "✅")
        discord.deny(general, [])
        discord.faults.refuse("/threads", { status: 403, code: 50013, message: "Missing Permissions" })
        assert.strictEqual(yield* settled(ann.says(general, "!say refused at the door")), "✅")
        assert.strictEqual(yield* settled(ann.says(general, "!say in a thread again")), "✅")
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: hello
            [✅ 1]
          scout [APP]: You said: "hello". It is the first message of this conversation.

            -# scout · rehearsal · Ns · N% ctx · $N
          ann: and again
            [✅ 1]
          scout [APP]: You said: "and again". It is message 2 of this conversation; before it you said: "hello".

            -# scout · rehearsal · Ns · N% ctx · $N
          ann: !say refused at the door
            [✅ 1]
          ^ ann: !say refused at the door
          Orchestrator [APP]: refused at the door

            -# scout · rehearsal · Ns · N% ctx · $N
          ann: !say in a thread again
            [✅ 1]
            > !say in a thread again
                scout [APP]: in a thread again

                  -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )
})
