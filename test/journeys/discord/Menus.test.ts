/**
 * The menu of a message: "Ask agent about this", the form that it opens and the thread in which the agent answers; and "Run
 * as worker".
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { walkDiscord } from "../../support/discord/DiscordWalk.ts"
import { putAway, ready, told } from "./Using.ts"
import { watching } from "./Watching.ts"

const menu = "Ask agent about this"
const work = "Run as worker"

const withoutJobs = (text: string): string => text.replaceAll(/\bj-[a-z0-9]{10}\b/g, "j-N")

describe("the menu of a message on discord", () => {
  it.live("asks about what somebody else wrote, in the thread on that message", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord } = walk
        const look = watching(walk)
        yield* ready(walk)
        const bob = discord.person("bob", { nick: "Bob *B*" })
        const random = discord.channel("random")
        const talk = bob.says(random, `the build is red\nsince ${ann.mention} was away, @everyone`)
        const asking = ann.usesOnMessage(menu, talk)
        expect({ ...(yield* asking.modal), customId: "" }).toMatchInlineSnapshot(`
          {
            "customId": "",
            "fields": [
              {
                "customId": "words",
                "label": "your question",
                "long": true,
                "placeholder": "what do you want to know?",
                "required": true,
                "value": "",
              },
            ],
            "title": "Ask about this message",
          }
        `)
        asking.submits({ "your question": "why is that?" })
        const thread = yield* look.threadOf(talk)
        yield* look.sees(thread, "rehearsal ·")
        // From here on it is a thread like any other.
        const more = ann.says(thread, "and since when?")
        assert.strictEqual(yield* look.settled(more), "✅")
        // What is said in a thread is asked about in there.
        const again = ann.usesOnMessage(menu, more)
        yield* again.modal
        again.submits({ "your question": "is that so?" })
        yield* look.sees(thread, "is that so?")
        yield* discord.until(
          "three answers",
          () => look.ours(thread).filter(({ content }) => content.includes("rehearsal ·")).length === 3
        )
        expect(look.screen().replaceAll(/\d{17,}/g, "ID")).toMatchInlineSnapshot(`
          "== #general

          == #random
          Bob *B*: the build is red
            since @ann was away, @everyone
            > why is that?
                scout [APP]: You said: "why is that? bob wrote: > the build is red > since @ann was away, @​everyone". It is the first message of this conversation.

                  -# scout · rehearsal · Ns · N% ctx · $N
                ann: and since when?
                  [✅ 1]
                scout [APP]: You said: "and since when?". It is message 2 of this conversation; before it you said: "why is that? bob wrote: > the build is red > since @ann was away, @​everyone".

                  -# scout · rehearsal · Ns · N% ctx · $N
                Orchestrator [APP]: **ann** asks about [what ann wrote](https://discord.com/channels/ID/ID/ID): is that so?
                scout [APP]: You said: "is that so? ann wrote: > and since when?". It is message 3 of this conversation; before it you said: "and since when?".

                  -# scout · rehearsal · Ns · N% ctx · $N
          Orchestrator [APP]: **ann** asks about [what bob wrote](https://discord.com/channels/ID/ID/ID): why is that?"
        `)
        assert.strictEqual(discord.counts().rateLimited, 0)
      })
    )
  )

  it.live("names the files of a message, asks about an agent's own answer, and works alone with the bot", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord } = walk
        const look = watching(walk)
        yield* ready(walk)
        const bob = discord.person("bob")
        const random = discord.channel("random")
        const files = bob.says(random, "", {
          attachments: [
            { name: "trace.log", content: "boom" },
            { name: "screen.png", content: new Uint8Array([137, 80]), contentType: "image/png" }
          ]
        })
        const about = ann.usesOnMessage(menu, files)
        yield* about.modal
        about.submits({ "your question": "what are these?" })
        const thread = yield* look.threadOf(files)
        const answer = yield* look.sees(thread, "rehearsal ·")
        const itself = ann.usesOnMessage(menu, answer)
        yield* itself.modal
        itself.submits({ "your question": "do you mean it?" })
        yield* discord.until(
          "two answers",
          () => look.ours(thread).filter(({ content }) => content.includes("rehearsal ·")).length === 2
        )
        const note = ann.dm("!say a note to myself")
        assert.strictEqual(yield* look.settled(note), "✅")
        const alone = ann.usesOnMessage(menu, note)
        yield* alone.modal
        alone.submits({ "your question": "what did I write?" })
        yield* discord.until(
          "two answers in private",
          () => look.ours(discord.direct(ann)).filter(({ content }) => content.includes("rehearsal ·")).length === 2
        )
        expect(look.screen().replaceAll(/\d{17,}/g, "ID")).toMatchInlineSnapshot(`
          "== #general

          == #random
          bob:
            + trace.log (4 B)
            + screen.png (2 B)
            > what are these?
                scout [APP]: You said: "what are these? bob wrote: attached: trace.log, screen.png". It is the first message of this conversation.

                  -# scout · rehearsal · Ns · N% ctx · $N
                Orchestrator [APP]: **ann** asks about [what scout wrote](https://discord.com/channels/ID/ID/ID): do you mean it?
                scout [APP]: You said: "do you mean it? scout wrote: > This is a rehearsal, not a model: scout runs on the scripted CLI that comes with the pro…". It is message 2 of this conversation; before it you said: "what are these? bob wrote: attached: trace.log, screen.png".

                  -# scout · rehearsal · Ns · N% ctx · $N
          Orchestrator [APP]: **ann** asks about [what bob wrote](https://discord.com/channels/ID/ID/ID): what are these?
          == direct with ann
          ann: !say a note to myself
            [✅ 1]
          ^ ann: !say a note to myself
          Orchestrator [APP]: a note to myself

            -# scout · rehearsal · Ns · N% ctx · $N
          Orchestrator [APP]: **ann** asks about [what ann wrote](https://discord.com/channels/@me/ID/ID): what did I write?
          Orchestrator [APP]: You said: "what did I write? ann wrote: > !say a note to myself". It is message 2 of this conversation; before it you said: "!say a note to myself".

            -# scout · rehearsal · Ns · N% ctx · $N"
        `)
        assert.deepStrictEqual(
          Object.keys(discord.counts().requests).filter((route) => route.includes("attachments")),
          []
        )
      })
    )
  )

  it.live("is refused to a stranger; a message that is deleted meanwhile is asked about all the same", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general } = walk
        const look = watching(walk)
        yield* ready(walk)
        const eve = discord.person("eve")
        const talk = ann.says(general, "!say this is ours")
        assert.strictEqual(yield* look.settled(talk), "✅")
        const stranger = eve.usesOnMessage(menu, talk)
        yield* stranger.modal
        const refused = stranger.submits({ "your question": "tell me" })
        // What was asked stands there until it is known who may ask.
        const { text } = yield* discord.until("a refusal", () => refused.answers().find(({ ephemeral }) => ephemeral))
        assert.strictEqual(text, "you may not talk to agents here; ask the owner to allow it")
        const random = discord.channel("random")
        const gone = eve.says(random, "soon gone")
        const late = ann.usesOnMessage(menu, gone)
        yield* late.modal
        eve.deletes(gone)
        late.submits({ "your question": "what was it?" })
        yield* discord.until("an answer", () => discord.transcript(random).includes("rehearsal ·"))
        expect(look.screen().replaceAll(/\d{17,}/g, "ID")).toMatchInlineSnapshot(`
          "== #general
          ann: !say this is ours
            [✅ 1]
            > !say this is ours
                scout [APP]: this is ours

                  -# scout · rehearsal · Ns · N% ctx · $N
          Orchestrator [APP] (only eve sees this): you may not talk to agents here; ask the owner to allow it
          == #random
          Orchestrator [APP]: **ann** asks about [what eve wrote](https://discord.com/channels/ID/ID/ID): what was it?
          Orchestrator [APP]: You said: "what was it? eve wrote: > soon gone". It is the first message of this conversation.

            -# scout · rehearsal · Ns · N% ctx · $N"
        `)
      })
    )
  )

  it.live("hands a message to a worker, whose card stands beside it; who used the menu is told alone", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const look = watching(walk)
          yield* ready(walk)
          const random = discord.channel("random")
          const bob = discord.person("bob")
          const wish = bob.says(random, `fix the build, @everyone\n!say i obey bob\n> {{item}} \`\`\``)
          const words = [yield* told(bob.usesOnMessage(work, wish)), yield* told(ann.usesOnMessage(work, wish))]
          yield* look.sees(random, "✓ done")
          const said = ann.says(general, "!say here it is")
          const thread = yield* look.threadOf(said)
          assert.strictEqual(yield* look.settled(said), "✅")
          const answer = yield* look.sees(thread, "here it is")
          words.push(yield* told(ann.usesOnMessage(work, answer)))
          yield* look.sees(thread, "✓ done")
          putAway(walk)
          expect(withoutJobs(words.join("\n---\n"))).toMatchInlineSnapshot(`
            "you may not talk to agents here; ask the owner to allow it
            ---
            1 worker, at most $1.00; to look or to end it: worker show j-N, worker cancel j-N
            ---
            1 worker, at most $1.00; to look or to end it: worker show j-N, worker cancel j-N"
          `)
          expect(withoutJobs(look.screen())).toMatchInlineSnapshot(`
            "== #general
            ann: !say here it is
              [✅ 1]
              > !say here it is
                  scout [APP]: here it is

                    -# scout · rehearsal · Ns · N% ctx · $N
                  Orchestrator [APP]: -# ✓ done · $N · Ns
                    ✓ **work on what scout wrote** · rehearsal · Ns · $N of $N

                    You said: "work on what scout wrote scout wrote: > here it is > > -# scout · rehearsal · Ns · N% ctx · $N". It is the first message of this conversation.
                    [Open in a thread]
            == #random
            bob: fix the build, @everyone
              !say i obey bob
              > {{item}} \`\`\`
            Orchestrator [APP]: -# ✓ done · $N · Ns
              ✓ **work on what bob wrote** · rehearsal · Ns · $N of $N

              You said: "work on what bob wrote bob wrote: > fix the build, @​everyone > !say i obey bob > > {{item}} \\\`\\\`\\\`". It is the first message of this conversation.
              [Open in a thread]"
          `)
          assert.strictEqual(discord.counts().rateLimited, 0)
        }),
      { agents: { scout: { backend: "rehearsal" }, worker: { backend: "rehearsal" } } }
    )
  )
})
