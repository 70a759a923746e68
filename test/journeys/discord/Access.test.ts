/** Who is answered on Discord, who may allow something, and how the first owner comes to be. */
import { readdirSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { expect } from "vitest"
import { Pairing } from "../../../src/core/agents/Pairing.ts"
import { makeDiscordWalk, walkDiscord } from "../../support/discord/DiscordWalk.ts"
import { watching } from "./Watching.ts"

describe("access on discord", () => {
  it.live("a stranger is told once, where they wrote, and opens no thread; what they send is not fetched", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, discord, general, home } = walk
        const look = watching(walk)
        const eve = discord.person("eve")
        const random = discord.channel("random")
        eve.says(general, "let me in", { attachments: [{ name: "gift.sh", content: "echo hello" }] })
        yield* look.sees(general, "you may not talk to agents here")
        eve.says(general, "hello?")
        eve.says(random, "nobody is meant by this")
        eve.says(random, `${discord.mention} and here?`, { attachments: [{ name: "more.sh", content: "echo hello" }] })
        eve.dm("or here?")
        yield* look.sees(discord.direct(eve), "you may not talk to agents here")
        eve.dm("please")
        const theirs = ann.says(general, "!say good morning")
        const thread = yield* look.threadOf(theirs)
        assert.strictEqual(yield* look.settled(theirs), "✅")
        // Somebody else's thread is no way in either.
        eve.says(thread, "and to me?")
        const last = ann.says(thread, "!say and good night")
        assert.strictEqual(yield* look.settled(last), "✅")
        expect(look.screen()).toMatchInlineSnapshot(`
          "== #general
          eve: let me in
            + gift.sh (10 B)
          ^ eve: let me in
          Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it
          eve: hello?
          ann: !say good morning
            [✅ 1]
            > !say good morning
                scout [APP]: good morning

                  -# scout · rehearsal · Ns · N% ctx · $N
                eve: and to me?
                ann: !say and good night
                  [✅ 1]
                scout [APP]: and good night

                  -# scout · rehearsal · Ns · N% ctx · $N
          == #random
          eve: nobody is meant by this
          eve: @Orchestrator and here?
            + more.sh (10 B)
          == direct with eve
          eve: or here?
          ^ eve: or here?
          Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it
          eve: please"
        `)
        const kept = readdirSync(home.home, { recursive: true, encoding: "utf8" }).filter((path) =>
          path.endsWith(".sh")
        )
        assert.deepStrictEqual(kept, [], "nothing of a stranger's is stored")
        const { requests } = discord.counts()
        assert.deepStrictEqual(
          Object.keys(requests).filter((route) => route.includes("attachments")),
          []
        )
        assert.strictEqual(requests["POST /channels/:channel/messages/:message/threads"], 1, "one thread, for ann")
        assert.strictEqual(discord.counts().rateLimited, 0)
      })
    )
  )

  it.live("somebody is allowed by their id, somebody by a role, everybody in one channel and its threads", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { discord, general } = walk
          const look = watching(walk)
          const lobby = discord.named("lobby") ?? assert.fail("no lobby")
          const dev = discord.person("dev", { roles: ["developers"] })
          const guest = discord.person("guest", { nick: "Gus" })
          const first = dev.says(general, "!say hello dev")
          assert.strictEqual(yield* look.settled(first), "✅")
          const second = guest.says(lobby, `${discord.mention} !say hello guest`)
          const thread = yield* look.threadOf(second)
          assert.strictEqual(yield* look.settled(second), "✅")
          const third = guest.says(thread, "!say and in the thread")
          assert.strictEqual(yield* look.settled(third), "✅")
          guest.says(general, "and there?")
          yield* look.sees(general, "you may not talk")
          // What the role allows ends with the role.
          discord.world.guilds.get(general.guild ?? "")?.members.set(dev.id, { user: dev.id, roles: [], joinedAt: 0 })
          dev.says(general, "still me")
          yield* discord.until("two refusals", () => discord.transcript(general).split("you may not talk").length === 3)
          const status = dev.command(general, "status")
          const { ephemeral, text } = yield* status.answer
          assert.deepStrictEqual(
            [ephemeral, text],
            [true, "you may not talk to agents here; ask the owner to allow it"]
          )
          expect(look.screen()).toMatchInlineSnapshot(`
            "== #general
            dev: !say hello dev
              [✅ 1]
              > !say hello dev
                  scout [APP]: hello dev

                    -# scout · rehearsal · Ns · N% ctx · $N
            Gus: and there?
            ^ Gus: and there?
            Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it
            dev: still me
            ^ dev: still me
            Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it
            Orchestrator [APP] (dev used /status) (only dev sees this): you may not talk to agents here; ask the owner to allow it
            == #lobby
            Gus: @Orchestrator !say hello guest
              [✅ 1]
              > !say hello guest
                  scout [APP]: hello guest

                    -# scout · rehearsal · Ns · N% ctx · $N
                  Gus: !say and in the thread
                    [✅ 1]
                  scout [APP]: and in the thread

                    -# scout · rehearsal · Ns · N% ctx · $N"
          `)
        }),
      {
        allow: (discord) => {
          const lobby = discord.channel("lobby")
          const guild = [...discord.world.guilds.values()][0] ?? assert.fail("no guild")
          const { id } = discord.role(guild, "developers")
          return `[{platform: discord, role: "${id}", actions: [talk]}, {platform: discord, channel: "${lobby.id}", actions: [talk]}]`
        }
      }
    )
  )

  it.live("who may talk may not approve, nor change agents; the owner's press counts after theirs was refused", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, people } = walk
          const look = watching(walk)
          const bob = people.bob ?? assert.fail("no bob")
          const said = bob.says(general, '!ask Bash "make"')
          const thread = yield* look.threadOf(said)
          yield* look.sees(thread, "scout asks")
          const refused = yield* bob.presses(thread, "Allow once").answer
          assert.deepStrictEqual(
            [refused.ephemeral, refused.text],
            [true, "you may not approve here; ask the owner to allow it"]
          )
          const denied = yield* bob.presses(thread, "Deny").answer
          assert.isTrue(denied.ephemeral, "to deny is to decide, too")
          assert.notInclude(look.signs(said), "✅", "it waits on")
          ann.presses(thread, "Allow once")
          assert.strictEqual(yield* look.settled(said), "✅")
          const command = yield* bob.command(general, "agent delete", { name: "scout" }).answer
          assert.isTrue(command.ephemeral)
          expect(look.screen(general)).toMatchInlineSnapshot(`
            "bob: !ask Bash "make"
              [✅ 1]
              > !ask Bash "make"
                  scout [APP]: Bash was allowed.

                    -# scout · rehearsal · Ns · N% ctx · $N
                  scout [APP]: scout asks: run a command

                    \`\`\`sh
                    make
                    \`\`\`

                    -# ✓ allowed by ann
                  Orchestrator [APP] (only bob sees this): you may not approve here; ask the owner to allow it
                  Orchestrator [APP] (only bob sees this): you may not approve here; ask the owner to allow it
            Orchestrator [APP] (bob used /agent delete) (only bob sees this): you may not administer here; ask the owner to allow it"
          `)
          const offered = yield* bob.autocompletes(general, "agent delete", "name", { name: "s" }).choices
          assert.deepStrictEqual(offered, [], "who may not delete an agent is offered none")
        }),
      { people: { bob: ["talk"] } }
    )
  )

  it.live("a code makes its writer an owner, once, in a direct message or by mention; a wrong one does not", () =>
    Effect.gen(function* () {
      const walk = yield* makeDiscordWalk()
      const { discord, general } = walk
      const look = watching(walk)
      const { offer } = Context.get(yield* walk.start, Pairing)
      const eve = discord.person("eve")
      const zoe = discord.person("zoe")
      const direct = discord.direct(eve)

      const code = yield* offer
      eve.dm("AAAA-2222")
      yield* look.sees(direct, "that code is wrong")
      eve.dm(code.toLowerCase())
      yield* look.sees(direct, "eve is the owner now")
      const first = eve.dm("!say at your service")
      assert.strictEqual(yield* look.settled(first), "✅")
      // Used up: for others these are words like any other.
      zoe.says(general, `${discord.mention} ${code}`)
      yield* look.sees(general, "you may not talk")
      zoe.says(general, `${discord.mention} ${yield* offer}`)
      yield* look.sees(general, "zoe is the owner now")
      const second = zoe.says(general, '!ask Bash "make"')
      const thread = yield* look.threadOf(second)
      yield* look.sees(thread, "scout asks")
      zoe.presses(thread, "Allow once")
      assert.strictEqual(yield* look.settled(second), "✅")
      expect(look.screen().replaceAll(/\b[2-9A-Z]{4}-[2-9A-Z]{4}\b/gi, "CODE-CODE")).toMatchInlineSnapshot(`
        "== #general
        zoe: @Orchestrator CODE-CODE
        ^ zoe: @Orchestrator CODE-CODE
        Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it
        zoe: @Orchestrator CODE-CODE
        ^ zoe: @Orchestrator CODE-CODE
        Orchestrator [APP]: zoe is the owner now: talk to an agent, or see /help
        zoe: !ask Bash "make"
          [✅ 1]
          > !ask Bash "make"
              scout [APP]: Bash was allowed.

                -# scout · rehearsal · Ns · N% ctx · $N
              scout [APP]: scout asks: run a command

                \`\`\`sh
                make
                \`\`\`

                -# ✓ allowed by zoe
        == direct with eve
        eve: CODE-CODE
        ^ eve: CODE-CODE
        Orchestrator [APP]: that code is wrong or over; get a new one on the host: orchestrator setup
        eve: CODE-CODE
        ^ eve: CODE-CODE
        Orchestrator [APP]: eve is the owner now: talk to an agent, or see /help
        eve: !say at your service
          [✅ 1]
        ^ eve: !say at your service
        Orchestrator [APP]: at your service

          -# scout · rehearsal · Ns · N% ctx · $N"
      `)

      // It is remembered.
      yield* walk.stop
      yield* walk.start
      const third = zoe.says(thread, "!say still here")
      assert.strictEqual(yield* look.settled(third), "✅")
    }).pipe(Effect.scoped)
  )
})
