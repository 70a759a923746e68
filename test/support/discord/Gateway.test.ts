/** The gateway as discord.js meets it: cut, resumed, refused, sharded, silent. */
import { assert, describe, it } from "@effect/vitest"
import { type Client, Events } from "discord.js"
import { Effect, Fiber } from "effect"
import { toldOf } from "../Waiting.ts"
import { type FakeDiscordOptions, makeFakeDiscord } from "./FakeDiscord.ts"
import { connectClient, makeRealClient } from "./RealClient.ts"

const makeRig = (options?: FakeDiscordOptions) =>
  Effect.gen(function* () {
    const discord = yield* makeFakeDiscord(options)
    const general = discord.channel("general")
    const ann = discord.person("ann")
    const client = yield* connectClient(discord)
    const heard = toldOf<string>(discord.world)
    client.on(Events.MessageCreate, ({ content }) => void heard.push(content))
    const count = (line: string) => discord.gateway.history.filter((entry) => entry === line).length
    return { discord, general, ann, client, heard, count }
  })

/** The client has heard that it is back: it fails at a resume that reaches it after its end. */
const resumed = (client: Client) =>
  Effect.callback<void>((resume) => void client.once(Events.ShardResume, () => resume(Effect.void))).pipe(
    Effect.forkChild({ startImmediately: true })
  )

describe("the loopback gateway", { concurrent: true }, () => {
  it.live("a cut socket is resumed and what was missed comes in order, withheld or not", () =>
    Effect.gen(function* () {
      const { ann, discord, general, heard } = yield* makeRig()
      ann.says(general, "one")
      yield* discord.until("one", () => heard.length === 1)
      discord.gateway.withhold(true)
      ann.says(general, "two")
      discord.gateway.withhold(false)
      assert.strictEqual(discord.gateway.cut(), 1)
      ann.says(general, "three")
      yield* discord.until("three", () => heard.length === 3)
      discord.gateway.reconnect()
      yield* discord.until(
        "the second resume",
        () => discord.gateway.history.filter((line) => line === "resumed").length === 2
      )
      ann.says(general, "four")
      yield* discord.until("four", () => heard.length === 4)
      assert.deepStrictEqual(heard, ["one", "two", "three", "four"])
      assert.deepStrictEqual(discord.gateway.history, [
        "identify 0/1",
        "ready 0/1",
        "resume",
        "resumed",
        "resume",
        "resumed"
      ])
    })
  )

  it.live("a session that is over is refused: a new one begins, and nothing is replayed", () =>
    Effect.gen(function* () {
      const { ann, count, discord, general, heard } = yield* makeRig()
      discord.gateway.expireSessions()
      discord.gateway.cut()
      ann.says(general, "lost")
      yield* discord.until("a second session", () => count("ready 0/1") === 2)
      ann.says(general, "heard")
      yield* discord.until("it is heard", () => heard.length === 1)
      assert.deepStrictEqual(heard, ["heard"])
      assert.strictEqual(count("refused"), 1)
    })
  )

  it.live("a server that went away comes back on the same port with everything in it", () =>
    Effect.gen(function* () {
      const { ann, client, discord, general, heard } = yield* makeRig()
      const back = yield* resumed(client)
      yield* discord.stop
      ann.says(general, "meanwhile")
      yield* discord.start
      yield* discord.until("what was said meanwhile", () => heard.includes("meanwhile"))
      yield* Fiber.join(back)
      assert.strictEqual(client.user?.username, "Orchestrator")
      assert.include(discord.gateway.history, "resumed")
    })
  )

  it.live("a resume that is never answered leaves the client waiting for ever", () =>
    Effect.gen(function* () {
      const { client, count, discord } = yield* makeRig()
      discord.gateway.refuseResumes(true)
      discord.gateway.cut()
      yield* discord.until("the attempt", () => count("resume") === 1)
      assert.strictEqual(client.isReady(), true)
      assert.notStrictEqual(client.ws.shards.get(0)?.status, 0)
    })
  )

  it.live("heartbeats that are not acknowledged make the client come back", () =>
    Effect.gen(function* () {
      const { client, count, discord } = yield* makeRig({ heartbeatMillis: 100 })
      const back = yield* resumed(client)
      discord.gateway.stopAcknowledging(true)
      yield* discord.until("a resume", () => count("resumed") > 0)
      discord.gateway.stopAcknowledging(false)
      yield* Fiber.join(back)
    })
  )

  it.live("an intent that the application may not use, and a wrong token, are the end", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord({
        settings: { privileged: { messageContent: false, members: false, presences: false } }
      })
      const client = yield* makeRealClient(discord)
      const denied = yield* Effect.flip(Effect.tryPromise({ try: () => client.login(discord.token), catch: String }))
      assert.match(denied, /disallowed intents/i)
      const stranger = yield* makeRealClient(discord)
      const wrong = yield* Effect.flip(Effect.tryPromise({ try: () => stranger.login("wrong"), catch: String }))
      assert.match(wrong, /token/i)
      assert.deepStrictEqual(discord.gateway.history, ["4014"])
      assert.strictEqual(discord.counts().invalid, 1)
    })
  )

  it.live("each shard is told of its own guilds, and of being invited and thrown out", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord({ shards: 2 })
      const guilds = Array.from({ length: 8 }, (_, index) => discord.guild(`guild ${index}`))
      const client = yield* connectClient(discord, { shards: "auto" })
      yield* discord.until("all guilds", () => client.guilds.cache.size === guilds.length)
      for (const guild of client.guilds.cache.values()) {
        assert.strictEqual(guild.shardId, Number((BigInt(guild.id) >> 22n) % 2n))
      }
      const late = discord.guild("late")
      yield* discord.until("the new guild", () => client.guilds.cache.has(late.id))
      discord.remove(late)
      yield* discord.until("it is gone", () => !client.guilds.cache.has(late.id))
    })
  )
})
