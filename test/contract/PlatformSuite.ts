/**
 * What every chat platform owes the core, through the port alone. A platform brings a harness: itself on a fake of the
 * system behind it, a person on that system, and everything that left for it.
 */
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Queue, type Scope } from "effect"
import * as Base64 from "effect/encoding/Base64"
import { patiently } from "../../src/core/chat/Patience.ts"
import { type ConversationId, MessageId } from "../../src/core/model/Ids.ts"
import type { InboundEvent } from "../../src/core/model/InboundEvent.ts"
import {
  type Body,
  type ChatPlatform,
  type Control,
  noCapabilities,
  Operation,
  type Receipt
} from "../../src/core/ports/ChatPlatform.ts"
import { testIntake } from "../support/TestIntake.ts"

export interface PlatformHarness {
  /** Nobody listens to it yet. */
  readonly platform: ChatPlatform
  /** Where the person talks. */
  readonly conversation: ConversationId
  /** The person says something that addresses an agent; returns when it is on its way to the platform. */
  readonly say: (text: string) => Effect.Effect<void>
  /** The system hands its last message over once more, as after a lost connection; absent where it never does. */
  readonly repeat?: Effect.Effect<void>
  /** The system ends the connection for good; `receive` returns. Absent where only closing its scope ends it. */
  readonly hangUp?: Effect.Effect<void>
  /** Absent where the person talks and no thread can be opened. */
  readonly threads?: {
    /** As `say`, in a thread. */
    readonly say: (conversation: ConversationId, text: string) => Effect.Effect<void>
    /** What people see that the thread is called. */
    readonly title: (conversation: ConversationId) => string | undefined
    /** Another life of the service: the platform anew, with what it kept. */
    readonly again: Effect.Effect<ChatPlatform, never, Scope.Scope>
  }
  /** Somebody gives a place in which the bot is a name; absent where places have none. */
  readonly makePlace?: (name: string) => Effect.Effect<void>
  /** What the files hold that were sent, oldest first. */
  readonly files: Effect.Effect<ReadonlyArray<Uint8Array>>
  /** Everything that was written to the system so far, in the form in which it was sent. */
  readonly seen: Effect.Effect<string>
  /** What must never be in there, whatever an agent says: raw sequences, mentions that notify. */
  readonly hazards: ReadonlyArray<string>
}

export type MakeHarness = Effect.Effect<PlatformHarness, never, Scope.Scope>

const hostile = [
  "\u001b[2J\u001b]0;owned\u0007",
  "\u009b2J",
  "@everyone @here <!channel> <@U123> <@&1> <#C1>",
  "\u202erm -rf\u202c",
  "[click](javascript:alert(1))",
  "```\n`````\n~~~"
].join("\n")

const stop: Control = { _tag: "Button", action: "stop", target: "t1", label: "Stop", tone: "danger" }

const poster = (harness: PlatformHarness) => {
  const { conversation, platform } = harness
  const body = (markdown: string, controls: ReadonlyArray<Control> = []): Body => ({ markdown, controls })
  return {
    body,
    open: (of: ChatPlatform, key: string, title: string, from = conversation) =>
      patiently(
        of.perform(
          Operation.cases.Open.make({
            key,
            conversation: from,
            face: { name: "scout" },
            title,
            body: body(`begun: ${title}`)
          })
        )
      ),
    post: (key: string, markdown: string, controls: ReadonlyArray<Control> = [], into = conversation) =>
      patiently(
        platform.perform(
          Operation.cases.Post.make({
            key,
            conversation: into,
            face: { name: "scout" },
            body: body(markdown, platform.capabilities.buttons ? controls : []),
            notify: false
          })
        )
      ),
    refOf: (receipt: Receipt) => {
      assert.isDefined(receipt.message, "a post returns the message that exists now")
      return receipt.message ?? { platform: platform.name, conversation, message: MessageId.make("none") }
    },
    unknown: { platform: platform.name, conversation, message: MessageId.make("999999999999999999") }
  }
}

/** Takes events as the core does: each has to be let go before the next may come. */
const listen = (platform: ChatPlatform) =>
  Effect.gen(function* () {
    const arrived = yield* Queue.unbounded<{
      readonly event: InboundEvent
      readonly durable: Deferred.Deferred<void>
    }>()
    const receiving = yield* Effect.scoped(
      platform.receive(
        testIntake((event) =>
          Effect.gen(function* () {
            const durable = yield* Deferred.make<void>()
            yield* Queue.offer(arrived, { event, durable })
            yield* Deferred.await(durable)
          })
        )
      )
    ).pipe(Effect.forkScoped({ startImmediately: true }))
    const take = Effect.tap(Queue.take(arrived), ({ durable }) => Deferred.succeed(durable, undefined))
    return { arrived, take: Effect.map(take, ({ event }) => event), receiving }
  })

