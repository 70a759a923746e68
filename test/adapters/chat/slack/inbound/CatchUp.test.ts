/**
 * What was said while nobody listened is answered all the same, once and in order, in channels, threads and direct
 * messages; and costs few requests.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import { makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"
import { makeInboundRig, type Way } from "./InboundRig.ts"

const quiet = Effect.provideService(References.MinimumLogLevel, "None")

describe("CatchUp", { concurrent: true }, () => {
  for (const way of ["sockets", "http"] satisfies ReadonlyArray<Way>) {
    it.live(`fetches at the start what was said since the last end, over ${way}`, () =>
      Effect.gen(function* () {
        // Slack tries nothing again: what nobody took is lost.
        const slack = yield* makeFakeSlack({ settings: { retryMillis: [] } })
        const general = slack.channel("general")
        const secret = slack.channel("secret", { private: true })
        const elsewhere = slack.channel("elsewhere", { invited: false })
        const quietly = slack.channel("quiet")
        const ann = slack.person("ann")
        const bob = slack.person("bob")
        const rig = yield* makeInboundRig(slack, { way })
        const before = bob.says(general, "talk of others")
        const first = yield* rig.listen
        const ours = ann.says(general, "ours", { mentions: [slack.bot] })
        const direct = ann.dm("ours, directly")
        yield* slack.until("both", () => rig.events.length === 2 && slack.events.settled())
        // Nothing is read at the first start.
        assert.isUndefined(slack.counts().requests["conversations.history"])
        yield* first.stop

        ann.says(general, "a new one", { mentions: [slack.bot] })
        ann.says(general, "in our thread", { thread: ours })
        bob.says(general, "with a mention", { thread: before, mentions: [slack.bot] })
        bob.says(general, "in our thread too", { thread: ours, broadcast: true })
        ann.dm("go on", { thread: direct })
        bob.dm("something else")
        ann.says(secret, "among us", { mentions: [slack.bot] })
        ann.says(elsewhere, "without the bot")
        const gone = ann.says(general, "taken back")
        ann.deletes(gone)
        const asked = slack.requests.length
        const second = yield* rig.listen
        ann.says(general, "live")
        yield* slack.until("everything", () => rig.events.length >= 10)
        yield* slack.until("the quiet channel", () => slack.requests.some(({ args }) => args.channel === quietly.id))
        yield* second.stop
        // Once more: nothing is new.
        const third = yield* rig.listen
        ann.says(general, "last")
        yield* slack.until("the last", () => rig.texts().includes("last"))
        yield* third.stop

        const general2 = rig.lines().filter((line) => line.includes("#general"))
        assert.deepStrictEqual(general2.slice(1), [
          "Said #general/a new one ann: a new one (addressed)",
          "Said #general/ours ann: in our thread",
          "Said #general/talk of others bob: with a mention (addressed)",
          "Said #general/ours bob: in our thread too",
          "Said #general/live ann: live",
          "Said #general/last ann: last"
        ])
        assert.deepStrictEqual(
          rig
            .lines()
            .filter((line) => !line.includes("#general"))
            .toSorted(),
          [
            "Said #secret/among us ann: among us (addressed)",
            "Said dm/ours, directly ann: go on (addressed)",
            "Said dm/ours, directly ann: ours, directly (addressed)",
            "Said dm/something else bob: something else (addressed)"
          ]
        )
        const reads = slack.requests.slice(asked).filter(({ method }) => /history|replies/.test(method))
        // Two starts: a history of each of the five places, and the three threads that had something new at the first.
        assert.isAtMost(reads.length, 13 + 3)
        assert.strictEqual(slack.counts().rateLimited, 0)
      }).pipe(quiet)
    )
  }

  it.live("fetches what was said while no socket was open, before what is said live in that channel", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack({ settings: { retryMillis: [] } })
      const general = slack.channel("general")
      const other = slack.channel("other")
      const ann = slack.person("ann")
      const rig = yield* makeInboundRig(slack)
      const listener = yield* rig.listen
      const ours = ann.says(general, "1", { mentions: [slack.bot] })
      yield* slack.until("the first", () => rig.events.length === 1 && slack.events.settled())
      yield* slack.stop
      ann.says(general, "2", { thread: ours })
      ann.says(other, "3")
      ann.says(general, "4", { mentions: [slack.bot] })
      slack.faults.limit("conversations.history", { retryAfter: 1 })
      slack.faults.fail("conversations.replies", { status: 503 })
      slack.faults.fail("users.conversations", { status: 500 })
      yield* slack.start
      yield* slack.until("two sockets", () => slack.sockets.connected() === 2)
      ann.says(general, "5", { thread: ours })
      ann.says(general, "6")
      yield* slack.until("all", () => rig.events.length >= 6)
      yield* listener.stop
      assert.deepStrictEqual(
        rig.texts().filter((text) => text !== "3"),
        ["1", "2", "4", "5", "6"]
      )
      assert.deepStrictEqual(rig.texts().toSorted(), ["1", "2", "3", "4", "5", "6"])
    }).pipe(quiet)
  )

  it.live("begins again before whatever was not durable when it was ended", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack({ settings: { retryMillis: [] } })
      const slow = slack.channel("slow")
      const fast = slack.channel("fast")
      const ann = slack.person("ann")
      // It is acknowledged long before it is durable.
      const rig = yield* makeInboundRig(slack, { limits: { acknowledgedWithin: 1 } })
      rig.accepting = (event) => (event.conversation.id.includes(slow.id) ? Effect.never : Effect.void)
      const first = yield* rig.listen
      ann.says(slow, "1")
      ann.says(slow, "2")
      ann.says(fast, "3")
      yield* slack.until("the fast one", () => rig.events.length === 1)
      yield* slack.until("all to be acknowledged", () => slack.events.sent.every(({ acked }) => acked))
      yield* first.stop
      rig.accepting = () => Effect.void
      const second = yield* rig.listen
      yield* slack.until("the slow ones", () => rig.texts().filter((text) => text !== "3").length === 2)
      yield* second.stop
      assert.deepStrictEqual(
        rig.texts().filter((text) => text !== "3"),
        ["1", "2"]
      )
    }).pipe(quiet)
  )

  it.live("catches up on what it may see when it may not see all", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack({ settings: { retryMillis: [] } })
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const rig = yield* makeInboundRig(slack)
      yield* Effect.flatMap(rig.listen, ({ stop }) => stop)
      for (const scope of ["groups:read", "groups:history", "mpim:read"]) slack.install.scopes.delete(scope)
      ann.says(general, "1")
      ann.dm("2")
      const second = yield* rig.listen
      yield* slack.until("both", () => rig.events.length === 2)
      yield* second.stop
      assert.deepStrictEqual(rig.texts().toSorted(), ["1", "2"])
    }).pipe(quiet)
  )
})
