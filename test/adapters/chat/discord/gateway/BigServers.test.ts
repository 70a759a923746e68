/**
 * Discord in hundreds of servers, over three connections: what is said arrives from each of them, without a question, and
 * the client keeps nothing of servers, people and what they say. What it keeps is counted on the heap itself.
 */
import { queryObjects } from "node:v8"
import { assert, describe, it } from "@effect/vitest"
import { Base } from "discord.js"
import { Effect } from "effect"
import { addCrowd } from "../../../../support/discord/Crowd.ts"
import { makeFakeDiscord } from "../../../../support/discord/FakeDiscord.ts"
import { makePerson } from "../../../../support/discord/Person.ts"
import { makeInboundRig } from "../inbound/InboundRig.ts"

const size = { channels: 10, threads: 2, roles: 5, members: 20, inVoice: 4 } as const

/** Servers, channels, roles, people and messages as the client would keep them; its classes count too. */
const kept = () => queryObjects(Base, { format: "count" })

describe("Discord in many servers", () => {
  it.live("hears each of 300 over three connections and keeps nothing of them in the client", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord({ shards: 3, guildsPerShard: 150 })
      const crowd = addCrowd(discord.world, { ...size, guilds: 300 })
      const rig = yield* makeInboundRig(discord)
      const before = kept()
      const listener = yield* rig.listen
      yield* discord.until("three connections", () => discord.gateway.connected() === 3)

      const round = (text: string) => {
        const until = rig.events.length + crowd.length
        for (const { channels, people } of crowd) {
          const [channel] = channels
          const person = people.at(-1)
          if (channel !== undefined && person !== undefined) makePerson(discord.world, person).says(channel, text)
        }
        return discord.until(`${text} in every server`, () => rig.events.length === until)
      }
      yield* round("hello")
      const heardIn = new Set(rig.events.map(({ conversation }) => conversation.within.at(-1)))
      assert.deepStrictEqual([...heardIn].map(String).toSorted(), crowd.map(({ guild }) => guild.id).toSorted())
      assert.deepStrictEqual(discord.gateway.history.filter((line) => line.startsWith("ready")).toSorted(), [
        "ready 0/3",
        "ready 1/3",
        "ready 2/3"
      ])

      yield* round("again")
      yield* round("and again")
      // The bot itself, once a connection: no servers, no people, no messages.
      assert.isAtMost(kept() - before, 3)
      assert.strictEqual(new Set(rig.events.map(({ conversation }) => conversation.id)).size, crowd.length * 3)
      // What the servers announced is known: nothing is asked for, however many they are.
      assert.notInclude(Object.keys(discord.counts().requests).join(), "GET /channels")
      yield* listener.stop
    })
  )
})