const textOf = (event: InboundEvent): string => (event._tag === "Said" ? event.text : event._tag)

export const platformSuite = (name: string, make: MakeHarness): void => {
  it.effect(`${name} says what it can do, completely`, () =>
    Effect.gen(function* () {
      const { platform } = yield* make
      const { capabilities } = platform
      const shape = (of: object) =>
        Object.entries(of)
          .map(([key, value]) => `${key}: ${typeof value}`)
          .sort()
      assert.deepStrictEqual(shape(capabilities), shape(noCapabilities))
      assert.isAbove(capabilities.maxLength, 100)
      assert.isAtLeast(capabilities.measure("some words"), "some words".length)
      assert.isAtLeast(capabilities.editIntervalMillis(1), 0)
      assert.isAtLeast(capabilities.editIntervalMillis(50), capabilities.editIntervalMillis(1))
    }).pipe(Effect.scoped)
  )

  it.live(`${name} posts, and the same key is the same message`, () =>
    Effect.gen(function* () {
      const harness = yield* make
      const { platform } = harness
      const { post, refOf } = poster(harness)
      const ref = refOf(yield* post("t/live", "first words", [stop]))
      assert.strictEqual(ref.platform, platform.name)
      assert.strictEqual(ref.conversation, harness.conversation)
      assert.include(yield* harness.seen, "first words")
      const other = refOf(yield* post("t/other", "other words"))
      assert.notStrictEqual(other.message, ref.message)
      if (platform.capabilities.idempotentPosts) {
        assert.deepStrictEqual(refOf(yield* post("t/live", "first words", [stop])), ref)
      }
      const longest = "k".repeat(100)
      const long = refOf(yield* post(longest, "long key"))
      assert.notStrictEqual(refOf(yield* post(`${longest.slice(1)}x`, "another")).message, long.message)
    }).pipe(Effect.scoped)
  )

  it.live(`${name} changes and deletes what exists, and says so of what does not`, () =>
    Effect.gen(function* () {
      const harness = yield* make
      const { platform } = harness
      const { body, post, refOf, unknown } = poster(harness)
      const { deletes, edits } = platform.capabilities
      const message = refOf(yield* post("t/live", "first words"))
      const edit = (of: typeof message, markdown: string, final = false) =>
        platform.perform(Operation.cases.Edit.make({ message: of, body: body(markdown), final }))
      const remove = (of: typeof message) => platform.perform(Operation.cases.Delete.make({ message: of }))
      if (edits) {
        yield* edit(message, "second words")
        yield* edit(message, "third words", true)
        assert.include(yield* harness.seen, "third words")
        assert.strictEqual((yield* Effect.flip(edit(unknown, "x"))).reason._tag, "Gone")
      }
      if (deletes) {
        yield* remove(message)
        assert.strictEqual((yield* Effect.flip(remove(unknown))).reason._tag, "Gone")
        if (edits) assert.strictEqual((yield* Effect.flip(edit(message, "too late"))).reason._tag, "Gone")
      }
    }).pipe(Effect.scoped)
  )

  it.live(`${name} takes what it says that it takes, and refuses what is far longer`, () =>
    Effect.gen(function* () {
      const harness = yield* make
      const { capabilities } = harness.platform
      const { post } = poster(harness)
      const fitting = "a".repeat(capabilities.maxLength)
      yield* post("fits", capabilities.measure(fitting) <= capabilities.maxLength ? fitting : fitting.slice(0, 100))
      const error = yield* Effect.flip(post("long", "a".repeat(capabilities.maxLength * 2)))
      assert.strictEqual(error.reason._tag, "Rejected")
      assert.strictEqual(error.platform, harness.platform.name)
    }).pipe(Effect.scoped)
  )

  it.live(`${name} lets nothing hostile out raw, wherever it stands`, () =>
    Effect.gen(function* () {
      const harness = yield* make
      const { conversation, platform } = harness
      const { body, open, post, refOf } = poster(harness)
      const { edits, marks, maxLength, measure, uploads } = platform.capabilities
      const perform = platform.perform
      const message = refOf(yield* post("t/live", hostile))
      const repeated = `${hostile}\n`.repeat(100_000 / hostile.length)
      let much = repeated
      while (measure(much) > maxLength) much = much.slice(0, much.length >> 1)
      if (edits) yield* perform(Operation.cases.Edit.make({ message, body: body(much), final: true }))
      else yield* post("t/much", much)
      yield* perform(
        Operation.cases.Post.make({
          key: hostile.slice(0, 100),
          conversation,
          face: { name: hostile.slice(0, 60) },
          body: body("by a hostile name"),
          notify: true
        })
      )
      if (uploads) {
        yield* perform(
          Operation.cases.Upload.make({
            key: "t/file",
            conversation,
            face: { name: "scout" },
            name: `../../${hostile.slice(0, 40)}.md`,
            mediaType: "text/markdown",
            content: "harmless"
          })
        )
      }
      if (marks) yield* perform(Operation.cases.Mark.make({ message, state: "working" }))
      if (harness.threads !== undefined) {
        const { conversation: thread } = yield* open(platform, "t/open", hostile)
        if (thread === undefined) return assert.fail("nothing was opened")
        yield* perform(Operation.cases.Title.make({ conversation: thread.id, title: `${hostile}, again` }))
      }
      const seen = yield* harness.seen
      for (const hazard of harness.hazards) {
        assert.isFalse(seen.includes(hazard), `${JSON.stringify(hazard)} left raw`)
      }
    }).pipe(Effect.scoped)
  )

  it.live(`${name} opens a thread once for each key, and it is the conversation in which people then talk`, () =>
    Effect.gen(function* () {
      const harness = yield* make
      const { platform, threads } = harness
      const { body, open, post, refOf } = poster(harness)
      if (!platform.capabilities.threads) return assert.isUndefined(threads)
      if (threads === undefined) {
        assert.strictEqual((yield* Effect.flip(open(platform, "t/open", "review"))).reason._tag, "Rejected")
        return
      }
      const { take } = yield* listen(platform)
      const first = yield* open(platform, "t/open", "review of the parser")
      const { conversation } = first
      if (conversation === undefined) return assert.fail("what was opened is not said")
      const times = Effect.map(harness.seen, (seen) => seen.split("begun: review of the parser").length)
      const once = yield* times
      assert.deepStrictEqual(yield* open(platform, "t/open", "review of the parser"), first)
      const next = yield* threads.again
      assert.deepStrictEqual(yield* open(next, "t/open", "review of the parser"), first, "another life of the service")
      assert.strictEqual(yield* times, once)

      yield* threads.say(conversation.id, "and the lexer?")
      const event = yield* take
      assert.deepStrictEqual([textOf(event), event.conversation], ["and the lexer?", conversation])
      const inside = refOf(yield* post("t/inside", "said inside", [], conversation.id))
      assert.strictEqual(inside.conversation, conversation.id)
      yield* platform.perform(
        Operation.cases.Edit.make({ message: refOf(first), body: body("what it began with, edited"), final: true })
      )
      assert.include(yield* harness.seen, "what it began with, edited")

      const beside = (yield* open(platform, "t/beside", "another", conversation.id)).conversation
      assert.deepStrictEqual(
        [beside?.kind, beside?.within.slice(-2)],
        [conversation.kind, conversation.within.slice(-2)]
      )
      assert.notStrictEqual(beside?.id, conversation.id)
    }).pipe(Effect.scoped)
  )

  it.live(`${name} gives a thread another title`, () =>
    Effect.gen(function* () {
      const harness = yield* make
      const { platform, threads } = harness
      const { open } = poster(harness)
      if (!platform.capabilities.titles || threads === undefined) return
      const { conversation } = yield* open(platform, "t/open", "review of the parser")
      if (conversation === undefined) return assert.fail("nothing was opened")
      assert.strictEqual(threads.title(conversation.id), "review of the parser")
      const entitle = (title: string) =>
        platform.perform(Operation.cases.Title.make({ conversation: conversation.id, title }))
      yield* entitle("the parser is done")
      yield* entitle("the parser is done")
      yield* open(yield* threads.again, "t/open", "review of the parser")
      assert.strictEqual(threads.title(conversation.id), "the parser is done")
      yield* entitle("x".repeat(500))
      const title = threads.title(conversation.id) ?? ""
      assert.isTrue(title.startsWith("xxx") && title.length <= 200, title)
      const nowhere = Operation.cases.Title.make({ conversation: harness.conversation, title: "a channel" })
      if (conversation.within.includes(harness.conversation)) {
        assert.strictEqual((yield* Effect.flip(platform.perform(nowhere))).reason._tag, "Rejected")
      }
    }).pipe(Effect.scoped)
  )

  it.live(`${name} sends a file byte for byte, whatever bytes they are`, () =>
    Effect.gen(function* () {
      const harness = yield* make
      const { conversation, platform } = harness
      if (!platform.capabilities.uploads) return
      const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 256)
      const upload = (key: string, content: string) =>
        patiently(
          platform.perform(
            Operation.cases.Upload.make({
              key,
              conversation,
              face: { name: "scout" },
              name: "plot.png",
              mediaType: "image/png",
              content,
              encoding: "base64"
            })
          )
        )
      const first = yield* upload("t/file", Base64.encode(bytes))
      assert.deepStrictEqual(yield* upload("t/file", Base64.encode(bytes)), first)
      assert.deepStrictEqual(
        (yield* harness.files).map((file) => [...file]),
        [[...bytes]]
      )
      assert.strictEqual((yield* Effect.flip(upload("t/broken", "no base64"))).reason._tag, "Rejected")
    }).pipe(Effect.scoped)
  )

  it.live(`${name} hands over what is said, one after the other, the next when the one before is durable`, () =>
    Effect.gen(function* () {
      const harness = yield* make
      const { arrived, receiving, take } = yield* listen(harness.platform)
      for (const text of ["one", "two", "three"]) yield* harness.say(text)
      const first = yield* Queue.take(arrived)
      assert.strictEqual(textOf(first.event), "one")
      yield* Effect.yieldNow.pipe(Effect.repeat({ times: 50 }))
      assert.strictEqual(yield* Queue.size(arrived), 0, "the second came before the first was durable")
      yield* Deferred.succeed(first.durable, undefined)
      assert.deepStrictEqual([textOf(yield* take), textOf(yield* take)], ["two", "three"])
      assert.isTrue(first.event._tag === "Said" && first.event.addressed)
      assert.strictEqual(first.event.conversation.platform, harness.platform.name)
      if (harness.hangUp === undefined) return
      yield* harness.hangUp
      yield* Fiber.join(receiving)
    }).pipe(Effect.scoped)
  )

  it.live(`${name} tells what its places are called, and nothing hostile`, () =>
    Effect.gen(function* () {
      const harness = yield* make
      const { makePlace, platform } = harness
      if (platform.places === undefined) return assert.isUndefined(makePlace)
      if (makePlace === undefined) return assert.fail("nobody can make a place")
      const { take } = yield* listen(platform)
      yield* makePlace("the lobby")
      yield* makePlace(hostile.replaceAll("\n", " "))
      yield* makePlace("long ".repeat(30))
      // what is heard came after it
      yield* harness.say("hello")
      yield* take
      const places = yield* platform.places
      assert.include(
        places.map(({ title }) => title.replace(/^#/, "")),
        "the lobby"
      )
      const ids = places.flatMap(({ also = [], id }) => [id, ...also])
      assert.strictEqual(new Set(ids).size, ids.length, "an id means one place")
      for (const { title, within } of places) {
        assert.notMatch(title, /[\p{Cc}\p{Cf}\u2028\u2029]|<[@#!]|@(?:everyone|here|channel)/iu)
        assert.isTrue(title === title.trim() && title.length > 0 && [...title].length <= 81, title)
        if (within !== undefined) assert.include(ids, within, "what contains it is told, too")
      }
    }).pipe(Effect.scoped)
  )

  it.live(`${name} never loses a message that it is told twice, and calls it the same`, () =>
    Effect.gen(function* () {
      const harness = yield* make
      const { take } = yield* listen(harness.platform)
      yield* harness.say("once")
      const first = yield* take
      if (harness.repeat !== undefined) yield* harness.repeat
      yield* harness.say("after")
      let next = yield* take
      if (harness.repeat !== undefined && textOf(next) === "once") {
        assert.deepStrictEqual(next._tag === "Said" ? next.ref : {}, first._tag === "Said" ? first.ref : undefined)
        next = yield* take
      }
      assert.strictEqual(textOf(next), "after")
      assert.notDeepEqual(next._tag === "Said" ? next.ref : {}, first._tag === "Said" ? first.ref : undefined)
    }).pipe(Effect.scoped)
  )
}
