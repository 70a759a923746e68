/** What the doctor says of Discord, against Discord on loopback. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { checkDiscord } from "../../../../../src/adapters/chat/discord/setup/Checks.ts"
import { type FakeDiscord, makeFakeDiscord } from "../../../../support/discord/FakeDiscord.ts"

const config = { threads: true, faces: true, commands: true }

/** `state name: found | fix` */
const doctor = (discord: FakeDiscord, token: string | undefined, settings = config) =>
  Effect.map(
    checkDiscord(settings, {
      environment: { DISCORD_API_URL: discord.apiUrl, ...(token === undefined ? {} : { DISCORD_TOKEN: token }) },
      directory: "/nowhere"
    }),
    (checks) => {
      const lines = checks.map(({ fix, found, name, state }) => `${state} ${name}: ${found}${fix && ` | ${fix}`}`)
      const text = lines.join("\n").replaceAll(discord.application.id, "APPLICATION")
      assert.notInclude(text, discord.token)
      return text.split("\n")
    }
  )

describe("the doctor on Discord", () => {
  it.live("says what is missing before there is anything to look at", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const none = ["failed discord token: DISCORD_TOKEN is not set | orchestrator setup"]
      assert.deepStrictEqual(yield* doctor(discord, undefined), none)
      assert.deepStrictEqual(yield* doctor(discord, "  "), none)
      assert.deepStrictEqual(yield* doctor(discord, "a.wrong.token"), [
        "failed discord token: discord refuses it | make a new one with: orchestrator setup"
      ])
      yield* discord.stop
      const [down = ""] = yield* doctor(discord, discord.token)
      assert.match(down, /^failed discord: not reachable: .* \| check this machine's connection to http:\/\/127/)
    })
  )

  it.live("names every missing permission with what does not work without it", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord({
        settings: { privileged: { messageContent: false, members: false, presences: false } }
      })
      discord.guild("workshop")
      discord.guild("cellar", {
        bot: [],
        everyone: ["ViewChannel", "SendMessages", "ReadMessageHistory", "AddReactions"]
      })
      assert.deepStrictEqual(yield* doctor(discord, discord.token), [
        "ok discord token: valid, for Orchestrator",
        "warning discord message content: the intent is off: only messages that mention the bot and direct messages can be read | switch on Message Content Intent at https://discord.com/developers/applications/APPLICATION/bot, then start the service again",
        "ok discord server workshop: every permission is there",
        "warning discord server cellar: missing Create Public Threads (answers stand in the channel instead of a thread), Send Messages in Threads (the bot cannot answer in threads), Manage Webhooks (agents speak under the bot's own name and picture), Attach Files (long answers, diffs and files are not sent) | give them to the bot's role under Server Settings > Roles",
        "warning discord commands: none is registered | start the service, which registers them"
      ])
    })
  )

  it.live("is content when everything is there, and looks at ten servers at most", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const [, , servers] = yield* doctor(discord, discord.token)
      assert.match(servers ?? "", /^failed discord servers: Orchestrator is in no server \| add it to one: https:/)
      for (const index of Array.from({ length: 12 }, (_, at) => at)) discord.guild(`server ${index}`)
      const lines = yield* doctor(discord, discord.token, { ...config, commands: false })
      assert.isTrue(lines.every((line) => line.startsWith("ok ")))
      assert.strictEqual(lines.filter((line) => line.includes("every permission is there")).length, 10)
      assert.include(lines, "ok discord servers: 2 more, not looked at")
      assert.include(lines, "ok discord commands: off in the configuration")
    })
  )
})
