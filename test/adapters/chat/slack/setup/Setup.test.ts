/** The setup as a person lives it: what stands on the screen, and what is kept, against Slack on loopback. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import { expect } from "vitest"
import { conversationAt } from "../../../../../src/adapters/chat/slack/Place.ts"
import { appManifest } from "../../../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { manifestLink } from "../../../../../src/adapters/chat/slack/setup/ManifestLink.ts"
import { setupSlack } from "../../../../../src/adapters/chat/slack/setup/Setup.ts"
import { makeScriptedGuide, type Scripted } from "../../../../bot/setup/ScriptedGuide.ts"
import { type FakeSlack, makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"

const config = { listen: "127.0.0.1:3000", faces: true, streams: true, reactions: false }

const withSlack = <A, E>(test: (slack: FakeSlack) => Effect.Effect<A, E, Scope.Scope>) =>
  Effect.flatMap(makeFakeSlack({ manifest: appManifest() }), test)

const known = ({ appToken, botToken }: FakeSlack) => ({ SLACK_APP_TOKEN: appToken, SLACK_BOT_TOKEN: botToken })

const setUp = (
  slack: FakeSlack,
  script: ReadonlyArray<Scripted>,
  tokens: Readonly<Record<string, string>> = {},
  /** What the person does at a question before it is answered. */
  before: (question: string) => void = () => {}
) =>
  Effect.gen(function* () {
    const person = makeScriptedGuide(script)
    const guide: typeof person.guide = {
      ...person.guide,
      choose: (question, options) => {
        before(question)
        return person.guide.choose(question, options)
      },
      confirm: (question) => {
        before(question)
        return person.guide.confirm(question)
      }
    }
    const environment = { SLACK_API_URL: slack.apiUrl, ...tokens }
    const result = yield* Effect.result(setupSlack(config, { environment, directory: "/nowhere" }, guide))
    for (const secret of [slack.appToken, slack.botToken]) assert.notInclude(person.screen(), secret)
    const screen = person.screen().replaceAll(manifestLink(), "LINK").replaceAll(slack.app.id, "APP")
    return { result, screen, kept: person.kept }
  })

const inWhich = "in which channel"

