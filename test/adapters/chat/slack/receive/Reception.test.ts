/**
 * How listening begins and ends: what is wrong with what it was given is said with a remedy, a Slack that is away is worth
 * another try, and nothing is left of it in the end.
 */
import { createServer } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import * as Bolt from "@slack/bolt"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import { WebSocketServer } from "ws"
import { boltLogger } from "../../../../../src/adapters/chat/slack/receive/BoltLogger.ts"
import { listenAddress } from "../../../../../src/adapters/chat/slack/receive/ListenAddress.ts"
import { makeSocketLife } from "../../../../../src/adapters/chat/slack/receive/SocketLife.ts"
import { appManifest } from "../../../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { type FakeSlack, makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"
import type { Person } from "../../../../support/slack/Person.ts"
import { makeInboundRig, type RigOptions } from "../inbound/InboundRig.ts"

const quiet = Effect.provideService(References.MinimumLogLevel, "None")

const endsWith = (slack: FakeSlack, options: RigOptions) =>
  Effect.gen(function* () {
    const rig = yield* makeInboundRig(slack, options)
    const listener = yield* rig.begin
    const { reason } = yield* listener.failure
    assert.deepStrictEqual(yield* rig.inbound.health, [])
    return `${reason._tag}: ${reason.message}`
  })

const oauthOf = ({ app }: FakeSlack) => ({
  SLACK_CLIENT_ID: app.clientId,
  SLACK_CLIENT_SECRET: app.clientSecret,
  SLACK_STATE_SECRET: "a secret of our own"
})

const get = (address: string, cookie = "") =>
  Effect.promise(() => fetch(address, { redirect: "manual", headers: { cookie, connection: "close" } }))

/** Presses "Add to Slack" on the app's page, agrees on Slack's, and is sent back. */
const installs = (slack: FakeSlack, origin: string, person: Person) =>
  Effect.gen(function* () {
    const page = yield* get(`${origin}/slack/install`)
    const [, link = ""] = /href="([^"]+oauth[^"]+)"/.exec(yield* Effect.promise(() => page.text())) ?? []
    const authorize = new URL(link.replaceAll("&amp;", "&"))
    authorize.searchParams.set("redirect_uri", `${origin}/slack/oauth_redirect`)
    const [cookie = ""] = (page.headers.get("set-cookie") ?? "").split(";")
    return (yield* get(slack.authorize(person, authorize.href) ?? "", cookie)).status
  })

