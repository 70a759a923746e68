/** The whole setup with the product's own platform and the unmodified clients, against Slack on loopback. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { appManifest } from "../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { platformList } from "../../../src/bot/PlatformList.ts"
import { meetFirstAgent } from "../../../src/bot/setup/MeetFirstAgent.ts"
import { prepare } from "../../../src/bot/setup/Prepare.ts"
import { makeFakeSlack } from "../../support/slack/FakeSlack.ts"
import { makeScriptedGuide, type Scripted, type ScriptedOptions } from "./ScriptedGuide.ts"
import { makeTestMachine } from "./TestStartup.ts"

/** Two whole services, one after the other. */
const patience = 90_000

describe("orchestrator setup on Slack", () => {
  it.live(
    "ends with an answer in a thread, for two tokens; run again it asks for the channel alone",
    () =>
      Effect.gen(function* () {
        const slack = yield* makeFakeSlack({ manifest: appManifest() })
        const hall = slack.channel("hall", { invited: false })
        const ann = slack.person("ann")
        const machine = yield* makeTestMachine
        const environment = { SLACK_API_URL: slack.apiUrl }

        const run = (script: ReadonlyArray<Scripted>, meanwhile: ScriptedOptions["meanwhile"] = {}) =>
          Effect.gen(function* () {
            const { guide, screen } = makeScriptedGuide(script, { meanwhile })
            const layer = machine.layer(platformList, environment)
            const prepared = yield* Effect.provide(prepare(guide, platformList, "slack"), layer)
            yield* Effect.provide(meetFirstAgent(guide, prepared), machine.layer(platformList, environment))
            return screen()
          })

        const screen = yield* run(
          [
            ["paste the app-level token", slack.appToken],
            ["paste the bot token", slack.botToken],
            ["in which channel", "#hall"],
            ["who answers in #hall?", "scout"],
            ["which messages in #hall", "messages that mention the bot"]
          ],
          {
            "waiting for the code": (shown) =>
              Effect.andThen(
                slack.until("somebody who listens", () => slack.sockets.connected() > 0),
                Effect.sync(() => void ann.dm(/[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(shown)?.[0] ?? "no code"))
              ),
            "waiting for the first answer": () =>
              Effect.sync(() => void ann.says(hall, `${slack.mention} !say hello ann`))
          }
        )
        for (const token of [slack.appToken, slack.botToken]) assert.notInclude(screen, token)
        assert.include(screen, "✓ ann is the owner")
        const steady = () =>
          slack
            .transcript()
            .replaceAll(/\b\d+s\b| \(edited\)/g, "")
            .replaceAll(/[2-9A-Z]{4}-[2-9A-Z]{4}/g, "CODE-CODE")
        const seen = steady()
        expect(seen).toMatchInlineSnapshot(`
          "== #hall
          Orchestrator: @Orchestrator has joined the channel
          Orchestrator [APP]: scout answers here: mention the bot in a message to talk to it. It asks before it changes anything or runs a command. Try one of these:
            • what is in this project, in five lines?
            • which part of the code would you look at first, and why?
            • write down how to run the tests, and show me before you save it
          ann: @Orchestrator !say hello ann
            | scout [APP]:
            |   [✓ done · ]
            |   hello ann
            |   · scout · rehearsal ·  · 0% ctx · $0.00
            |   [Helpful] [Not helpful]
            | (session "!say hello ann": active)
          == direct with ann
          ann: CODE-CODE
            | Orchestrator [APP]: ann is the owner now: talk to an agent, or see /orc help"
        `)
        assert.strictEqual(
          readFileSync(join(machine.home, ".env"), "utf8"),
          `SLACK_APP_TOKEN=${slack.appToken}\nSLACK_BOT_TOKEN=${slack.botToken}\n`
        )

        const again = yield* run([["in which channel", "#hall"]])
        assert.include(again, "✓ scout answers in #hall already, when the bot is mentioned")
        assert.include(again, "✓ there is an owner already\n✓ there was an answer already")
        assert.strictEqual(steady(), seen)
        assert.strictEqual(slack.counts().rateLimited, 0)
      }),
    patience
  )
})
