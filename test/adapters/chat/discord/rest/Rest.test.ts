import { createRequire } from "node:module"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Redacted, Schema } from "effect"
import { idAt } from "../../../../../src/adapters/chat/discord/Address.ts"
import type { ApiRequest } from "../../../../../src/adapters/chat/discord/rest/Api.ts"
import { makeHiddenLimits } from "../../../../../src/adapters/chat/discord/rest/HiddenLimits.ts"
import { holdAt, makeInvalidRequests, stopAt } from "../../../../../src/adapters/chat/discord/rest/InvalidRequests.ts"
import { makeApi } from "../../../../../src/adapters/chat/discord/rest/Rest.ts"
import { makeFakeDiscord } from "../../../../support/discord/FakeDiscord.ts"

const Message = Schema.Struct({ id: Schema.String, content: Schema.String })

const setUp = (options: { readonly token?: string; readonly answerMillis?: number } = {}) =>
  Effect.gen(function* () {
    const server = yield* makeFakeDiscord()
    const api = yield* makeApi({
      token: Redacted.make(options.token ?? server.token),
      apiUrl: server.apiUrl,
      ...(options.answerMillis === undefined ? {} : { answerMillis: options.answerMillis })
    })
    const channel = server.channel("general")
    const send = (content: string): ApiRequest => ({
      method: "POST",
      route: `/channels/${channel.id}/messages`,
      body: { content }
    })
    return { server, api, channel, send }
  })

