import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { conversationIdOf } from "../../../../../src/adapters/chat/discord/Address.ts"
import { makeTyping } from "../../../../../src/adapters/chat/discord/outbound/Typing.ts"
import { refIn } from "../../../../../src/adapters/chat/discord/Place.ts"
import { faults, makeScriptedApi, type Script } from "../ScriptedApi.ts"

const channel = "200000000000000001"
const place = { kind: "channel", channel, opensThreads: true, own: false } as const
const said = "300000000000000001"
const message = refIn(place, said)
const thread = conversationIdOf({ channel, thread: said })

const setUp = (script: Script = () => ({})) =>
  Effect.gen(function* () {
    const { api, lines } = makeScriptedApi(script)
    return { lines, typing: yield* makeTyping({ api }) }
  })

describe("Typing", () => {
  it.effect("is shown where the person wrote, every 8 s, until the first post to the thread", () =>
    Effect.gen(function* () {
      const { lines, typing } = yield* setUp()
      yield* typing.marked(message, "accepted")
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(lines(), [`POST /channels/${channel}/typing`])
      yield* typing.marked(message, "working")
      yield* TestClock.adjust("16 seconds")
      assert.strictEqual(lines().length, 3)
      yield* typing.posted(conversationIdOf({ channel, thread: "300000000000000009" }))
      yield* TestClock.adjust("8 seconds")
      assert.strictEqual(lines().length, 4, "somebody else's thread ends nothing")
      yield* typing.posted(thread)
      yield* typing.marked(message, "working")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(lines().length, 4)
    })
  )

  it.effect(
    "stops after two minutes, at the end of the turn, while the message waits in the queue, and when refused",
    () =>
      Effect.gen(function* () {
        const one = yield* setUp()
        yield* one.typing.marked(message, "accepted")
        yield* TestClock.adjust("10 minutes")
        assert.strictEqual(one.lines().length, 15)

        const other = yield* setUp()
        yield* other.typing.marked(message, "accepted")
        yield* TestClock.adjust("1 second")
        yield* other.typing.marked(message, "queued")
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(other.lines().length, 1)
        yield* other.typing.posted(thread)
        yield* other.typing.marked(message, "working")
        yield* TestClock.adjust("1 second")
        assert.strictEqual(other.lines().length, 2, "its turn has come")
        yield* other.typing.marked(message, "failed")
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(other.lines().length, 2)

        const refused = yield* setUp(() => faults.forbidden())
        yield* refused.typing.marked(message, "accepted")
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(refused.lines().length, 1)
      })
  )
})
