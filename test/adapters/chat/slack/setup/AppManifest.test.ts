/**
 * The app that a person is led to make: what Slack takes, what is written in `config/` for people, and what the link
 * carries. `--update` writes the files of `config/` anew.
 */
import { assert, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { appManifest, paths } from "../../../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { manifestLink } from "../../../../../src/adapters/chat/slack/setup/ManifestLink.ts"
import { everyScope } from "../../../../../src/adapters/chat/slack/setup/Scopes.ts"
import { manifestYaml } from "./ManifestYaml.ts"

const file = (name: string) => new URL(`../../../../../config/${name}`, import.meta.url).pathname
const remedy = "out of date: npx vitest run test/adapters/chat/slack/setup/AppManifest.test.ts --update"
const host = "https://YOUR-HOST"

const { display_information, features, oauth_config, settings } = appManifest()

/** What an event needs to be heard. */
const heardBy: Readonly<Record<string, string>> = {
  app_mention: "app_mentions:read",
  "message.channels": "channels:history",
  "message.groups": "groups:history",
  "message.im": "im:history",
  "message.mpim": "mpim:history",
  reaction_added: "reactions:read"
}

describe("the app's manifest", () => {
  it("is what config/ says, for both transports", async () => {
    await expect(manifestYaml(), remedy).toMatchFileSnapshot(file("slack-manifest.yaml"))
    await expect(manifestYaml(host), remedy).toMatchFileSnapshot(file("slack-manifest-http.yaml"))
    assert.deepStrictEqual(parse(manifestYaml()), appManifest())
    assert.deepStrictEqual(parse(manifestYaml(host)), appManifest(host))
  })

  it("keeps to what Slack takes", () => {
    assert.isAtMost(display_information.name.length, 35)
    assert.isAtMost(display_information.description.length, 140)
    assert.match(features.bot_user.display_name, /^[a-z0-9._-]{1,80}$/)
    assert.isAtMost(features.agent_view.agent_description.length, 300)
    assert.isAtMost(features.agent_view.suggested_prompts.length, 4)
    for (const { command, description, usage_hint } of features.slash_commands) {
      assert.match(command, /^\/[a-z]{1,31}$/)
      assert.isAtMost(description.length, 2000)
      assert.isAtMost(usage_hint.length, 1000)
    }
    for (const { callback_id, description, name } of features.shortcuts) {
      assert.isAtMost(name.length, 24)
      assert.isAtMost(callback_id.length, 255)
      assert.isAtMost(description.length, 150)
    }
  })

  it("asks for what its events need, for nothing twice and for nothing of a person's", () => {
    const { bot } = oauth_config.scopes
    assert.deepStrictEqual(Object.keys(oauth_config.scopes), ["bot"])
    assert.strictEqual(new Set(bot).size, bot.length)
    const { bot_events } = settings.event_subscriptions
    assert.deepStrictEqual(
      Object.entries(heardBy).filter(([event, scope]) => !bot_events.includes(event) || !bot.includes(scope)),
      []
    )
    for (const { name, why } of everyScope) assert.isNotEmpty(why, name)
  })

  it("asks over HTTP for the same, at one address", () => {
    const { oauth_config: oauth, settings: http, ...rest } = appManifest(`${host}/`)
    const url = `${host}${paths.events}`
    assert.deepStrictEqual(oauth.redirect_urls, [`${host}/slack/oauth_redirect`])
    assert.deepStrictEqual(oauth.scopes, oauth_config.scopes)
    assert.deepStrictEqual(http.event_subscriptions, { ...settings.event_subscriptions, request_url: url })
    assert.deepStrictEqual(http.interactivity, { is_enabled: true, request_url: url })
    assert.isFalse(http.socket_mode_enabled)
    for (const command of rest.features.slash_commands) assert.strictEqual(command.url, url)
  })

  it("is one click away", () => {
    const link = new URL(manifestLink())
    assert.strictEqual(link.origin + link.pathname, "https://api.slack.com/apps")
    assert.strictEqual(link.searchParams.get("new_app"), "1")
    assert.deepStrictEqual(JSON.parse(link.searchParams.get("manifest_json") ?? ""), appManifest())
    assert.match(manifestLink(), /^[\w:/.?=&%,@;~!*'()-]+$/)
    assert.isBelow(manifestLink().length, 4000)
  })
})
