/** Ways back to a person, each over TCP: the strict loopback Slack counts uses and knows who sees what. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { type MessagePayload, renderBody } from "../../../../../src/adapters/chat/slack/format/Body.ts"
import { makeReplies, type OpenReply } from "../../../../../src/adapters/chat/slack/interactions/Replies.ts"
import { makeWebApi } from "../../../../../src/adapters/chat/slack/web/WebApi.ts"
import { makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"
import { openResponseUrl } from "../../../../support/slack/ResponseUrls.ts"

const said = (markdown: string): MessagePayload => renderBody({ markdown, controls: [] })

const started = Effect.gen(function* () {
  const slack = yield* makeFakeSlack()
  const general = slack.channel("general")
  const ann = slack.person("ann")
  ann.says(general, "hello")
  const api = yield* makeWebApi({
    tokens: { token: () => Effect.succeed(Redacted.make(slack.botToken)) },
    apiUrl: slack.apiUrl
  })
  const replies = yield* makeReplies({ api, apiUrl: slack.apiUrl })
  const address = () =>
    openResponseUrl(slack.world, { team: slack.team.id, person: ann.id, channel: general.id, answered: () => {} })
  const open = (handle: string, more: Partial<OpenReply> = {}) =>
    replies.open({
      handle,
      team: slack.team.id,
      channel: general.id,
      user: ann.id,
      responseUrl: Redacted.make(address()),
      ...more
    })
  return { address, ann, api, general, open, replies, slack }
})

describe("replies", () => {
  it.effect("come by the address that Slack gave, and by other ways when it is good no more", () =>
    Effect.gen(function* () {
      const { ann, general, open, replies, slack } = yield* started
      yield* open("used")
      for (const part of ["1", "2", "3", "4", "5", "6"]) {
        assert.isTrue(yield* replies.answer("used", said(`answer ${part}`), false))
      }
      assert.deepInclude(slack.counts().requests, { response_url: 5, "chat.postEphemeral": 1 })
      assert.match(slack.transcript(general), /\(only ann sees this\): answer 6/)

      yield* open("late")
      yield* TestClock.adjust("29 minutes")
      assert.isTrue(yield* replies.answer("late", said("in time"), false))
      yield* TestClock.adjust("31 seconds")
      assert.isTrue(yield* replies.answer("late", said("late"), false))
      assert.deepInclude(slack.counts().requests, { response_url: 6, "chat.postEphemeral": 2 })

      yield* open("dead", { responseUrl: Redacted.make(`${slack.world.origin}/response/nobody`) })
      assert.isTrue(yield* replies.answer("dead", said("all the same"), false))
      assert.match(slack.transcript(general), /\(only ann sees this\): all the same/)

      const elsewhere = slack.channel("elsewhere", { invited: false })
      const { responseUrl: _, ...bare } = { responseUrl: "" }
      yield* replies.open({ ...bare, handle: "bare", team: slack.team.id, channel: elsewhere.id, user: ann.id })
      assert.isTrue(yield* replies.answer("bare", said("directly then"), false))
      assert.include(slack.transcript(slack.direct(ann)), "directly then")
      assert.isFalse(yield* replies.answer("unknown", said("to nobody"), false))
    })
  )

  it.effect("never go anywhere but to Slack", () =>
    Effect.gen(function* () {
      const { general, open, replies, slack } = yield* started
      for (const foreign of [
        "http://127.0.0.1:1/response/x",
        "ftp://slack.com/x",
        "file:///etc/passwd",
        slack.world.origin.replace("127.0.0.1", "localhost")
      ]) {
        yield* open(foreign, { responseUrl: Redacted.make(foreign) })
        assert.isTrue(yield* replies.answer(foreign, said(`instead of ${foreign.slice(0, 3)}`), false))
      }
      assert.isUndefined(slack.counts().requests.response_url)
      assert.strictEqual(slack.messages(general).length, 5)
    })
  )

  it.effect("that did not get through go on where they stopped, and say nothing of the address", () =>
    Effect.gen(function* () {
      const { address, general, open, replies, slack } = yield* started
      const url = address()
      yield* open("long", { responseUrl: Redacted.make(url) })
      const long = said(Array.from({ length: 400 }, (_, index) => `- ${index} ${"does things ".repeat(6)}`).join("\n"))
      let seen = 0
      slack.faults.fail(({ method }) => method === "response_url" && ++seen === 2, { status: 500 })
      const error = yield* Effect.flip(replies.answer("long", long, false))
      assert.strictEqual(error.reason._tag, "Unreachable")
      assert.notInclude(JSON.stringify(error), url)
      slack.faults.limit("response_url", { retryAfter: 3 })
      const limit = yield* Effect.flip(replies.answer("long", long, false))
      assert.deepInclude(limit.reason, { _tag: "RateLimited", retryAfterMillis: 3_000 })
      assert.isTrue(yield* replies.answer("long", long, false))
      const shown = slack.messages(general).slice(1)
      assert.isTrue(shown.every(({ seenBy }) => seenBy !== undefined))
      const written = shown.map(({ blocks }) => JSON.stringify(blocks)).join("")
      for (const index of [0, 150, 399]) {
        assert.strictEqual(written.split(`- ${index} does`).length, 2, `line ${index} is there once`)
      }
    })
  )

  it.effect("behind what everybody sees are heard only when they are failures, which take it back once", () =>
    Effect.gen(function* () {
      const { general, open, replies, slack } = yield* started
      let taken = 0
      yield* open("ask", { silent: true, takeBack: Effect.sync(() => void taken++) })
      assert.isTrue(yield* replies.answer("ask", said("asked scout"), false))
      assert.strictEqual(slack.messages(general).length, 1)
      assert.isTrue(yield* replies.answer("ask", said("no agent answers here"), true))
      assert.isTrue(yield* replies.answer("ask", said("and it is so"), true))
      assert.strictEqual(taken, 1)
      assert.strictEqual(slack.messages(general).length, 3)
    })
  )
})
