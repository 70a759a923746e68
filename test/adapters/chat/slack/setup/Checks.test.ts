/** What the doctor finds on Slack, each fault with its remedy and no secret in any word. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, References, type Scope } from "effect"
import { appManifest } from "../../../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { checkSlack } from "../../../../../src/adapters/chat/slack/setup/Checks.ts"
import { makeInstallations } from "../../../../../src/adapters/chat/slack/workspaces/Installations.ts"
import type { State } from "../../../../../src/core/ports/State.ts"
import { memoryState } from "../../../../support/MemoryState.ts"
import { type FakeSlack, makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"

const config = { listen: "127.0.0.1:3000", faces: true, streams: true, reactions: false }

const withSlack = <A, E>(test: (slack: FakeSlack) => Effect.Effect<A, E, Scope.Scope | State>) =>
  Effect.flatMap(makeFakeSlack({ manifest: appManifest() }), test).pipe(
    Effect.provide([Layer.fresh(memoryState), Layer.succeed(References.MinimumLogLevel, "None")])
  )

/** As one line each, without what stands in every finding. */
const findings = (
  slack: FakeSlack,
  environment: Readonly<Record<string, string>>,
  settings: Partial<typeof config> = {}
) =>
  Effect.map(
    checkSlack(
      { ...config, ...settings },
      { environment: { SLACK_API_URL: slack.apiUrl, ...environment }, directory: "/nowhere" }
    ),
    ([api, ...checks]) => {
      assert.deepStrictEqual(api, { name: "slack api", state: "ok", found: slack.apiUrl, fix: "" })
      const lines = checks.map(({ fix, found, name, state }) => {
        assert.strictEqual(state === "ok", fix === "", name)
        return `${state} ${name}: ${found}${fix === "" ? "" : ` | ${fix}`}`
      })
      const text = lines.join("\n")
      for (const secret of [slack.botToken, slack.appToken, slack.signingSecret]) assert.notInclude(text, secret)
      return text.replaceAll(slack.app.id, "APP").replaceAll(slack.apiUrl, "API")
    }
  )

const both = ({ appToken, botToken }: FakeSlack) => ({ SLACK_APP_TOKEN: appToken, SLACK_BOT_TOKEN: botToken })

describe("what the doctor finds on Slack", () => {
  it.live("is what each part can do, when all is well", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        slack.channel("general")
        assert.strictEqual(
          yield* findings(slack, both(slack)),
          `ok slack events: over Socket Mode, on two connections
ok slack token: valid, for orchestrator in Workshop
ok slack scopes Workshop: every scope that is used is there
ok slack channels Workshop: the bot is in one`
        )
        const http = { SLACK_BOT_TOKEN: slack.botToken, SLACK_SIGNING_SECRET: slack.signingSecret }
        assert.include(
          yield* findings(slack, http),
          "ok slack events: over HTTP on 127.0.0.1:3000; slack sends them to the address of the app, ending in /slack/events"
        )
      })
    )
  )

  it.live("names what is missing, and where it is put right", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        slack.install.scopes.delete("files:read")
        assert.strictEqual(
          yield* findings(slack, { SLACK_BOT_TOKEN: slack.botToken }),
          `failed slack events: neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set | orchestrator setup slack
ok slack token: valid, for orchestrator in Workshop
warning slack scopes Workshop: missing files:read (takes in the files that people send) | add them at https://api.slack.com/apps/APP/oauth under Bot Token Scopes, then install the app again
warning slack channels Workshop: the bot is in none | write in a channel: /invite @orchestrator`
        )
        slack.install.scopes.delete("chat:write")
        assert.include(
          yield* findings(slack, both(slack)),
          "failed slack scopes Workshop: missing chat:write (answers, "
        )
        const listen = yield* findings(slack, { SLACK_SIGNING_SECRET: "s" }, { listen: "somewhere" })
        assert.strictEqual(
          listen,
          `failed slack events: platforms.slack.listen is somewhere | write a host and a port: 127.0.0.1:3000
failed slack token: SLACK_BOT_TOKEN is not set | orchestrator setup slack`
        )
      })
    )
  )

  it.live("tells a token that is refused from a Slack that is away", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        const tokens = both(slack)
        const swapped = { SLACK_APP_TOKEN: tokens.SLACK_BOT_TOKEN, SLACK_BOT_TOKEN: `${tokens.SLACK_BOT_TOKEN}x` }
        assert.strictEqual(
          yield* findings(slack, swapped),
          `failed slack app token: that is no app-level token: it begins with xapp- | see https://api.slack.com/apps, or: orchestrator setup slack
failed slack token: slack refuses this token: copy the whole of it, or install the app again | orchestrator setup slack`
        )
        yield* slack.stop
        const away = (yield* findings(slack, tokens)).split("\n")
        assert.strictEqual(away.length, 2)
        for (const line of away) {
          assert.match(
            line,
            /^failed slack (events|token): not reachable: .+ \| check this machine's connection to API/
          )
        }
      })
    )
  )

  it.live("looks at every workspace that installed the app, and at what lets others install it", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        slack.channel("general")
        const elsewhere = slack.workspace("Elsewhere")
        const { add } = yield* makeInstallations
        for (const { bot, botToken, install, team } of [slack, elsewhere]) {
          const granted = { id: install.botId, userId: bot.id, token: botToken, scopes: ["chat:write"] }
          yield* add({ team, user: { id: "U1" }, bot: granted })
        }
        elsewhere.uninstall()
        const oauth = {
          SLACK_CLIENT_ID: slack.app.clientId,
          SLACK_CLIENT_SECRET: slack.app.clientSecret,
          SLACK_STATE_SECRET: "ours"
        }
        const signed = { SLACK_SIGNING_SECRET: slack.signingSecret }
        assert.strictEqual(
          (yield* findings(slack, { ...signed, ...oauth })).split("\n").slice(1).join("\n"),
          `ok slack installations: open on 127.0.0.1:3000/slack/install; 2 workspaces
ok slack token: valid, for orchestrator in Workshop
ok slack scopes Workshop: every scope that is used is there
ok slack channels Workshop: the bot is in one
failed slack workspace Elsewhere: the app was taken out of the workspace: install the app again | somebody of that workspace installs the app again, by /slack/install`
        )
        assert.include(
          yield* findings(slack, { ...both(slack), SLACK_CLIENT_ID: slack.app.clientId }),
          "warning slack installations: not open to other workspaces: without SLACK_CLIENT_SECRET and SLACK_STATE_SECRET | set all of SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_STATE_SECRET, or none"
        )
      })
    )
  )
})
