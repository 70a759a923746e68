import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { conversationIdOf } from "../../../../../src/adapters/chat/slack/Address.ts"
import { capabilities } from "../../../../../src/adapters/chat/slack/Capabilities.ts"
import { makeOutbound } from "../../../../../src/adapters/chat/slack/outbound/Outbound.ts"
import { slack as platform, refIn } from "../../../../../src/adapters/chat/slack/Place.ts"
import { Outbox } from "../../../../../src/core/render/Outbox.ts"
import { memoryState } from "../../../../support/MemoryState.ts"
import { pass } from "../../../../support/Pass.ts"
import { edit, grown, made, mark, plain, post } from "./OutboundRig.ts"
import { makeSlackDouble, type Script } from "./SlackDouble.ts"

const minute = 60_000
const slackTiers = {
  "chat.startStream": 20,
  "chat.appendStream": 100,
  "chat.stopStream": 20,
  "chat.update": 50,
  "agents.sessions.setStatus": 50,
  "assistant.threads.setStatus": 100
}

const setUp = (script: Script = (_, index) => ({ ts: `1700000000.${String(index).padStart(6, "0")}` })) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(1_800_000_000_000)
    const double = makeSlackDouble(script)
    const outbound = yield* makeOutbound({
      api: double.api,
      tokens: {
        account: (team) => Effect.succeed({ team, teamName: "Workshop", user: "U0", bot: "B0", scopes: ["chat:write"] })
      },
      config: { faces: true, streams: true, reactions: false },
      recipients: { find: () => Effect.succeed({ user: "U1", team: "T1", title: "a title" }) },
      replies: { answer: () => Effect.succeed(true) }
    }).pipe(Effect.provide(memoryState))
    const { leftBehind, perform } = outbound
    const outbox = yield* Outbox.make({
      name: platform,
      capabilities,
      perform,
      leftBehind,
      receive: () => Effect.never
    })
    const question = (index: number) => {
      const place = { team: "T1", channel: `C${index}`, direct: false }
      const ts = `1690000000.${String(index).padStart(6, "0")}`
      return { ref: refIn(place, ts), conversation: conversationIdOf({ ...place, thread: ts }) }
    }
    return { ...double, ...outbound, outbox, question }
  })

const mostInAMinute = (times: ReadonlyArray<number>) =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + minute).length))
const gaps = (times: ReadonlyArray<number>) => times.slice(1).map((at, index) => at - (times[index] ?? 0))

