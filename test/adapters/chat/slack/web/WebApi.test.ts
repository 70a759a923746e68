import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Logger, Redacted, References, Schema } from "effect"
import { errorOf, mayHaveHappened } from "../../../../../src/adapters/chat/slack/web/Faults.ts"
import { makeWebApi } from "../../../../../src/adapters/chat/slack/web/WebApi.ts"
import type { PlatformError } from "../../../../../src/core/ports/ChatPlatform.ts"
import { makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"

const setUp = (options: { readonly answerMillis?: number } = {}) =>
  Effect.gen(function* () {
    const slack = yield* makeFakeSlack()
    const api = yield* makeWebApi({
      tokens: { token: () => Effect.sync(() => Redacted.make(slack.botToken)) },
      apiUrl: slack.apiUrl,
      ...options
    })
    const general = slack.channel("general")
    const call = (method: string, args: Readonly<Record<string, unknown>> = {}) => ({
      team: slack.team.id,
      method,
      args: { channel: general.id, ...args }
    })
    const say = call("chat.postMessage", { text: "hello" })
    return { slack, api, general, call, say }
  })

const told = (error: PlatformError) => ({ is: error.reason._tag, says: error.message, open: mayHaveHappened(error) })

describe("WebApi", () => {
  it.live("one call is one request, whatever comes of it, and its failure says what to do", () =>
    Effect.gen(function* () {
      const { api, call, slack } = yield* setUp({ answerMillis: 200 })
      const failing = Effect.map(Effect.flip(api.tell(call("auth.test"))), told)
      const cases: ReadonlyArray<readonly [() => void, string, RegExp, boolean]> = [
        [() => slack.faults.fail("", { status: 500 }), "Unreachable", /slack answered 500/, true],
        [() => slack.faults.destroy(""), "Unreachable", /auth\.test: \S+/, true],
        [() => slack.faults.silence(""), "Unreachable", /no answer in time/, true],
        [() => slack.faults.fail("", { status: 403 }), "Forbidden", /a proxy or its firewall/, false],
        [() => slack.faults.fail("", { status: 302 }), "Rejected", /slack answered 302/, false],
        [() => slack.faults.fail("", { status: 404 }), "Rejected", /slack answered 404/, false],
        [() => slack.faults.refuse("", { error: "fatal_error" }), "Unreachable", /fatal_error/, true],
        [() => slack.faults.refuse("", { error: "channel_not_found" }), "Gone", /the channel does not/, false],
        [() => slack.faults.refuse("", { error: "not_in_channel" }), "Forbidden", /\/invite the bot/, false],
        [
          () => slack.faults.refuse("", { error: "missing_scope", more: { needed: "files:write", provided: "x" } }),
          "Forbidden",
          /the scope files:write: add it/,
          false
        ],
        [() => slack.faults.refuse("", { error: "token_revoked" }), "Misconfigured", /revoked.*SLACK_BOT_TOKEN/, false],
        [
          () =>
            slack.faults.refuse("", {
              error: "invalid_blocks",
              more: { response_metadata: { messages: ["[ERROR] must be less than 3001 characters"] } }
            }),
          "Rejected",
          /invalid_blocks: \[ERROR\] must be less than 3001/,
          false
        ],
        [() => slack.faults.limit("", { retryAfter: 3 }), "RateLimited", /rate limited for 3000 ms/, false]
      ]
      for (const [happens, is, says, open] of cases) {
        happens()
        const before = slack.requests.length
        const error = yield* failing
        assert.deepStrictEqual([error.is, error.open], [is, open], error.says)
        assert.match(error.says, says)
        assert.strictEqual(slack.requests.length, before + 1)
      }
      const before = slack.requests.length
      assert.strictEqual((yield* failing).is, "RateLimited", "not asked again before its time")
      assert.strictEqual(slack.requests.length, before)
    })
  )

  it.live("what never left cannot have happened; an answer in an unknown form may have", () =>
    Effect.gen(function* () {
      const { api, call, say, slack } = yield* setUp()
      const odd = yield* Effect.flip(api.ask(Schema.Struct({ ts: Schema.Finite }), say))
      assert.deepStrictEqual([odd.reason._tag, mayHaveHappened(odd)], ["Rejected", true])
      assert.include(odd.message, "slack answered in an unknown form to chat.postMessage")
      assert.strictEqual(errorOf(yield* Effect.flip(api.tell(call("chat.unheardOf")))), "unknown_method")
      yield* slack.stop
      yield* Effect.flip(api.tell(call("auth.test")))
      const error = yield* Effect.flip(api.tell(say))
      assert.deepStrictEqual(told(error), {
        is: "Unreachable",
        says: "slack: not reachable: chat.postMessage: ECONNREFUSED",
        open: false
      })
    })
  )

  it.live("an interrupted call ends its own request and no other", () =>
    Effect.gen(function* () {
      const { api, call, slack } = yield* setUp()
      const speaking = (text: string) => api.tell(call("chat.postMessage", { text }))
      slack.faults.slow(({ args }) => args.text === "slow", { millis: 150 })
      slack.faults.silence(({ args }) => args.text === "silent")
      const slow = yield* Effect.forkChild(speaking("slow"), { startImmediately: true })
      const silent = yield* Effect.forkChild(speaking("silent"), { startImmediately: true })
      yield* slack.until("both are under way", () => slack.requests.length === 2)
      yield* Fiber.interrupt(silent)
      assert.isTrue(Exit.isSuccess(yield* Fiber.await(slow)))
    })
  )

  it.live("bytes go to addresses that are safe alone; no token or address gets into a log or an error", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.make(({ message }) => void lines.push(JSON.stringify(message)))
      const { api, call, slack } = yield* setUp()
      const bytes = new TextEncoder().encode("abc")
      const target = Schema.Struct({ upload_url: Schema.String, file_id: Schema.String })
      yield* Effect.gen(function* () {
        const { upload_url } = yield* api.ask(
          target,
          call("files.getUploadURLExternal", { filename: "a.txt", length: 3 })
        )
        yield* api.upload(upload_url, bytes)
        const twice = yield* Effect.flip(api.upload(upload_url, bytes))
        const unsafe = yield* Effect.flip(api.upload("http://169.254.169.254/latest", bytes))
        assert.deepStrictEqual([twice.reason._tag, unsafe.reason._tag], ["Rejected", "Rejected"])
        slack.faults.destroy("upload")
        const broken = yield* Effect.flip(api.upload(upload_url, bytes))
        slack.faults.destroy("chat")
        const dead = yield* Effect.flip(api.tell(call("chat.postMessage", { text: "x" })))
        for (const { message } of [twice, unsafe, broken, dead]) {
          assert.notInclude(message, "/upload/")
          assert.notInclude(message, "169.254")
          assert.notInclude(message, "xoxb")
        }
        slack.install.active = false
        assert.notInclude((yield* Effect.flip(api.tell(call("chat.postMessage")))).message, slack.botToken)
      }).pipe(Effect.provide(Logger.layer([logger])), Effect.provideService(References.MinimumLogLevel, "All"))
      assert.notInclude(lines.join("\n"), slack.botToken)
      assert.notInclude(lines.join("\n"), "/upload/")
    })
  )
})
