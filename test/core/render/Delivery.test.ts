/**
 * What a person sees while a turn is delivered and after it, whatever the platform does meanwhile. Every test ends by
 * looking at the screen; times are those at which writes left.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Cause, Effect, Exit, Fiber, Queue, Schema, Scope, Stream } from "effect"
import type { MessageRef } from "../../../src/core/model/Conversation.ts"
import { ConversationId, MessageId, PlatformName, TurnId } from "../../../src/core/model/Ids.ts"
import { Delivery, type DeliveryError } from "../../../src/core/render/Delivery.ts"
import { Outbox } from "../../../src/core/render/Outbox.ts"
import type { Scene, Slot } from "../../../src/core/render/Slot.ts"
import { type FakeOptions, type FakePlatform, makeFakePlatform } from "../../support/FakePlatform.ts"
import { pass } from "../../support/Pass.ts"

const room = ConversationId.make("room")
const turn = TurnId.make("fake:room:p1")

const text = (key: string, markdown: string, notify = false): Slot => ({
  _tag: "Message",
  key,
  body: { markdown, controls: [] },
  notify
})
const file = (key: string, content: string): Slot => ({
  _tag: "File",
  key,
  name: "answer.md",
  mediaType: "text/markdown",
  content
})
const growing = (...slots: ReadonlyArray<Slot>): Scene => ({ slots, settled: false })
const settled = (...slots: ReadonlyArray<Slot>): Scene => ({ slots, settled: true })

interface Life {
  readonly conversation?: ConversationId
  readonly known?: ReadonlyMap<string, MessageRef>
  readonly resumed?: boolean
  readonly onPosted?: (key: string, message: MessageRef) => Effect.Effect<void>
  readonly replyTo?: MessageRef
}

/** One life of the service on a platform that outlives it. */
const begin = (fake: FakePlatform, life: Life = {}) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox.make(fake.platform)
    const scenes = yield* Queue.unbounded<Scene, Cause.Done>()
    const known = new Map<string, MessageRef>(life.known)
    const delivery = yield* Delivery.present(outbox, {
      conversation: life.conversation ?? room,
      face: { name: "scout" },
      turn,
      known: life.known ?? new Map(),
      scenes: Stream.fromQueue(scenes),
      onPosted: life.onPosted ?? ((key, message) => Effect.sync(() => known.set(key, message))),
      ...(life.resumed === undefined ? {} : { resumed: life.resumed }),
      ...(life.replyTo === undefined ? {} : { replyTo: life.replyTo })
    }).pipe(Effect.forkChild)
    return {
      known,
      delivery,
      show: (scene: Scene) => Queue.offer(scenes, scene),
      end: Queue.end(scenes),
      landed: Fiber.join(delivery),
      exit: Fiber.await(delivery)
    }
  })

const start = (options: FakeOptions = {}, life: Life = {}) =>
  Effect.gen(function* () {
    const fake = makeFakePlatform(options)
    return { fake, ...(yield* begin(fake, life)) }
  })

const writes = (fake: FakePlatform) =>
  fake.transcript.map(({ at, operation, outcome }) => {
    const what =
      operation._tag === "Post" || operation._tag === "Edit" ? operation.body.markdown : operation._tag.toLowerCase()
    return `${at} ${operation._tag} ${what}${outcome === "ok" ? "" : ` (${outcome})`}`
  })

const reasonOf = (exit: Exit.Exit<void, DeliveryError>) => {
  const error = Exit.findErrorOption(exit)
  if (error._tag === "None") return exit._tag
  const { reason } = error.value
  return reason._tag === "PlatformError" ? reason.reason._tag : reason._tag
}

