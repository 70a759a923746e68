/**
 * What each way in carries: every call over the socket and every address of the API asks for what it needs, none is open,
 * and whoever is not known to the rules may do nothing.
 */
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Redacted, Stream } from "effect"
import { RpcClient, RpcSchema, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import { Api } from "../../src/adapters/surface/web/server/api/Api.ts"
import { scopes } from "../../src/core/control/Permits.ts"
import { DashboardRpcs } from "../../src/core/control/protocol/DashboardRpcs.ts"
import type { Scope } from "../../src/core/control/protocol/Visitor.ts"
import { knock, socketTo, visit } from "../support/WebVisit.ts"
import { DashboardRig } from "./DashboardRig.ts"

const here = { session: "default/scout/web:nobody.nothing" }
const there = { platform: "console", conversation: "general" }
const step = { name: "one", task: "x", agent: "nobody" }
const words = { text: "hello", message: "m1" }

/** `all`: no scope by itself is enough. */
type Needed = Scope | "nothing" | "all"
const carriedBy = (scope: Scope, needed: Needed) => needed === "nothing" || needed === scope

/** What each call needs, and something to ask that changes nothing. */
const needs: Readonly<Record<string, readonly [needed: Needed, payload?: object]>> = {
  WatchBoard: ["read"],
  ListSessions: ["read", { limit: 1 }],
  ReadSession: ["read", here],
  ReadTurns: ["read", { ...here, limit: 1 }],
  WatchSession: ["read", { ...here, after: 0 }],
  ExportSession: ["read", { ...here, format: "markdown" }],
  BeginSession: ["talk", { agent: "nobody", ...words }],
  Say: ["talk", { ...here, ...words }],
  StopTurn: ["talk", here],
  WithdrawTurn: ["talk", { ...here, turn: "web:x:y:scout" }],
  AnswerAsk: ["approve", { ...here, ask: "a1", answer: { _tag: "Approve" } }],
  RetryTurn: ["talk", { turn: "web:x:y:scout" }],
  RaiseBudget: ["spend", { turn: "web:x:y:scout" }],
  ConfigureSession: ["talk", { ...here, settings: {} }],
  ListAgents: ["read"],
  ReadAgentFile: ["administer", { name: "nobody" }],
  CheckAgent: ["administer", { keys: {}, persona: "" }],
  CheckAgentFile: ["administer", { name: "nobody", text: "" }],
  WriteAgentFile: ["administer", { name: "nobody", text: "" }],
  CreateAgent: ["administer", { keys: {}, persona: "" }],
  EditAgent: ["administer", { name: "nobody", keys: {} }],
  DeleteAgent: ["administer", { name: "nobody" }],
  ListFolder: ["administer", {}],
  ListBindings: ["administer"],
  Bind: ["administer", { binding: { ...there, agent: "nobody", trigger: "all" } }],
  Unbind: ["administer", there],
  WatchJobs: ["read"],
  ReadOlderJobs: ["read", { before: "j-nothing" }],
  ReadJob: ["read", { job: "j-nothing" }],
  SpawnWorkers: ["talk", { key: "k1", workers: [{ text: "x", agent: "nobody" }] }],
  CheckChain: ["talk", { steps: [step] }],
  ReadChain: ["read", { text: "" }],
  WriteChain: ["read", { steps: [step] }],
  RunChain: ["talk", { key: "k2", steps: [step], input: "" }],
  // first it is looked for; whether one may is asked of what is found
  CancelJob: ["read", { job: "j-nothing" }],
  RetryJob: ["read", { job: "j-nothing" }],
  ReadCosts: ["read", { by: "agent", days: 1 }],
  ReadHealth: ["read"],
  ReadAudit: ["read", { limit: 1 }],
  WhoAmI: ["nothing"],
  ListSignIns: ["read"],
  // of a script; whoever signed in ends their own
  EndSignIn: ["administer", { id: "nothing" }],
  InvitePerson: ["administer", { name: "bob" }],
  ListTokens: ["administer"],
  CreateToken: ["administer", { name: "t", scopes: ["administer"] }],
  RevokeToken: ["administer", { id: "nothing" }],
  ReadFirstSteps: ["administer"],
  // they make an owner
  FollowSetup: ["all", { platform: "nothing" }],
  ReplySetup: ["all", { question: 1, reply: { _tag: "Confirm", yes: true } }],
  CancelSetup: ["administer"]
}

/** The same of the API, each with an address that is filled in. */
const apiNeeds: Readonly<Record<string, readonly [needed: Needed, path: string, body?: object]>> = {
  listAgents: ["read", "/agents"],
  getAgent: ["read", "/agents/nobody"],
  createAgent: ["administer", "/agents", { keys: {}, persona: "" }],
  editAgent: ["administer", "/agents/nobody", { keys: {} }],
  deleteAgent: ["administer", "/agents/nobody"],
  listSessions: ["read", "/sessions"],
  beginSession: ["talk", "/sessions", { agent: "nobody", text: "hello" }],
  getSession: ["read", `/sessions/${encodeURIComponent(here.session)}`],
  readTurns: ["read", `/sessions/${encodeURIComponent(here.session)}/turns`],
  say: ["talk", `/sessions/${encodeURIComponent(here.session)}/messages`, { text: "hello" }],
  stopTurn: ["talk", `/sessions/${encodeURIComponent(here.session)}/stop`, {}],
  // what is no upload of anybody's is not there, and an empty file is none
  upload: ["talk", "/uploads?name=a.txt"],
  discardUpload: ["talk", `/uploads/${"0".repeat(32)}`],
  getFile: ["read", "/turns/web:x:y:scout/files/attached-0"],
  answerAsk: ["approve", `/sessions/${encodeURIComponent(here.session)}/asks/a1`, { _tag: "Approve" }],
  listJobs: ["read", "/jobs"],
  getJob: ["read", "/jobs/j-nothing"],
  spawnWorkers: ["talk", "/jobs", { workers: [{ text: "x", agent: "nobody" }] }],
  runChain: ["talk", "/chains", { chain: [step] }],
  cancelJob: ["read", "/jobs/j-nothing/cancel", {}],
  retryJob: ["read", "/jobs/j-nothing/retry", {}],
  whoAmI: ["nothing", "/me"],
  readCosts: ["read", "/cost"],
  readCostsCsv: ["read", "/cost.csv"],
  readHealth: ["read", "/health"],
  readAudit: ["read", "/audit"]
}

const tags = [...DashboardRpcs.requests.keys()]

interface Refused {
  readonly reason: string
}
type AnyCall = Effect.Effect<unknown, Refused> & Stream.Stream<unknown, Refused>

/** Calls by their names, on a socket of whoever says so. */
const caller = Effect.fnUntraced(function* (origin: string, headers: Readonly<Record<string, string>>) {
  const protocol = RpcClient.layerProtocolSocket().pipe(
    Layer.provide(Socket.layerWebSocket(`${origin.replace("http", "ws")}/rpc`)),
    Layer.provide(Layer.succeed(Socket.WebSocketConstructor)(() => socketTo(origin, headers))),
    Layer.provide(RpcSerialization.layerNdjson)
  )
  const client = yield* RpcClient.make(DashboardRpcs, { flatten: true }).pipe(
    Effect.provide(yield* Layer.build(protocol))
  )
  const ask = client as unknown as (tag: string, payload: object | undefined) => AnyCall
  /** The reason for which it was refused, `done`, or that it broke. */
  return (tag: string, payload: object | undefined) => {
    const rpc = DashboardRpcs.requests.get(tag)
    const called = ask(tag, payload)
    const once = rpc !== undefined && RpcSchema.isStreamSchema(rpc.successSchema) ? Stream.runHead(called) : called
    return Effect.map(
      Effect.exit<unknown, Refused, never>(once),
      Exit.match({
        onSuccess: () => "done",
        onFailure: (cause) => {
          const [first] = cause.reasons
          return first?._tag === "Fail" ? first.error.reason : `broke: ${JSON.stringify(cause)}`
        }
      })
    )
  }
})

interface AnyEndpoint {
  readonly identifier: string
  readonly method: string
}
const groups = Object.values(Api.groups) as unknown as ReadonlyArray<{
  readonly endpoints: Record<string, AnyEndpoint>
}>
const endpoints = groups.flatMap((group) => Object.values(group.endpoints))

describe("what each way in carries", () => {
  layer(DashboardRig.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.effect("every call needs its scope of a token, and no other scope stands in for it", () =>
      Effect.gen(function* () {
        const { origin, owner, tokenOf } = yield* DashboardRig
        assert.sameMembers(Object.keys(needs), tags, "a call that is missing here is one that nobody looked at")
        const wrong: Array<string> = []
        for (const scope of scopes) {
          const { secret } = yield* tokenOf(owner, [scope])
          const call = yield* caller(origin, { authorization: `Bearer ${Redacted.value(secret)}` })
          for (const tag of tags) {
            const [needed, payload] = needs[tag] ?? ["nothing"]
            const found = yield* call(tag, payload)
            const carries = carriedBy(scope, needed)
            const right = carries ? found !== "not-allowed" && !found.includes("broke") : found === "not-allowed"
            if (!right) wrong.push(`${tag} by a token that carries ${scope}: ${found}`)
          }
        }
        assert.deepStrictEqual(wrong, [])
      }).pipe(Effect.scoped)
    )

    it.effect("every address of the API likewise, and each answers in JSON that says why not", () =>
      Effect.gen(function* () {
        const { origin, owner, tokenOf } = yield* DashboardRig
        assert.sameMembers(
          Object.keys(apiNeeds),
          endpoints.map(({ identifier }) => identifier)
        )
        const ask = Effect.fnUntraced(function* (identifier: string, headers: Readonly<Record<string, string>>) {
          const [, path, body] = apiNeeds[identifier] ?? ["nothing", ""]
          const method = endpoints.find((endpoint) => endpoint.identifier === identifier)?.method ?? "GET"
          const got = yield* visit(origin, `/api/v1${path}`, {
            method,
            headers: { "content-type": "application/json", ...headers },
            ...(body === undefined ? {} : { body: JSON.stringify(body) })
          })
          if (got.status >= 400) assert.isString(JSON.parse(got.text).detail, identifier)
          return got.status
        })
        for (const identifier of Object.keys(apiNeeds)) assert.strictEqual(yield* ask(identifier, {}), 401, identifier)
        const wrong: Array<string> = []
        for (const scope of scopes) {
          const { secret } = yield* tokenOf(owner, [scope])
          const headers = { authorization: `Bearer ${Redacted.value(secret)}` }
          for (const [identifier, [needed]] of Object.entries(apiNeeds)) {
            const status = yield* ask(identifier, headers)
            const carries = carriedBy(scope, needed)
            const right = carries ? status < 500 && status !== 401 && status !== 403 : status === 403
            if (!right) wrong.push(`${identifier} by a token that carries ${scope}: ${status}`)
          }
        }
        assert.deepStrictEqual(wrong, [])
      })
    )

    it.effect("a job is cancelled by whoever asked for it or administers, and others do not know of it", () =>
      Effect.gen(function* () {
        const { origin, owner, tokenOf } = yield* DashboardRig
        const by = Effect.fnUntraced(function* (name: string, carried: ReadonlyArray<Scope>) {
          const { secret } = yield* tokenOf(name, carried)
          const headers = { "content-type": "application/json", authorization: `Bearer ${Redacted.value(secret)}` }
          return (path: string, body: object) =>
            visit(origin, `/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) })
        })
        const asked = yield* (yield* by(owner, ["talk"]))("/jobs", { workers: [{ text: "!wait 60s", agent: "scout" }] })
        assert.strictEqual(asked.status, 201, asked.text)
        const path = `/jobs/${JSON.parse(asked.text).job}/cancel`
        const tried = [
          yield* by(owner, ["read", "approve", "spend"]),
          yield* by("ann", ["read", "talk"]),
          yield* by(owner, ["read", "talk"])
        ]
        const told = yield* Effect.forEach(tried, (post) => Effect.map(post(path, {}), ({ status }) => status))
        assert.deepStrictEqual(told, [403, 404, 200])
      })
    )

    it.effect("whoever no rule knows may do nothing, and is told who they are and that", () =>
      Effect.gen(function* () {
        const { browserOf, origin } = yield* DashboardRig
        const headers = { ...(yield* browserOf("bob")), origin }
        const call = yield* caller(origin, headers)
        const found = yield* Effect.forEach(tags, (tag) =>
          Effect.map(call(tag, needs[tag]?.[1]), (said) => [tag, said])
        )
        assert.deepStrictEqual(
          found.filter(([, said]) => said !== "not-allowed"),
          [["WhoAmI", "done"]]
        )
        const me = JSON.parse((yield* visit(origin, "/api/v1/me", { headers })).text)
        assert.deepStrictEqual([me.person.name, me.may, me.roots, me.fresh], ["bob", [], [], false])
        assert.strictEqual((yield* visit(origin, "/metrics", { headers })).status, 403)
      }).pipe(Effect.scoped)
    )

    it.effect("each request is made by whoever made it, whoever came before", () =>
      Effect.gen(function* () {
        const { browserOf, origin, owner, tokenOf } = yield* DashboardRig
        const { secret } = yield* tokenOf("ann", ["read"])
        const who = (headers: Readonly<Record<string, string>>) =>
          Effect.map(visit(origin, "/api/v1/me", { headers }), ({ text }) => {
            const { may, person } = JSON.parse(text)
            return `${person.name}: ${may.join(" ")}`
          })
        const mine = yield* browserOf(owner)
        const hers = { authorization: `Bearer ${Redacted.value(secret)}` }
        const theirs = yield* browserOf("olga")
        const asked = Array.from({ length: 30 }, (_, index) => [mine, hers, theirs][index % 3] ?? mine)
        const told = yield* Effect.forEach(asked, who, { concurrency: 10 })
        const all = scopes.join(" ")
        const expected = [`${owner}: ${all}`, "ann: read", `olga: ${all}`]
        assert.deepStrictEqual(
          told,
          asked.map((_, index) => expected[index % 3] ?? "")
        )
      })
    )

    it.effect("an ended sign-in and a revoked token end at once, wherever they are open", () =>
      Effect.gen(function* () {
        const { browserOf, origin, owner, signIns, tokenOf } = yield* DashboardRig
        const hers = yield* browserOf("ann")
        const { made, secret } = yield* tokenOf("ann", ["read", "talk"])
        const authorization = `Bearer ${Redacted.value(secret)}`
        const byCookie = yield* knock(origin, { ...hers, origin })
        const byToken = yield* knock(origin, { authorization })
        assert.deepStrictEqual([byCookie.status, byToken.status], [101, 101])

        const waiting = yield* visit(origin, "/api/v1/sessions?wait=60", {
          method: "POST",
          headers: { authorization, "content-type": "application/json" },
          body: JSON.stringify({ agent: "scout", text: "!wait 60s" })
        }).pipe(Effect.forkChild({ startImmediately: true }))
        const call = yield* caller(origin, { ...(yield* browserOf(owner)), origin })
        assert.strictEqual(yield* call("RevokeToken", { id: made.id }), "done")
        assert.strictEqual((yield* Fiber.join(waiting)).status, 401)
        assert.strictEqual(yield* Effect.promise(() => byToken.closed), 1001)
        assert.strictEqual((yield* knock(origin, { authorization })).status, 401)
        assert.strictEqual((yield* visit(origin, "/api/v1/me", { headers: { authorization } })).status, 401)

        const ann = (yield* signIns.signIns).find(({ person }) => person.name === "ann")
        assert.strictEqual(yield* call("EndSignIn", { id: ann?.id }), "done")
        assert.strictEqual(yield* Effect.promise(() => byCookie.closed), 1001)
        assert.strictEqual((yield* knock(origin, { ...hers, origin })).status, 401)

        const leaving = yield* browserOf("ann")
        const headers = { ...leaving, origin }
        const open = yield* knock(origin, headers)
        const out = yield* visit(origin, "/logout", { method: "POST", headers })
        assert.strictEqual(out.status, 204)
        assert.match(String(out.headers["set-cookie"]), /^orchestrator-\d+=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/)
        assert.strictEqual(yield* Effect.promise(() => open.closed), 1001)
        assert.strictEqual((yield* visit(origin, "/", { headers: leaving })).status, 401)
      }).pipe(Effect.scoped)
    )

    it.effect("a script that may look signs nobody out, a person that may look themselves", () =>
      Effect.gen(function* () {
        const { browserOf, origin, signIns, tokenOf } = yield* DashboardRig
        const hers = { ...(yield* browserOf("ann")), origin }
        const own = (yield* signIns.signIns).filter(({ person }) => person.name === "ann").at(-1)
        const { secret } = yield* tokenOf("ann", ["read", "talk"])
        const token = yield* caller(origin, { authorization: `Bearer ${Redacted.value(secret)}` })
        assert.strictEqual(yield* token("EndSignIn", { id: own?.id }), "not-allowed")
        assert.strictEqual((yield* visit(origin, "/api/v1/me", { headers: hers })).status, 200)
        const elsewhere = yield* caller(origin, { ...(yield* browserOf("ann")), origin })
        assert.strictEqual(yield* elsewhere("EndSignIn", { id: own?.id }), "done")
        assert.strictEqual((yield* visit(origin, "/api/v1/me", { headers: hers })).status, 401)
      }).pipe(Effect.scoped)
    )

    it.effect("a token for metrics reads figures and nothing that anybody said", () =>
      Effect.gen(function* () {
        const { origin, owner, tokenOf } = yield* DashboardRig
        const asked = Effect.fnUntraced(function* (name: string, scope: Scope, path: string) {
          const { secret } = yield* tokenOf(name, [scope])
          const headers = { authorization: `Bearer ${Redacted.value(secret)}` }
          return (yield* visit(origin, path, { headers })).status
        })
        const told = [
          yield* asked(owner, "metrics", "/metrics"),
          yield* asked(owner, "metrics", "/api/v1/sessions"),
          yield* asked(owner, "talk", "/metrics"),
          yield* asked("ann", "metrics", "/metrics"),
          yield* asked(owner, "read", "/metrics")
        ]
        assert.deepStrictEqual(told, [200, 403, 403, 403, 200])
      })
    )

    it.effect("a token that talks can look at what it said", () =>
      Effect.gen(function* () {
        const { browserOf, origin, owner, signIns } = yield* DashboardRig
        const page = yield* caller(origin, { ...(yield* browserOf(owner)), origin })
        assert.strictEqual(yield* page("CreateToken", { name: "talks", scopes: ["talk"] }), "done")
        const made = (yield* signIns.tokens).find(({ name }) => name === "talks")
        assert.deepStrictEqual(made?.scopes, ["read", "talk"])
      }).pipe(Effect.scoped)
    )

    it.effect("nobody lets in, or gives a script, more than they may do themselves", () =>
      Effect.gen(function* () {
        const { audit, browserOf, origin, owner, tokenOf } = yield* DashboardRig
        yield* browserOf("ann")
        // ada administers and talks; olga owns it
        const ada = yield* caller(origin, { ...(yield* browserOf("ada")), origin })
        assert.strictEqual(yield* ada("InvitePerson", { name: "ann" }), "done")
        assert.strictEqual(yield* ada("InvitePerson", { name: "olga" }), "not-allowed")
        assert.strictEqual(yield* ada("InvitePerson", { name: owner }), "invalid")
        assert.strictEqual(yield* ada("InvitePerson", { name: "scout" }), "invalid", "that is an agent")
        const twice = yield* audit.read({ limit: 10, search: "signed in already" })
        assert.deepStrictEqual(
          twice.map(({ action, by, subject }) => [by, action, subject]),
          [["ada", "invited", "ann"]],
          "she is signed in: that another link was made stands in the log"
        )
        assert.strictEqual(yield* ada("CreateToken", { name: "t", scopes: ["talk"] }), "done")
        assert.strictEqual(yield* ada("CreateToken", { name: "t", scopes: ["approve"] }), "not-allowed")
        const { secret } = yield* tokenOf(owner, ["administer"])
        const token = yield* caller(origin, { authorization: `Bearer ${Redacted.value(secret)}` })
        assert.strictEqual(yield* token("InvitePerson", { name: "ann" }), "not-allowed")
        assert.strictEqual(yield* token("CreateToken", { name: "t", scopes: ["talk"] }), "not-allowed")
        assert.strictEqual(yield* token("CreateToken", { name: "t", scopes: ["administer"] }), "done")
      }).pipe(Effect.scoped)
    )
  })
})
