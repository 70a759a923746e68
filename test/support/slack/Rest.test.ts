/** The API: tokens and scopes, who may do what where, limits, what goes wrong on purpose. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import type { Json } from "../Json.ts"
import { makeFakeSlack } from "./FakeSlack.ts"
import { ask, makeWebClient } from "./RealBolt.ts"

const makeRig = (options: Parameters<typeof makeFakeSlack>[0] = {}) =>
  Effect.gen(function* () {
    const slack = yield* makeFakeSlack(options)
    const general = slack.channel("general")
    const ann = slack.person("ann")
    const error = (method: string, args: Json, token?: string) =>
      Effect.map(ask(slack, method, args, token), (answer) => answer.error ?? "")
    return { slack, general, ann, error }
  })

describe("the API of the loopback Slack", () => {
  it.live("tokens and scopes are looked at; what there is not is refused with status 200", () =>
    Effect.gen(function* () {
      const { error, general, slack } = yield* makeRig()
      const client = makeWebClient(slack)
      const me = yield* Effect.promise(() => client.auth.test())
      assert.deepInclude(me, { team_id: slack.team.id, user_id: slack.bot.id, team: "Workshop" })
      assert.include(me.response_metadata?.scopes ?? [], "chat:write")
      assert.deepInclude(yield* ask(slack, "chat.sing"), { ok: false, error: "unknown_method", status: 200 })
      assert.strictEqual(yield* error("auth.test", {}, "xoxb-wrong"), "invalid_auth")
      assert.strictEqual(yield* error("auth.test", {}, ""), "not_authed")
      assert.strictEqual(yield* error("auth.test", {}, slack.appToken), "not_allowed_token_type")
      slack.install.scopes.delete("chat:write")
      const denied = yield* ask(slack, "chat.postMessage", { channel: general.id, text: "x" })
      assert.deepInclude(denied, { error: "missing_scope", needed: "chat:write" })
      slack.uninstall()
      assert.strictEqual(yield* error("auth.test", {}), "account_inactive")
      const readOnly = yield* Effect.promise(() =>
        fetch(`${slack.apiUrl}conversations.list?token=${slack.botToken}`).then((response) => response.json())
      )
      assert.strictEqual(Object(readOnly).error, "account_inactive")
    })
  )

  it.live("messages go where the app is, into threads that exist, and only its own may be changed", () =>
    Effect.gen(function* () {
      const { ann, error, general, slack } = yield* makeRig()
      const elsewhere = slack.channel("elsewhere", { invited: false })
      const hidden = slack.channel("hidden", { private: true, invited: false })
      const said = ann.says(general, "hello")
      const post = (args: Json) => error("chat.postMessage", { channel: general.id, ...args })
      assert.strictEqual(yield* post({ channel: elsewhere.id, text: "x" }), "not_in_channel")
      assert.strictEqual(yield* post({ channel: hidden.id, text: "x" }), "channel_not_found")
      assert.strictEqual(yield* post({ channel: "C0", text: "x" }), "channel_not_found")
      assert.strictEqual(yield* post({}), "no_text")
      assert.strictEqual(yield* post({ text: "x", thread_ts: "1700000000.000100" }), "thread_not_found")
      assert.strictEqual(yield* post({ text: "x", markdown_text: "x" }), "markdown_text_conflict")
      assert.strictEqual(yield* post({ markdown_text: "x".repeat(12_001) }), "msg_too_long")
      assert.strictEqual(yield* post({ text: "x", metadata: { event_type: "t" } }), "invalid_metadata_schema")
      const big = { event_type: "t", event_payload: { text: "x".repeat(17_000) } }
      assert.strictEqual(yield* post({ text: "x", metadata: big }), "metadata_too_large")
      const update = (args: Json) => error("chat.update", { channel: general.id, ...args })
      assert.strictEqual(yield* update({ ts: said.ts, text: "x" }), "cant_update_message")
      assert.strictEqual(yield* update({ ts: "1700000000.000100", text: "x" }), "message_not_found")
      assert.strictEqual(yield* error("chat.delete", { channel: general.id, ts: said.ts }), "cant_delete_message")
      const { message, ts } = yield* ask(slack, "chat.postMessage", { channel: general.id, text: "x".repeat(40_001) })
      assert.strictEqual(String(Object(message).text).length, 40_000)
      assert.strictEqual(yield* update({ ts, text: "x".repeat(4_001) }), "msg_too_long")
      assert.strictEqual(yield* update({ ts, text: "short" }), "")
      slack.settings.editMillis = 1
      yield* slack.until("time to pass", () => Date.now() > Number(ts) * 1_000 + 1)
      assert.strictEqual(yield* update({ ts, text: "late" }), "edit_window_closed")
      yield* ask(slack, "chat.postMessage", { channel: general.id, thread_ts: said.ts, text: "below" })
      assert.strictEqual(
        slack.transcript(general),
        ["ann: hello", "  | Orchestrator [APP]: below", "Orchestrator [APP]: short (edited)"].join("\n")
      )
      ann.deletes(said)
      assert.include(slack.transcript(general), "(this message was deleted)\n  | Orchestrator [APP]: below")
      slack.archive(general)
      assert.strictEqual(yield* post({ text: "x" }), "is_archived")
    })
  )

  it.live("history and replies come in pages, within their times, metadata only when it is asked for", () =>
    Effect.gen(function* () {
      const { ann, general, slack } = yield* makeRig()
      const said = [1, 2, 3, 4, 5].map((number) => ann.says(general, `m${number}`))
      ann.says(general, "a reply", { thread: said[0] ?? said[1] ?? ann.says(general, "") })
      const metadata = { event_type: "t", event_payload: { id: 1 } }
      yield* ask(slack, "chat.postMessage", { channel: general.id, text: "mine", metadata })
      const client = makeWebClient(slack)
      const texts: Array<string> = []
      let pages = 0
      yield* Effect.promise(async () => {
        for await (const page of client.paginate("conversations.history", { channel: general.id, limit: 4 })) {
          pages += 1
          const { messages } = Object(page)
          for (const { text } of messages) texts.push(text)
        }
      })
      assert.strictEqual(pages, 2)
      assert.deepStrictEqual(texts, ["mine", "m5", "m4", "m3", "m2", "m1"])
      const read = (args: object) =>
        Effect.promise(() => client.conversations.history({ channel: general.id, ...args }))
      const [, second, , fourth] = said
      const between = yield* read({ oldest: second?.ts, latest: fourth?.ts })
      assert.deepStrictEqual(
        between.messages?.map(({ text }) => text),
        ["m3"]
      )
      const around = yield* read({ oldest: second?.ts, latest: fourth?.ts, inclusive: true })
      assert.deepStrictEqual(
        around.messages?.map(({ text }) => text),
        ["m4", "m3", "m2"]
      )
      assert.notProperty((yield* read({ limit: 1 })).messages?.[0], "metadata")
      const [mine] = (yield* read({ limit: 1, include_all_metadata: true })).messages ?? []
      assert.deepInclude(mine, { metadata })
      const replies = yield* Effect.promise(() =>
        client.conversations.replies({ channel: general.id, ts: said[0]?.ts ?? "" })
      )
      assert.deepStrictEqual(
        replies.messages?.map(({ text }) => text),
        ["m1", "a reply"]
      )
      assert.deepInclude(replies.messages?.[0], { reply_count: 1, reply_users: [ann.id] })
    })
  )

  it.live("over a limit it is 429, with the seconds to wait; the client waits and goes on", () =>
    Effect.gen(function* () {
      const { general, slack } = yield* makeRig()
      const client = makeWebClient(slack, { rejectRateLimitedCalls: true })
      const post = Effect.tryPromise({
        try: () => client.chat.postMessage({ channel: general.id, text: "x" }),
        catch: (cause) => Number(Object(cause).retryAfter)
      })
      for (let count = 0; count < 4; count++) yield* post
      assert.strictEqual(yield* Effect.flip(post), 1)
      slack.tiers.set("auth.test", 2)
      yield* Effect.promise(() => client.auth.test())
      yield* Effect.promise(() => client.auth.test())
      const wait = yield* Effect.flip(
        Effect.tryPromise({ try: () => client.auth.test(), catch: (cause) => Number(Object(cause).retryAfter) })
      )
      assert.isAtLeast(wait, 59)
      assert.strictEqual(slack.counts().rateLimited, 2)
      slack.tiers.forget()
      slack.faults.limit("auth.test", { retryAfter: 1 })
      yield* Effect.promise(() => makeWebClient(slack).auth.test())
      assert.strictEqual(slack.counts().rateLimited, 3)
    })
  )

  it.live("answers get lost before and after the work; the client tries again and the message stands twice", () =>
    Effect.gen(function* () {
      const { general, slack } = yield* makeRig()
      const post = (text: string) =>
        Effect.promise(() => makeWebClient(slack).chat.postMessage({ channel: general.id, text }))
      slack.faults.fail("chat.postMessage", { status: 500, stored: true })
      yield* post("once")
      slack.faults.destroy("chat.postMessage")
      yield* post("not twice")
      slack.faults.slow(({ args }) => args.text === "late", { millis: 30 })
      yield* post("late")
      slack.faults.refuse("chat.postMessage", { error: "fatal_error" })
      assert.strictEqual(
        (yield* ask(slack, "chat.postMessage", { channel: general.id, text: "x" })).error,
        "fatal_error"
      )
      slack.faults.silence("chat.postMessage", { stored: true })
      const lost = yield* Effect.forkChild(ask(slack, "chat.postMessage", { channel: general.id, text: "unheard" }))
      yield* slack.until("it to be stored", () => slack.transcript(general).includes("unheard"))
      yield* Fiber.interrupt(lost)
      assert.deepStrictEqual(
        slack.messages(general).map(({ text }) => text),
        ["once", "once", "not twice", "late", "unheard"]
      )
      assert.isTrue(slack.requests.every(({ args }) => !JSON.stringify(args).includes("xoxb-")))
    })
  )

  it.live("reactions, people, groups and permalinks", () =>
    Effect.gen(function* () {
      const { ann, error, general, slack } = yield* makeRig()
      const said = ann.says(general, "hello")
      const target = { channel: general.id, timestamp: said.ts, name: "eyes" }
      assert.strictEqual(yield* error("reactions.add", target), "")
      assert.strictEqual(yield* error("reactions.add", target), "already_reacted")
      assert.strictEqual(yield* error("reactions.remove", target), "")
      assert.strictEqual(yield* error("reactions.remove", target), "no_reaction")
      assert.strictEqual(yield* error("reactions.add", { ...target, name: "👀" }), "invalid_name")
      ann.reacts(said, "white_check_mark")
      assert.strictEqual(slack.transcript(general), "ann: hello\n  [:white_check_mark: 1]")
      assert.deepInclude(slack.events.sent.at(-1)?.event, { type: "reaction_added", reaction: "white_check_mark" })
      const devs = slack.group("devs", ann)
      const { users } = yield* ask(slack, "usergroups.users.list", { usergroup: devs.id })
      assert.deepStrictEqual(users, [ann.id])
      const { user } = yield* ask(slack, "users.info", { user: ann.id })
      assert.deepNestedInclude(user, { id: ann.id, "profile.display_name": "ann", is_bot: false })
      assert.strictEqual(yield* error("users.info", { user: "U0" }), "user_not_found")
      const { permalink } = yield* ask(slack, "chat.getPermalink", { channel: general.id, message_ts: said.ts })
      assert.strictEqual(permalink, `https://workshop.slack.com/archives/${general.id}/p${said.ts.replace(".", "")}`)
    })
  )
})
