/**
 * `orchestrator mcp` as programs start it: a process of its own, spoken to by the protocol's own client. Alone on a data
 * directory it is the service; beside one it is a way in.
 */
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js"
import { Deferred, Effect } from "effect"
import { toolShapes } from "../../src/core/toolbox/ToolShapes.ts"
import { textOf } from "../adapters/surface/mcp/OfficialClient.ts"
import { compiled } from "../support/Compiled.ts"
import { markedProcesses } from "../support/MarkedProcesses.ts"
import { makeServiceHome } from "../support/ServiceProcess.ts"

const bin = fileURLToPath(new URL("../../src/bot/bin.ts", import.meta.url))
const patience = 60_000

const home = makeServiceHome({
  agents: {
    parrot: { keys: "backend: rehearsal\n", persona: "You are parrot." },
    worker: { keys: "backend: rehearsal\npermissions: accept-edits\n", persona: "You work." }
  },
  config: 'default: parrot\nweb:\n  listen: "127.0.0.1:0"\n'
})
type Home = Effect.Success<typeof home>

const environmentOf = ({ home }: Home) => ({
  PATH: process.env.PATH ?? "",
  HOME: home,
  ORCHESTRATOR_HOME: home,
  ...compiled
})

/** One `orchestrator mcp` and the program that started it. */
const startMcp = Effect.fnUntraced(function* (place: Home) {
  const gone = yield* Deferred.make<void>()
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, "mcp"],
    cwd: place.workdir,
    env: environmentOf(place),
    stderr: "pipe"
  })
  let said = ""
  transport.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString()
  })
  transport.onclose = () => Deferred.doneUnsafe(gone, Effect.void)
  const client = new Client({ name: "test", version: "1.0.0" }, { capabilities: { elicitation: {} } })
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: "accept", content: { answer: "blue" } }))
  yield* Effect.acquireRelease(
    Effect.promise(() => client.connect(transport)),
    () => Effect.promise(() => client.close())
  )
  return {
    client,
    stderr: () => said,
    call: (name: string, input: Record<string, unknown> = {}) =>
      Effect.promise(() => client.callTool({ name, arguments: input }, undefined, { timeout: patience })),
    end: Effect.promise(() => client.close())
  }
})

interface SeenJob {
  readonly job: string
  readonly workers: ReadonlyArray<{ readonly id: string; readonly state: string; readonly text?: string }>
}
const jobOf = (result: unknown): SeenJob => (result as { readonly structuredContent: SeenJob }).structuredContent

describe("orchestrator mcp", { timeout: patience }, () => {
  it.live("alone: is the service, with every tool, and leaves nothing behind", () =>
    Effect.gen(function* () {
      const place = yield* home
      const { call, client, end, stderr } = yield* startMcp(place)
      const { tools } = yield* Effect.promise(() => client.listTools())
      assert.deepStrictEqual(
        tools.map(({ name }) => name),
        toolShapes.map(({ name }) => name)
      )
      for (const { description = "", inputSchema, name, outputSchema } of tools) {
        assert.isAbove(description.length, 20, name)
        assert.strictEqual(inputSchema.type, "object", name)
        assert.strictEqual(outputSchema?.type, "object", name)
      }
      // what only lists starts nothing
      assert.deepStrictEqual((yield* Effect.promise(() => client.listResources())).resources, [])
      assert.isFalse(existsSync(join(place.home, "orchestrator.db")))

      const done = yield* call("spawn_worker", { task: "!say Pieces of eight.", wait: 60 })
      assert.include(textOf(done), "Pieces of eight.")
      const { job, workers } = jobOf(done)
      assert.strictEqual(workers[0]?.state, "done")

      const wrong = yield* call("spawn_worker", { tusk: "!say no" })
      assert.isTrue(wrong.isError)
      assert.include(textOf(wrong), "task")
      const needed: Readonly<Record<string, Record<string, unknown>>> = {
        worker_result: { id: job },
        read_session: { session: "default/parrot/control:nowhere" }
      }
      for (const { annotations, name } of tools.filter(({ annotations }) => annotations?.readOnlyHint === true)) {
        const answer = yield* call(name, needed[name])
        // a session that never was is the one that may be refused, in words
        if (answer.isError === true) assert.include(textOf(answer), "session", `${name} ${annotations?.title}`)
        else assert.isDefined(answer.structuredContent, name)
      }
      assert.include(textOf(yield* call("ask_human", { question: "which colour?" })), "blue")

      const { resources } = yield* Effect.promise(() => client.listResources())
      assert.include(
        resources.map(({ uri }) => uri),
        "orchestrator://agents"
      )
      for (const { uri } of resources) {
        const { contents } = yield* Effect.promise(() => client.readResource({ uri }))
        assert.strictEqual(contents[0]?.uri, uri)
      }
      yield* call("spawn_worker", { task: "!hang" })
      yield* end
      assert.deepStrictEqual(markedProcesses(place.home), [])
      assert.strictEqual(stderr(), "")
      // and the data directory is free
      const next = yield* startMcp(place)
      assert.include(textOf(yield* next.call("worker_status", { id: job })), "Pieces of eight.")
    }).pipe(Effect.scoped)
  )

  it.live("beside a service: is a way in, and outlives it", () =>
    Effect.gen(function* () {
      const place = yield* home
      const service = yield* Effect.acquireRelease(
        Effect.sync(() =>
          spawn(process.execPath, [bin, "start"], {
            cwd: place.workdir,
            env: environmentOf(place),
            stdio: ["ignore", "pipe", "ignore"]
          })
        ),
        (child) => Effect.sync(() => child.kill("SIGKILL"))
      )
      yield* Effect.callback<void>((resume) => {
        service.stdout.on("data", (chunk: Buffer) => {
          if (chunk.toString().includes("agents run on")) resume(Effect.void)
        })
      })
      const one = yield* startMcp(place)
      const other = yield* startMcp(place)
      // a service says that it runs before its door is open: the lock brings both to the same one
      const { job } = jobOf(yield* one.call("spawn_worker", { task: "!say Land in sight.", wait: 60 }))
      assert.include(textOf(yield* other.call("worker_result", { id: job })), "Land in sight.")

      const running = jobOf(yield* one.call("spawn_worker", { task: "!hang" }))
      const waiting = one.client.callTool(
        { name: "worker_result", arguments: { id: running.job, wait: 300 } },
        undefined,
        {
          timeout: patience,
          onprogress: () => {
            service.kill("SIGKILL")
          }
        }
      )
      const cut = yield* Effect.promise(() => waiting)
      assert.isTrue(cut.isError)
      assert.include(textOf(cut), "the service went away")

      // the next call finds nobody, and starts one of its own, with everything in it
      assert.include(textOf(yield* other.call("worker_status", { id: job })), "Land in sight.")
      assert.include(textOf(yield* one.call("worker_status", { id: job })), "Land in sight.")
    }).pipe(Effect.scoped)
  )

  it.live("says in words when no service can be had", () =>
    Effect.gen(function* () {
      const place = yield* makeServiceHome({ agents: {}, config: "lane: [1\n" })
      const { call } = yield* startMcp(place)
      const failed = yield* call("list_agents")
      assert.isTrue(failed.isError)
      assert.include(textOf(failed), "orchestrator.yaml")
    }).pipe(Effect.scoped)
  )
})
