import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import type { MessagePayload } from "../../../../../src/adapters/chat/discord/format/Body.ts"
import { makeReplies, type ReplyKind } from "../../../../../src/adapters/chat/discord/interactions/Replies.ts"
import { gone, limited, makeTokenApi, type TokenApi, token } from "../TokenApi.ts"

const original = "/webhooks/app/secret/messages/@original"
const followUp = "/webhooks/app/secret"

const saying = (content: string): MessagePayload => ({ content, components: [], allowed_mentions: { parse: [] } })

const opened = (kind: ReplyKind) =>
  Effect.gen(function* () {
    const script = makeTokenApi()
    const replies = yield* makeReplies(script.api)
    yield* replies.open({ id: "1", token, application: "app", kind })
    return { script, replies, answer: (text: string, failed = false) => replies.answer("1", saying(text), failed) }
  })

/** What was sent: how, what, and whether one person alone sees it. */
const seen = ({ requests }: TokenApi) =>
  requests.map(({ body, method, route }) => {
    const { content = "", flags = 0 } = { ...(body as { readonly content?: string; readonly flags?: number }) }
    return [method, route, content, (flags & 64) !== 0 ? "private" : "public"].join(" ").replace(/ {2,}/g, " ")
  })

describe("replies to interactions", () => {
  it.effect("the first answer stands where it is waited for, the next ones after it", () =>
    Effect.gen(function* () {
      const { answer, script } = yield* opened("private")
      assert.isTrue(yield* answer("one"))
      assert.isTrue(yield* answer("two"))
      // An edit cannot change who sees a message: that was settled when it was acknowledged.
      assert.deepEqual(seen(script), [`PATCH ${original} one public`, `POST ${followUp} two private`])
      assert.isTrue(script.requests.every(({ auth }) => auth === false))
    })
  )

  it.effect("a press is answered beside the message, for the one who pressed", () =>
    Effect.gen(function* () {
      const { answer, script } = yield* opened("press")
      assert.isTrue(yield* answer("nothing waits for that any more", true))
      assert.deepEqual(seen(script), [`POST ${followUp} nothing waits for that any more private`])
    })
  )

  it.effect("what everybody sees stands for the answer, and a failure takes it back", () =>
    Effect.gen(function* () {
      const { answer, replies, script } = yield* opened("public")
      assert.strictEqual(yield* replies.announce("1", "**ann** asks: why"), "900")
      assert.isTrue(yield* answer("asked scout"))
      assert.isTrue(yield* answer("no agent answers here", true))
      assert.deepEqual(seen(script), [
        `PATCH ${original} **ann** asks: why public`,
        `DELETE ${original} public`,
        `POST ${followUp} no agent answers here private`
      ])
    })
  )

  it.effect("a long answer is whole: a few messages, and beyond that a file", () =>
    Effect.gen(function* () {
      const { answer, script } = yield* opened("private")
      const line = `${"word ".repeat(19).trim()}\n`
      const some = `\`\`\`\`md\n${line.repeat(60)}\`\`\`\``
      assert.isTrue(yield* answer(some))
      const pieces = script.requests.map(({ body }) => (body as { readonly content: string }).content)
      assert.isTrue(pieces.length > 1 && pieces.length <= 6)
      for (const piece of pieces) {
        assert.isAtMost([...piece].length, 2000)
        assert.match(piece, /^````md\n[\s\S]*````$/, "every message has a fence of its own")
      }
      assert.strictEqual(pieces.join("\n").split("word").length, some.split("word").length)

      script.requests.length = 0
      const much = line.repeat(400)
      assert.isTrue(yield* answer(much))
      assert.strictEqual(script.requests.length, 6)
      assert.strictEqual(script.requests.at(-1)?.files?.[0]?.data, much)
    })
  )

  it.effect("after a limit it goes on where it stopped", () =>
    Effect.gen(function* () {
      const { answer, script } = yield* opened("private")
      let refusals = 1
      script.respond(({ method }) => (method === "POST" && refusals-- > 0 ? limited(500) : { id: "900" }))
      const long = "line of a list\n".repeat(200)
      const error = yield* Effect.flip(answer(long))
      assert.strictEqual(error.reason._tag, "RateLimited")
      assert.isTrue(yield* answer(long))
      assert.deepEqual(script.lines(), [`PATCH ${original}`, `POST ${followUp}`, `POST ${followUp}`])
    })
  )

  it.effect("the caller is told when nobody can be answered there any more", () =>
    Effect.gen(function* () {
      for (const code of [10015, 10062, 50027]) {
        const { answer, replies, script } = yield* opened("private")
        script.respond(() => Effect.fail(gone(code)))
        assert.isFalse(yield* answer("late"))
        assert.isFalse(yield* answer("later"))
        assert.strictEqual(script.requests.length, 1, "it is not tried again")
        assert.isFalse(yield* replies.answer("unknown", saying("x"), false))
      }
    })
  )

  it.effect("who put the waiting message away is answered all the same", () =>
    Effect.gen(function* () {
      const { answer, script } = yield* opened("private")
      script.respond(({ method }) => (method === "PATCH" ? gone(10008) : {}))
      assert.isTrue(yield* answer("here"))
      assert.deepEqual(seen(script), [`PATCH ${original} here public`, `POST ${followUp} here private`])
    })
  )

  it.effect("what is not answered in time says so, and is answered by a message", () =>
    Effect.gen(function* () {
      const { answer, script } = yield* opened("private")
      yield* TestClock.adjust("13 minutes")
      assert.deepEqual(script.requests, [])
      yield* TestClock.adjust("1 minute")
      assert.deepEqual(seen(script), [`PATCH ${original} still working, the answer comes as a message public`])
      assert.isFalse(yield* answer("at last"))
      assert.strictEqual(script.requests.length, 1)
    })
  )

  it.effect("an answered one takes more answers until its time is over", () =>
    Effect.gen(function* () {
      const { answer, script } = yield* opened("private")
      assert.isTrue(yield* answer("one"))
      yield* TestClock.adjust("14 minutes")
      assert.isTrue(yield* answer("two"))
      yield* TestClock.adjust("30 seconds")
      assert.isFalse(yield* answer("three"))
      assert.strictEqual(script.requests.length, 2)
    })
  )

  it.effect("two answers at once do not mix, and only one of them is the first", () =>
    Effect.gen(function* () {
      const { answer, script } = yield* opened("private")
      const both = yield* Effect.forkChild(Effect.all([answer("one"), answer("two")], { concurrency: 2 }))
      assert.deepEqual(yield* Fiber.join(both), [true, true])
      assert.deepEqual(script.lines(), [`PATCH ${original}`, `POST ${followUp}`])
    })
  )
})
