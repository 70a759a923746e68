/** Several workspaces, the app's own installation in them by Bolt, files, and what stands in a transcript. */
import { assert, describe, it } from "@effect/vitest"
import { HTTPReceiver, type Installation } from "@slack/bolt"
import { Effect } from "effect"
import { makeFakeSlack } from "./FakeSlack.ts"
import { ask, makeWebClient, quiet, startBolt } from "./RealBolt.ts"

describe("workspaces of the loopback Slack", () => {
  it.live("a person installs the app elsewhere; each workspace has its own token, people and channels", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const acme = slack.workspace("acme", { installed: false })
      const eve = acme.person("eve")
      const kept = new Map<string, Installation>()
      const heard: Array<string> = []
      const receiver = new HTTPReceiver({
        signingSecret: slack.signingSecret,
        logger: quiet,
        clientId: slack.app.clientId,
        clientSecret: slack.app.clientSecret,
        scopes: ["chat:write", "app_mentions:read", "channels:history"],
        redirectUri: "http://127.0.0.1/slack/oauth_redirect",
        installerOptions: {
          stateVerification: false,
          redirectUriPath: "/slack/oauth_redirect",
          clientOptions: { slackApiUrl: slack.apiUrl }
        },
        installationStore: {
          storeInstallation: async (installation) =>
            void kept.set(installation.team?.id ?? "", installation as Installation),
          fetchInstallation: async ({ teamId }) => kept.get(teamId ?? "") as Installation
        }
      })
      const prepare = (app: Parameters<Parameters<typeof startBolt>[1]>[0]) =>
        app.event("app_mention", async ({ body, say }) => {
          heard.push(body.team_id)
          await say("here")
        })
      const app = yield* startBolt(slack, prepare, { receiver, single: false }, 0)
      const address = Object(app).receiver.server.address()
      const origin = `http://127.0.0.1:${address.port}`
      const page = yield* Effect.promise(() => fetch(`${origin}/slack/install`).then((response) => response.text()))
      const install = /href="(https:\/\/slack\.com\/oauth[^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? ""
      const back = new URL(slack.authorize(eve, install) ?? "http://nowhere")
      yield* Effect.promise(() => fetch(`${origin}${back.pathname}${back.search}`))
      assert.strictEqual(kept.get(acme.team.id)?.bot?.token, acme.botToken)
      assert.notStrictEqual(acme.botToken, slack.botToken)

      slack.http.to(`${origin}/slack/events`)
      const room = acme.channel("room")
      eve.says(room, `${acme.mention} hello`)
      yield* slack.until("the answer", () => acme.team.id === heard[0] && slack.transcript(room).includes("here"))
      const general = slack.channel("general")
      const { error } = yield* ask(slack, "chat.postMessage", { channel: general.id, text: "x" }, acme.botToken)
      assert.strictEqual(error, "channel_not_found")
      assert.throws(() => eve.says(general, "x"), /another workspace/)
    })
  )

  it.live("files go up in three steps and come down with the token alone", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const client = makeWebClient(slack)
      yield* Effect.promise(() =>
        client.files.uploadV2({
          channel_id: general.id,
          initial_comment: "the patch",
          filename: "a.diff",
          file: Buffer.from("+1")
        })
      )
      const said = slack.person("ann").says(general, "and mine", { files: [{ name: "b.log", content: "boom" }] })
      assert.strictEqual(
        slack.transcript(general),
        ["Orchestrator [APP]: the patch", "  + a.diff (2 B)", "ann: and mine", "  + b.log (4 B)"].join("\n")
      )
      const { file } = yield* Effect.promise(() => client.files.info({ file: said.files[0] ?? "" }))
      const download = (headers: Record<string, string>) =>
        Effect.promise(() => fetch(file?.url_private_download ?? "", { headers }).then((response) => response.text()))
      assert.strictEqual(yield* download({ authorization: `Bearer ${slack.botToken}` }), "boom")
      assert.include(yield* download({}), "<html>")
      slack.install.scopes.delete("files:read")
      assert.include(yield* download({ authorization: `Bearer ${slack.botToken}` }), "<html>")
    })
  )

  it.live("response URLs are good for five answers and half an hour", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const ann = slack.person("ann")
      ann.command(slack.channel("general"), "/orc")
      const url = `${slack.world.origin}/response/${[...slack.world.responseUrls.keys()][0]}`
      const answer = Effect.promise(() =>
        fetch(url, { method: "POST", body: JSON.stringify({ text: "x" }) }).then(({ status }) => status)
      )
      for (let count = 0; count < 5; count++) assert.strictEqual(yield* answer, 200)
      assert.strictEqual(yield* answer, 404)
    })
  )

  it.live("a transcript shows what people read: names, links, who is woken up", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const devs = slack.group("devs", ann)
      const post = (args: object) => ask(slack, "chat.postMessage", { channel: general.id, ...args })
      const shown = (index: number) => slack.transcript(general).split("\n")[index]
      yield* post({ text: `*bold* _it_ 2*3*4 <@${ann.id}> <https://x.y|the page> &lt;b&gt; \`*code*\`` })
      assert.strictEqual(shown(0), "Orchestrator [APP]: bold it 2*3*4 @ann the page (https://x.y) <b> `*code*`")
      yield* post({ text: `<!channel> ${devs.mention} @here` })
      assert.strictEqual(shown(1), "Orchestrator [APP]: NOTIFIES @channel NOTIFIES @devs @here")
      yield* post({ text: "@here", link_names: true })
      assert.strictEqual(shown(2), "Orchestrator [APP]: NOTIFIES @here")
      yield* post({ markdown_text: "**bold** [page](https://x.y) `**code**` \\*not\\*", username: "scout" })
      assert.strictEqual(shown(3), "scout [APP]: bold page (https://x.y) `**code**` *not*")
      yield* post({ text: "**two stars**" })
      assert.strictEqual(shown(4), "Orchestrator [APP]: **two stars**")
      assert.notMatch(slack.transcript(), /[UCTS]0?[A-Z0-9]{9}/)
    })
  )
})
