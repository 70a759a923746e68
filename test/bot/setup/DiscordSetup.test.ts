/** The whole setup with the product's own platform and the unmodified clients, against Discord on loopback. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { platformList } from "../../../src/bot/PlatformList.ts"
import { meetFirstAgent } from "../../../src/bot/setup/MeetFirstAgent.ts"
import { prepare } from "../../../src/bot/setup/Prepare.ts"
import { makeFakeDiscord } from "../../support/discord/FakeDiscord.ts"
import { makeScriptedGuide, type Scripted, type ScriptedOptions } from "./ScriptedGuide.ts"
import { makeTestMachine } from "./TestStartup.ts"

/** Two whole services, one after the other. */
const patience = 90_000

describe("orchestrator setup on Discord", () => {
  it.live(
    "ends with an answer in a thread, for one token; run again it asks for the channel alone",
    () =>
      Effect.gen(function* () {
        const discord = yield* makeFakeDiscord()
        const hall = discord.channel("hall")
        const ann = discord.person("ann")
        const machine = yield* makeTestMachine
        const environment = { DISCORD_API_URL: discord.apiUrl }

        const run = (script: ReadonlyArray<Scripted>, meanwhile: ScriptedOptions["meanwhile"] = {}) =>
          Effect.gen(function* () {
            const { guide, screen } = makeScriptedGuide(script, { meanwhile })
            const layer = machine.layer([], environment)
            const prepared = yield* Effect.provide(prepare(guide, platformList, "discord"), layer)
            yield* Effect.provide(meetFirstAgent(guide, prepared), machine.layer([], environment))
            return screen()
          })

        const screen = yield* run(
          [
            ["paste the token", "no.such.token"],
            ["paste the token", discord.token],
            ["in which channel?", "#hall"],
            ["who answers in #hall?", "scout"],
            ["which messages in #hall", "messages that mention the bot"]
          ],
          {
            "waiting for the code": (shown) =>
              Effect.andThen(
                discord.until("somebody who listens", () => discord.gateway.connected() > 0),
                Effect.sync(() => void ann.dm(/[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(shown)?.[0] ?? "no code"))
              ),
            "waiting for the first answer": () =>
              Effect.sync(() => void ann.says(hall, `${discord.mention} !say hello ann`))
          }
        )
        assert.notInclude(screen, discord.token)
        assert.include(screen, "✓ ann is the owner")
        const steady = () => discord.transcript(hall).replaceAll(/\b\d+s\b| \(edited\)/g, "")
        const seen = steady()
        expect(seen).toMatchInlineSnapshot(`
        "Orchestrator [APP]: **scout** answers here: mention the bot in a message to talk to it. It asks before it changes anything or runs a command. Try one of these:
          - what is in this project, in five lines?
          - which part of the code would you look at first, and why?
          - write down how to run the tests, and show me before you save it
        ann: @Orchestrator !say hello ann
          [✅ 1]
          > !say hello ann
              scout [APP]: hello ann
                
                -# scout · rehearsal ·  · 0% ctx · $0.00"
      `)
        assert.strictEqual(readFileSync(join(machine.home, ".env"), "utf8"), `DISCORD_TOKEN=${discord.token}\n`)

        const again = yield* run([["in which channel?", "#hall"]])
        assert.include(again, "✓ scout answers in #hall already, when the bot is mentioned")
        assert.include(again, "✓ there is an owner already\n✓ there was an answer already")
        assert.strictEqual(steady(), seen)
        assert.strictEqual(discord.counts().rateLimited, 0)
      }),
    patience
  )
})