describe("Pacing", () => {
  it.effect(
    "forty answers that grow for a minute and a half stay below every tier, all get their share, and all end at once",
    () =>
      Effect.gen(function* () {
        const { asked, of, outbox, question } = yield* setUp()
        const answers = Array.from({ length: 40 }, (_, index) => index)
        let over = false
        const texts = answers.map(() => "first words")
        const grows = answers.map((index) =>
          Effect.gen(function* () {
            const { conversation, ref } = question(index)
            yield* outbox.perform(mark(ref, "accepted"))
            const message = made(yield* outbox.perform(post(`k${index}`, conversation, grown("first words"))))
            while (!over) {
              texts[index] += " and more"
              const text = texts[index] ?? ""
              yield* Effect.forkChild(outbox.perform(edit(message, grown(text))))
              yield* Effect.sleep(900)
            }
            yield* outbox.perform(edit(message, grown(`${texts[index]}, done`, { over: true, controls: [] }), true))
          })
        )
        const all = yield* Effect.forkChild(Effect.all(grows, { concurrency: "unbounded" }), { startImmediately: true })
        yield* pass(1.5 * minute, 300)
        const before = asked.length
        over = true
        yield* pass(1000, 100)
        const ended = asked.slice(before)
        assert.strictEqual(ended.filter(({ method }) => method === "chat.stopStream").length, 19)
        const finals = ended.filter(
          ({ args, method }) => method === "chat.update" && JSON.stringify(args?.blocks).includes(", done")
        )
        assert.isAtLeast(finals.length, 15, "final text never waits for previews")
        yield* pass(minute, 500)
        assert.isDefined(all.pollUnsafe(), "what did not fit into the minute came in the next")
        for (const [method, most] of Object.entries(slackTiers)) {
          assert.isAtMost(mostInAMinute(of(method).map(({ at }) => at)), most, method)
        }
        const appends = new Map<unknown, Array<number>>()
        for (const { args, at } of of("chat.appendStream")) {
          const own = appends.get(args?.ts) ?? []
          appends.set(args?.ts, [...own, at])
        }
        const counts = [...appends.values()].map(({ length }) => length)
        assert.strictEqual(counts.length, 19)
        assert.isAtMost(Math.max(...counts) - Math.min(...counts), 2)
        assert.isAtLeast(of("chat.appendStream").length, 125, "the budget is used")
      })
  )

  it.effect("a minute's answer alone takes at most 60 additions, each with what is new", () =>
    Effect.gen(function* () {
      const { of, outbox, question } = yield* setUp()
      const { conversation, ref } = question(1)
      yield* outbox.perform(mark(ref, "accepted"))
      const message = made(yield* outbox.perform(post("k", conversation, grown("word"))))
      let text = "word"
      for (let step = 0; step < 600; step++) {
        text += ` word${step}`
        yield* Effect.forkChild(outbox.perform(edit(message, grown(text))))
        yield* pass(100, 100)
      }
      yield* outbox.perform(edit(message, grown(text, { over: true, controls: [] }), true))
      const additions = of("chat.appendStream")
      assert.isAtMost(additions.length, 60)
      assert.isAtLeast(additions.length, 55)
      assert.isAtLeast(Math.min(...gaps(additions.map(({ at }) => at))), 1000)
      const said = [...of("chat.startStream"), ...additions, ...of("chat.stopStream")]
        .flatMap(({ args }) => (Array.isArray(args?.chunks) ? args.chunks : []))
        .map((chunk: { readonly text?: string }) => chunk.text ?? "")
      assert.strictEqual(said.join(""), text)
    })
  )

  it.effect("a stream that is about to die of age is stopped, and its message edited", () =>
    Effect.gen(function* () {
      const { of, outbox, question } = yield* setUp()
      const { conversation } = question(1)
      const message = made(yield* outbox.perform(post("k", conversation, grown("one"))))
      yield* pass(230_000, 10_000)
      yield* outbox.perform(edit(message, grown("one two")))
      assert.deepStrictEqual([of("chat.appendStream").length, of("chat.stopStream").length], [1, 0])
      yield* pass(10_000, 1000)
      yield* outbox.perform(edit(message, grown("one two three")))
      yield* outbox.perform(edit(message, plain("one two three four"), true))
      assert.deepStrictEqual([of("chat.appendStream").length, of("chat.stopStream").length], [1, 1])
      assert.deepStrictEqual(
        of("chat.update").map(({ args }) => args?.text),
        ["one two three", "one two three four"]
      )
    })
  )

  it.effect("says every 100 s that it is thinking while nothing is to be seen, for ten minutes at most", () =>
    Effect.gen(function* () {
      const { of, outbox, question } = yield* setUp()
      const first = question(1)
      yield* outbox.perform(mark(first.ref, "accepted"))
      yield* pass(20 * minute, 10_000)
      const times = of("assistant.threads.setStatus").map(({ at }) => at)
      assert.deepStrictEqual(gaps(times), [100_000, 100_000, 100_000, 100_000, 100_000])
      const second = question(2)
      yield* outbox.perform(mark(second.ref, "accepted"))
      yield* pass(1000, 100)
      yield* outbox.perform(post("k", second.conversation, grown("here I am")))
      yield* outbox.perform(mark(second.ref, "working"))
      yield* pass(5 * minute, 10_000)
      assert.strictEqual(of("assistant.threads.setStatus").length, times.length + 1)
      assert.strictEqual(of("agents.sessions.setStatus").length, 2)
    })
  )
})
