/** What people do, as the app is told of it: each event and payload in the shape that Slack gives it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Json } from "../Json.ts"
import { makeFakeSlack } from "./FakeSlack.ts"
import { everything } from "./Manifest.ts"
import { commandText } from "./PersonText.ts"
import { startBolt } from "./RealBolt.ts"

const plain = (text: string) => ({ type: "plain_text" as const, text })
const option = (text: string) => ({ text: plain(text), value: text })

const panel = [
  {
    type: "actions" as const,
    block_id: "many",
    elements: [
      { type: "external_select" as const, action_id: "agent", placeholder: plain("which"), min_query_length: 1 },
      { type: "checkboxes" as const, action_id: "boxes", options: [option("fast"), option("cheap")] },
      { type: "overflow" as const, action_id: "menu", options: [option("rename")] }
    ]
  },
  {
    type: "context_actions" as const,
    elements: [
      {
        type: "feedback_buttons" as const,
        action_id: "feedback",
        positive_button: { text: plain("good"), value: "+" },
        negative_button: { text: plain("bad"), value: "-" }
      }
    ]
  }
]

describe("people of the loopback Slack", () => {
  it.live("what they say, change and take back", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const secret = slack.channel("secret", { private: true })
      const ann = slack.person("ann")
      const told = (index: number): Json => slack.events.sent.at(index)?.event ?? {}
      const said = ann.says(general, "see https://x.y & <b>", { mentions: [slack.bot] })
      assert.deepInclude(told(-2), {
        type: "message",
        text: `<@${slack.bot.id}> see <https://x.y> &amp; &lt;b&gt;`,
        channel_type: "channel",
        ts: said.ts,
        team: slack.team.id
      })
      assert.deepInclude(told(-1), { type: "app_mention", ts: said.ts })
      assert.notProperty(told(-1), "channel_type")
      ann.edits(said, "never mind")
      assert.deepInclude(told(-1), { subtype: "message_changed", hidden: true })
      assert.deepNestedInclude(told(-1), { "message.text": "never mind", "message.edited.user": ann.id })
      const reply = ann.says(general, "for all", { thread: said, broadcast: true })
      assert.deepNestedInclude(told(-1), { subtype: "thread_broadcast", thread_ts: said.ts, "root.ts": said.ts })
      ann.deletes(reply)
      assert.deepInclude(told(-1), { subtype: "message_deleted", deleted_ts: reply.ts })
      ann.says(general, "below", { thread: said })
      ann.deletes(said)
      assert.deepNestedInclude(told(-1), { subtype: "message_changed", "message.subtype": "tombstone" })
      ann.says(secret, "psst", { files: [{ name: "a.png", content: "x" }] })
      assert.deepInclude(told(-1), { channel_type: "group", subtype: "file_share" })
      slack.otherApp("deploy").says(general, `${slack.mention} shipped`)
      assert.property(told(-1), "bot_id")
      assert.notStrictEqual(told(-1).app_id, slack.app.id)
      slack.invite(general, slack.person("bob"))
      assert.deepInclude(told(-1), { subtype: "channel_join" })
      ann.looksAt(general)
      assert.deepInclude(told(-1), { type: "app_context_changed" })
      ann.opensMessages()
      assert.deepInclude(told(-1), { type: "app_home_opened", tab: "messages", user: ann.id })
      slack.remove(general)
      const before = slack.events.sent.length
      ann.says(general, `${slack.mention} are you gone?`)
      assert.strictEqual(slack.events.sent.length, before)
    })
  )

  it.live("an app is told of nothing that its manifest and scopes do not cover", () =>
    Effect.gen(function* () {
      const manifest = {
        ...everything,
        features: {},
        settings: { event_subscriptions: { bot_events: ["app_mention"] } }
      }
      const slack = yield* makeFakeSlack({ manifest })
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const said = ann.says(general, `${slack.mention} hello`)
      assert.deepStrictEqual(
        slack.events.sent.map(({ kind }) => kind),
        ["app_mention"]
      )
      assert.throws(() => ann.stops(general, said), /nothing to stop/)
      const typed = `<@${ann.id}> in <#${general.id}> & so on`
      assert.strictEqual(commandText(slack.world, typed, false), "@ann in #general & so on")
      assert.strictEqual(
        commandText(slack.world, typed, true),
        `<@${ann.id}|ann> in <#${general.id}|general> &amp; so on`
      )
      slack.install.scopes.delete("app_mentions:read")
      ann.says(general, `${slack.mention} hello`)
      assert.strictEqual(slack.events.sent.length, 1)
      assert.throws(() => ann.dm("hello"), /messages tab is switched off/)
      assert.throws(() => ann.command(general, "/orc"), /not a valid command/)
      assert.throws(() => ann.shortcut("Ask agent", said), /no message shortcut/)
    })
  )

  it.live("lists that the app fills, boxes, menus and feedback", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const heard: Array<unknown> = []
      const bolt = yield* startBolt(slack, (app) => {
        app.options("agent", async ({ ack, options }) =>
          ack({ options: ["scout", "smith"].filter((name) => name.startsWith(options.value)).map(option) })
        )
        app.action(/.*/, async ({ ack, action, body }) => {
          await ack()
          const { action_id, selected_option, selected_options, value } = Object(action)
          heard.push([action_id, selected_option?.value ?? selected_options?.map(Object) ?? value])
          if (action_id === "feedback") heard.push(Object(body).state.values.many.agent.selected_option.value)
        })
      })
      yield* Effect.promise(() => bolt.client.chat.postMessage({ channel: general.id, text: "x", blocks: panel }))
      assert.throws(() => ann.chooses(general, "which", "scout"), /"scout" is not offered/)
      assert.deepStrictEqual(yield* ann.searches(general, "which", "sc").options, ["scout"])
      for (const act of [
        () => ann.chooses(general, "which", "scout"),
        () => ann.chooses(general, { actionId: "boxes" }, ["fast", "cheap"]),
        () => ann.chooses(general, { actionId: "menu" }, "rename"),
        () => ann.presses(general, "bad")
      ]) {
        yield* act().acknowledged
      }
      assert.deepStrictEqual(heard, [
        ["agent", "scout"],
        ["boxes", [option("fast"), option("cheap")]],
        ["menu", "rename"],
        ["feedback", "-"],
        "scout"
      ])
    })
  )
})
