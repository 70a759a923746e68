import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { conversationIdOf, messageAddressOf } from "../../../../../src/adapters/chat/discord/Address.ts"
import { refIn } from "../../../../../src/adapters/chat/discord/Place.ts"
import { Operation } from "../../../../../src/core/ports/ChatPlatform.ts"
import { post, scout, service, setUp } from "./OutboundRig.ts"

const posts = "POST /channels/:channel/messages"
const executions = "POST /webhooks/:webhook/:token"

const made = <A extends { readonly message?: unknown }>(receipt: A): NonNullable<A["message"]> => {
  if (receipt.message === undefined || receipt.message === null) throw new Error("no message was returned")
  return receipt.message
}

describe("Outbound", () => {
  it.live(
    "an agent speaks under its own name in the thread that the message opens; edits, buttons and deletes follow",
    () =>
      Effect.gen(function* () {
        const { authors, conversationOf, outbox, server, texts, threadOf, threads, written } = yield* setUp()
        const said = server.person("ann").says(server.channel("general"), `${server.mention} fix the build`)
        const conversation = conversationOf(said)
        threads.expect(conversation, "fix the build")
        const first = made(yield* outbox.perform(post("one", conversation, "working **hard**", { controls: true })))
        const thread = threadOf(said)
        if (thread === undefined) return assert.fail("no thread")
        assert.strictEqual(thread.name, "fix the build")
        assert.deepStrictEqual(authors(thread), ["scout"])
        const [message] = written(thread)
        assert.strictEqual(message?.components.length, 1)
        assert.strictEqual(message?.flags, 4 | 4096)

        yield* outbox.perform(
          Operation.cases.Edit.make({ message: first, body: { markdown: "done", controls: [] }, final: true })
        )
        assert.deepStrictEqual(texts(thread), ["done"])
        assert.deepStrictEqual(written(thread)[0]?.components, [])
        yield* outbox.perform(
          Operation.cases.Upload.make({
            key: "file",
            conversation,
            face: scout,
            name: "answer.md",
            mediaType: "text/markdown",
            content: "# all of it"
          })
        )
        const [, upload] = written(thread)
        assert.deepStrictEqual(
          upload?.attachments.map(({ data, name }) => [name, new TextDecoder().decode(data)]),
          [["answer.md", "# all of it"]]
        )
        yield* outbox.perform(Operation.cases.Delete.make({ message: first }))
        assert.deepStrictEqual(texts(thread), [""])
        assert.strictEqual(server.counts().invalid, 0)
      })
  )

  it.live("the service, direct messages and channels where no webhook may be made have the bot's own face", () =>
    Effect.gen(function* () {
      const { authors, outbox, server } = yield* setUp()
      const ann = server.person("ann")
      const general = server.channel("general")
      const strict = server.channel("strict", { denied: ["ManageWebhooks"] })
      const said = ann.says(general, "hello")
      const place = { kind: "channel", channel: general.id, opensThreads: false, own: false } as const
      yield* outbox.perform({
        ...post("a", conversationIdOf({ channel: general.id }), "hi", { face: service, notify: true }),
        replyTo: refIn(place, said.id)
      })
      const [, answer] = server.messages(general)
      assert.strictEqual(answer?.replyTo, said.id)
      assert.strictEqual(answer?.flags, 4)
      yield* outbox.perform(post("b", conversationIdOf({ channel: strict.id }), "hi"))
      yield* outbox.perform(post("c", conversationIdOf({ channel: strict.id }), "again"))
      const direct = server.direct(ann)
      yield* outbox.perform(post("d", conversationIdOf({ channel: direct.id }), "hi"))
      assert.deepStrictEqual([general, strict, direct].map(authors), [["person", "bot"], ["bot", "bot"], ["bot"]])
      assert.isAtMost(server.counts().invalid, 2, "one refusal for each channel, not for each post")
    })
  )

  for (const [who, face, route] of [
    ["the bot", service, posts],
    ["an agent", scout, executions]
  ] as const) {
    it.live(`${who}'s post is there once, whatever became of the request, also for the next life of the service`, () =>
      Effect.gen(function* () {
        const { begin, outbox, perform, server, texts } = yield* setUp({ answerMillis: 400 })
        server.settings.nonceMillis = 0
        const troubles = {
          "answered by a 502": () => server.faults.fail(route, { status: 502, stored: true }),
          "socket destroyed": () => server.faults.destroy(route, { stored: true }),
          "never answered": () => server.faults.silence(route, { stored: true }),
          "not stored": () => server.faults.fail(route, { status: 500 }),
          "socket destroyed before": () => server.faults.destroy(route, {})
        }
        for (const [what, begins] of Object.entries(troubles)) {
          const channel = server.channel("general")
          const conversation = conversationIdOf({ channel: channel.id })
          yield* outbox.perform(post(`${what}, before`, conversation, "the same words", { face }))
          begins()
          yield* outbox.perform(post(what, conversation, "the same words", { face }))
          yield* outbox.perform(post(what, conversation, "the same words", { face }))
          assert.deepStrictEqual(texts(channel), ["the same words", "the same words"], what)
        }

        const channel = server.channel("general")
        const conversation = conversationIdOf({ channel: channel.id })
        yield* outbox.perform(post("first", conversation, "first", { face }))
        server.faults.fail(route, { status: 502, stored: true })
        yield* Effect.flip(perform(post("dying", conversation, "stored when the service died", { face })))
        const next = yield* begin
        const found = made(yield* next.outbox.perform(post("dying", conversation, "other words", { face })))
        const again = made(yield* next.outbox.perform(post("first", conversation, "other words", { face })))
        assert.deepStrictEqual(texts(channel), ["first", "stored when the service died"])
        assert.deepStrictEqual(
          [again, found].map(({ message }) => messageAddressOf(message).id),
          server.messages(channel).map(({ id }) => id)
        )
        yield* next.outbox.perform(
          Operation.cases.Edit.make({ message: found, body: { markdown: "edited", controls: [] }, final: true })
        )
        assert.deepStrictEqual(texts(channel), ["first", "edited"])
        assert.strictEqual(server.counts().rateLimited, 0)
      })
    )
  }

  const open = (key: string, conversation: ReturnType<typeof conversationIdOf>, title = "review of the parser") =>
    Operation.cases.Open.make({ key, conversation, face: scout, title, body: { markdown: `${title}:`, controls: [] } })

  it.live("a thread is opened once, whatever became of its message or of itself, also for the next life", () =>
    Effect.gen(function* () {
      const { authors, begin, outbox, perform, server, texts } = yield* setUp({ answerMillis: 400 })
      const opening = "POST /channels/:channel/messages/:message/threads"
      const troubles = {
        "message stored, and not answered": () => server.faults.silence(executions, { stored: true }),
        "thread opened, and not answered": () => server.faults.destroy(opening, { stored: true }),
        "thread not opened": () => server.faults.fail(opening, { status: 500 }),
        "too many at once": () => server.faults.limit(opening, { retryAfter: 0.2 })
      }
      for (const [what, begins] of Object.entries(troubles)) {
        const channel = server.channel(what.replaceAll(/[ ,]+/g, "-"))
        begins()
        const first = yield* outbox.perform(open(what, conversationIdOf({ channel: channel.id })))
        const [message] = server.messages(channel)
        assert.deepStrictEqual([texts(channel), authors(channel)], [["review of the parser:"], ["scout"]], what)
        const { id, kind, within } = first.conversation ?? {}
        assert.deepStrictEqual<unknown>(
          [id, kind, within],
          [`${channel.id}-${message?.id}`, "thread", [message?.id, channel.id, channel.guild]]
        )
        assert.strictEqual(server.world.channels.get(message?.id ?? "")?.name, "review of the parser")
      }
      const channel = server.channel("general")
      const conversation = conversationIdOf({ channel: channel.id })
      server.faults.fail(opening, { status: 500 })
      yield* Effect.flip(perform(open("dying", conversation)))
      const next = yield* begin
      const { conversation: opened } = yield* next.outbox.perform(open("dying", conversation))
      const [message] = server.messages(channel)
      assert.strictEqual(opened?.id, `${channel.id}-${message?.id}`)
      if (message !== undefined) server.deleteMessage(message)
      const third = yield* begin
      assert.deepStrictEqual((yield* third.outbox.perform(open("dying", conversation))).conversation, opened)
      assert.deepStrictEqual(texts(channel), [], "a thread stays without the message that it hangs on")
    })
  )

  it.live("where no thread can be opened it is said why, and it is opened as soon as it can be", () =>
    Effect.gen(function* () {
      const { perform, server, texts } = yield* setUp()
      const ann = server.person("ann")
      const direct = yield* Effect.flip(perform(open("a", conversationIdOf({ channel: server.direct(ann).id }))))
      assert.strictEqual(direct.message, "discord: refused: there are no threads in direct messages: ask in a channel")
      assert.deepStrictEqual(texts(server.direct(ann)), [], "and nothing is left lying about")
      const general = server.channel("general")
      const conversation = conversationIdOf({ channel: general.id })
      server.deny(general, ["CreatePublicThreads"])
      const denied = yield* Effect.flip(perform(open("b", conversation)))
      assert.strictEqual(denied.message, "discord: missing permission: Create Public Threads")
      server.deny(general, [])
      yield* perform(open("b", conversation))
      assert.deepStrictEqual(texts(general), ["review of the parser:"])
    })
  )

  it.live("a thread is renamed twice in ten minutes; the third title waits alone, and what is said does not", () =>
    Effect.gen(function* () {
      const { outbox, perform, server, texts, threads } = yield* setUp()
      const general = server.channel("general")
      const { conversation } = yield* outbox.perform(open("a", conversationIdOf({ channel: general.id })))
      if (conversation === undefined) return assert.fail("nothing was opened")
      const thread = server.world.channels.get(conversation.within[0] ?? "")
      if (thread === undefined) return assert.fail("there is no thread")
      const entitle = (title: string) => perform(Operation.cases.Title.make({ conversation: conversation.id, title }))
      yield* entitle("**half** done")
      yield* entitle("half done")
      yield* threads.retitle(conversation.id, "what somebody's edit says")
      yield* entitle("done")
      for (let time = 0; time < 2; time++) {
        const { reason } = yield* Effect.flip(entitle("really done"))
        assert.deepInclude(reason, { _tag: "RateLimited", scope: "write" })
      }
      yield* perform(post("b", conversation.id, "said meanwhile"))
      assert.deepStrictEqual([thread.name, texts(thread)], ["done", ["said meanwhile"]])
      assert.strictEqual(server.counts().rateLimited, 1, "a limit is run into once")
    })
  )

  it.live("an upload that was stored unseen is found by its size", () =>
    Effect.gen(function* () {
      const { outbox, server } = yield* setUp()
      const general = server.channel("general")
      server.faults.fail(executions, { status: 502, stored: true })
      yield* outbox.perform(
        Operation.cases.Upload.make({
          key: "file",
          conversation: conversationIdOf({ channel: general.id }),
          face: scout,
          name: "größe 1.txt",
          mediaType: "text/plain",
          content: "äöü"
        })
      )
      assert.deepStrictEqual(
        server.messages(general).map(({ attachments }) => attachments.length),
        [1]
      )
    })
  )

  it.live("makes a new webhook when somebody deleted it, and a message behind the old one counts as gone", () =>
    Effect.gen(function* () {
      const { authors, outbox, server, texts } = yield* setUp()
      const general = server.channel("general")
      const conversation = conversationIdOf({ channel: general.id })
      const old = made(yield* outbox.perform(post("one", conversation, "one")))
      for (const webhook of [...server.world.webhooks.values()]) server.deleteWebhook(webhook)
      yield* outbox.perform(post("two", conversation, "two"))
      assert.deepStrictEqual(authors(general), ["scout", "scout"])
      assert.strictEqual(server.world.webhooks.size, 1)
      const edited = yield* Effect.flip(
        outbox.perform(Operation.cases.Edit.make({ message: old, body: { markdown: "x", controls: [] }, final: true }))
      )
      assert.strictEqual(edited.reason._tag, "Gone")
      assert.deepStrictEqual(texts(general), ["one", "two"])
    })
  )

  it.live("an agent whose name discord refuses speaks with the bot's face", () =>
    Effect.gen(function* () {
      const { authors, outbox, server } = yield* setUp()
      const general = server.channel("general")
      const message = "Invalid Form Body: username[USERNAME_INVALID]: not this one"
      server.faults.refuse(executions, { status: 400, code: 50035, message })
      yield* outbox.perform(post("one", conversationIdOf({ channel: general.id }), "one"))
      assert.deepStrictEqual(authors(general), ["bot"])
    })
  )

  it.live("after a restart finds its webhook again and edits what it wrote before", () =>
    Effect.gen(function* () {
      const { begin, outbox, server, texts } = yield* setUp()
      const general = server.channel("general")
      const conversation = conversationIdOf({ channel: general.id })
      const one = made(yield* outbox.perform(post("one", conversation, "one")))
      const next = yield* begin
      yield* next.outbox.perform(
        Operation.cases.Edit.make({ message: one, body: { markdown: "two", controls: [] }, final: true })
      )
      yield* next.outbox.perform(post("three", conversation, "three"))
      assert.deepStrictEqual(texts(general), ["two", "three"])
      assert.strictEqual(server.world.webhooks.size, 1)
    })
  )

  it.live("opens the thread late, without having been told, and only once for posts that race", () =>
    Effect.gen(function* () {
      const { conversationOf, outbox, perform, server, texts, threadOf } = yield* setUp()
      const said = server.person("ann").says(server.channel("general"), "why is it slow?")
      const conversation = conversationOf(said)
      yield* Effect.all(
        [
          perform(post("a", conversation, "a", { face: service })),
          perform(post("b", conversation, "b", { face: service }))
        ],
        {
          concurrency: 2
        }
      )
      const thread = threadOf(said)
      if (thread === undefined) return assert.fail("no thread")
      assert.strictEqual(thread.name, "why is it slow?")
      assert.sameMembers([...texts(thread)], ["a", "b"])
      const openings = server.requests.filter(({ route }) => route.endsWith("/threads"))
      assert.deepStrictEqual(
        openings.map(({ status }) => status),
        [201]
      )
      server.deleteChannel(thread)
      yield* outbox.perform(post("c", conversation, "c"))
      assert.deepStrictEqual(texts(threadOf(said) ?? thread), ["c"])
    })
  )

  it.live("answers in the channel, as replies to the message, where it may not open threads", () =>
    Effect.gen(function* () {
      const { begin, conversationOf, outbox, server, texts, threads } = yield* setUp()
      const general = server.channel("general", { denied: ["CreatePublicThreads"] })
      const said = server.person("ann").says(general, "hello")
      const conversation = conversationOf(said)
      threads.expect(conversation, "hello")
      const answer = made(yield* outbox.perform(post("one", conversation, "one")))
      assert.deepStrictEqual(answer.conversation, conversation)
      assert.strictEqual(server.messages(general)[1]?.replyTo, said.id)
      const next = yield* begin
      yield* next.outbox.perform(
        Operation.cases.Edit.make({ message: answer, body: { markdown: "edited", controls: [] }, final: true })
      )
      yield* next.outbox.perform(post("two", conversation, "two"))
      yield* next.outbox.perform(Operation.cases.Mark.make({ message: answer, state: "done" }))
      yield* next.outbox.perform(Operation.cases.Delete.make({ message: answer }))
      assert.deepStrictEqual(texts(general), ["hello", "two"])
      assert.strictEqual(server.counts().rateLimited, 0)
    })
  )

  it.live("asks nothing of a limit that is used up, and posts do not use up what edits have", () =>
    Effect.gen(function* () {
      const { perform, server } = yield* setUp()
      const general = server.channel("general")
      const conversation = conversationIdOf({ channel: general.id })
      const five = yield* Effect.forEach([1, 2, 3, 4, 5], (index) => perform(post(`${index}`, conversation, "text")))
      const asked = server.requests.length
      const { reason } = yield* Effect.flip(perform(post("6", conversation, "text")))
      if (reason._tag !== "RateLimited") return assert.fail(reason.message)
      assert.strictEqual(reason.scope, "write")
      assert.isAbove(reason.retryAfterMillis, 0)
      assert.strictEqual(server.requests.length, asked)
      const message = made(five[0] ?? {})
      yield* perform(Operation.cases.Edit.make({ message, body: { markdown: "final", controls: [] }, final: true }))
      assert.strictEqual(server.counts().rateLimited, 0)
    })
  )

  it.live("waits out a limit that no header announced, without asking meanwhile", () =>
    Effect.gen(function* () {
      const { outbox, perform, server, texts } = yield* setUp()
      const general = server.channel("general")
      const conversation = conversationIdOf({ channel: general.id })
      server.faults.limit(executions, { retryAfter: 0.3 })
      assert.strictEqual((yield* Effect.flip(perform(post("one", conversation, "one")))).reason._tag, "RateLimited")
      assert.strictEqual((yield* Effect.flip(perform(post("two", conversation, "two")))).reason._tag, "RateLimited")
      yield* outbox.perform(post("one", conversation, "one"))
      assert.deepStrictEqual(texts(general), ["one"])
      assert.strictEqual(server.counts().rateLimited, 1)
    })
  )

  it.live("holds previews back so that final text always gets through at once", () =>
    Effect.gen(function* () {
      const { perform, server, texts } = yield* setUp()
      const general = server.channel("general")
      const conversation = conversationIdOf({ channel: general.id })
      const messages = yield* Effect.forEach(["a", "b", "c", "d", "e"], (key) => perform(post(key, conversation, key)))
      const edit = (index: number, markdown: string, final: boolean) =>
        perform(
          Operation.cases.Edit.make({ message: made(messages[index] ?? {}), body: { markdown, controls: [] }, final })
        )
      for (const index of [0, 1, 2, 3]) yield* edit(index, "preview", false)
      const held = yield* Effect.flip(edit(4, "preview", false))
      assert.strictEqual(held.reason._tag, "RateLimited")
      yield* edit(4, "final", true)
      assert.deepStrictEqual(texts(general), ["preview", "preview", "preview", "preview", "final"])
    })
  )

  it.live("a command that can not be answered any more is answered by messages, however long", () =>
    Effect.gen(function* () {
      const { answered, outbox, server, texts } = yield* setUp()
      const general = server.channel("general")
      const conversation = conversationIdOf({ channel: general.id })
      const reply = (handle: string, markdown: string) =>
        outbox.perform(
          Operation.cases.Reply.make({ handle, conversation, body: { markdown, controls: [] }, failed: false })
        )
      yield* reply("timely", "all is well")
      assert.deepStrictEqual(texts(general), [])
      yield* reply("late", Array.from({ length: 60 }, (_, line) => `line ${line} ${"x".repeat(50)}`).join("\n\n"))
      assert.deepStrictEqual(
        answered.map(({ handle }) => handle),
        ["timely", "late"]
      )
      assert.strictEqual(texts(general).length, 2)
      assert.include(texts(general)[1], "line 59")
    })
  )
})