describe("Delivery", () => {
  it.effect("the first text leaves at once, growth is paced, the newest wins, the last edit does not wait", () =>
    Effect.gen(function* () {
      const { fake, show, landed } = yield* start()
      yield* show(growing(text("live", "working")))
      yield* pass(500)
      yield* show(growing(text("live", "He")))
      yield* pass(20)
      yield* show(growing(text("live", "Hell")))
      yield* pass(20)
      yield* show(growing(text("live", "Hello")))
      yield* pass(1200)
      yield* show(growing(text("live", "Hello, wor")))
      yield* pass(100)
      yield* show(settled(text("live", "Hello, world.")))
      yield* pass(0)
      yield* landed
      assert.deepStrictEqual(writes(fake), [
        "0 Post working",
        "500 Edit He",
        "1700 Edit Hello",
        "1840 Edit Hello, world."
      ])
      assert.strictEqual(fake.screen(room), "scout: Hello, world.")
    })
  )

  it.effect("the last text follows a preview in flight at once", () =>
    Effect.gen(function* () {
      const { fake, show, landed } = yield* start({ latencyMillis: 300 })
      yield* show(growing(text("live", "a")))
      yield* pass(400)
      yield* show(growing(text("live", "ab")))
      yield* pass(100)
      yield* show(settled(text("live", "abc")))
      yield* pass(600)
      yield* landed
      assert.deepStrictEqual(writes(fake), ["0 Post a", "400 Edit ab", "700 Edit abc"])
    })
  )

  it.effect("an ask is posted while the text before it is still being paced", () =>
    Effect.gen(function* () {
      const { fake, show } = yield* start({ capabilities: { editIntervalMillis: () => 10_000 } })
      yield* show(growing(text("live", "a")))
      yield* pass(100)
      for (const words of ["ab", "abc"]) {
        yield* show(growing(text("live", words)))
        yield* pass(20)
      }
      yield* show(growing(text("live", "abc"), text("ask-1", "may I?", true)))
      yield* pass(300)
      assert.strictEqual(fake.screen(room), "scout: ab\nscout: may I?")
      assert.isTrue(fake.messages(room)[1]?.notified)
    })
  )

  it.effect("posts keep their order, unchanged slots cost nothing, obsolete ones go after the new ones came", () =>
    Effect.gen(function* () {
      const origin = { platform: PlatformName.make("fake"), conversation: room, message: MessageId.make("p1") }
      const { fake, show, landed } = yield* start({}, { replyTo: origin })
      yield* show(growing(text("live", "working"), text("ask-1", "may I?")))
      yield* pass(100)
      yield* show(
        settled(
          text("live", "working"),
          text("answer-0", "one", true),
          text("answer-1", "two"),
          file("file", "all of it")
        )
      )
      yield* pass(100)
      yield* landed
      assert.deepStrictEqual(
        fake.transcript.map(({ operation }) => operation._tag),
        ["Post", "Post", "Post", "Post", "Upload", "Delete"]
      )
      assert.strictEqual(
        fake.screen(room),
        [
          "scout (answering): working",
          "scout (answering): one",
          "scout: two",
          "scout: <file answer.md, 9 characters>"
        ].join("\n")
      )
    })
  )

  it.effect("a storm of rate limits ends with the exact last scene", () =>
    Effect.gen(function* () {
      const { fake, show, landed } = yield* start({ limit: { writes: 1, windowMillis: 4000 } })
      yield* pass(0)
      let words = ""
      for (let n = 0; n < 200; n++) {
        words += `w${n} `
        yield* show(growing(text("live", words)))
        yield* pass(50, 50)
      }
      fake.fail({ kind: { rateLimitedMillis: 2500 }, times: 5 })
      yield* show(settled(text("live", `${words}done`), text("answer-1", "more")))
      yield* pass("2 minutes", 200)
      yield* landed
      assert.strictEqual(fake.screen(room), `scout: ${words}done\nscout: more`)
      assert.isTrue(fake.transcript.some(({ outcome }) => outcome === "RateLimited"))
    })
  )

  it.effect("a post whose answer was lost is one message", () =>
    Effect.gen(function* () {
      const { fake, show, landed } = yield* start()
      fake.fail({ kind: "unreachable-after", times: 2 })
      yield* show(growing(text("live", "a")))
      yield* pass(10)
      yield* show(settled(text("live", "abc")))
      yield* pass("3 seconds")
      yield* landed
      assert.strictEqual(fake.screen(room), "scout: abc")
      assert.strictEqual(fake.messages(room).length, 1)
    })
  )

  it.effect("a message that somebody deleted is posted anew, under another key, but not for ever", () =>
    Effect.gen(function* () {
      const { fake, show, landed, known } = yield* start()
      yield* show(growing(text("live", "a")))
      yield* pass(10)
      const first = known.get("live")
      if (first !== undefined) fake.remove(first)
      yield* show(settled(text("live", "ab")))
      yield* pass(100)
      yield* landed
      assert.strictEqual(fake.screen(room), "scout: ab")
      assert.notDeepEqual(known.get("live"), first)

      const other = yield* start()
      other.fake.fail({
        kind: "gone",
        when: (operation) => operation._tag === "Edit",
        times: Number.POSITIVE_INFINITY
      })
      yield* other.show(growing(text("live", "a")))
      for (let n = 0; n < 20; n++) {
        yield* other.show(growing(text("live", `a${n}`)))
        yield* pass(200)
      }
      yield* other.show(settled(text("live", "end")))
      yield* pass("5 seconds")
      assert.strictEqual(reasonOf(yield* other.exit), "Gone")
      assert.isAtMost(other.fake.messages(room).length, 6)
    })
  )

  it.effect("after a restart the messages that exist are edited, and a post the journal never saw is not doubled", () =>
    Effect.gen(function* () {
      const fake = makeFakePlatform()
      const known = new Map<string, MessageRef>()
      const first = yield* begin(fake, {
        onPosted: (key, message) => (key === "live" ? Effect.sync(() => known.set(key, message)) : Effect.interrupt)
      })
      yield* first.show(growing(text("live", "working"), text("answer-0", "half")))
      yield* pass(100)
      yield* Fiber.interrupt(first.delivery)
      assert.deepStrictEqual([...known.keys()], ["live"])
      const second = yield* begin(fake, { known })
      yield* second.show(settled(text("live", "done"), text("answer-0", "whole")))
      yield* pass(100)
      yield* second.landed
      assert.strictEqual(fake.screen(room), "scout: done\nscout: whole")

      const third = yield* begin(fake, { known: second.known })
      yield* third.show(settled(text("answer-0", "whole")))
      yield* pass(100)
      yield* third.landed
      assert.strictEqual(fake.screen(room), "scout: whole", "what an earlier life left over is deleted")
    })
  )

  it.effect("nothing is written to a slot before its message is journaled", () =>
    Effect.gen(function* () {
      const { fake, show, landed } = yield* start({}, { onPosted: () => Effect.sleep("2 seconds") })
      yield* show(growing(text("live", "a")))
      yield* pass(100)
      yield* show(settled(text("live", "ab")))
      yield* pass(1800)
      assert.deepStrictEqual(writes(fake), ["0 Post a"])
      yield* pass(200)
      yield* landed
      assert.deepStrictEqual(writes(fake), ["0 Post a", "2000 Edit ab"])
    })
  )

  it.effect("a platform without edits, deletes and uploads gets whole messages only, and questions", () =>
    Effect.gen(function* () {
      const { fake, show, landed } = yield* start({
        capabilities: { edits: false, deletes: false, uploads: false, maxLength: 60 }
      })
      yield* show(growing(text("live", "work")))
      yield* pass(1000)
      yield* show(growing(text("live", "working"), text("ask-1", "may I?", true)))
      yield* pass(1000)
      yield* show(
        settled(text("answer-0", "done"), file("file", "# answer\nwith ``` in it\nand a last line that is long"))
      )
      yield* pass("10 seconds")
      yield* landed
      assert.strictEqual(
        fake.screen(room),
        [
          "scout: may I?",
          "scout: done",
          "scout: `answer.md`\n````\n# answer\nwith ``` in it\n````",
          "scout: ````\nand a last line that is long\n````"
        ].join("\n")
      )
    })
  )

  it.effect("where nothing can be deleted what is obsolete is emptied", () =>
    Effect.gen(function* () {
      const { fake, show, landed } = yield* start({ capabilities: { deletes: false } })
      yield* show(growing(text("live", "working")))
      yield* pass(100)
      yield* show(settled(text("answer-0", "done")))
      yield* pass(100)
      yield* landed
      assert.strictEqual(fake.screen(room), "scout: (removed)\nscout: done")
    })
  )

  it.effect("what cannot be shown fails in words: refused, forbidden, torn off", () =>
    Effect.gen(function* () {
      const long = yield* start({ capabilities: { maxLength: 10 } })
      yield* long.show(growing(text("live", "short")))
      yield* pass(100)
      yield* long.show(growing(text("live", "much too long")))
      yield* pass(100)
      yield* long.show(growing(text("live", "short too")))
      yield* pass(1200)
      assert.strictEqual(long.fake.screen(room), "scout: short too", "a refused preview is passed over")
      yield* long.show(settled(text("live", "much too long"), text("answer-1", "fits")))
      yield* pass(100)
      assert.strictEqual(reasonOf(yield* long.exit), "Rejected")
      assert.include(long.fake.screen(room), "fits", "the rest is shown all the same")

      const closed = yield* start()
      closed.fake.fail({ kind: "forbidden" })
      yield* closed.show(growing(text("live", "a")))
      yield* pass(10)
      const exit = yield* closed.exit
      assert.strictEqual(reasonOf(exit), "Forbidden")

      const torn = yield* start()
      yield* torn.show(growing(text("live", "a")))
      yield* torn.end
      yield* pass(10)
      assert.strictEqual(reasonOf(yield* torn.exit), "Unsettled")
    })
  )

  it.effect("a minute's answer of 3,000 deltas: few writes, never staler than the pacing, no rate limit", () =>
    Effect.gen(function* () {
      let drawn = 0
      const { fake, show, landed } = yield* start({ latencyMillis: 80, capabilities: { maxLength: 20_000 } })
      let words = ""
      for (let n = 0; n < 3000; n++) {
        words += `${n} `
        const soFar = words
        yield* show({
          settled: false,
          get slots() {
            drawn++
            return [text("live", soFar)]
          }
        })
        yield* pass(20)
      }
      yield* show(settled(text("live", `${words}end`)))
      yield* pass(200)
      yield* landed
      assert.isTrue(fake.transcript.every(({ outcome }) => outcome === "ok"))
      assert.isAtMost(fake.transcript.length, 52)
      assert.isAtMost(drawn, 3000 / 5, "most scenes are never drawn")
      const shown = fake.transcript.flatMap(({ at, operation }) =>
        operation._tag === "Post" || operation._tag === "Edit"
          ? [{ at, count: operation.body.markdown.trim().split(" ").length }]
          : []
      )
      const staleness = Array.from({ length: 3000 }, (_, n) => {
        const seen = shown.find(({ count }) => count > n)
        return (seen?.at ?? Number.POSITIVE_INFINITY) - n * 20
      })
      assert.isAtMost(Math.max(...staleness), 1200)
      assert.strictEqual(shown[0]?.at, 0)
      assert.strictEqual(shown.at(-1)?.at, 60_000, "the last text does not wait")
    })
  )

  it.effect("a stuck conversation does not delay another turn on the same platform", () =>
    Effect.gen(function* () {
      const fake = makeFakePlatform()
      const elsewhere = ConversationId.make("elsewhere")
      fake.fail({
        kind: "silent",
        when: (operation) => operation._tag === "Post" && operation.conversation === room,
        times: Number.POSITIVE_INFINITY
      })
      const outbox = yield* Outbox.make(fake.platform)
      const deliver = (conversation: ConversationId) =>
        Delivery.present(outbox, {
          conversation,
          face: { name: "scout" },
          turn,
          known: new Map(),
          onPosted: () => Effect.void,
          scenes: Stream.make(growing(text("live", "a")), settled(text("live", "ab")))
        })
      yield* Effect.forkChild(deliver(room))
      const other = yield* Effect.forkChild(deliver(elsewhere))
      yield* pass(20)
      yield* Fiber.join(other)
      assert.strictEqual(fake.screen(elsewhere), "scout: ab")
    })
  )

  const Step = Schema.Struct({
    words: Schema.Array(Schema.NullOr(Schema.Literals(["a", "bb", "ccc", "dddd"]))).check(Schema.isMaxLength(4)),
    wait: Schema.Literals([0, 10, 200, 1500]),
    fault: Schema.NullOr(
      Schema.Literals(["unreachable", "unreachable-after", "silent", "silent-after", "gone", "rate"])
    ),
    restart: Schema.Boolean
  })
  /** A slot that was there when the service died stays, as the renderer's do: its message may be known to nobody. */
  const slotsOf = (step: typeof Step.Type, kept: ReadonlySet<number>) =>
    [0, 1, 2, 3].flatMap((index) => {
      const words = step.words[index] ?? (kept.has(index) ? "kept" : null)
      return words === null ? [] : [text(`slot-${index}`, words)]
    })

  it.effect.prop(
    "whatever the scenes, the faults and the restarts: in the end the platform shows the last scene, once",
    [Schema.Array(Step).check(Schema.isMinLength(1), Schema.isMaxLength(8)), Schema.Boolean],
    ([steps, deletes]) =>
      Effect.gen(function* () {
        const fake = makeFakePlatform({ latencyMillis: 30, capabilities: { deletes } })
        let scope = yield* Scope.make()
        let life = yield* begin(fake).pipe(Scope.provide(scope))
        const [kept, used] = [new Set<number>(), new Set<number>()]
        let last: ReadonlyArray<Slot> = []
        for (const step of steps) {
          last = slotsOf(step, kept)
          for (const slot of last) used.add(Number(slot.key.slice(-1)))
          yield* life.show(growing(...last))
          if (step.fault === "gone") {
            fake.fail({ kind: "gone", when: ({ _tag }) => _tag === "Edit" || _tag === "Delete" })
          } else if (step.fault !== null) {
            fake.fail({ kind: step.fault === "rate" ? { rateLimitedMillis: 700 } : step.fault })
          }
          yield* pass(step.wait)
          if (step.restart) {
            for (const key of used) kept.add(key)
            yield* Fiber.interrupt(life.delivery)
            yield* Scope.close(scope, Exit.void)
            scope = yield* Scope.make()
            life = yield* begin(fake, { known: life.known, resumed: true }).pipe(Scope.provide(scope))
          }
        }
        last = steps.slice(-1).flatMap((step) => slotsOf(step, kept))
        yield* life.show(settled(...last))
        for (let n = 0; n < 1000 && life.delivery.pollUnsafe() === undefined; n++) yield* pass(1000, 200)
        yield* life.landed
        yield* Scope.close(scope, Exit.void)
        const shown = fake.messages(room).map(({ body }) => body.markdown)
        assert.deepStrictEqual(
          shown.filter((words) => words !== "(removed)").sort(),
          last.map((slot) => (slot._tag === "Message" ? slot.body.markdown : "")).sort()
        )
        if (deletes) assert.notInclude(shown, "(removed)")
      }),
    { arbitrary: { runs: 100 }, timeout: 60_000 }
  )
})
