/**
 * What the outbox promises of writes: order, pacing, overtaking, retry, and that conversations do not meet. Shown on a
 * platform that enforces real limits, under the test clock.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import type { MessageRef } from "../../../src/core/model/Conversation.ts"
import { ConversationId } from "../../../src/core/model/Ids.ts"
import { type ChatPlatform, Operation, type PlatformError } from "../../../src/core/ports/ChatPlatform.ts"
import { Outbox } from "../../../src/core/render/Outbox.ts"
import { type FakeOptions, makeFakePlatform } from "../../support/FakePlatform.ts"
import { pass } from "../../support/Pass.ts"

const room = ConversationId.make("room")
const body = (markdown: string) => ({ markdown, controls: [] })
const post = (key: string, conversation = room) =>
  Operation.cases.Post.make({ key, conversation, face: { name: "scout" }, body: body(key), notify: false })
const edit = (message: MessageRef, markdown: string, final = false) =>
  Operation.cases.Edit.make({ message, body: body(markdown), final })

const start = (options: FakeOptions = {}, wrap: (platform: ChatPlatform) => ChatPlatform = (platform) => platform) =>
  Effect.gen(function* () {
    const fake = makeFakePlatform(options)
    const outbox = yield* Outbox.make(wrap(fake.platform))
    const posted = (key: string, conversation = room) =>
      Effect.gen(function* () {
        const receipt = yield* outbox.perform(post(key, conversation))
        return yield* Effect.fromNullishOr(receipt.message)
      })
    const times = (tag: string) =>
      fake.transcript.filter(({ operation }) => operation._tag === tag).map(({ at, outcome }) => `${at} ${outcome}`)
    return { fake, outbox, posted, times }
  })

const reasonOf = (exit: Exit.Exit<unknown, PlatformError>) => {
  const error = Exit.findErrorOption(exit)
  return error._tag === "Some" ? error.value.reason._tag : exit._tag
}

describe("Outbox", () => {
  it.effect("paces previews per message, the newest wins, and the final goes at once", () =>
    Effect.gen(function* () {
      const { fake, outbox, posted } = yield* start()
      const message = yield* posted("a")
      yield* outbox.perform(edit(message, "1"))
      const second = yield* Effect.forkChild(outbox.perform(edit(message, "2")))
      yield* pass(100)
      const third = yield* Effect.forkChild(outbox.perform(edit(message, "3")))
      yield* pass(100)
      assert.deepStrictEqual(yield* Fiber.join(second), {}, "an overtaken preview returns at once")
      yield* pass(1000)
      yield* Fiber.join(third)
      const fourth = yield* Effect.forkChild(outbox.perform(edit(message, "4")))
      yield* pass(300)
      yield* outbox.perform(edit(message, "5", true))
      yield* Fiber.join(fourth)
      const edits = fake.transcript.flatMap(({ at, operation }) =>
        operation._tag === "Edit" ? [`${at} ${operation.body.markdown}`] : []
      )
      assert.deepStrictEqual(edits, ["0 1", "1200 3", "1500 5"])
    })
  )

  it.effect("a final waits for the preview of its message that is in flight, and for nothing else", () =>
    Effect.gen(function* () {
      const { fake, outbox, posted } = yield* start({ latencyMillis: 400 })
      const message = yield* posted("a").pipe(Effect.forkChild)
      yield* pass(400)
      const ref = yield* Fiber.join(message)
      yield* Effect.forkChild(outbox.perform(edit(ref, "preview")))
      yield* pass(100)
      const final = yield* Effect.forkChild(outbox.perform(edit(ref, "final", true)))
      yield* pass(700)
      yield* Fiber.join(final)
      assert.deepStrictEqual(
        fake.transcript.map(({ at }) => at),
        [0, 400, 800]
      )
      assert.strictEqual(fake.screen(room), "scout: final")
    })
  )

  it.effect("many live messages share one budget without a burst", () =>
    Effect.gen(function* () {
      const { fake, outbox, posted } = yield* start({ limit: { writes: 5, windowMillis: 5000 } })
      const refs: Array<MessageRef> = []
      for (const key of ["a", "b", "c"]) refs.push(yield* posted(key))
      const grow = (ref: MessageRef) =>
        Effect.gen(function* () {
          for (let n = 0; n < 8; n++) yield* outbox.perform(edit(ref, `${n}`))
        })
      const all = yield* Effect.forkChild(Effect.forEach(refs, grow, { concurrency: "unbounded" }))
      yield* pass("40 seconds", 100)
      yield* Fiber.join(all)
      assert.isTrue(fake.transcript.every(({ outcome }) => outcome === "ok"))
      const gaps = refs.map((ref) => {
        const at = fake.transcript.flatMap((one) =>
          one.operation._tag === "Edit" && one.operation.message.message === ref.message ? [one.at] : []
        )
        return at.slice(1).map((time, index) => time - (at[index] ?? 0))
      })
      assert.deepStrictEqual(
        gaps.map(([first]) => first),
        [3600, 4800, 6000],
        "those that began together spread out"
      )
      assert.isTrue(
        gaps.every((steps) => steps.slice(1, 6).every((gap) => gap === 3600)),
        `then each has its turn: ${JSON.stringify(gaps)}`
      )
    })
  )

  it.effect("a rate limit pauses the conversation for as long as it says, and finals go first after it", () =>
    Effect.gen(function* () {
      const { fake, outbox, posted, times } = yield* start()
      const [a, b] = [yield* posted("a"), yield* posted("b")]
      fake.fail({ kind: { rateLimitedMillis: 3000 } })
      yield* Effect.forkChild(outbox.perform(edit(a, "preview")))
      yield* pass(1)
      const final = yield* Effect.forkChild(outbox.perform(edit(b, "final", true)))
      const elsewhere = yield* posted("c", ConversationId.make("elsewhere"))
      assert.strictEqual(elsewhere.conversation, "elsewhere")
      yield* pass(2998)
      assert.deepStrictEqual(times("Edit"), ["0 RateLimited"])
      yield* pass(2)
      yield* Fiber.join(final)
      assert.deepStrictEqual(times("Edit")[1], "3000 ok")
      assert.include(fake.screen(room), "scout: final")
    })
  )

  it.effect("a title that has to wait holds up nothing, and a newer one takes its place", () =>
    Effect.gen(function* () {
      const { fake, outbox, posted, times } = yield* start({ capabilities: { threads: true, titles: true } })
      const { conversation } = yield* outbox.perform(
        Operation.cases.Open.make({
          key: "open",
          conversation: room,
          face: { name: "scout" },
          title: "one",
          body: body("begun")
        })
      )
      const thread = yield* Effect.fromNullishOr(conversation)
      const entitle = (title: string) => outbox.perform(Operation.cases.Title.make({ conversation: thread.id, title }))
      yield* entitle("two")
      yield* entitle("three")
      const fourth = yield* Effect.forkChild(entitle("four"))
      yield* pass(1)
      const message = yield* posted("a", thread.id)
      yield* outbox.perform(edit(message, "and goes on", true))
      assert.strictEqual(fake.screen(thread.id), "scout: and goes on")
      const fifth = yield* Effect.forkChild(entitle("five"))
      yield* pass(1)
      assert.deepStrictEqual(yield* Fiber.join(fourth), {}, "overtaken, it returns at once")
      assert.strictEqual(fake.title(thread.id), "three")
      yield* pass("10 minutes", "10 seconds")
      yield* Fiber.join(fifth)
      assert.strictEqual(fake.title(thread.id), "five")
      assert.deepStrictEqual(
        times("Title").map((line) => line.split(" ")[1]),
        ["ok", "ok", "RateLimited", "RateLimited", "ok"]
      )
    })
  )

  it.effect("a limit of one write holds up that write alone, which is drawn anew when it may leave", () =>
    Effect.gen(function* () {
      const { fake, outbox, posted, times } = yield* start()
      const message = yield* posted("a")
      fake.fail({ kind: { rateLimitedMillis: 900, scope: "write" }, when: ({ _tag }) => _tag === "Edit" })
      let newest = "first"
      const draft = { conversation: room, kind: "preview" as const, message, draw: () => edit(message, newest) }
      const preview = yield* Effect.forkChild(outbox.submit(draft))
      yield* pass(1)
      newest = "newest"
      yield* posted("b")
      assert.deepStrictEqual(times("Post"), ["0 ok", "1 ok"])
      yield* pass(900)
      yield* Fiber.join(preview)
      // Less than the pacing of two edits: the one that was held back spent nothing of it.
      assert.deepStrictEqual(times("Edit"), ["0 RateLimited", "900 ok"])
      assert.include(fake.screen(room), "newest")
    })
  )

  it.effect("a post that was stored and not answered is one message, and later posts keep their order", () =>
    Effect.gen(function* () {
      const { fake, outbox } = yield* start()
      fake.fail({ kind: "unreachable-after" })
      const posts = yield* Effect.forkChild(
        Effect.forEach(["a", "b", "c"], (key) => outbox.perform(post(key)), { concurrency: "unbounded" })
      )
      yield* pass("1 second")
      yield* Fiber.join(posts)
      assert.strictEqual(fake.screen(room), "scout: a\nscout: b\nscout: c")
    })
  )

  it.effect("what the platform refuses fails at once, what it cannot take fails after a bounded time", () =>
    Effect.gen(function* () {
      const { fake, outbox, posted } = yield* start()
      const message = yield* posted("a")
      for (const kind of ["forbidden", "rejected", "misconfigured", "gone"] as const) {
        fake.fail({ kind })
        const exit = yield* Effect.exit(outbox.perform(edit(message, kind, true)))
        assert.strictEqual(reasonOf(exit).toLowerCase(), kind)
      }
      const before = fake.transcript.length
      fake.fail({ kind: "unreachable", times: Number.POSITIVE_INFINITY })
      const doomed = yield* Effect.forkChild(outbox.perform(post("never")))
      yield* pass("16 minutes", "1 second")
      assert.strictEqual(reasonOf(yield* Fiber.await(doomed)), "Unreachable")
      const tries = fake.transcript.length - before
      assert.isTrue(tries > 10 && tries < 80, `backs off: ${tries} tries`)
    })
  )

  it.effect("a platform that never answers is asked again, and an adapter's defect stays with its caller", () =>
    Effect.gen(function* () {
      const { fake, outbox } = yield* start({ capabilities: { uploads: false } })
      fake.fail({ kind: "silent-after" })
      const stuck = yield* Effect.forkChild(outbox.perform(post("a")))
      const upload = Operation.cases.Upload.make({
        key: "u",
        conversation: room,
        face: { name: "scout" },
        name: "a.md",
        mediaType: "text/markdown",
        content: "x"
      })
      yield* pass("31 seconds")
      yield* Fiber.join(stuck)
      assert.strictEqual(fake.screen(room), "scout: a")
      const died = yield* Effect.exit(outbox.perform(upload))
      assert.isTrue(Exit.isFailure(died))
      yield* outbox.perform(post("b"))
      assert.strictEqual(fake.screen(room), "scout: a\nscout: b")
    })
  )

  it.effect("two conversations do not delay each other", () =>
    Effect.gen(function* () {
      const { fake, posted } = yield* start({ limit: "none" })
      fake.fail({
        kind: "silent",
        when: (operation) => operation._tag === "Post" && operation.conversation === room,
        times: Number.POSITIVE_INFINITY
      })
      yield* Effect.forkChild(posted("stuck"))
      for (let n = 0; n < 50; n++) yield* posted(`${n}`, ConversationId.make("elsewhere"))
      assert.strictEqual(fake.messages(ConversationId.make("elsewhere")).length, 50)
      assert.strictEqual(fake.messages(room).length, 0)
    })
  )

  it.effect("an interrupted write that has not left never leaves", () =>
    Effect.gen(function* () {
      const { fake, outbox, posted } = yield* start()
      const message = yield* posted("a")
      yield* outbox.perform(edit(message, "1"))
      const waiting = yield* Effect.forkChild(outbox.perform(edit(message, "2")))
      yield* pass(10)
      yield* Fiber.interrupt(waiting)
      yield* pass("1 minute", "1 second")
      assert.strictEqual(fake.screen(room), "scout: 1")
    })
  )

  it.effect("a draft is drawn when it leaves, and posts never change under their key", () =>
    Effect.gen(function* () {
      const { fake, outbox } = yield* start()
      let drawn = 0
      fake.fail({ kind: "unreachable" })
      const draw = () => {
        drawn++
        return post("draft")
      }
      const write = yield* Effect.forkChild(outbox.submit({ conversation: room, kind: "send", draw }))
      yield* pass("1 second")
      yield* Fiber.join(write)
      assert.strictEqual(drawn, 1)
      const nothing = yield* outbox.submit({ conversation: room, kind: "send", draw: () => undefined })
      assert.isUndefined(nothing)
      assert.strictEqual(fake.transcript.length, 2)
    })
  )

  it.effect("closing the outbox interrupts those who wait", () =>
    Effect.gen(function* () {
      const fake = makeFakePlatform()
      fake.fail({ kind: "silent" })
      const begun = yield* Deferred.make<Fiber.Fiber<unknown, PlatformError>>()
      yield* Effect.scoped(
        Effect.gen(function* () {
          const outbox = yield* Outbox.make(fake.platform)
          yield* Deferred.succeed(begun, yield* Effect.forkDetach(outbox.perform(post("a"))))
          yield* pass(1)
        })
      )
      const exit = yield* Fiber.await(yield* Deferred.await(begun))
      assert.isTrue(Exit.hasInterrupts(exit))
    })
  )
})
