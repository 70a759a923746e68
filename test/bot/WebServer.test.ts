/**
 * The service's web server as programs meet it: the tools over HTTP against the protocol's own client, and everybody who
 * must not get in.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { createServer, request as httpRequest } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import { Context, Effect, Exit, Layer, Redacted, References, Scope } from "effect"
import { SecureRandom } from "effect/crypto"
import { backendList } from "../../src/bot/BackendList.ts"
import { loadConfig } from "../../src/bot/config/LoadConfig.ts"
import { layerDashboardPeople } from "../../src/bot/DashboardPeople.ts"
import { platformList } from "../../src/bot/PlatformList.ts"
import { Startup } from "../../src/bot/Startup.ts"
import { layerWebServer } from "../../src/bot/WebServer.ts"
import { AccessPolicy } from "../../src/core/agents/AccessPolicy.ts"
import { Dashboard } from "../../src/core/control/Dashboard.ts"
import { SessionId } from "../../src/core/model/Ids.ts"
import { AuditLog } from "../../src/core/ports/AuditLog.ts"
import { Grants } from "../../src/core/toolbox/Grants.ts"
import { Caller, Toolbox } from "../../src/core/toolbox/Toolbox.ts"
import { ToolEndpoint } from "../../src/core/toolbox/ToolEndpoint.ts"
import { type FakeToolbox, makeFakeToolbox } from "../adapters/surface/mcp/FakeToolbox.ts"
import { connect } from "../adapters/surface/mcp/OfficialClient.ts"
import { protocolClaims } from "../adapters/surface/mcp/ProtocolClaims.ts"
import { memoryState } from "../support/MemoryState.ts"

const silentAudit = Layer.succeed(AuditLog, {
  note: () => Effect.void,
  read: () => Effect.succeed([]),
  names: () => Effect.succeed(new Map()),
  prune: () => Effect.succeed(0)
})

const makeHome = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "orchestrator-web-"))),
  (home) => Effect.sync(() => rmSync(home, { recursive: true, force: true }))
)

const layerStartup = (home: string, listen: string, hosts: ReadonlyArray<string>) =>
  Layer.effect(
    Startup,
    Effect.gen(function* () {
      const loaded = yield* loadConfig({
        backends: backendList,
        platforms: platformList,
        environment: {},
        start: home,
        home
      })
      const config = { ...loaded.config, web: { listen, hosts } }
      return Startup.of({ ...loaded, config, environment: {}, start: home, home, product: home })
    })
  )

/** A running web server on that toolbox. */
const serveWeb = Effect.fnUntraced(function* (
  fake: FakeToolbox,
  listen = "127.0.0.1:0",
  hosts = ["proxy.example"],
  place?: string
) {
  const home = place ?? (yield* makeHome)
  const services = yield* Layer.build(
    layerWebServer.pipe(
      Layer.provideMerge(
        Layer.mergeAll(
          Layer.succeed(Toolbox, fake.toolbox),
          Grants.layer.pipe(Layer.provide(SecureRandom.layerWebCrypto)),
          ToolEndpoint.layer,
          AccessPolicy.layer({ owners: [], allow: [], local: [] }),
          layerDashboardPeople,
          // nobody comes for it here
          Layer.succeed(Dashboard, { calls: Effect.never, files: Effect.never })
        )
      ),
      Layer.provideMerge(Layer.mergeAll(memoryState, silentAudit, layerStartup(home, listen, hosts))),
      Layer.provideMerge(NodeServices.layer),
      Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
    )
  )
  const url = (yield* Context.get(services, ToolEndpoint).url) ?? ""
  return {
    url,
    home,
    grants: Context.get(services, Grants),
    owner: url === "" ? "" : readFileSync(join(home, "mcp-token"), "utf8").trim()
  }
})

const transportTo = (url: string, token: string): Transport =>
  new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { Authorization: `Bearer ${token}` } }
  }) as Transport