describe("the setup of Slack", () => {
  it.live("leads from nothing to a channel by one link and two tokens, and joins the channel", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        slack.channel("workshop")
        slack.channel("vault", { private: true })
        const general = slack.channel("general", { invited: false })
        slack.archive(slack.channel("attic", { invited: false }))
        slack.channel("board", { private: true, invited: false })
        const { kept, result, screen } = yield* setUp(slack, [
          ["paste the app-level token", ` ${slack.appToken} `],
          ["paste the bot token", slack.botToken],
          [inWhich, "#general"]
        ])
        expect(screen).toMatchInlineSnapshot(`
          "an app of your own is needed, which takes three minutes
          step 1 of 3: make it; open this link, choose the workspace, then press Next and Create
          LINK
            (or, at https://api.slack.com/apps: Create New App, From a manifest, and paste config/slack-manifest.yaml)
          step 2 of 3: let it connect; on its page Basic Information, under App-Level Tokens, press Generate Token and Scopes,
            add connections:write, press Generate and copy the token (xapp-…)
          ? paste the app-level token (it is not shown)
          … asking slack about the app-level token
          ✓ the app can connect
          step 3 of 3: install it; open https://api.slack.com/apps/APP/install-on-team
            press Install and Allow, then copy the Bot User OAuth Token (xoxb-…)
          ? paste the bot token (it is not shown)
          … asking slack about the bot token
          ✓ the token is that of orchestrator in Workshop
          ✓ it has every scope that is used
          … asking slack for the channels of Workshop
          ? in which channel do people meet the first agent?
            - #vault (orchestrator is in it)
            - #workshop (orchestrator is in it)
            > #general (orchestrator joins it)
            - another one (private, or made meanwhile)
          … joining #general
          ✓ orchestrator has joined #general"
        `)
        assert.deepStrictEqual(
          [...kept],
          [
            ["SLACK_APP_TOKEN", slack.appToken],
            ["SLACK_BOT_TOKEN", slack.botToken]
          ]
        )
        assert(result._tag === "Success")
        const { configuration, conversation, howToSay, place, triggers } = result.success
        assert.deepStrictEqual(
          { configuration, place, triggers },
          { configuration: {}, place: "#general", triggers: ["mention", "all"] }
        )
        assert.deepStrictEqual(
          conversation,
          conversationAt({ team: slack.team.id, channel: general.id, direct: false })
        )
        assert.strictEqual(howToSay("hello"), "in #general of Workshop: @orchestrator hello")
        assert.isTrue(general.members.has(slack.bot.id))
      })
    )
  )

  it.live("knows a secret that stands in the wrong place, and keeps each token as soon as it is right", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        slack.channel("general")
        const stale = `${slack.botToken}x`
        const { kept, result, screen } = yield* setUp(slack, [
          ["paste the app-level token", slack.botToken],
          ["paste the app-level token", `${slack.appToken}x`],
          ["paste the app-level token", slack.appToken],
          ["paste the bot token", slack.appToken],
          ["paste the bot token", "xoxp-1-2-3"],
          ["paste the bot token", stale]
        ])
        assert(result._tag === "Failure")
        assert.strictEqual(
          result.failure.message,
          "slack: 3 times it was no bot token that slack takes (look where it is found above, then run again: orchestrator setup slack)"
        )
        assert.notInclude(screen + result.failure.message, stale)
        expect(
          screen
            .split("\n")
            .filter((line) => line.startsWith("✗"))
            .join("\n")
        ).toMatchInlineSnapshot(`
          "✗ that is the bot token: the app-level token begins with xapp- and is on Basic Information, under App-Level Tokens
          ✗ slack refuses this token: copy the whole of it, or generate another one
          ✗ that is the app-level token: the bot token begins with xoxb- and is on OAuth & Permissions, as Bot User OAuth Token
          ✗ that is a person's token: the bot token begins with xoxb- and is on OAuth & Permissions, as Bot User OAuth Token
          ✗ slack refuses this token: copy the whole of it, or install the app again"
        `)
        assert.deepStrictEqual([...kept], [["SLACK_APP_TOKEN", slack.appToken]])
        const asked = slack.requests.filter(
          ({ method }) => method === "auth.test" || method === "apps.connections.open"
        )
        assert.strictEqual(asked.length, 3)
      })
    )
  )

  it.live("asks for no token that is there already and does", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        slack.channel("general")
        const { kept, result, screen } = yield* setUp(slack, [[inWhich, "#general"]], known(slack))
        assert.strictEqual(result._tag, "Success")
        assert.strictEqual(kept.size, 0)
        expect(screen).toMatchInlineSnapshot(`
          "… asking slack about the app-level token
          ✓ the app can connect
          … asking slack about the bot token
          ✓ the token is that of orchestrator in Workshop
          ✓ it has every scope that is used
          … asking slack for the channels of Workshop
          ? in which channel do people meet the first agent?
            > #general (orchestrator is in it)
            - another one (private, or made meanwhile)"
        `)
      })
    )
  )

  it.live("names what the token may not do, and goes on without it only where somebody would still get an answer", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        slack.channel("general")
        const taken = ["app_mentions:read", "chat:write.customize"]
        for (const scope of taken) slack.install.scopes.delete(scope)
        const { result, screen } = yield* setUp(
          slack,
          [
            ["are they added now?", "look again"],
            ["are they added now?", "look again"],
            [inWhich, "#general"]
          ],
          known(slack),
          (question) => {
            const next = question.startsWith("are they") ? taken.shift() : undefined
            if (next !== undefined) slack.install.scopes.add(next)
          }
        )
        assert.strictEqual(result._tag, "Success")
        expect(screen.split("\n").slice(4, -5).join("\n")).toMatchInlineSnapshot(`
          "▸ it lacks scopes:
            app_mentions:read: hears messages that mention the bot
            chat:write.customize: agents speak under their own names and pictures
            to add them: https://api.slack.com/apps/APP/oauth
            under Bot Token Scopes, then press Reinstall at the top of that page
          ? are they added now?
            > look again (the app is installed again)
            x go on without them (nobody would get an answer)
          … asking slack what the token may do
          ▸ it lacks a scope:
            chat:write.customize: agents speak under their own names and pictures
            to add them: https://api.slack.com/apps/APP/oauth
            under Bot Token Scopes, then press Reinstall at the top of that page
          ? are they added now?
            > look again (the app is installed again)
            - go on without them (they can be added later)
          … asking slack what the token may do"
        `)
      })
    )
  )

  it.live("finds a private channel once the bot was invited there", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        const vault = slack.channel("vault", { private: true, invited: false })
        const { result, screen } = yield* setUp(
          slack,
          [
            ["look again?", true],
            [inWhich, "#vault"]
          ],
          known(slack),
          (question) => {
            if (question === "look again?") slack.invite(vault)
          }
        )
        assert(result._tag === "Success")
        assert.strictEqual(result.success.place, "#vault")
        assert.include(screen, "▸ write in that channel: /invite @orchestrator")
      })
    )
  )

  it.live("takes both tokens from one app, and an app that listens over HTTP needs one alone", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        slack.channel("general")
        const overHttp = { SLACK_BOT_TOKEN: slack.botToken, SLACK_SIGNING_SECRET: slack.signingSecret }
        const http = yield* setUp(slack, [[inWhich, "#general"]], overHttp)
        assert.strictEqual(http.result._tag, "Success")
        assert.include(http.screen, "✓ events come over HTTP: SLACK_SIGNING_SECRET is set, and SLACK_APP_TOKEN is not")

        slack.world.appToken = "xapp-1-A0THER0NE-1-abc"
        const paste = ["paste the bot token", slack.botToken] as const
        const mixed = yield* setUp(slack, [paste, paste, paste], known(slack))
        assert.strictEqual(mixed.result._tag, "Failure")
        assert.include(
          mixed.screen,
          "✗ SLACK_BOT_TOKEN is set, and does not do: this token is of app APP, and the app-level token of app A0THER0NE: take both from one app"
        )
      })
    )
  )

  it.live("says that Slack cannot be reached, and where it looked", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        yield* slack.stop
        const { result } = yield* setUp(slack, [["paste the app-level token", slack.appToken]])
        assert(result._tag === "Failure")
        assert.match(result.failure.message, /^slack: not reachable: apps\.connections\.open/)
        assert.notInclude(result.failure.message, slack.appToken)
      })
    )
  )
})
