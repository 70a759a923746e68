import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { walkSlack } from "../../support/slack/SlackWalk.ts"
import { watching } from "./Watching.ts"

describe("who answers where", () => {
  it.live("every message in a bound channel is answered in its own thread, and the thread is a session", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general } = walk
        const { limits, screen, settled } = watching(walk)
        const first = ann.says(general, "Why does the *build* fail? It says `ENOENT`.")
        yield* settled(first)
        yield* settled(ann.says(general, "!say and on windows", { thread: first }))
        yield* settled(ann.says(general, "!say of something else"))
        yield* settled(ann.says(general, "thank you", { thread: first, broadcast: true }))
        expect(screen(general)).toMatchInlineSnapshot(`
          "ann: Why does the build fail? It says \`ENOENT\`.
            | scout [APP]:
            |   [✓ done · Ns]
            |   You said: "Why does the build fail? It says \`ENOENT\`.". It is the first message of this conversation.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !say and on windows
            | scout [APP]:
            |   [✓ done · Ns]
            |   and on windows
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann (also sent to the channel): thank you
            | scout [APP]:
            |   [✓ done · Ns]
            |   You said: "thank you". It is message 3 of this conversation; before it you said: "!say and on windows".
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "Why does the build fail? It says ENOENT.": active)
          ann: !say of something else
            | scout [APP]:
            |   [✓ done · Ns]
            |   of something else
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say of something else": active)
          (from a thread) ann (also sent to the channel): thank you"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("bound to mentions: silent until it is mentioned, then the thread goes on without", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, slack } = walk
          const { limits, screen, settled } = watching(walk)
          const quiet = slack.channel("quiet")
          yield* ann.command(quiet, "/agent", "bind smith mention").answer
          ann.says(quiet, "!say never said")
          const asked = ann.says(quiet, `${slack.mention} !say you called`)
          yield* settled(asked)
          yield* settled(ann.says(quiet, "!say no mention needed here", { thread: asked }))
          yield* ann.command(quiet, "/agent", "unbind").answer
          yield* settled(ann.says(quiet, `${slack.mention} !say the default again`))
          expect(screen(quiet)).toMatchInlineSnapshot(`
            "Orchestrator [APP] (only ann sees this): smith answers here when mentioned
            ann: !say never said
            ann: @Orchestrator !say you called
              | smith [APP]:
              |   [✓ done · Ns]
              |   you called
              |   · smith · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !say no mention needed here
              | smith [APP]:
              |   [✓ done · Ns]
              |   no mention needed here
              |   · smith · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say you called": active)
            Orchestrator [APP] (only ann sees this): nobody is bound here any more
            ann: @Orchestrator !say the default again
              | scout [APP]:
              |   [✓ done · Ns]
              |   the default again
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say the default again": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { transport: "http" }
    )
  )

  it.live("elsewhere a mention reaches the default agent, and what is not said to it leaves no trace", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, slack } = walk
        const { limits, screen, settled } = watching(walk)
        const lunch = slack.channel("lunch")
        const before = slack.requests.length
        const talk = ann.says(lunch, "pizza?", { files: [{ name: "menu.txt", content: "margherita" }] })
        ann.edits(talk, "pasta?")
        const reply = ann.says(lunch, "with basil", { thread: talk })
        ann.deletes(ann.says(lunch, "no, pizza"))
        yield* slack.until("all of it to be taken", slack.events.settled)
        // Messages of one channel are taken in one after another: once this one is, so were those before it.
        const asked = ann.says(lunch, `${slack.mention}, !say there is also soup`)
        yield* settled(asked)
        yield* settled(ann.says(lunch, "!say no mention needed here", { thread: asked }))
        ann.says(lunch, "!say nor here", { thread: reply })
        yield* settled(ann.says(lunch, `${slack.mention} !say I am in yours too`, { thread: talk }))
        const touched = slack.requests
          .slice(before)
          .filter(({ args }) => [talk.ts, reply.ts].some((ts) => args.ts === ts) || "path" in args)
        assert.deepStrictEqual(touched, [])
        expect(screen(lunch)).toMatchInlineSnapshot(`
          "ann: pasta? (edited)
            + menu.txt (10 B)
            | ann: with basil
            | ann: !say nor here
            | ann: @Orchestrator !say I am in yours too
            | scout [APP]:
            |   [✓ done · Ns]
            |   I am in yours too
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say I am in yours too": active)
          ann: @Orchestrator, !say there is also soup
            | scout [APP]:
            |   [✓ done · Ns]
            |   there is also soup
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !say no mention needed here
            | scout [APP]:
            |   [✓ done · Ns]
            |   no mention needed here
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say there is also soup": active)"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("alone with the bot every message opens a thread of its own, which remembers", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, slack } = walk
          const { limits, screen, settled } = watching(walk)
          const first = ann.dm("!say hello")
          yield* settled(first)
          yield* settled(ann.dm("what did I say?", { thread: first }))
          yield* settled(ann.dm("@smith !say I am here as well", { thread: first }))
          yield* settled(ann.dm("!say and here anew"))
          expect(screen(slack.direct(ann))).toMatchInlineSnapshot(`
            "ann: !say hello
              | scout [APP]:
              |   [✓ done · Ns]
              |   hello
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: what did I say?
              | scout [APP]:
              |   [✓ done · Ns]
              |   You said: "what did I say?". It is message 2 of this conversation; before it you said: "!say hello".
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: @smith !say I am here as well
              | smith [APP]:
              |   [✓ done · Ns]
              |   I am here as well
              |   · smith · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say hello": active)
            ann: !say and here anew
              | scout [APP]:
              |   [✓ done · Ns]
              |   and here anew
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say and here anew": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { transport: "http" }
    )
  )

  it.live("agents are spoken to by name, one or both at once, in a channel and in a thread", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general } = walk
        const { limits, ours, screen, settled, shown } = watching(walk)
        const one = ann.says(general, "@smith: !say smith here")
        yield* settled(one)
        yield* settled(ann.says(general, "!say the one who is bound", { thread: one }))
        yield* settled(ann.says(general, "@smith !say smith again", { thread: one }))
        const both = ann.says(general, "@smith @scout !say both of us", { thread: one })
        yield* settled(both)
        const ended = ours(one).filter((message) => shown(message).includes("both of us"))
        assert.sameMembers(
          ended.map(({ face }) => face?.username),
          ["scout", "smith"]
        )
        const [before, after = ""] = screen(general).split(" @scout !say both of us")
        expect(`${before} …${after.replaceAll(/scout|smith/g, "EITHER")}`).toMatchInlineSnapshot(`
          "ann: @smith: !say smith here
            | smith [APP]:
            |   [✓ done · Ns]
            |   smith here
            |   · smith · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !say the one who is bound
            | scout [APP]:
            |   [✓ done · Ns]
            |   the one who is bound
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: @smith !say smith again
            | smith [APP]:
            |   [✓ done · Ns]
            |   smith again
            |   · smith · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: @smith …
            | EITHER [APP]:
            |   [✓ done · Ns]
            |   both of us
            |   · EITHER · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | EITHER [APP]:
            |   [✓ done · Ns]
            |   both of us
            |   · EITHER · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say EITHER here": active)"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("several people talk in one thread of a private channel; who may not is told so once", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, slack } = walk
          const { bob, eve } = walk.people
          if (bob === undefined || eve === undefined) return assert.fail("nobody came")
          const { limits, screen, sees, settled } = watching(walk)
          const cellar = slack.channel("cellar", { private: true })
          const first = ann.says(cellar, `${slack.mention} !say a thread for ${eve.mention} too`)
          yield* settled(first)
          const asking = bob.says(cellar, '!ask Bash "make"', { thread: first })
          yield* sees(first, "scout asks")
          const refused = yield* bob.presses(cellar, "Allow once").answer
          assert.isTrue(refused.ephemeral)
          assert.strictEqual(refused.text, "you may not approve here; ask the owner to allow it")
          eve.says(cellar, "!say never said", { thread: first })
          yield* slack.until("a refusal", () => slack.transcript(cellar).includes("you may not talk to agents here"))
          eve.says(cellar, "!say nor this", { thread: first })
          ann.presses(cellar, "Allow once")
          yield* settled(asking)
          yield* settled(bob.says(cellar, "what did we say?", { thread: first }))
          expect(screen(cellar)).toMatchInlineSnapshot(`
            "ann: @Orchestrator !say a thread for @eve too
              | scout [APP]:
              |   [✓ done · Ns]
              |   a thread for @eve too
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | bob: !ask Bash "make"
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
              | Orchestrator [APP] (only bob sees this): you may not approve here; ask the owner to allow it
              | eve: !say never said
              | Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it
              | eve: !say nor this
              | bob: what did we say?
              | scout [APP]:
              |   [✓ done · Ns]
              |   You said: "what did we say?". It is message 3 of this conversation; before it you said: "!ask Bash "make"".
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say a thread for @eve too": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { people: { bob: ["talk"], eve: [] }, transport: "http" }
    )
  )
})
