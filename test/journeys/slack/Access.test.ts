/** Who is answered on Slack, who may allow something, and how the first owner comes to be. */
import { readdirSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { expect } from "vitest"
import { Pairing } from "../../../src/core/agents/Pairing.ts"
import { makeSlackWalk, walkSlack } from "../../support/slack/SlackWalk.ts"
import type { Channel } from "../../support/slack/World.ts"
import { using } from "./Using.ts"
import { watching } from "./Watching.ts"

const refused = "you may not talk to agents here"

describe("access on slack", () => {
  it.live("a stranger is told once, where they wrote, and never again; what they send is not fetched", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, home, slack } = walk
        const look = watching(walk)
        const { failures, sends, told } = using(walk)
        const eve = slack.person("eve")
        const random = slack.channel("random")
        const gift = { files: [{ name: "gift.sh", content: "echo hello" }] }
        eve.says(general, "let me in", gift)
        yield* slack.until("a refusal", () => slack.transcript(general).includes(refused))
        eve.says(general, "hello?")
        eve.says(random, "nobody is meant by this")
        eve.says(random, `${slack.mention} and here?`, gift)
        eve.dm("or here?")
        const theirs = ann.says(general, "!say good morning")
        yield* look.settled(theirs)
        // Somebody else's thread is no way in either.
        eve.says(general, "and to me?", { thread: theirs })
        const last = ann.says(general, "!say and good night", { thread: theirs })
        yield* look.settled(last)
        const words = [
          yield* told(eve.command(general, "/orc", "status")),
          yield* told(eve.command(general, "/orc", "help")),
          yield* sends(eve, eve.command(general, "/agent", "create name=mole"), {
            description: "digs",
            persona: "You dig."
          })
        ]
        expect(words).toMatchInlineSnapshot(`
          [
            "you may not talk to agents here; ask the owner to allow it",
            "you may not talk to agents here; ask the owner to allow it",
            "you may not administer here; ask the owner to allow it",
          ]
        `)
        const asks = eve.command(general, "/ask", "!say to me as well")
        yield* told(asks)
        expect(look.screen()).toMatchInlineSnapshot(`
          "== #general
          eve: let me in
            + gift.sh (10 B)
            | Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it
          eve: hello?
          ann: !say good morning
            | scout [APP]:
            |   [✓ done · Ns]
            |   good morning
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | eve: and to me?
            | ann: !say and good night
            | scout [APP]:
            |   [✓ done · Ns]
            |   and good night
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say good morning": active)
          Orchestrator [APP] (only eve sees this): you may not talk to agents here; ask the owner to allow it
          Orchestrator [APP] (only eve sees this): you may not talk to agents here; ask the owner to allow it
          Orchestrator [APP] (only eve sees this): you may not administer here; ask the owner to allow it
          Orchestrator [APP] (only eve sees this): you may not talk to agents here; ask the owner to allow it
          == #random
          eve: nobody is meant by this
          eve: @Orchestrator and here?
            + gift.sh (10 B)
          == direct with eve
          eve: or here?"
        `)
        const kept = readdirSync(home.home, { recursive: true, encoding: "utf8" }).filter((path) =>
          path.endsWith(".sh")
        )
        assert.deepStrictEqual(kept, [], "nothing of a stranger's is stored")
        assert.isUndefined(slack.counts().requests.download)
        assert.deepStrictEqual([...failures(), ...look.limits()], [])
      })
    )
  )

  it.live("somebody is allowed by their id, somebody by a user group, everybody in one channel and its threads", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { general, slack } = walk
          const look = watching(walk)
          const lobby: Channel = slack.named("lobby") ?? assert.fail("no lobby")
          const dev = slack.person("dev", { groups: ["developers"] })
          const guest = slack.person("guest", { displayName: "Gus", guest: true })
          const first = dev.says(general, "!say hello dev")
          yield* look.settled(first)
          const second = guest.says(lobby, `${slack.mention} !say hello guest`)
          yield* look.settled(second)
          const third = guest.says(lobby, "!say and in the thread", { thread: second })
          yield* look.settled(third)
          guest.says(general, "and there?")
          yield* slack.until("a refusal", () => slack.transcript(general).includes(refused))
          expect(look.screen()).toMatchInlineSnapshot(`
            "== #general
            dev: !say hello dev
              | scout [APP]:
              |   [✓ done · Ns]
              |   hello dev
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say hello dev": active)
            Gus: and there?
              | Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it
            == #lobby
            Gus: @Orchestrator !say hello guest
              | scout [APP]:
              |   [✓ done · Ns]
              |   hello guest
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | Gus: !say and in the thread
              | scout [APP]:
              |   [✓ done · Ns]
              |   and in the thread
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say hello guest": active)"
          `)
          assert.deepStrictEqual(look.limits(), [])
        }),
      {
        transport: "http",
        allow: (slack) => {
          const lobby = slack.channel("lobby")
          const { id } = slack.group("developers")
          return `[{platform: slack, role: "${id}", actions: [talk]}, {platform: slack, channel: "${lobby.id}", actions: [talk]}]`
        }
      }
    )
  )

  it.live("who may talk may not approve, nor change agents; the owner's press counts after theirs was refused", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, people } = walk
          const look = watching(walk)
          const { failures, sends, told } = using(walk)
          const bob = people.bob ?? assert.fail("no bob")
          const said = bob.says(general, '!ask Bash "make"')
          yield* look.sees(said, "scout asks")
          const words = [
            yield* told(bob.presses(general, "Allow once")),
            yield* told(bob.presses(general, "Deny")),
            yield* told(bob.command(general, "/agent", "delete scout")),
            yield* sends(bob, bob.command(general, "/agent", "edit scout"), { description: "mine" })
          ]
          assert.strictEqual(look.statuses(said).at(-1), "processing", "it waits on")
          ann.presses(general, "Allow once")
          yield* look.settled(said)
          expect(words.join("\n")).toMatchInlineSnapshot(`
            "you may not approve here; ask the owner to allow it
            you may not approve here; ask the owner to allow it
            you may not administer here; ask the owner to allow it
            you may not administer here; ask the owner to allow it"
          `)
          expect(look.screen(general)).toMatchInlineSnapshot(`
            "bob: !ask Bash "make"
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
              | Orchestrator [APP] (only bob sees this): you may not approve here; ask the owner to allow it
              | (session "!ask Bash "make"": active)
            Orchestrator [APP] (only bob sees this): you may not administer here; ask the owner to allow it
            Orchestrator [APP] (only bob sees this): you may not administer here; ask the owner to allow it"
          `)
          assert.deepStrictEqual([...failures(), ...look.limits()], [])
        }),
      { people: { bob: ["talk"] } }
    )
  )

  it.live("a code makes its writer an owner, once, in a direct message or by mention; a wrong one does not", () =>
    Effect.gen(function* () {
      const walk = yield* makeSlackWalk({ transport: "http" })
      const { general, slack } = walk
      const look = watching(walk)
      const { offer } = Context.get(yield* walk.start, Pairing)
      const eve = slack.person("eve")
      const zoe = slack.person("zoe")
      const code = yield* offer
      yield* look.sees(eve.dm("AAAA-2222"), "that code is wrong")
      yield* look.sees(eve.dm(code.toLowerCase()), "eve is the owner now")
      const first = eve.dm("!say at your service")
      yield* look.settled(first)
      // Used up: for others these are words like any other.
      zoe.says(general, `${slack.mention} ${code}`)
      yield* slack.until("a refusal", () => slack.transcript(general).includes(refused))
      yield* look.sees(zoe.says(general, `${slack.mention} ${yield* offer}`), "zoe is the owner now")
      const second = zoe.says(general, '!ask Bash "make"')
      yield* look.sees(second, "scout asks")
      zoe.presses(general, "Allow once")
      yield* look.settled(second)
      // It is remembered.
      yield* walk.stop
      yield* walk.start
      const third = zoe.says(general, "!say still here", { thread: second })
      yield* look.settled(third)
      expect(look.screen().replaceAll(/\b[2-9A-Z]{4}-[2-9A-Z]{4}\b/gi, "CODE-CODE")).toMatchInlineSnapshot(`
        "== #general
        zoe: @Orchestrator CODE-CODE
          | Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it
        zoe: @Orchestrator CODE-CODE
          | Orchestrator [APP]: zoe is the owner now: talk to an agent, or see /orc help
        zoe: !ask Bash "make"
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
          |   · ✓ allowed by zoe
          | zoe: !say still here
          | scout [APP]:
          |   [✓ done · Ns]
          |   still here
          |   · scout · rehearsal · Ns · N% ctx · $N
          |   [Helpful] [Not helpful]
          | (session "!ask Bash "make"": active)
        == direct with eve
        eve: CODE-CODE
          | Orchestrator [APP]: that code is wrong or over; get a new one on the host: orchestrator setup
        eve: CODE-CODE
          | Orchestrator [APP]: eve is the owner now: talk to an agent, or see /orc help
        eve: !say at your service
          | scout [APP]:
          |   [✓ done · Ns]
          |   at your service
          |   · scout · rehearsal · Ns · N% ctx · $N
          |   [Helpful] [Not helpful]
          | (session "!say at your service": active)"
      `)
      assert.deepStrictEqual(look.limits(), [])
    }).pipe(Effect.scoped)
  )
})
