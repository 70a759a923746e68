/**
 * What reaches the core of what happens on a Slack over real TCP, with the unmodified library: each kind of event, over
 * both ways, and nothing of our own or of other bots.
 */

import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import { encodeAction } from "../../../../../src/adapters/chat/slack/format/ActionIds.ts"
import { makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"
import { makeInboundRig, type Way } from "./InboundRig.ts"

describe("Inbound", { concurrent: true }, () => {
  for (const way of ["sockets", "http"] satisfies ReadonlyArray<Way>) {
    it.live(`hands over what people say, change, take back and react, over ${way}`, () =>
      Effect.gen(function* () {
        const slack = yield* makeFakeSlack()
        const general = slack.channel("general")
        const ann = slack.person("ann", { groups: ["developers"] })
        const rig = yield* makeInboundRig(slack, { way })
        const listener = yield* rig.listen

        const first = ann.says(general, "fix the build", { mentions: [slack.bot] })
        yield* slack.until("the message", () => rig.events.length === 1)
        yield* slack.until("both events to be acknowledged", () => slack.events.settled())
        const second = ann.says(general, "and the tests", { thread: first })
        ann.edits(second, "and all the tests")
        yield* slack.until("the edit", () => rig.events.length === 3)
        ann.reacts(second, "octagonal_sign")
        ann.reacts(second, "heart")
        ann.deletes(second)
        yield* slack.until("the deletion", () => rig.events.length === 5)
        ann.says(general, "@scout hello to you & <all>")
        ann.dm("psst")
        yield* slack.until("the whisper", () => rig.events.length === 7)
        yield* slack.until("all to be acknowledged", () => slack.events.settled())
        yield* listener.stop

        assert.deepStrictEqual(rig.lines().slice(0, 5), [
          "Said #general/fix the build ann: fix the build (roles developers, addressed)",
          "Said #general/fix the build ann: and the tests (roles developers)",
          "Edited #general/fix the build ann: and all the tests",
          "Reacted #general/fix the build ann: 🛑",
          "Deleted #general/fix the build"
        ])
        assert.deepStrictEqual(rig.lines().slice(5).toSorted(), [
          "Said #general/@scout hello to you &amp; &lt;all&gt; ann: hello to you & <all> (roles developers, named scout)",
          "Said dm/psst ann: psst (roles developers, addressed)"
        ])
        assert.isTrue(slack.events.sent.every(({ acked, attempts }) => acked && attempts === 1))
        assert.strictEqual(slack.counts().rateLimited, 0)
        assert.deepStrictEqual(
          [...rig.recipients.values()].map(({ title, user }) => [title, user === ann.id]),
          [
            ["and all the tests", true],
            ["hello to you & <all>", true],
            ["psst", true]
          ]
        )
      })
    )
  }

  it.live("hears nobody but people: neither itself, nor other bots, nor Slack's own words", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const rig = yield* makeInboundRig(slack)
      const listener = yield* rig.listen
      const { team } = slack
      const first = ann.says(general, "hello", { mentions: [slack.bot] })
      yield* slack.until("the message", () => rig.events.length === 1)
      const place = { channel: general.id, thread_ts: first.ts }
      yield* rig.api.tell({
        team: team.id,
        method: "chat.postMessage",
        args: { ...place, text: `${slack.mention} <@${ann.id}> hello`, username: "Scout" }
      })
      slack.invite(general, slack.person("bob"), ann)
      slack.refresh(first)
      const common = { type: "message", channel: general.id, channel_type: "channel", text: `${slack.mention} hi` }
      const others = [
        { ...common, ts: "1800000000.000100", bot_id: "B123", subtype: "bot_message", username: "ci" },
        { ...common, ts: "1800000000.000200", bot_id: "B123", user: "U123" },
        { ...common, ts: "1800000000.000300", user: "U123", bot_profile: { id: "B123" } },
        { ...common, ts: "1800000000.000400", user: "USLACKBOT" },
        { ...common, ts: "1800000000.000500", user: ann.id, hidden: true },
        { ...common, ts: "1800000000.000600", user: ann.id, subtype: "channel_topic" },
        { ...common, ts: "1800000000.000700", user: slack.bot.id },
        { ...common, ts: "not a time", user: ann.id },
        { type: "message", channel: general.id }
      ]
      for (const event of others) slack.events.dispatch(team.id, { ...event, event_ts: "1800000000.000001" })
      slack.events.dispatch("T0NOTOURS", { ...common, ts: "1800000000.000800", user: ann.id })
      slack.events.dispatch(team.id, { type: "a_new_kind", channel: general.id })
      ann.says(general, "last")
      yield* slack.until("the last", () => rig.texts().includes("last"))
      yield* slack.until("everything to be acknowledged", () => slack.events.settled())
      yield* listener.stop
      assert.deepStrictEqual(rig.lines(), [
        "Said #general/hello ann: hello (addressed)",
        "Said #general/last ann: last"
      ])
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
  )

  it.live("stops what runs, by Slack's own button, by a sign on an answer, and once for one press", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const rig = yield* makeInboundRig(slack)
      const listener = yield* rig.listen
      const team = slack.team.id
      const first = ann.says(general, "build", { mentions: [slack.bot] })
      yield* slack.until("the message", () => rig.events.length === 1)
      const stream = { channel: general.id, thread_ts: first.ts, recipient_user_id: ann.id, recipient_team_id: team }
      const begin = Effect.map(
        rig.api.ask(Schema.Struct({ ts: Schema.String }), {
          team,
          method: "chat.startStream",
          args: { ...stream, markdown_text: "working" }
        }),
        ({ ts }) => ts
      )
      rig.stopTargets.set(yield* begin, "turn-1")
      ann.stops(general, first)
      yield* slack.until("the stop", () => rig.events.length === 2)
      // Nobody remembers what this one belongs to.
      yield* begin
      ann.stops(general, first)
      yield* slack.until("the command", () => rig.events.length === 3)
      const stop = encodeAction({ _tag: "Press", action: "stop", target: "turn-3" })
      const button = { type: "button", text: { type: "plain_text", text: "Stop" }, ...stop }
      const { ts } = yield* rig.api.ask(Schema.Struct({ ts: Schema.String }), {
        team,
        method: "chat.postMessage",
        args: {
          channel: general.id,
          thread_ts: first.ts,
          text: "working",
          blocks: [{ type: "actions", elements: [button] }]
        }
      })
      const answer = slack.messages(general).find((message) => message.ts === ts)
      if (answer !== undefined) ann.reacts(answer, "x")
      yield* slack.until("the sign", () => rig.events.length === 4)
      // From before the service was started: it has to look where the message stands.
      const reply = ann.says(general, "and this?", { thread: first })
      yield* slack.until("the reply", () => rig.events.length === 5)
      yield* slack.until("everything to be acknowledged", () => slack.events.settled())
      yield* listener.stop
      const again = yield* rig.listen
      ann.reacts(reply, "octagonal_sign")
      yield* slack.until("the sign on the reply", () => rig.events.some(({ _tag }) => _tag === "Reacted"))
      yield* slack.until("everything to be acknowledged", () => slack.events.settled())
      yield* again.stop
      assert.deepStrictEqual(
        rig.lines().filter((line) => !line.startsWith("Said")),
        [
          "Pressed #general/build ann: stop turn-1",
          "Commanded #general/build ann: stop",
          "Pressed #general/build ann: stop turn-3",
          "Reacted #general/build ann: 🛑"
        ]
      )
      assert.isTrue(rig.replies.every(({ silent, thread }) => silent === true && thread === first.ts))
    })
  )

  it.live(
    "gives commands, buttons and the home page to whoever answers them, and forgets workspaces that are gone",
    () =>
      Effect.gen(function* () {
        const slack = yield* makeFakeSlack()
        const general = slack.channel("general")
        const ann = slack.person("ann")
        const rig = yield* makeInboundRig(slack)
        const listener = yield* rig.listen
        ann.command(general, "/orc", "status")
        ann.opensHome()
        yield* slack.until("both", () => rig.lines().length === 2 && slack.events.settled())
        slack.events.dispatch(slack.team.id, { type: "tokens_revoked", tokens: { oauth: ["U1"] } })
        yield* slack.until("the acknowledgement", () => slack.events.settled())
        assert.deepStrictEqual(rig.forgotten, [])
        slack.events.dispatch(slack.team.id, { type: "tokens_revoked", tokens: { bot: [slack.bot.id] } })
        slack.events.dispatch(slack.team.id, { type: "app_uninstalled" })
        yield* slack.until("everything to be acknowledged", () => slack.events.settled())
        yield* listener.stop
        assert.isTrue(rig.lines().some((line) => line.includes('"command":"/orc"')))
        assert.isTrue(rig.lines().some((line) => line.includes("app_home_opened")))
        assert.deepStrictEqual(rig.forgotten, [slack.team.id, slack.team.id])
      }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
  )

  it.live("stores what came with a message, for those alone who asked for it, with the bot's own key", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const rig = yield* makeInboundRig(slack)
      const listener = yield* rig.listen
      ann.says(general, "look", {
        mentions: [slack.bot],
        files: [
          { name: "../../notes.txt", content: "hello" },
          { name: "film.mp4", content: new Uint8Array(11 * 1024 * 1024) }
        ]
      })
      yield* slack.until("the message", () => rig.events.length === 1)
      // What Slack Connect tells of a file is its id.
      const sent = slack.messages(general)[0]?.files[0] ?? ""
      slack.events.dispatch(slack.team.id, {
        type: "message",
        subtype: "file_share",
        channel: general.id,
        user: ann.id,
        ts: "1800000000.000100",
        text: "and here",
        files: [
          { id: sent, file_access: "check_file_info" },
          { id: "F2", mode: "tombstone" },
          { id: "F3", name: "plan.gdoc", mode: "external", url_private: "https://docs.example.com/plan" },
          { id: "F4", name: "elsewhere.txt", mode: "hosted", size: 5, url_private: "https://files.example.com/F4" }
        ]
      })
      yield* slack.until("the second", () => rig.events.length === 2)
      yield* listener.stop
      const [first, second] = rig.files
      assert.deepStrictEqual(
        first?.attachments.map(({ bytes, name }) => [name, bytes]),
        [["notes.txt", 5]]
      )
      assert.deepStrictEqual(first?.refused, ["film.mp4: 11 MB, at most 10 MB"])
      for (const { path } of first?.attachments ?? []) assert.strictEqual(readFileSync(path, "utf8"), "hello")
      assert.deepStrictEqual(
        second?.attachments.map(({ name }) => name),
        ["notes.txt"]
      )
      assert.deepStrictEqual(second?.refused, ["elsewhere.txt: its address is not the platform's"])
      assert.strictEqual(
        rig.texts()[1],
        "and here\n\n[a file that was deleted]\n\n[file: plan.gdoc, kept elsewhere: https://docs.example.com/plan]"
      )
      assert.isTrue(slack.requests.some(({ method, status }) => method === "download" && status === 200))
    })
  )
})