const require = createRequire(import.meta.url)
const dispatchers = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`))

/** Requests of the whole process leave through the copy of undici that was loaded first: here through Slack's. */
const foreignLibrary = Effect.acquireRelease(
  Effect.sync(() => {
    const { Agent, setGlobalDispatcher } = createRequire(
      createRequire(require.resolve("@slack/bolt")).resolve("@slack/socket-mode")
    )("undici")
    const before = dispatchers.map((name) => [name, Reflect.get(globalThis, name)] as const)
    setGlobalDispatcher(new Agent())
    return before
  }),
  (before) =>
    Effect.sync(() => {
      for (const [name, dispatcher] of before) Reflect.set(globalThis, name, dispatcher)
    })
)

describe("Rest", () => {
  it.live("checks every answer, sends files, and never crashes on what it does not know", () =>
    Effect.gen(function* () {
      const { api, channel, send, server } = yield* setUp()
      assert.strictEqual((yield* api.ask(Message, send("hello"))).content, "hello")
      const files = [{ name: "a.txt", contentType: "text/plain", data: new TextEncoder().encode("ä") }]
      yield* api.tell({ ...send("with a file"), files })
      assert.strictEqual(new TextDecoder().decode(server.messages(channel)[1]?.attachments[0]?.data), "ä")
      const odd = yield* Effect.flip(api.ask(Schema.Struct({ id: Schema.Finite }), send("hello")))
      assert.strictEqual(odd.reason._tag, "Rejected")
      assert.include(odd.message, "unknown form")
    })
  )

  it.live("sends files also where another platform brought an HTTP library of its own", () =>
    Effect.gen(function* () {
      yield* foreignLibrary
      const { api, channel, send, server } = yield* setUp()
      const data = Uint8Array.from({ length: 300 }, (_, at) => at % 256)
      yield* api.tell({ ...send("a picture"), files: [{ name: "a.png", contentType: "image/png", data }] })
      const [file] = server.messages(channel)[0]?.attachments ?? []
      assert.deepStrictEqual(
        [file?.name, file?.contentType, [...(file?.data ?? [])]],
        ["a.png", "image/png", [...data]]
      )
    })
  )

  it.live("says what went wrong in words, with a remedy and without a token", () =>
    Effect.gen(function* () {
      const { api, channel, send, server } = yield* setUp()
      const long = yield* Effect.flip(api.tell(send("x".repeat(2001))))
      assert.strictEqual(long.reason._tag, "Rejected")
      assert.include(long.message, "2000 or fewer")
      const other = yield* Effect.flip(api.tell({ method: "GET", route: "/channels/200000000000000001" }))
      assert.strictEqual(other.reason._tag, "Gone")
      server.deny(channel, ["SendMessages"])
      const denied = yield* Effect.flip(api.tell(send("hello")))
      assert.strictEqual(
        denied.message,
        "discord: missing permission: Send Messages (in a thread: Send Messages in Threads)"
      )
      server.faults.fail("POST /webhooks", { status: 503 })
      const hidden = yield* Effect.flip(
        api.tell({
          method: "POST",
          route: "/webhooks/200000000000000001/secret-token?wait=true",
          body: {},
          auth: false
        })
      )
      assert.strictEqual(hidden.reason._tag, "Unreachable")
      assert.notInclude(JSON.stringify(hidden) + String(hidden), "secret-token")
    })
  )

  it.live("a refused token is a matter of configuration, each time it is asked", () =>
    Effect.gen(function* () {
      const { api, send } = yield* setUp({ token: "wrong" })
      for (let time = 0; time < 2; time++) {
        const { reason } = yield* Effect.flip(api.tell(send("hello")))
        assert.strictEqual(reason._tag, "Misconfigured")
        assert.include(reason.message, "DISCORD_TOKEN")
      }
    })
  )

  it.live("never repeats a request; one that is given up does not hold up the next", () =>
    Effect.gen(function* () {
      const { api, channel, send, server } = yield* setUp({ answerMillis: 300 })
      const reasons: Array<string> = []
      server.faults.fail("messages", { status: 502, stored: true })
      reasons.push((yield* Effect.flip(api.tell(send("1")))).reason._tag)
      server.faults.destroy("messages", { stored: true })
      reasons.push((yield* Effect.flip(api.tell(send("2")))).reason._tag)
      server.faults.silence("messages", {})
      reasons.push((yield* Effect.flip(api.tell(send("3")))).reason._tag)
      server.faults.silence("messages", {})
      const waiting = yield* Effect.forkChild(api.tell(send("4")), { startImmediately: true })
      yield* server.until("the request", () => server.requests.length === 4)
      yield* Fiber.interrupt(waiting)
      yield* api.tell(send("5"))
      assert.deepStrictEqual(reasons, ["Unreachable", "Unreachable", "Unreachable"])
      assert.deepStrictEqual(
        server.messages(channel).map(({ content }) => content),
        ["1", "2", "5"]
      )
      yield* server.stop
      assert.strictEqual((yield* Effect.flip(api.tell(send("6")))).reason._tag, "Unreachable")
    })
  )

  it.live("a limit of the whole bot holds the conversation, any other one the write alone", () =>
    Effect.gen(function* () {
      const { api, send, server } = yield* setUp()
      server.faults.limit("messages", { retryAfter: 5, scope: "user" })
      const own = (yield* Effect.flip(api.tell(send("hello")))).reason
      assert.deepInclude(own, { _tag: "RateLimited", scope: "write" })
      const old = {
        method: "PATCH",
        route: `/channels/${server.channel("other").id}/messages/${idAt(1_600_000_000_000)}`
      } as const
      server.faults.limit("PATCH", { retryAfter: 5, scope: "shared" })
      assert.strictEqual((yield* Effect.flip(api.tell({ ...old, body: {} }))).reason._tag, "RateLimited")
      const young = { ...old, route: old.route.replace(/\d+$/, idAt(Date.now())) as typeof old.route }
      assert.strictEqual((yield* Effect.flip(api.tell({ ...young, body: {} }))).reason._tag, "Gone", "was asked")
      server.faults.limit("users", { retryAfter: 5, scope: "global" })
      const all = (yield* Effect.flip(api.tell({ method: "GET", route: "/users/@me" }))).reason
      assert.deepInclude(all, { _tag: "RateLimited", scope: "conversation" })
      const asked = server.requests.length
      const next = (yield* Effect.flip(api.tell({ method: "GET", route: "/gateway/bot" }))).reason
      assert.deepInclude(next, { _tag: "RateLimited", scope: "conversation" })
      assert.strictEqual(server.requests.length, asked)
    })
  )

  it("stops in good time before discord bans who asks for what it refuses", () => {
    const invalid = makeInvalidRequests()
    const now = 1_800_000_000_000
    const react: ApiRequest = { method: "PUT", route: "/channels/1/messages/2/reactions/x/@me" }
    const answer: ApiRequest = { method: "POST", route: "/webhooks/1/token" }
    const acknowledge: ApiRequest = { method: "POST", route: "/interactions/1/token/callback" }
    const held = () => [react, answer, acknowledge].map((request) => invalid.holds(request, now))
    for (let count = 0; count < holdAt - 1; count++) invalid.count(now)
    assert.deepStrictEqual(held(), [false, false, false])
    invalid.count(now)
    assert.deepStrictEqual(held(), [true, false, false])
    for (let count = holdAt; count < stopAt; count++) invalid.count(now)
    assert.deepStrictEqual(held(), [true, true, false])
    assert.isFalse(invalid.holds(react, now + 11 * 60_000))
  })

  it("remembers a limit without a header for its kind of request in its channel", () => {
    const hidden = makeHiddenLimits()
    const now = Date.now()
    const patch = (channel: string, message: string): ApiRequest => ({
      method: "PATCH",
      route: `/channels/${channel}/messages/${message}`
    })
    hidden.refused(patch("1", idAt(now)), 3000, now)
    assert.strictEqual(hidden.wait(patch("1", idAt(now - 1000)), now + 1000), 2000)
    assert.strictEqual(hidden.wait(patch("2", idAt(now)), now), 0)
    assert.strictEqual(hidden.wait({ ...patch("1", idAt(now)), method: "DELETE" }, now), 0)
    assert.strictEqual(hidden.wait(patch("1", idAt(now)), now + 3000), 0)
  })
})
