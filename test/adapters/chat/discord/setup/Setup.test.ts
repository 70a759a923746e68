/** The setup as a person lives it, against Discord on loopback. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Schema, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { expect } from "vitest"
import { conversationAt } from "../../../../../src/adapters/chat/discord/Place.ts"
import type { Api } from "../../../../../src/adapters/chat/discord/rest/Api.ts"
import { setUpServer } from "../../../../../src/adapters/chat/discord/setup/ServerSetup.ts"
import { setupDiscord } from "../../../../../src/adapters/chat/discord/setup/Setup.ts"
import { PlatformName } from "../../../../../src/core/model/Ids.ts"
import { PlatformError, Unreachable } from "../../../../../src/core/ports/ChatPlatform.ts"
import { makeScriptedGuide, type Scripted } from "../../../../bot/setup/ScriptedGuide.ts"
import { type FakeDiscord, makeFakeDiscord } from "../../../../support/discord/FakeDiscord.ts"

const discordName = PlatformName.make("discord")

const config = { threads: true, faces: true, commands: true }

const setUp = (discord: FakeDiscord, script: ReadonlyArray<Scripted>, token?: string) =>
  Effect.gen(function* () {
    const person = makeScriptedGuide(script)
    const environment = {
      DISCORD_API_URL: discord.apiUrl,
      ...(token === undefined ? {} : { DISCORD_TOKEN: token })
    }
    const result = yield* Effect.result(setupDiscord(config, { environment, directory: "/nowhere" }, person.guide))
    const screen = person
      .screen()
      .replaceAll(discord.application.id, "APPLICATION")
      .replaceAll(discord.token, "TOKEN IN THE OPEN")
    return { result, screen, kept: person.kept }
  })

const withDiscord = <A, E>(
  options: Parameters<typeof makeFakeDiscord>[0],
  test: (discord: FakeDiscord) => Effect.Effect<A, E, Scope.Scope>
) => Effect.flatMap(makeFakeDiscord(options), test)

const withoutContent = { settings: { privileged: { messageContent: false, members: false, presences: false } } }

describe("the setup of Discord", () => {
  it.live("asks for the token alone and looks everything else up", () =>
    withDiscord({}, (discord) =>
      Effect.gen(function* () {
        const workshop = discord.guild("workshop")
        const hall = discord.channel("hall", { guild: workshop, denied: ["ManageWebhooks", "AttachFiles"] })
        discord.channel("vault", { guild: workshop, denied: ["SendMessages"] })
        const { kept, result, screen } = yield* setUp(discord, [
          ["paste the token", ` Bot ${discord.token} `],
          ["in which channel?", "#hall"]
        ])
        expect(screen).toMatchInlineSnapshot(`
          "a bot of your own is needed, which takes two minutes:
            1. open https://discord.com/developers/applications, press New Application and give it a name
            2. on its page Bot, switch on Message Content Intent and save
            3. on the same page, press Reset Token and copy the token
          ? paste the token (it is not shown)
          … asking discord about the token
          ✓ the token is that of Orchestrator
          ✓ the message content intent is on
          … asking discord for its servers
          Orchestrator is added to a server with exactly what it needs by this link:
            https://discord.com/oauth2/authorize?client_id=APPLICATION&scope=bot+applications.commands&permissions=309774617664&integration_type=0
          ✓ Orchestrator is in workshop
          … asking discord for the channels of workshop
          ? in which channel?
            > #hall (missing Manage Webhooks, Attach Files)
            x #vault (missing Send Messages)
          ▸ missing in #hall; give them under Server Settings > Roles, or in the channel under Edit Channel > Permissions
            Manage Webhooks: agents speak under the bot's own name and picture
            Attach Files: long answers, diffs and files are not sent"
        `)
        assert.deepStrictEqual([...kept], [["DISCORD_TOKEN", discord.token]])
        assert(result._tag === "Success")
        const { configuration, conversation, howToSay, place, triggers } = result.success
        assert.deepStrictEqual(
          { configuration, place, triggers },
          {
            configuration: {},
            place: "#hall",
            triggers: ["mention", "all"]
          }
        )
        const at = { kind: "channel", channel: hall.id, guild: workshop.id, opensThreads: true, own: false } as const
        assert.deepStrictEqual(conversation, conversationAt(at))
        assert.strictEqual(howToSay("hello"), "in #hall of workshop: @Orchestrator hello")
      })
    )
  )

  it.live("does not ask for a token that is there and valid, and asks in which of several servers", () =>
    withDiscord(withoutContent, (discord) =>
      Effect.gen(function* () {
        discord.channel("one", { guild: discord.guild("first") })
        discord.channel("two", { guild: discord.guild("second") })
        const script: ReadonlyArray<Scripted> = [
          ["is it on now?", "look again"],
          ["is it on now?", "go on without it"],
          ["in which server", "second"],
          ["in which channel?", "#two"]
        ]
        const { kept, result, screen } = yield* setUp(discord, script, discord.token)
        assert.strictEqual(kept.size, 0)
        assert(result._tag === "Success")
        assert.deepStrictEqual(result.success.triggers, ["mention"])
        expect(screen.split("\n").slice(0, 9).join("\n")).toMatchInlineSnapshot(`
          "… asking discord about the token
          ✓ the token is that of Orchestrator
          ▸ the message content intent is off
            without it the bot reads only messages that mention it, and direct messages: in its threads people mention it too
            to switch it on: https://discord.com/developers/applications/APPLICATION/bot
            under Privileged Gateway Intents, Message Content Intent, then save
          ? is it on now?
            > look again (it is switched on)
            - go on without it (it can be switched on later)"
        `)
      })
    )
  )

  it.live("sees that the intent was switched on meanwhile", () =>
    withDiscord(withoutContent, (discord) =>
      Effect.gen(function* () {
        discord.channel("hall")
        const person = makeScriptedGuide([
          ["is it on now?", "look again"],
          ["in which channel?", "#hall"]
        ])
        const guide: typeof person.guide = {
          ...person.guide,
          choose: (question, options) =>
            Effect.tap(person.guide.choose(question, options), () =>
              Effect.sync(() => Object.assign(discord.settings.privileged, { messageContent: true }))
            )
        }
        const environment = { DISCORD_API_URL: discord.apiUrl, DISCORD_TOKEN: discord.token }
        const { triggers } = yield* setupDiscord(config, { environment, directory: "/nowhere" }, guide)
        assert.deepStrictEqual(triggers, ["mention", "all"])
        assert.include(person.screen(), "✓ the message content intent is on")
      })
    )
  )

  it.live("says what was pasted instead of a token, three times, and keeps nothing of it", () =>
    withDiscord({}, (discord) =>
      Effect.gen(function* () {
        const wrong = "wrong.token.of-somebody"
        const { kept, result, screen } = yield* setUp(
          discord,
          [
            ["paste the token", discord.application.id],
            ["paste the token", "not a token at all"],
            ["paste the token", wrong]
          ],
          "an.old.token"
        )
        assert(result._tag === "Failure")
        assert.strictEqual(
          result.failure.message,
          "discord: discord refused 3 tokens (make a new one on the page Bot of your application, then run again: orchestrator setup)"
        )
        assert.include(screen, "✗ DISCORD_TOKEN is set, and discord refuses it")
        assert.include(screen, "✗ that is an id, not a token: the token is on the page Bot, behind Reset Token")
        assert.strictEqual(screen.split("✗ discord refuses this token").length, 3)
        for (const secret of [wrong, "an.old.token"]) assert.notInclude(screen + result.failure.message, secret)
        assert.strictEqual(kept.size, 0)
        assert.strictEqual(discord.counts().rateLimited, 0)
      })
    )
  )

  it.live("says why no channel can be used, and looks again when it is mended", () =>
    withDiscord({}, (discord) =>
      Effect.gen(function* () {
        const hall = discord.channel("hall", { denied: ["ViewChannel"] })
        const person = makeScriptedGuide([
          ["look again?", true],
          ["in which channel?", "#hall"]
        ])
        const guide: typeof person.guide = {
          ...person.guide,
          confirm: (question) =>
            Effect.tap(person.guide.confirm(question), () => Effect.sync(() => discord.deny(hall, [])))
        }
        const environment = { DISCORD_API_URL: discord.apiUrl, DISCORD_TOKEN: discord.token }
        const { place } = yield* setupDiscord(config, { environment, directory: "/nowhere" }, guide)
        assert.strictEqual(place, "#hall")
        assert.include(person.screen(), "  #hall: missing View Channels")
      })
    )
  )

  it.live("says that Discord cannot be reached, and where it looked", () =>
    withDiscord({}, (discord) =>
      Effect.gen(function* () {
        yield* discord.stop
        const { result } = yield* setUp(discord, [["paste the token", discord.token]])
        assert(result._tag === "Failure")
        assert.match(result.failure.message, /^discord: not reachable: GET \/users\/@me/)
        assert.notInclude(result.failure.message, discord.token)
      })
    )
  )
})

describe("waiting for the server", () => {
  it.effect("asks every 3 seconds until somebody followed the invitation, whatever happens meanwhile", () =>
    Effect.gen(function* () {
      const account = { user: "9", name: "Bot", application: "8", applicationName: "Bot", readsEverything: true }
      const asked: Array<number> = []
      const answers: Readonly<Record<string, () => unknown>> = {
        "/users/@me/guilds": () => (asked.length < 5 ? [] : [{ id: "1", name: "workshop", permissions: "8" }]),
        "/guilds/1/channels": () => [{ id: "2", type: 0, name: "hall" }],
        "/guilds/1/members/9": () => ({ roles: [] })
      }
      const api: Api = {
        ask: (answer, { route }) =>
          Effect.gen(function* () {
            if (route === "/users/@me/guilds") {
              asked.push(yield* Clock.currentTimeMillis)
              const reason = new Unreachable({ detail: "a hiccup" })
              if (asked.length === 3) return yield* new PlatformError({ platform: discordName, reason })
            }
            return yield* Effect.orDie(Schema.decodeUnknownEffect(answer)(answers[route]?.()))
          }),
        tell: () => Effect.void
      }
      const person = makeScriptedGuide([["in which channel?", "#hall"]])
      const going = yield* Effect.forkChild(setUpServer(person.guide, { api, account }))
      yield* TestClock.adjust("1 minute")
      const chosen = yield* Fiber.join(going)
      assert.strictEqual(chosen?.channel.name, "hall")
      assert.deepStrictEqual(asked, [0, 0, 3000, 6000, 9000])
      assert.include(person.screen(), "… waiting until Bot is in a server")
      assert.include(person.screen(), "✓ Bot is in workshop")
    })
  )
})
