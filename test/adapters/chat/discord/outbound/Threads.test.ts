import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { conversationIdOf } from "../../../../../src/adapters/chat/discord/Address.ts"
import { makeThreads } from "../../../../../src/adapters/chat/discord/outbound/Threads.ts"
import { Code } from "../../../../../src/adapters/chat/discord/rest/Faults.ts"
import { faults, makeScriptedApi, type Script } from "../ScriptedApi.ts"

const channel = "200000000000000001"
const opener = "300000000000000001"
const conversation = conversationIdOf({ channel, thread: opener })
const opening = `POST /channels/${channel}/messages/${opener}/threads`
const inThread = { channel, thread: opener }
const inChannel = { channel, opener }

const setUp = (script: Script) => {
  const scripted = makeScriptedApi(script)
  return { ...scripted, threads: makeThreads({ api: scripted.api }) }
}

describe("Threads", () => {
  it.effect("opens a thread that is expected once, however many posts wait for it", () =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<unknown>()
      const { lines, requests, threads } = setUp(() => Deferred.await(answer))
      threads.expect(conversation, "fix the build")
      const posts = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(threads.standing(conversation)))
      yield* Effect.yieldNow
      yield* Deferred.succeed(answer, {})
      for (const post of posts) assert.deepStrictEqual(yield* Fiber.join(post), inThread)
      threads.expect(conversation, "said again after a reconnect")
      assert.deepStrictEqual(yield* threads.standing(conversation), inThread)
      assert.deepStrictEqual(lines(), [opening])
      assert.deepStrictEqual(requests[0]?.body, { name: "fix the build", auto_archive_duration: 10_080 })
    })
  )

  it.effect("takes a thread that exists already as opened, and asks for nothing where none is expected", () =>
    Effect.gen(function* () {
      const { lines, threads } = setUp(() => faults.rejected(Code.threadExists))
      assert.deepStrictEqual(yield* threads.standing(conversation), inThread)
      assert.deepStrictEqual(yield* threads.standing(conversationIdOf({ channel })), { channel })
      assert.deepStrictEqual(lines(), [])
      threads.expect(conversation, "title")
      assert.deepStrictEqual(yield* threads.standing(conversation), inThread)
    })
  )

  it.effect("its name follows the message that opened it: before it is opened always, after that once", () =>
    Effect.gen(function* () {
      const { lines, requests, threads } = setUp(() => ({}))
      yield* threads.retitle(conversation, "nobody's")
      threads.expect(conversation, "first")
      yield* threads.retitle(conversation, "second")
      yield* threads.standing(conversation)
      yield* threads.retitle(conversation, "second")
      yield* threads.retitle(conversation, "third")
      yield* threads.retitle(conversation, "fourth")
      assert.deepStrictEqual(lines(), [opening, `PATCH /channels/${opener}`])
      assert.deepStrictEqual(
        requests.map(({ body }) => (body as { readonly name: string }).name),
        ["second", "third"]
      )
    })
  )

  it.effect("an opening that did not get through is tried again, also when the one who tried gave up", () =>
    Effect.gen(function* () {
      const answers: Array<unknown> = [faults.unreachable(), Effect.never, faults.limited(500), {}]
      const { lines, threads } = setUp(() => answers.shift())
      threads.expect(conversation, "title")
      assert.strictEqual((yield* Effect.flip(threads.standing(conversation))).reason._tag, "Unreachable")
      const hanging = yield* Effect.forkChild(threads.standing(conversation), { startImmediately: true })
      yield* Fiber.interrupt(hanging)
      assert.strictEqual((yield* Effect.flip(threads.standing(conversation))).reason._tag, "RateLimited")
      assert.deepStrictEqual(yield* threads.standing(conversation), inThread)
      assert.strictEqual(lines().length, 4)
    })
  )

  it.effect.each([
    ["forbidden", faults.forbidden()],
    ["too many threads", faults.rejected(160006)],
    ["the message is gone", faults.gone(Code.unknownMessage)],
    ["a kind of channel without threads", faults.forbidden(50024)]
  ] as const)("speaks in the channel where a thread cannot be opened: %s", ([, fault]) =>
    Effect.gen(function* () {
      const { lines, threads } = setUp(() => fault)
      threads.expect(conversation, "title")
      assert.deepStrictEqual(yield* threads.standing(conversation), inChannel)
      assert.deepStrictEqual(yield* threads.standing(conversation), inChannel, "without asking again")
      assert.strictEqual(lines().length, 1)
    })
  )

  it.effect("opens a thread that a post did not find, named after its message, once for all who missed it", () =>
    Effect.gen(function* () {
      const message = { content: "please look at the flaky test", attachments: [] }
      const { lines, requests, threads } = setUp(({ method }) => (method === "GET" ? message : {}))
      const used = yield* threads.standing(conversation)
      const both = yield* Effect.all([threads.missing(conversation, used), threads.missing(conversation, used)], {
        concurrency: 2
      })
      assert.deepStrictEqual(both, [inThread, inThread])
      assert.deepStrictEqual(lines(), [`GET /channels/${channel}/messages/${opener}`, opening])
      assert.deepNestedPropertyVal(requests[1], "body.name", "please look at the flaky test")
    })
  )
})