describe("Reception", { concurrent: true }, () => {
  it("reads addresses as people write them", () => {
    const read = (written: string) => {
      const address = listenAddress(written)
      return address === undefined ? "" : `${address.host} ${address.port}`
    }
    assert.deepStrictEqual(
      ["127.0.0.1:3000", ":3000", " 3000 ", "[::1]:80", "bot.local:0", "", "bot", "1.2.3.4:", "x:70000", "a b:1"].map(
        read
      ),
      ["127.0.0.1 3000", "127.0.0.1 3000", "127.0.0.1 3000", "::1 80", "bot.local 0", "", "", "", "", ""]
    )
  })

  it.live("says what is wrong with what it was given, and what to do", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const taken = createServer().listen(0, "127.0.0.1")
      yield* Effect.addFinalizer(() => Effect.sync(() => void taken.close()))
      yield* Effect.promise(() => new Promise((resolve) => taken.once("listening", resolve)))
      const address = taken.address()
      const port = typeof address === "object" && address !== null ? address.port : 0

      assert.strictEqual(
        yield* endsWith(slack, { environment: { SLACK_APP_TOKEN: "" } }),
        "Misconfigured: neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set, so that slack cannot tell the bot anything (put the app-level token (xapp-…) into SLACK_APP_TOKEN to use socket mode (run orchestrator setup), or the signing secret into SLACK_SIGNING_SECRET to receive events over http)"
      )
      assert.strictEqual(
        yield* endsWith(slack, { environment: { SLACK_APP_TOKEN: "xapp-1-A-1-wrong" } }),
        "Misconfigured: SLACK_APP_TOKEN: slack refused the token (make an app-level token with connections:write (Basic Information), put it into SLACK_APP_TOKEN (run orchestrator setup))"
      )
      assert.match(
        yield* endsWith(slack, { environment: { SLACK_BOT_TOKEN: "xoxb-wrong" } }),
        /^Misconfigured: slack refused the token \(install the app again/
      )
      assert.strictEqual(
        yield* endsWith(slack, { way: "http", listen: `127.0.0.1:${port}` }),
        `Misconfigured: slack's events cannot be received on 127.0.0.1:${port}: something else listens there already (free it, or choose another address in platforms.slack.listen)`
      )
      assert.match(
        yield* endsWith(slack, { way: "http", listen: "nowhere" }),
        /^Misconfigured: platforms.slack.listen is no/
      )
    }).pipe(quiet)
  )

  it.live("goes on listening over one socket while the other is away, and gives up when none can be had", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const rig = yield* makeInboundRig(slack)
      const listener = yield* rig.listen
      const states = Effect.map(rig.inbound.health, (all) => all.map(({ name, state }) => `${name} ${state}`))
      assert.deepStrictEqual(yield* states, ["socket 1 connected", "socket 2 connected"])
      // No other can be opened for now.
      slack.faults.fail("apps.connections.open", { status: 503 })
      slack.sockets.cut(1)
      yield* slack.until("it to be told", () => slack.sockets.connected() === 1)
      ann.says(general, "1")
      yield* slack.until("the message", () => rig.events.length === 1)
      yield* slack.until("two sockets again", () => slack.sockets.connected() === 2)
      // From now on nobody may open any: that is said at once.
      slack.rotateAppToken()
      slack.sockets.cut(1)
      assert.match((yield* listener.failure).reason.message, /^SLACK_APP_TOKEN: slack refused the token/)
      assert.deepStrictEqual(yield* rig.inbound.health, [])
      slack.faults.fail("apps.connections.open", { times: 1000, status: 503 })
      assert.match(
        yield* endsWith(slack, { limits: { deafFor: 100 } }),
        /^Unreachable: not reachable: no socket has been open for \d+ s$/
      )
    }).pipe(quiet)
  )

  it.live("leaves no socket and no server behind, whenever it is stopped", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const rig = yield* makeInboundRig(slack)
      yield* Effect.flatMap(rig.listen, ({ stop }) => stop)
      yield* slack.until("goodbye", () => slack.sockets.connected() === 0)
      // While it asks for an address, and while a peer that says nothing more is being left.
      slack.faults.slow("apps.connections.open", { millis: 200, times: 2 })
      const early = yield* rig.begin
      const before = slack.counts().requests["apps.connections.open"] ?? 0
      yield* slack.until("both to ask", () => (slack.counts().requests["apps.connections.open"] ?? 0) >= before + 1)
      yield* early.stop
      const opened = slack.sockets.history.filter((line) => line === "open").length
      const late = yield* rig.listen
      assert.strictEqual(slack.sockets.history.filter((line) => line === "open").length, opened + 2)
      yield* late.stop
      yield* slack.until("goodbye", () => slack.sockets.connected() === 0)

      const http = yield* makeInboundRig(slack, { way: "http" })
      const listener = yield* http.listen
      const [{ name } = { name: "" }] = yield* http.inbound.health
      assert.match(name, /^http:\/\/127\.0\.0\.1:\d+\/slack\/events$/)
      yield* listener.stop
      assert.isFalse(
        yield* Effect.promise(() =>
          fetch(name).then(
            () => true,
            () => false
          )
        )
      )
    }).pipe(quiet)
  )

  for (const way of ["sockets", "http"] as const) {
    it.live(`lets workspaces install the app, and hears them from then on, over ${way}`, () =>
      Effect.gen(function* () {
        const slack = yield* makeFakeSlack({ manifest: appManifest() })
        const other = slack.workspace("Other", { installed: false })
        const eve = other.person("eve")
        const rig = yield* makeInboundRig(slack, { way, environment: oauthOf(slack) })
        const listener = yield* rig.listen
        const address = (yield* rig.inbound.health).find(({ name }) => name.startsWith("http"))?.name ?? ""
        const { origin } = new URL(address)
        // Events come in one way alone.
        const posted = yield* Effect.promise(() =>
          fetch(`${origin}/slack/events`, { method: "POST", body: "{}", headers: { connection: "close" } })
        )
        assert.strictEqual(posted.status, way === "http" ? 401 : 404)
        assert.strictEqual(yield* installs(slack, origin, eve), 200)
        const general = other.channel("general")
        eve.says(general, "hello", { mentions: [other.bot] })
        slack.person("ann").says(slack.channel("general"), "me too", { mentions: [slack.bot] })
        yield* slack.until("both", () => rig.events.length === 2 && slack.events.settled())
        assert.deepStrictEqual(
          rig.events.map(({ conversation }): string | undefined => conversation.within.at(-1)),
          [other.team.id, slack.team.id]
        )
        other.uninstall()
        yield* slack.until("it to be forgotten", () => rig.forgotten.includes(other.team.id))
        yield* listener.stop
      }).pipe(quiet)
    )
  }

  it.live("survives frames of a form that the library does not know", () =>
    Effect.gen(function* () {
      const broken: Array<unknown> = []
      const heard = yield* Deferred.make<void>()
      const server = createServer((_, response) => {
        const bound = server.address()
        const port = typeof bound === "object" && bound !== null ? bound.port : 0
        response.setHeader("content-type", "application/json")
        response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port}/` }))
      })
      const hub = new WebSocketServer({ server })
      hub.on("connection", (socket) => {
        const pressed = { type: "shortcut", callback_id: "a", team: { id: "T1" }, user: { id: "U1", team_id: "T1" } }
        const envelope = { type: "events_api", envelope_id: "1" }
        for (const frame of [{ type: "hello" }, null, envelope, { ...envelope, payload: {} }]) {
          socket.send(JSON.stringify(frame))
        }
        socket.send("{")
        socket.send(JSON.stringify({ type: "interactive", envelope_id: "2", payload: pressed }))
        socket.on("message", () => Deferred.doneUnsafe(heard, Effect.void))
      })
      yield* Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)))
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          hub.close()
          server.close()
          server.closeAllConnections()
        })
      )
      const bound = server.address()
      const port = typeof bound === "object" && bound !== null ? bound.port : 0
      const life = makeSocketLife(Bolt, {
        appToken: Redacted.make("xapp-1"),
        apiUrl: `http://127.0.0.1:${port}/`,
        logger: boltLogger(Bolt.LogLevel.WARN, () => {}),
        pongMillis: 5_000,
        onUp: () => {},
        onDown: () => {},
        onBroken: (error) => void broken.push(error)
      })
      const app = new Bolt.App({
        receiver: { init: life.init, start: async () => {}, stop: async () => {} },
        authorize: async () => ({}),
        logger: boltLogger(Bolt.LogLevel.WARN, () => {})
      })
      app.shortcut(/.*/, ({ ack }) => ack())
      const fiber = yield* Effect.forkChild(life.run)
      yield* Deferred.await(heard)
      yield* Fiber.interrupt(fiber)
      assert.isAtLeast(broken.length, 3)
    }).pipe(quiet)
  )
})
