/**
 * The token of one session, held by somebody who wants into another: over HTTP, without a client in between, on the whole
 * service with two sessions at work.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Redacted, Scope } from "effect"
import { sessionId } from "../../src/core/model/Conversation.ts"
import { AgentName, HostName } from "../../src/core/model/Ids.ts"
import { Grants } from "../../src/core/toolbox/Grants.ts"
import { Caller } from "../../src/core/toolbox/Toolbox.ts"
import { ToolEndpoint } from "../../src/core/toolbox/ToolEndpoint.ts"
import { walk } from "../support/Walk.ts"

const accept = "application/json, text/event-stream"

interface Held {
  readonly url: string
  readonly token: string
  readonly session?: string
}

const post = ({ session, token, url }: Held, body: string, more: Readonly<Record<string, string>> = {}) =>
  Effect.promise(async () => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        accept,
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
        ...(session === undefined ? {} : { "mcp-session-id": session, "mcp-protocol-version": "2025-06-18" }),
        ...more
      },
      body
    })
    return {
      status: response.status,
      session: response.headers.get("mcp-session-id") ?? "",
      text: await response.text()
    }
  })

let ids = 0
const rpc = (held: Held, method: string, params: object = {}) =>
  post(held, JSON.stringify({ jsonrpc: "2.0", id: ++ids, method, params }))
const call = (held: Held, name: string, input: object = {}) =>
  Effect.map(rpc(held, "tools/call", { name, arguments: input }), ({ text }) => text.replaceAll('\\"', '"'))

/** With a session of the protocol of its own. */
const introduced = (held: Held) =>
  Effect.gen(function* () {
    const { session } = yield* rpc(held, "initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "intruder", version: "1" }
    })
    const known = { ...held, session }
    yield* post(known, JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }))
    return known
  })

describe("the token of a session", () => {
  it.live("opens nothing of another session, nothing when nothing runs, and nothing after its process", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          const grants = yield* Grants
          const url = (yield* (yield* ToolEndpoint).url) ?? ""
          const scope = yield* Effect.scope
          const life = yield* Scope.fork(scope)
          const held = Effect.fnUntraced(function* (agent: string) {
            const session = sessionId(HostName.make("default"), AgentName.make(agent), ann.conversation)
            const token = yield* grants.issue(Caller.cases.Session.make({ session })).pipe(Scope.provide(life))
            return yield* introduced({ url, token: Redacted.value(token) })
          })
          yield* ann.says("1", '!ask Bash "make one"', { to: ["scout"] })
          yield* ann.sees("make one")
          yield* ann.says("2", '!ask Bash "make two"', { to: ["smith"] })
          yield* ann.sees("make two")
          const scout = yield* held("scout")
          const smith = yield* held("smith")

          const spawned = yield* call(scout, "spawn_worker", { task: "!say the secret", wait: 20 })
          assert.include(spawned, "the secret")
          const worker = /w-[0-9a-f]{10}/.exec(spawned)?.[0] ?? "no worker"
          const job = /j-[0-9a-f]{10}/.exec(spawned)?.[0] ?? "no job"
          for (const id of [worker, job]) {
            for (const tool of ["worker_status", "worker_result", "cancel_worker", "retry_worker"]) {
              assert.include(yield* call(smith, tool, { id }), `there is no worker or job ${id} here`)
            }
            const uri = `orchestrator://${id.startsWith("w") ? "worker" : "job"}/${id}`
            assert.include((yield* rpc(scout, "resources/read", { uri })).text, "the secret")
            const read = yield* rpc(smith, "resources/read", { uri })
            assert.include(read.text, "error")
            assert.notInclude(read.text, "the secret")
          }
          assert.include((yield* rpc(scout, "resources/list")).text, job)
          assert.notInclude((yield* rpc(smith, "resources/list")).text, job)
          assert.include(yield* call(smith, "ask_agent", { ask: "fake:room:1:scout" }), "nothing was asked as")
          assert.include(yield* call(smith, "post_message", { text: "x", conversation: "fake:hall" }), "there is no")
          for (const tool of ["list_sessions", "read_session"]) {
            assert.notInclude((yield* rpc(smith, "tools/list")).text, `"${tool}"`)
            assert.include(yield* call(smith, tool, {}), tool)
            assert.notInclude(yield* call(smith, tool, {}), "structuredContent")
          }
          const session = scout.session ?? ""
          const borrowed = yield* rpc({ ...smith, session }, "tools/list")
          assert.isAtLeast(borrowed.status, 400, "a session of the protocol belongs to its token")
          for (const headers of [{ origin: "http://evil.example" }, { authorization: "Bearer undefined" }]) {
            const sent = yield* post(scout, JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }), headers)
            assert.include([401, 403], sent.status)
          }
          for (const body of ["", "{", "[]", "null", `{"jsonrpc":"2.0","id":1,"method":${"[".repeat(50_000)}`]) {
            const sent = yield* post(scout, body)
            assert.isBelow(sent.status, 500, body.slice(0, 10))
            assert.isTrue(sent.status >= 400 || sent.text.includes('"error"'), `${body.slice(0, 10)}: ${sent.text}`)
          }
          const many = yield* Effect.forEach(Array.from({ length: 300 }), () => call(scout, "worker_status"), {
            concurrency: "unbounded"
          })
          assert.isTrue(many.every((text) => text.includes(job)))

          yield* ann.presses("allow-once")
          yield* ann.settled("2")
          yield* ann.presses("allow-once")
          yield* ann.settled("1")
          for (const tool of ["spawn_worker", "post_message"]) {
            assert.include(yield* call(scout, tool, { task: "x", text: "x" }), "nothing runs in this session")
          }
          yield* Scope.close(life, Exit.void)
          assert.strictEqual((yield* rpc(scout, "tools/list")).status, 401)
          assert.strictEqual((yield* rpc(smith, "tools/list")).status, 401)
        }).pipe(Effect.scoped),
      {
        tools: true,
        agents: {
          scout: { backend: "rehearsal" },
          smith: { backend: "rehearsal" },
          worker: { backend: "rehearsal", keys: "permissions: ask\n" }
        }
      }
    )
  )
})
