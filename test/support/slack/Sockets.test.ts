/** Socket Mode: one socket for each event, redelivery, sockets that go and come back. */
import { assert, describe, it } from "@effect/vitest"
import { type App, SocketModeReceiver } from "@slack/bolt"
import { SocketModeClient } from "@slack/socket-mode"
import { Effect } from "effect"
import { toldOf } from "../Waiting.ts"
import { type FakeSlack, makeFakeSlack } from "./FakeSlack.ts"
import { ask, quiet, startBolt } from "./RealBolt.ts"

/** A client that lets a test acknowledge or not. */
const connect = (
  slack: FakeSlack,
  hear: (told: {
    readonly ack: () => Promise<void>
    readonly body: never
    readonly retry_num: number
    readonly retry_reason: string
  }) => void
) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const client = new SocketModeClient({
        appToken: slack.appToken,
        clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 1, minTimeout: 10 } },
        clientPingTimeout: 300,
        logger: quiet
      })
      client.on("slack_event", hear)
      await client.start()
      return client
    }),
    (client) => Effect.promise(() => client.disconnect())
  )

describe("Socket Mode of the loopback Slack", () => {
  it.live("an event that is not acknowledged comes again, three times, and says why", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack({ settings: { ackMillis: 40, retryMillis: [0, 20, 40] } })
      const attempts: Array<string> = []
      yield* connect(slack, ({ retry_num, retry_reason }) => void attempts.push(`${retry_num} ${retry_reason}`))
      slack.person("ann").dm("hello")
      yield* slack.until("the end of it", () => slack.events.sent[0]?.over === true)
      assert.deepStrictEqual(attempts, ["0 ", "1 timeout", "2 timeout", "3 timeout"])
      assert.deepInclude(slack.events.sent[0], { attempts: 4, acked: false })
    })
  )

  it.live("Bolt acknowledges, and is told the same event twice when Slack does so", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const heard = toldOf<unknown>(slack.world)
      yield* startBolt(slack, (app) => app.message(async ({ body }) => void heard.push(body.event_id)))
      const ann = slack.person("ann")
      slack.events.duplicateNext("message.im")
      ann.dm("one")
      yield* slack.until("it twice", () => heard.length === 2)
      assert.strictEqual(heard[0], heard[1])
      slack.events.loseNext("message.im")
      ann.dm("two")
      slack.events.withhold(true)
      ann.dm("three")
      assert.strictEqual(slack.events.sent.length, 1)
      slack.events.withhold(false)
      yield* slack.until("the third", () => heard.length === 3)
      yield* slack.until("its acknowledgement", slack.events.settled)
      assert.isTrue(slack.events.sent.every(({ acked, attempts }) => acked && attempts === 1))
    })
  )

  it.live("each event goes to one of the sockets; an app has at most ten of them", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const ids: Array<string> = []
      const hear = ({
        ack,
        body
      }: {
        readonly ack: () => Promise<void>
        readonly body: { readonly event_id: string }
      }) => {
        ids.push(body.event_id)
        void ack()
      }
      for (let count = 0; count < 10; count++) yield* connect(slack, hear)
      const ann = slack.person("ann")
      for (let count = 0; count < 20; count++) ann.dm(`${count}`)
      yield* slack.until("all of them", () => slack.events.sent.length === 20 && slack.events.settled())
      assert.strictEqual(new Set(ids).size, 20)
      assert.deepStrictEqual(
        slack.sockets.shares(),
        Array.from({ length: 10 }, () => 2)
      )
      const { url } = yield* ask(slack, "apps.connections.open", {}, slack.appToken)
      const eleventh = new WebSocket(String(url))
      const said = yield* Effect.promise(
        () =>
          new Promise((resolve) => eleventh.addEventListener("message", ({ data }) => resolve(data), { once: true }))
      )
      assert.include(String(said), "too_many_websockets")
      const again = new WebSocket(String(url))
      yield* Effect.promise(() => new Promise((resolve) => again.addEventListener("error", resolve, { once: true })))
    })
  )

  it.live("a socket that is cut, asked to go or deaf to pings is replaced, and what was meant for it comes again", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack({ settings: { retryMillis: [50, 100, 400, 400, 400, 400] } })
      const heard = toldOf<string>(slack.world)
      const receiver = new SocketModeReceiver({
        appToken: slack.appToken,
        logger: quiet,
        clientPingTimeout: 300,
        installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } }
      })
      const prepare = (app: App) =>
        app.message(async ({ message }) => void ("text" in message && heard.push(String(message.text))))
      yield* startBolt(slack, prepare, { receiver })
      const ann = slack.person("ann")
      const times = (line: string) => slack.sockets.history.filter((one) => one === line).length
      for (const [index, act] of [
        () => slack.sockets.cut(),
        () => slack.sockets.disconnect("refresh_requested"),
        () => slack.sockets.stopPongs(true),
        () => slack.sockets.disconnect("link_disabled")
      ].entries()) {
        act()
        ann.dm(`said ${index}`)
        yield* slack.until("another socket", () => times("hello") === index + 2)
        slack.sockets.stopPongs(false)
        yield* slack.until("it", () => heard.includes(`said ${index}`))
      }
      assert.deepStrictEqual(heard, ["said 0", "said 1", "said 2", "said 3"])
    })
  )

  it.live("the server stops and starts on its port, and knows what it knew", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack({ settings: { retryMillis: [100, 300, 600, 900] } })
      const heard = toldOf<string>(slack.world)
      const receiver = new SocketModeReceiver({
        appToken: slack.appToken,
        logger: quiet,
        clientPingTimeout: 200,
        installerOptions: {
          clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 50, minTimeout: 20, maxTimeout: 50 } }
        }
      })
      yield* startBolt(slack, (app) => app.message(async ({ body }) => void heard.push(body.event_id)), { receiver })
      yield* slack.stop
      slack.person("ann").dm("meanwhile")
      yield* slack.start
      yield* slack.until("what was said meanwhile", () => heard.length === 1)
      assert.strictEqual(slack.transcript(), "== direct with ann\nann: meanwhile")
    })
  )

  it.live("a wrong token opens nothing", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      assert.deepInclude(yield* ask(slack, "apps.connections.open"), { ok: false, error: "not_allowed_token_type" })
      const old = slack.appToken
      slack.rotateAppToken()
      assert.deepInclude(yield* ask(slack, "apps.connections.open", {}, old), { error: "invalid_auth" })
    })
  )
})
