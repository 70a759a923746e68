/**
 * What an agent reads of what a person wrote, and whether it was said to it: tables of raw messages.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import fc from "fast-check"
import { inboxOf } from "../../../../../src/adapters/chat/slack/inbound/MessageFiles.ts"
import { isSaid, placeOf, readMessage, threadOf } from "../../../../../src/adapters/chat/slack/inbound/Messages.ts"
import { positionAt, positionOf, tsOf } from "../../../../../src/adapters/chat/slack/inbound/Positions.ts"
import { decodeMessage } from "../../../../../src/adapters/chat/slack/inbound/RawMessage.ts"
import { mentionedIn, readableText } from "../../../../../src/adapters/chat/slack/inbound/ReadableText.ts"
import { AgentName, UserId } from "../../../../../src/core/model/Ids.ts"

const self = { user: "UBOT", bot: "BBOT", app: "ABOT" }
const names = {
  user: (id: string) => ({ U1: "ann", UBOT: "Orchestrator", UEVIL: "ann\n\u202eevil" })[id],
  channel: (id: string) => ({ C1: "general" })[id],
  group: (id: string) => ({ S1: "developers" })[id]
}
const person = { id: UserId.make("U1"), name: "ann", roles: [] }
const agents = ["scout", "reviewer"].map((name) => AgentName.make(name))
const ts = "1700000000.000100"

const decoded = (raw: object) => Exit.getSuccess(decodeMessage({ type: "message", ts, user: "U1", ...raw }))

const read = (raw: object, channel = "C1") => {
  const message = decoded(raw)
  if (message._tag === "None") return undefined
  const place = placeOf("T1", channel, threadOf(message.value))
  return readMessage(message.value, place, { self, agents, names, person })
}

const text = (raw: object) => read(raw)?.said.text

describe("Messages", () => {
  it("read as a person without Slack would understand them", () => {
    const table: ReadonlyArray<readonly [string, string]> = [
      ["plain", "plain"],
      ["a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"],
      ["<@U1> and <@U1|other>", "@ann and @ann"],
      ["<@U9> <@U9|bob>", "@U9 @bob"],
      ["<@UEVIL>", "@ann evil"],
      ["<#C1> <#C1|> <#C2|random> <#C3>", "#general #general #random #C3"],
      ["<!subteam^S1> <!subteam^S1|@devs> <!subteam^S9>", "@developers @devs @S9"],
      ["<!here> <!channel> <!everyone> <!here|here>", "@here @channel @everyone @here"],
      ["<!date^1700000000^{date}|yesterday>", "yesterday"],
      ["<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"],
      ["<https://example.com|the site>", "the site (https://example.com)"],
      ["<http://example.com|example.com>", "http://example.com"],
      ["<https://evil.example|https://bank.example>", "https://bank.example (https://evil.example)"],
      ["<mailto:a@example.com|a@example.com>", "a@example.com"],
      ["<tel:+31201234567|020 1234567>", "020 1234567 (+31201234567)"],
      ["```\nif (a &lt; b &amp;&amp; c) go(&quot;x&quot;)\n```", "```\nif (a < b && c) go(&quot;x&quot;)\n```"],
      ["<> <|> <nothing>", "<> <|> <nothing>"]
    ]
    for (const [written, shown] of table) assert.strictEqual(text({ text: written }), shown, written)
  })

  it("are read the same whatever a person typed", () => {
    const escaped = (typed: string) => typed.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("&", "<", ">", "l", "t", ";", "@", "U", "1", "|", "!", " ") }),
        (typed) => {
          assert.strictEqual(readableText(escaped(typed), names), typed)
          assert.deepStrictEqual(mentionedIn(escaped(typed)), { users: [], channels: [], groups: [] })
        }
      )
    )
  })

  it("say whom they speak to", () => {
    const told = (raw: object, channel?: string) => {
      const said = read(raw, channel)?.said
      return said === undefined ? [] : [said.addressed, said.named.join("+"), said.text]
    }
    const table: ReadonlyArray<readonly [ReadonlyArray<unknown>, ReadonlyArray<unknown>]> = [
      [told({ text: "<@UBOT> fix it" }), [true, "", "fix it"]],
      [told({ text: "<@UBOT|orc>: @scout fix it" }), [true, "scout", "fix it"]],
      [told({ text: "@scout @reviewer: look" }), [false, "scout+reviewer", "look"]],
      [told({ text: "could <@UBOT> look" }), [true, "", "could @Orchestrator look"]],
      [told({ text: "<@U1> look" }), [false, "", "@ann look"]],
      [told({ text: "<@UBOT>" }), [true, "", "@Orchestrator"]],
      [told({ text: "hello" }, "D1"), [true, "", "hello"]],
      [told({ text: "" }), [false, "", "(a message of a kind that cannot be read here)"]]
    ]
    for (const [found, expected] of table) assert.deepStrictEqual(found, expected)
  })

  it("bring along what they forward, link to and carry", () => {
    const forwarded = { is_share: true, is_msg_unfurl: true, author_name: "bob", text: "it &lt;broke&gt;\nfor <@U1>" }
    assert.strictEqual(
      text({ text: "see", attachments: [forwarded] }),
      "see\n\nforwarded from bob:\n> it <broke>\n> for @ann"
    )
    const linked = { is_msg_unfurl: true, author_subname: "bob", fallback: "1\n2\n3\n4\n5" }
    assert.strictEqual(text({ text: "see", attachments: [linked] }), "see\n\n> bob: 1\n> 2\n> 3\n> 4 …")
    assert.strictEqual(text({ text: "see", attachments: [{ title: "A page", text: "about" }] }), "see")
    const files = [
      { id: "F1", name: "a.txt", url_private: "https://files.slack.com/F1" },
      { id: "F2", mode: "tombstone" },
      { id: "F3", name: "b.txt", mode: "hidden_by_limit" },
      { id: "F4", name: "c", mode: "external", url_private: "https://example.com/c" },
      { id: "F5", name: "d.txt", file_access: "access_denied" },
      { id: "F6", file_access: "check_file_info" },
      { id: "F7", name: "e.txt" }
    ]
    assert.strictEqual(
      text({ text: "", files }),
      [
        "[a file that was deleted]",
        "[file: b.txt, which slack no longer shows: the workspace is over its limit]",
        "[file: c, kept elsewhere: https://example.com/c]",
        "[file: d.txt, which slack does not show me]",
        "[file: e.txt, which cannot be fetched]"
      ].join("\n\n")
    )
    assert.strictEqual(text({ files: [files[0]] }), "")
  })

  it("stand in the thread that they open, or in which they are", () => {
    const where = (raw: object, channel?: string): ReadonlyArray<unknown> => {
      const said = read(raw, channel)?.said
      return [said?.ref.conversation, said?.ref.message, said?.conversation.id, said?.conversation.kind, said?.at]
    }
    const at = 1_700_000_000_000
    const thread = "1600000000.000100"
    assert.deepStrictEqual(where({}), ["T1-C1", ts, `T1-C1-${ts}`, "thread", at])
    assert.deepStrictEqual(where({ thread_ts: ts }), ["T1-C1", ts, `T1-C1-${ts}`, "thread", at])
    assert.deepStrictEqual(where({ thread_ts: thread }), [`T1-C1-${thread}`, ts, `T1-C1-${thread}`, "thread", at])
    assert.deepStrictEqual(where({}, "D1"), ["T1-D1", ts, `T1-D1-${ts}`, "direct", at])
    const within: ReadonlyArray<string> | undefined = read({})?.said.conversation.within
    assert.deepStrictEqual(within, ["T1-C1", "C1", "T1"])
  })

  it("are of people alone, and of the kinds that people write", () => {
    const said = (raw: object) => {
      const message = decoded(raw)
      return message._tag === "Some" && isSaid(message.value, self)
    }
    for (const raw of [{}, { subtype: "file_share" }, { subtype: "thread_broadcast" }, { subtype: "me_message" }]) {
      assert.isTrue(said(raw))
    }
    for (const raw of [
      { user: "UBOT" },
      { bot_id: "BBOT" },
      { app_id: "ABOT" },
      { bot_id: "B1" },
      { bot_profile: {} },
      { subtype: "bot_message" },
      { user: "USLACKBOT" },
      { user: undefined },
      { user: null },
      { hidden: true },
      { subtype: "channel_join" },
      { subtype: "tombstone" }
    ]) {
      assert.isFalse(said(raw), JSON.stringify(raw))
    }
  })

  it("have files from where Slack keeps them, and from nowhere else", () => {
    const trusted = (apiUrl: string) => inboxOf({ directory: "/", apiUrl, headers: () => Effect.succeed({}) }).trusts
    const slack = trusted("https://slack.com/api/")
    const local = trusted("http://127.0.0.1:4000/api/")
    const government = trusted("https://slack-gov.com/api/")
    const urls = [
      "https://files.slack.com/a",
      "https://workshop.slack.com/a",
      "http://files.slack.com/a",
      "https://files.slack.com.evil.example/a",
      "https://evilslack.com/a",
      "http://127.0.0.1:4000/a",
      "http://127.0.0.1:4001/a",
      "https://files.slack-gov.com/a"
    ].map((url) => new URL(url))
    assert.deepStrictEqual(urls.map(slack), [true, true, false, false, false, false, false, false])
    assert.deepStrictEqual(urls.map(local), [true, true, false, false, false, true, false, false])
    assert.deepStrictEqual(urls.map(government), [true, true, false, false, false, false, false, true])
  })

  it("have times that are positions", () => {
    assert.strictEqual(positionOf(ts), 1_700_000_000_000_100n)
    assert.strictEqual(positionAt(1_700_000_000_000), 1_700_000_000_000_000n)
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 17n), (position) => positionOf(tsOf(position)) === position))
  })
})