const sessionA = SessionId.make("default/scout/console:a")
const sessionB = SessionId.make("default/scout/console:b")

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Without anything that a client would add by itself. */
const send = (url: string, { body = "", headers = {}, method = "POST" }: Sent) =>
  Effect.callback<{ readonly status: number; readonly text: string }>((resume) => {
    const sent = httpRequest(url, { method, headers }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part
      })
      response.on("close", () => resume(Effect.succeed({ status: response.statusCode ?? 0, text })))
    })
    sent.on("error", (cause) => resume(Effect.die(cause)))
    sent.end(body)
  })

describe("tools over HTTP", () => {
  protocolClaims((fake) => Effect.map(serveWeb(fake), ({ owner, url }) => transportTo(url, owner)))

  it.live("keeps the owner's token for the owner alone, and keeps it", () =>
    Effect.gen(function* () {
      const fake = yield* makeFakeToolbox
      const { home, owner } = yield* serveWeb(fake)
      assert.strictEqual(statSync(join(home, "mcp-token")).mode & 0o777, 0o600)
      assert.match(owner, /^[0-9a-f]{64}$/)
      chmodSync(join(home, "mcp-token"), 0o644)
      const again = yield* serveWeb(fake, "127.0.0.1:0", [], home)
      assert.strictEqual(again.owner, owner)
      assert.strictEqual(statSync(join(home, "mcp-token")).mode & 0o777, 0o600)
    })
  )

  it.live("lets nobody in without a token of its own making, under a foreign name or from a foreign page", () =>
    Effect.gen(function* () {
      const fake = yield* makeFakeToolbox
      const { owner, url } = yield* serveWeb(fake)
      const authorization = `Bearer ${owner}`
      const plain = { "content-type": "application/json", accept: "application/json, text/event-stream" }
      const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
      const status = (headers: Record<string, string>) =>
        Effect.map(send(url, { headers: { ...plain, ...headers }, body }), (answer) => answer.status)
      assert.strictEqual(yield* status({}), 401)
      assert.strictEqual(yield* status({ authorization: `Bearer ${owner.slice(0, -1)}0x` }), 401)
      assert.strictEqual(yield* status({ authorization: `Basic ${owner}` }), 401)
      assert.strictEqual(yield* status({ authorization: "Bearer " }), 401)
      assert.strictEqual(yield* status({ authorization, host: "evil.example" }), 403)
      assert.strictEqual(yield* status({ authorization, host: "127.0.0.1:1" }), 403)
      assert.strictEqual(yield* status({ authorization, origin: "https://evil.example" }), 403)
      assert.strictEqual(yield* status({ authorization, origin: "null" }), 403)
      const inside = yield* status({ authorization })
      assert.notInclude([401, 403], inside)
      assert.strictEqual(yield* status({ authorization, origin: new URL(url).origin }), inside)
      assert.strictEqual(yield* status({ authorization, host: "proxy.example" }), inside)
      assert.strictEqual((yield* send(url, { method: "GET", headers: { authorization } })).status, 405)
      assert.deepStrictEqual(fake.calls, [])
    })
  )

  it.live("refuses what is no message, and what is too much of one", () =>
    Effect.gen(function* () {
      const { owner, url } = yield* serveWeb(yield* makeFakeToolbox)
      const headers = {
        authorization: `Bearer ${owner}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream"
      }
      const garbage = yield* send(url, { headers, body: "{ no json" })
      assert.include(garbage.text, "-32700")
      const large = yield* send(url, { headers, body: `"${"x".repeat(5 * 1024 * 1024)}"` })
      assert.strictEqual(large.status, 413)
      assert.include(large.text, "4 MB")
    })
  )

  it.live("shows each session its own alone, and nothing once its process is gone", () =>
    Effect.gen(function* () {
      const fake = yield* makeFakeToolbox
      fake.publish(`orchestrator://session/${sessionA}`)
      fake.publish(`orchestrator://session/${sessionB}`)
      const { grants, url } = yield* serveWeb(fake)
      const grantFor = Effect.fnUntraced(function* (session: SessionId) {
        const life = yield* Scope.make()
        const token = Redacted.value(
          yield* grants.issue(Caller.make({ _tag: "Session", session })).pipe(Scope.provide(life))
        )
        const { client } = yield* connect(transportTo(url, token))
        return { client, token, over: Scope.close(life, Exit.void) }
      })
      const a = yield* grantFor(sessionA)
      const b = yield* grantFor(sessionB)
      for (const [session, { client }] of [
        [sessionA, a],
        [sessionB, b]
      ] as const) {
        const { tools } = yield* Effect.promise(() => client.listTools())
        assert.notInclude(
          tools.map(({ name }) => name),
          "whole"
        )
        const { resources } = yield* Effect.promise(() => client.listResources())
        assert.deepStrictEqual(
          resources.map(({ uri }) => uri),
          ["orchestrator://agents", `orchestrator://session/${session}`]
        )
      }
      const foreign = yield* Effect.exit(
        Effect.tryPromise(() => a.client.readResource({ uri: `orchestrator://session/${sessionB}` }))
      )
      assert.isTrue(Exit.isFailure(foreign))
      const withheld = yield* Effect.exit(Effect.tryPromise(() => a.client.callTool({ name: "whole", arguments: {} })))
      assert.isTrue(Exit.isFailure(withheld))
      yield* Effect.promise(() => b.client.callTool({ name: "echo", arguments: { text: "b" } }))
      assert.deepStrictEqual(fake.calls, [{ caller: { _tag: "Session", session: sessionB }, name: "echo" }])

      // a's protocol session is worth nothing with b's token
      const headers = {
        authorization: `Bearer ${b.token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-session-id": String((a.client.transport as StreamableHTTPClientTransport).sessionId)
      }
      const stolen = yield* send(url, { headers, body: '{"jsonrpc":"2.0","id":9,"method":"tools/list","params":{}}' })
      assert.strictEqual(stolen.status, 404)

      const open = a.client.callTool({ name: "forever", arguments: {} }).then(
        () => "answered",
        () => "cut off"
      )
      yield* fake.begun
      yield* a.over
      assert.deepStrictEqual(yield* fake.interrupted, { _tag: "Session", session: sessionA })
      assert.strictEqual(yield* Effect.promise(() => open), "cut off")
      const late = yield* Effect.exit(Effect.tryPromise(() => a.client.listTools()))
      assert.isTrue(Exit.isFailure(late))
      assert.isNotEmpty((yield* Effect.promise(() => b.client.listTools())).tools)
    })
  )

  it.live("does not listen for other machines unless it is said under which name", () =>
    Effect.gen(function* () {
      const closed = yield* serveWeb(yield* makeFakeToolbox, "0.0.0.0:0", [])
      // agents then go without the tools, and do not wait for them
      assert.strictEqual(closed.url, "")
      const open = yield* serveWeb(yield* makeFakeToolbox, "0.0.0.0:0", ["proxy.example"])
      assert.strictEqual(new URL(open.url).hostname, "127.0.0.1")
      const headers = { authorization: `Bearer ${open.owner}`, host: "evil.example" }
      assert.strictEqual((yield* send(open.url, { headers })).status, 403)
    })
  )

  it.live("takes another port when its own is taken", () =>
    Effect.gen(function* () {
      const taken = createServer()
      const port = yield* Effect.callback<number>((resume) => {
        taken.listen(0, "127.0.0.1", () => {
          const address = taken.address()
          resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
        })
      })
      yield* Effect.addFinalizer(() => Effect.sync(() => taken.close()))
      const { owner, url } = yield* serveWeb(yield* makeFakeToolbox, `127.0.0.1:${port}`)
      assert.notStrictEqual(new URL(url).port, String(port))
      const { client } = yield* connect(transportTo(url, owner))
      assert.isNotEmpty((yield* Effect.promise(() => client.listTools())).tools)
    })
  )
})
