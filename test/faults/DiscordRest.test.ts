/**
 * Discord's API answers wrongly, tears connections or says nothing at all after it did what was asked, while people talk to
 * agents: whatever was asked for is there once, and ends as it should.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { walkDiscord } from "../support/discord/DiscordWalk.ts"
import type { RequestSeen } from "../support/discord/Faults.ts"
import type { Message } from "../support/discord/World.ts"
import { seeded } from "./CrashLoad.ts"
import { makeDiscordTown } from "./DiscordTown.ts"
import { serveTown } from "./Town.ts"

const routes = [
  "POST /channels/:channel/messages",
  "POST /webhooks/:webhook/:token",
  "PATCH /channels/:channel/messages/:message",
  "PATCH /webhooks/:webhook/:token/messages/:message",
  "POST /channels/:channel/messages/:message/threads",
  "PUT /channels/:channel/messages/:message/reactions/:emoji/@me",
  "DELETE /channels/:channel/messages/:message/reactions/:emoji/@me"
]

describe("an api that fails after it did what was asked", () => {
  it.live(
    "leaves one copy of each message, thread and sign, with its final text",
    () =>
      Effect.gen(function* () {
        const town = yield* makeDiscordTown({
          random: seeded(7),
          kinds: ["short", "stream", "ask", "tools", "long", "file"]
        })
        const { discord, load } = town
        let left = 0
        const on =
          (route: string) =>
          ({ method, path, route: seen }: RequestSeen) => {
            // The same route serves what only the one who presses sees.
            if (`${method} ${seen}` !== route || path.includes(discord.application.id)) return false
            left -= 1
            return true
          }
        for (const route of routes) {
          // The first of each at once, the others in the middle of things.
          discord.faults.fail(on(route), { status: 502, stored: true })
          discord.faults.silence(on(route), { stored: true })
          discord.faults.destroy(on(route), { stored: true, times: 2 })
          discord.faults.fail(on(route), { status: 502, stored: true })
          left += 5
        }
        yield* serveTown(town)
        load.sayEverywhere()
        load.sayEverywhere()
        load.talk()
        yield* load.until("everything that can go wrong", () => left <= 0)
        load.hush()
        yield* load.until("the last answers", load.answered)
        assert.deepStrictEqual(load.problems(), [])
      }).pipe(Effect.scoped),
    { timeout: 120_000 }
  )

  it.live("nothing stays behind of what the service died over before it learnt that it was stored", () =>
    walkDiscord(({ ann, discord, start, stop }) =>
      Effect.gen(function* () {
        const first = ann.dm("!stream 30 words every 20ms")
        const here = discord.direct(ann)
        yield* discord.until("the first answer to begin", () => discord.messages(here).length > 1)
        discord.faults.silence("POST /channels/:channel/messages", { stored: true })
        const second = ann.dm("!say two.")
        yield* discord.until("a place in line", () => discord.transcript(here).includes("queued"))
        const isDone = ({ reactions }: Message) => reactions.has("✅")
        yield* discord.until("the first answer", () => isDone(first))
        yield* stop
        yield* start
        yield* discord.until("the second answer", () => isDone(second))
        assert.notInclude(discord.transcript(here), "queued")
        assert.strictEqual(
          discord.transcript(here).split("two.").length - 1,
          3,
          "it, the reply to it and its quotation"
        )
      })
    )
  )
})
