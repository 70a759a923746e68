/**
 * Nothing is lost and nothing doubled on the way from Slack: sockets that break, events that come twice or late, a core
 * that is slow; and what was not taken is not acknowledged.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import { makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"
import { makeInboundRig, type Way } from "./InboundRig.ts"

const ways = ["sockets", "http"] satisfies ReadonlyArray<Way>
const numbers = (count: number) => Array.from({ length: count }, (_, number) => String(number))

describe("Delivery", { concurrent: true }, () => {
  for (const way of ways) {
    it.live(`makes one event of a post that is told of twice, and of one that comes again late, over ${way}`, () =>
      Effect.gen(function* () {
        const slack = yield* makeFakeSlack({ settings: { retryMillis: [0, 20, 40] } })
        const general = slack.channel("general")
        const ann = slack.person("ann")
        const rig = yield* makeInboundRig(slack, { way })
        const listener = yield* rig.listen

        // Both; the same event twice; the mention alone; the message alone.
        ann.says(general, "1", { mentions: [slack.bot] })
        slack.events.duplicateNext("app_mention")
        ann.says(general, "2", { mentions: [slack.bot] })
        slack.events.loseNext("message.channels")
        ann.says(general, "3", { mentions: [slack.bot] })
        slack.events.loseNext("app_mention")
        ann.says(general, "4", { mentions: [slack.bot] })
        yield* slack.until("four messages", () => rig.events.length >= 4 && slack.events.settled())
        // Slack did not hear that it was taken.
        if (way === "sockets") {
          slack.settings.ackMillis = 50
          slack.sockets.ignoreAcks(true)
          ann.says(general, "5", { mentions: [slack.bot] })
          yield* slack.until("a second try", () => slack.sockets.history.includes("timeout"))
          slack.sockets.ignoreAcks(false)
        }
        // With other ids, as it happens after failures on Slack's side.
        const [event] = slack.events.sent.filter(({ kind }) => kind === "message.channels")
        if (event !== undefined) slack.events.dispatch(slack.team.id, { ...event.event, type: "message" })
        yield* slack.until("everything", () => slack.events.settled())
        ann.says(general, "last", { mentions: [slack.bot] })
        yield* slack.until("the last", () => rig.texts().includes("last") && slack.events.settled())
        yield* listener.stop
        assert.deepStrictEqual(rig.texts(), [
          ...(way === "sockets" ? ["1", "2", "3", "4", "5"] : ["1", "2", "3", "4"]),
          "last"
        ])
      })
    )

    it.live(`keeps the order in a channel, and makes neither other channels nor buttons wait, over ${way}`, () =>
      Effect.gen(function* () {
        const slack = yield* makeFakeSlack({ settings: { ackMillis: 19_000 } })
        const slow = slack.channel("slow")
        const fast = slack.channel("fast")
        const ann = slack.person("ann")
        const rig = yield* makeInboundRig(slack, { way, limits: { acknowledgedWithin: 18_000 } })
        const gate = yield* Deferred.make<void>()
        rig.accepting = (event) => (event.conversation.id.includes(slow.id) ? Deferred.await(gate) : Effect.void)
        const listener = yield* rig.listen
        const count = 40
        for (const number of numbers(count)) {
          ann.says(slow, number)
          ann.says(fast, number)
        }
        ann.command(slow, "/orc", "status")
        yield* slack.until("the fast channel and the command", () => rig.lines().length === count + 1)
        yield* slack.until("its acknowledgements", () => slack.events.sent.filter(({ acked }) => acked).length >= count)
        // Nothing that is not durable is acknowledged before its time.
        assert.isTrue(slack.events.sent.every(({ acked, event }) => acked === (event.channel === fast.id)))
        yield* Deferred.succeed(gate, undefined)
        yield* slack.until("the slow channel", () => rig.lines().length === 2 * count + 1 && slack.events.settled())
        yield* listener.stop
        for (const name of ["slow", "fast"]) {
          assert.deepStrictEqual(
            rig.lines().filter((line) => line.includes(`#${name}/`)),
            numbers(count).map((number) => `Said #${name}/${number} ann: ${number}`)
          )
        }
        assert.isTrue(slack.events.sent.every(({ attempts }) => attempts === 1))
        if (way === "sockets") assert.isTrue(slack.sockets.shares().every((share) => share >= count))
      })
    )

    it.live(`acknowledges in time what the core takes long for, and hands it over once, over ${way}`, () =>
      Effect.gen(function* () {
        const slack = yield* makeFakeSlack({ settings: { ackMillis: 1_000, retryMillis: [0, 20, 40] } })
        const general = slack.channel("general")
        const ann = slack.person("ann")
        const rig = yield* makeInboundRig(slack, { way, limits: { acknowledgedWithin: 300 } })
        const gate = yield* Deferred.make<void>()
        rig.accepting = () => Deferred.await(gate)
        const listener = yield* rig.listen
        ann.says(general, "1", { mentions: [slack.bot] })
        ann.says(general, "2")
        yield* slack.until("the acknowledgements", () => slack.events.sent.length === 3 && slack.events.settled())
        assert.isTrue(slack.events.sent.every(({ acked, attempts }) => acked && attempts === 1))
        assert.deepStrictEqual(rig.texts(), [])
        yield* Deferred.succeed(gate, undefined)
        yield* slack.until("both", () => rig.events.length === 2)
        yield* listener.stop
        assert.deepStrictEqual(rig.texts(), ["1", "2"])
      })
    )

    it.live(`leaves to Slack what was not taken when it stops, over ${way}`, () =>
      Effect.gen(function* () {
        const slack = yield* makeFakeSlack({ settings: { retryMillis: [100, 200, 400, 800, 1600] } })
        const general = slack.channel("general")
        const ann = slack.person("ann")
        const rig = yield* makeInboundRig(slack, { way })
        const reached = yield* Deferred.make<void>()
        rig.accepting = () => Effect.andThen(Deferred.succeed(reached, undefined), Effect.never)
        const first = yield* rig.listen
        ann.says(general, "1")
        yield* Deferred.await(reached)
        yield* first.stop
        assert.isFalse(slack.events.sent.some(({ acked }) => acked))
        rig.accepting = () => Effect.void
        const second = yield* rig.listen
        yield* slack.until("the message", () => rig.events.length === 1)
        yield* slack.until("the acknowledgement", () => slack.events.sent.every(({ acked }) => acked))
        yield* second.stop
        assert.deepStrictEqual(rig.texts(), ["1"])
      })
    )
  }

  it.live("loses and doubles nothing while sockets are cut and recycled under load", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack({ settings: { retryMillis: [0, 50, 100] } })
      const channels = ["one", "two", "three"].map((name) => slack.channel(name))
      const ann = slack.person("ann")
      const rig = yield* makeInboundRig(slack)
      rig.accepting = () => Effect.sleep("1 millis")
      const listener = yield* rig.listen
      const rounds = 60
      for (let round = 0; round < rounds; round++) {
        for (const channel of channels) ann.says(channel, `${channel.name} ${round}`)
        if (round % 20 === 5) slack.sockets.cut(1)
        if (round % 20 === 10) slack.sockets.disconnect("refresh_requested", 1)
        if (round % 20 === 15) slack.sockets.disconnect("warning", 1)
        yield* slack.until("one more round", () => rig.events.length >= round * channels.length)
      }
      slack.sockets.cut()
      for (const channel of channels) ann.says(channel, `${channel.name} ${rounds}`)
      yield* slack.until("all", () => rig.events.length >= (rounds + 1) * channels.length)
      yield* slack.until("two sockets again", () => slack.sockets.connected() === 2 && slack.events.settled())
      yield* listener.stop
      const expected = channels.flatMap(({ name }) => numbers(rounds + 1).map((number) => `${name} ${number}`))
      assert.deepStrictEqual(rig.texts().toSorted(), expected.toSorted())
      assert.strictEqual(slack.counts().rateLimited, 0)
    })
  )

  it.live("hears the mention that somebody put into a message later", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const rig = yield* makeInboundRig(slack)
      const listener = yield* rig.listen
      const message = ann.says(general, "look")
      yield* slack.until("the message", () => rig.events.length === 1)
      ann.edits(message, `${slack.mention} look`)
      yield* slack.until("the change", () => rig.events.length === 2)
      const mention = { type: "app_mention", channel: general.id, user: ann.id, ts: message.ts }
      for (const edited of [{ user: ann.id }, undefined]) {
        slack.events.dispatch(slack.team.id, { ...mention, text: `${slack.mention} look`, edited })
      }
      yield* slack.until("the mention", () => rig.events.length >= 3 && slack.events.settled())
      yield* listener.stop
      assert.deepStrictEqual(rig.lines(), [
        "Said #general/look ann: look",
        "Edited #general/look ann: look",
        "Said #general/look ann: look (addressed)"
      ])
    })
  )

  it.live("takes nothing that Slack did not sign, or that is old", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const rig = yield* makeInboundRig(slack, { way: "http" })
      const listener = yield* rig.listen
      assert.isTrue(yield* Effect.promise(slack.http.verify))
      assert.strictEqual(yield* Effect.promise(slack.http.sslCheck), 200)
      ann.says(general, "1")
      yield* slack.until("the message", () => rig.events.length === 1)
      const [sent] = slack.events.sent
      const body = JSON.stringify({
        type: "event_callback",
        team_id: slack.team.id,
        event_id: "Ev1",
        event: { ...sent?.event, ts: "1700000000.000100" }
      })
      const post = (signing: Parameters<typeof slack.http.post>[2], type = "application/json") =>
        Effect.promise(async () => (await slack.http.post(body, type, signing)).status)
      assert.strictEqual(yield* post({ secret: "guessed" }), 401)
      assert.strictEqual(yield* post({ ageSeconds: 301 }), 401)
      assert.strictEqual(yield* post({ headers: { "x-slack-signature": "" } }), 401)
      // What is said to be a check of the certificate carries nothing in with it.
      const smuggled = `ssl_check=1&payload=${encodeURIComponent(body)}`
      const checked = yield* Effect.promise(() =>
        slack.http.post(smuggled, "application/x-www-form-urlencoded", { secret: "guessed" })
      )
      assert.strictEqual(checked.status, 200)
      assert.strictEqual(rig.events.length, 1)
      assert.strictEqual(yield* post({}), 200)
      assert.strictEqual(rig.events.length, 2)
      yield* listener.stop
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
  )
})
