import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { conversationIdOf } from "../../../../../src/adapters/chat/slack/Address.ts"
import { keptThreads } from "../../../../../src/adapters/chat/slack/inbound/LiveThreads.ts"
import { refIn } from "../../../../../src/adapters/chat/slack/Place.ts"
import { Operation } from "../../../../../src/core/ports/ChatPlatform.ts"
import {
  edit,
  grown,
  made,
  mark,
  plain,
  post,
  remove,
  scout,
  service,
  setUp,
  stopButton,
  upload
} from "./OutboundRig.ts"

describe("Outbound", () => {
  it.live("an agent speaks under its own name in the thread; buttons, edits, files and deletions follow", () =>
    Effect.gen(function* () {
      const { ask, general, limits, outbox, slack } = yield* setUp()
      const { conversation } = ask()
      const message = made(yield* outbox.perform(post("a", conversation, plain("may I?", [stopButton]))))
      assert.strictEqual(
        slack.transcript(general),
        ["ann: fix the build", "  | scout [APP]: may I?", "  |   [⏹ Stop]"].join("\n")
      )
      yield* outbox.perform(edit(message, plain("**denied**"), true))
      const file = made(yield* outbox.perform(upload("b", conversation, "# all of it")))
      const empty = made(yield* outbox.perform(upload("c", conversation, "")))
      yield* outbox.perform(post("d", conversation, plain("for everybody <!channel>"), { face: service }))
      assert.strictEqual(
        slack.transcript(general),
        [
          "ann: fix the build",
          "  | scout [APP]: denied",
          "  | Orchestrator [APP]:",
          "  |   + answer.md (11 B)",
          "  | Orchestrator [APP]:",
          "  |   + answer.md (1 B)",
          "  | Orchestrator [APP]: for everybody <!channel>"
        ].join("\n")
      )
      for (const gone of [message, file, empty]) yield* outbox.perform(remove(gone))
      assert.notInclude(slack.transcript(general), "denied")
      assert.notInclude(slack.transcript(general), "answer.md")
      assert.strictEqual((yield* Effect.flip(outbox.perform(remove(message)))).reason._tag, "Gone")
      assert.strictEqual(limits(), 0)
    })
  )

  it.live(
    "what answers a message in a channel hangs on it; without one it stands in the channel, or the direct chat",
    () =>
      Effect.gen(function* () {
        const { ann, ask, general, outbox, perform, slack } = yield* setUp()
        const bob = slack.person("bob")
        const { ref, said } = ask("hello")
        const channel = conversationIdOf({ team: slack.team.id, channel: general.id })
        const below = made(yield* outbox.perform(post("a", channel, grown("in the thread"), { replyTo: ref })))
        yield* perform(edit(below, grown("in the thread, more")))
        yield* outbox.perform(edit(below, grown("in the thread, done", { over: true, controls: [] }), true))
        yield* outbox.perform(post("b", channel, grown("in the channel")))
        const direct = ann.dm("psst")
        const directly = conversationIdOf({ team: slack.team.id, channel: direct.channel, thread: direct.ts })
        const answer = made(yield* outbox.perform(post("c", directly, grown("just us"))))
        yield* outbox.perform(edit(answer, grown("just us two", { over: true, controls: [] }), true))
        const place = { team: slack.team.id, channel: general.id, direct: false }
        const replyTo = refIn(place, bob.says(general, "me too").ts)
        yield* outbox.perform(post("d", channel, grown("in another"), { replyTo }))
        const recipients = slack.requests
          .filter(({ method }) => method === "chat.startStream")
          .map(({ args }) => args.recipient_user_id)
        assert.deepStrictEqual(recipients, [ann.id, ann.id, bob.id])
        assert.strictEqual(said.thread, undefined)
        assert.strictEqual(
          slack.transcript(),
          [
            "== #general",
            "ann: hello",
            "  | scout [APP]: in the thread, done",
            "scout [APP]: in the channel",
            "  [⏹ Stop]",
            "bob: me too",
            "  | scout [APP]:",
            "  |   [⏹ Stop]",
            "  |   [working]",
            "  |   in another (streaming)",
            "== direct with ann",
            "ann: psst",
            "  | scout [APP]: just us two"
          ].join("\n")
        )
      })
  )

  const open = (key: string, conversation: Where) =>
    Operation.cases.Open.make({ key, conversation, face: scout, title: "review of the parser", body: plain("begun") })
  const entitle = (conversation: Where, title: string) => Operation.cases.Title.make({ conversation, title })

  it.live("a thread is opened once, whatever became of the request, and listened to after the service was away", () =>
    Effect.gen(function* () {
      const { begin, general, outbox, perform, slack, state } = yield* setUp({ answerMillis: 300 })
      const channel = conversationIdOf({ team: slack.team.id, channel: general.id })
      slack.faults.silence("chat.postMessage", { stored: true })
      const first = yield* outbox.perform(open("a", channel))
      slack.faults.fail("chat.postMessage", { stored: true })
      yield* Effect.flip(perform(open("b", channel)))
      const next = yield* begin
      const second = yield* next.outbox.perform(open("b", first.conversation?.id ?? channel))
      assert.strictEqual(
        slack.transcript(general),
        Array(2).fill('scout [APP]: begun\n  | (session "review of the parser": active)').join("\n")
      )
      assert.deepStrictEqual(
        [first, second].map(({ conversation }): string => conversation?.id ?? ""),
        slack.messages(general).map(({ ts }) => `${channel}-${ts}`)
      )
      const threads = yield* Effect.provideContext(keptThreads, state)
      assert.sameMembers(
        (yield* threads.all(slack.team.id)).map(({ thread }) => thread),
        slack.messages(general).map(({ ts }) => ts)
      )
    })
  )

  it.live("a title is the session's, else the direct thread's, and a workspace without either is asked once", () =>
    Effect.gen(function* () {
      const { ann, ask, count, outbox, slack } = yield* setUp()
      const { conversation, ref } = ask()
      yield* outbox.perform(entitle(conversation, "the parser"))
      yield* outbox.perform(mark(ref, "working"))
      yield* outbox.perform(entitle(conversation, "# the **lexer**"))
      assert.deepStrictEqual(
        [...slack.world.sessions.values()].map(({ status, title }) => [status, title]),
        [["processing", "the lexer"]]
      )
      slack.faults.refuse("agents.sessions.rename", { error: "feature_disabled" })
      const direct = ann.dm("psst")
      const directly = conversationIdOf({ team: slack.team.id, channel: direct.channel, thread: direct.ts })
      yield* outbox.perform(entitle(directly, "between us"))
      assert.deepStrictEqual([...slack.world.prompts.values()], [{ thread_title: "between us" }])
      const asked = count("agents.sessions.rename")
      for (const title of ["one", "two"]) yield* outbox.perform(entitle(conversation, title))
      assert.strictEqual(count("agents.sessions.rename"), asked)
    })
  )

  const kinds = {
    post: {
      method: "chat.postMessage",
      write: (key: string, where: Where) => post(key, where, plain("the same words"))
    },
    stream: {
      method: "chat.startStream",
      write: (key: string, where: Where) => post(key, where, grown("the same words"))
    },
    upload: {
      method: "files.completeUploadExternal",
      write: (key: string, where: Where) => upload(key, where, "the same")
    }
  }
  type Where = Parameters<typeof post>[1]

  for (const [kind, { method, write }] of Object.entries(kinds)) {
    it.live(`one ${kind} for each key, whatever became of the request, also for the next life of the service`, () =>
      Effect.gen(function* () {
        const { ask, begin, outbox, ours, perform, slack } = yield* setUp({ answerMillis: 300 })
        const troubles = {
          "answered by a 502": () => slack.faults.fail(method, { status: 502, stored: true }),
          "socket destroyed": () => slack.faults.destroy(method, { stored: true }),
          "never answered": () => slack.faults.silence(method, { stored: true }),
          "not stored": () => slack.faults.fail(method, { status: 500 }),
          "socket destroyed before": () => slack.faults.destroy(method),
          "two in a row": () => slack.faults.fail(method, { stored: true, times: 2 }),
          "refused for a while": () => slack.faults.refuse(method, { error: "service_unavailable" })
        }
        for (const [what, happens] of Object.entries(troubles)) {
          const { conversation, said } = ask(what, slack.channel(kind))
          yield* outbox.perform(write(`${what}, before`, conversation))
          happens()
          const first = made(yield* outbox.perform(write(what, conversation)))
          const again = made(yield* outbox.perform(write(what, conversation)))
          assert.deepStrictEqual(again, first)
          assert.strictEqual(ours(said).length, 2, what)
        }

        const { conversation, said } = ask("dying", slack.channel(kind))
        yield* outbox.perform(write("turn/first", conversation))
        slack.faults.fail(method, { stored: true })
        yield* Effect.flip(perform(write("turn/dying", conversation)))
        const next = yield* begin
        const left = yield* next.leftBehind(conversation, "turn/")
        assert.deepStrictEqual(left.map(([key]) => key).sort(), ["turn/dying", "turn/first"])
        const third = yield* begin
        const found = made(yield* third.outbox.perform(write("turn/dying", conversation)))
        assert.include(
          left.map(([, { message }]) => message),
          found.message
        )
        assert.strictEqual(ours(said).length, 2)
        if (kind === "upload") return
        yield* third.outbox.perform(edit(found, plain("edited"), true))
        assert.include(slack.transcript(), "edited")
        assert.strictEqual(slack.counts().rateLimited, 0)
      })
    )
  }

  it.live("an upload of which no byte arrived begins anew, and one that arrived is not sent twice", () =>
    Effect.gen(function* () {
      const { ask, count, general, outbox, slack } = yield* setUp({ answerMillis: 300 })
      const { conversation } = ask()
      slack.faults.fail("upload", { status: 503 })
      yield* outbox.perform(upload("a", conversation, "one"))
      assert.strictEqual(count("files.getUploadURLExternal"), 2)
      slack.faults.fail("files.completeUploadExternal", { status: 503 })
      yield* outbox.perform(upload("b", conversation, "two"))
      assert.strictEqual(count("files.getUploadURLExternal"), 3)
      assert.strictEqual(slack.transcript(general).split("answer.md").length - 1, 2)
    })
  )

  it.live("a hidden limit of a channel is waited for, and nothing is lost or doubled", () =>
    Effect.gen(function* () {
      const { ask, limits, outbox, ours, slack } = yield* setUp()
      const { conversation, said } = ask()
      slack.faults.limit("chat.postMessage", { retryAfter: 1 })
      yield* Effect.forEach(["a", "b", "c"], (key) => outbox.perform(post(key, conversation, plain(key))), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual([ours(said).length, limits()], [3, 1])
    })
  )

  it.live("answers to commands go where they were asked for; what comes too late becomes messages, or a file", () =>
    Effect.gen(function* () {
      const { answered, ask, general, outbox, slack } = yield* setUp()
      const { conversation } = ask("/orc status")
      const reply = (handle: string, markdown: string) =>
        Operation.cases.Reply.make({ handle, conversation, body: plain(markdown), failed: false })
      yield* outbox.perform(reply("in time", "two turns run"))
      assert.deepStrictEqual(answered, [{ handle: "in time", text: "two turns run" }])
      assert.notInclude(slack.transcript(general), "two turns run")
      yield* outbox.perform(reply("late", "two turns ran"))
      yield* outbox.perform(reply("late", "two turns ran"))
      assert.strictEqual(
        slack.transcript(general),
        ["ann: /orc status", "  | Orchestrator [APP]: two turns ran"].join("\n")
      )
      const long = ask("/orc report")
      const row = `${"a line of a report ".repeat(30)}\n\n`
      yield* outbox.perform({ ...reply("late", row.repeat(150)), conversation: long.conversation })
      assert.match(slack.transcript(general), /reply\.md \(86 kB\)/)
    })
  )

  it.live(
    "nothing is written into an archived channel, one that the bot is not in, or with a token that is refused",
    () =>
      Effect.gen(function* () {
        const { ask, general, perform, slack } = yield* setUp()
        const { conversation } = ask()
        const failing = (key: string, at = conversation) =>
          Effect.map(Effect.flip(perform(post(key, at, grown("no")))), ({ message }) => message)
        slack.remove(general)
        assert.strictEqual(
          yield* failing("a"),
          "slack: missing permission: to be in the channel: /invite the bot there"
        )
        slack.invite(general)
        slack.archive(general)
        assert.strictEqual(yield* failing("b"), "slack: the channel (it is archived) does not exist any more")
        slack.archive(general, false)
        slack.install.scopes.delete("chat:write")
        assert.include(yield* failing("c"), "the scope chat:write: add it under OAuth & Permissions")
        // A channel takes only so many at once.
        const elsewhere = ask("fix it", slack.channel("elsewhere")).conversation
        slack.install.active = false
        assert.include(yield* failing("d", elsewhere), "SLACK_BOT_TOKEN")
      })
  )
})
