/** How a conversation's process comes about: which flags, which second try, which environment, which error. */
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Redacted, Schema } from "effect"
import { TestClock } from "effect/testing"
import { manifest } from "../../../../src/adapters/backend/claude/index.ts"
import { messageIdOf } from "../../../../src/adapters/backend/claude/MessageId.ts"
import { CliError, type CliExit, type CliSpec } from "../../../../src/core/cli/CliProcess.ts"
import { CliProcesses } from "../../../../src/core/cli/CliProcesses.ts"
import { Agent } from "../../../../src/core/model/Agent.ts"
import { ResumeToken, SessionId, TurnId } from "../../../../src/core/model/Ids.ts"
import type { OpenSession } from "../../../../src/core/ports/AgentBackend.ts"
import { jsonLine, makeFakeProcess } from "./FakeProcess.ts"

const token = ResumeToken.make("24d0d02b-98ae-49a9-ab35-60ae8d56737a")
const options = (change: Partial<OpenSession> = {}, agent: Partial<typeof Agent.Encoded> = {}): OpenSession => ({
  session: SessionId.make("default/scout/test:1"),
  agent: Schema.decodeSync(Agent)({
    name: "scout",
    description: "looks around",
    backend: "claude",
    workdir: "/workspace",
    persona: "You are scout.",
    personaVersion: "1",
    ...agent
  }),
  fork: false,
  ...change
})

const stderrOf = {
  inUse: "Error: Session ID X is already in use.\n",
  unknown: "No conversation found with session ID: X\n",
  root: "--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons\n"
}

/** Each start goes as the next of these words says; the last one holds for all that follow. */
type Start = "ready" | "not-found" | keyof typeof stderrOf

const isSecret = (text: string | undefined): boolean => text?.includes("secret") === true

/** The file of MCP servers that a CLI is told to read, as it finds it when it starts. */
const toldTo = (spec: CliSpec) =>
  spec.args.flatMap((arg) => {
    if (!arg.startsWith("--mcp-config=")) return []
    const file = arg.slice("--mcp-config=".length)
    return [{ mode: statSync(file).mode & 0o777, config: JSON.parse(readFileSync(file, "utf8")) as unknown }]
  })

const fakeProcesses = (starts: ReadonlyArray<Start>, specs: Array<CliSpec>, told: Array<unknown>) =>
  Layer.succeed(CliProcesses, {
    start: Effect.fnUntraced(function* (spec: CliSpec) {
      const how = starts[Math.min(specs.length, starts.length - 1)] ?? "ready"
      specs.push(spec)
      told.push(...toldTo(spec))
      if (how === "not-found") {
        return yield* new CliError({ command: spec.command, reason: "not-found", detail: "not found" })
      }
      const exit: CliExit = { code: 1, signal: null, stderr: how === "ready" ? "" : stderrOf[how] }
      const fake = yield* makeFakeProcess(exit)
      if (how !== "ready") {
        yield* Effect.forkScoped(fake.end)
        return fake.process
      }
      const response = { subtype: "success", request_id: "host-1", response: {} }
      yield* fake.heard.pipe(
        Effect.andThen(fake.feed(jsonLine(JSON.stringify({ type: "control_response", response })))),
        Effect.forkScoped
      )
      return fake.process
    }),
    survivors: Effect.succeed([]),
    awaitGone: () => Effect.succeed(true),
    reap: () => Effect.succeed(0)
  })

const files = Layer.mergeAll(NodeFileSystem.layer, NodePath.layer)

const given = Effect.fnUntraced(function* (starts: ReadonlyArray<Start>, environment: Record<string, string> = {}) {
  const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped({ prefix: "claude-" })
  const specs: Array<CliSpec> = []
  const told: Array<unknown> = []
  const backend = yield* manifest
    .create({}, { directory, environment })
    .pipe(Effect.provide(Layer.mergeAll(fakeProcesses(starts, specs, told), files)))
  return { backend, specs, directory, told }
})

const flagOf = (spec: CliSpec | undefined, flag: string) => {
  const at = spec?.args.indexOf(flag) ?? -1
  return at === -1 ? undefined : spec?.args[at + 1]
}

describe("the claude backend", () => {
  it.effect("a conversation that was begun under our id and left no record is begun again", () =>
    Effect.gen(function* () {
      const { backend, specs } = yield* given(["ready", "unknown", "ready"])
      yield* backend.open(options())
      const id = flagOf(specs[0], "--session-id")
      yield* backend.open(options({ token: ResumeToken.make(id ?? "none") }))
      assert.strictEqual(flagOf(specs[1], "--resume"), id)
      assert.strictEqual(flagOf(specs[2], "--session-id"), id)
      assert.include(specs[2]?.args ?? [], "--append-system-prompt=You are scout.")
    }).pipe(Effect.provide(files))
  )

  it.effect("an id that is in use already is resumed", () =>
    Effect.gen(function* () {
      const { backend, specs } = yield* given(["inUse", "ready"])
      yield* backend.open(options())
      assert.strictEqual(flagOf(specs[1], "--resume"), flagOf(specs[0], "--session-id"))
    }).pipe(Effect.provide(files))
  )

  it.effect("a conversation that is gone is an error, and never silently a new one", () =>
    Effect.gen(function* () {
      const { backend, specs } = yield* given(["unknown"])
      const error = yield* Effect.flip(backend.open(options({ token })))
      assert.strictEqual(error.reason._tag, "UnknownSession")
      assert.strictEqual(specs.length, 1)
    }).pipe(Effect.provide(files))
  )

  it.effect("what cannot start says what to do", () =>
    Effect.gen(function* () {
      const messages = yield* Effect.forEach(["not-found", "root"] as const, (how) =>
        Effect.gen(function* () {
          const { backend } = yield* given([how])
          return (yield* Effect.flip(backend.open(options({}, { permissions: "full" })))).message
        })
      )
      assert.deepStrictEqual(messages, [
        "claude: claude is not installed; npm i -g @anthropic-ai/claude-code, or set backends.claude.command",
        "claude: claude refuses full permissions as root; " +
          "run the service as another user, or set IS_SANDBOX=1 inside a container"
      ])
    }).pipe(Effect.provide(files))
  )

  it.effect("servers are in a file for the owner alone, which is gone once the CLI has read it", () =>
    Effect.gen(function* () {
      const { backend, specs, directory, told } = yield* given(["ready"])
      const mcp = { files: { type: "http", headers: { Authorization: "Bearer secret" } } }
      const tools = { url: "http://127.0.0.1:3456/mcp", token: Redacted.make("secret") }
      yield* backend.open(options({ tools }, { mcp }))
      assert.isFalse([...(specs[0]?.args ?? []), ...Object.values(specs[0]?.env ?? {})].some(isSecret))
      const own = { type: "http", url: tools.url, headers: { Authorization: "Bearer secret" }, timeout: 3_600_000 }
      assert.deepStrictEqual(told, [{ mode: 0o600, config: { mcpServers: { ...mcp, orchestrator: own } } }])
      assert.deepStrictEqual(readdirSync(directory), [])
    }).pipe(Effect.provide(files))
  )

  it.effect("what a killed service left is swept, and what another one just wrote is not", () =>
    Effect.gen(function* () {
      const { backend, directory } = yield* given(["ready"])
      for (const name of ["mcp-old.json", "mcp-new.json", "other.json"]) writeFileSync(join(directory, name), "{}")
      yield* TestClock.setTime(7_200_000)
      utimesSync(join(directory, "mcp-old.json"), 0, 0)
      utimesSync(join(directory, "mcp-new.json"), 7_199, 7_199)
      utimesSync(join(directory, "other.json"), 0, 0)
      yield* backend.open(options({ tools: { url: "http://127.0.0.1:3456/mcp", token: Redacted.make("secret") } }))
      assert.deepStrictEqual(readdirSync(directory).sort(), ["mcp-new.json", "other.json"])
    }).pipe(Effect.provide(files))
  )

  it.effect("a start that fails leaves no file", () =>
    Effect.gen(function* () {
      const { backend, directory, told } = yield* given(["root"])
      const tools = { url: "http://127.0.0.1:3456/mcp", token: Redacted.make("secret") }
      yield* Effect.flip(Effect.scoped(backend.open(options({ tools }))))
      assert.strictEqual(told.length, 1)
      assert.deepStrictEqual(readdirSync(directory), [])
    }).pipe(Effect.provide(files))
  )

  it.effect("an agent sees its own account and nothing of the service", () =>
    Effect.gen(function* () {
      const { backend, specs } = yield* given(["ready"], {
        PATH: "/bin",
        ANTHROPIC_API_KEY: "key",
        CLAUDE_CONFIG_DIR: "/config",
        CLAUDE_CODE_ENTRYPOINT: "cli",
        DISCORD_TOKEN: "discord",
        DATABASE_URL: "postgres://",
        AWS_SECRET_ACCESS_KEY: "aws"
      })
      yield* backend.open(options())
      const env = specs[0]?.env ?? {}
      assert.containsAllKeys(env, ["PATH", "ANTHROPIC_API_KEY", "CLAUDE_CONFIG_DIR"])
      for (const name of ["CLAUDE_CODE_ENTRYPOINT", "DISCORD_TOKEN", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY"]) {
        assert.notProperty(env, name)
      }
    }).pipe(Effect.provide(files))
  )

  it.effect("finds the record of a turn whose token was never told", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const home = yield* fileSystem.makeTempDirectoryScoped({ prefix: "claude-home-" })
      const { backend } = yield* given(["ready"], { HOME: home })
      const folder = `${home}/.claude/projects/-workspace`
      yield* fileSystem.makeDirectory(folder, { recursive: true })
      const turn = TurnId.make("test:1:1")
      const input = { turn, text: "hi", attachments: [] }
      assert.deepStrictEqual(yield* backend.recover(options(), input), { _tag: "NotReached" })
      const record = [
        { type: "user", uuid: messageIdOf(turn, 1), promptSource: "sdk", message: { role: "user", content: "hi" } },
        {
          type: "assistant",
          uuid: "a",
          message: { id: "m1", model: "opus", stop_reason: "end_turn", content: [{ type: "text", text: "found" }] }
        }
      ]
      yield* fileSystem.writeFileString(
        `${folder}/${token}.jsonl`,
        record.map((entry) => JSON.stringify(entry)).join("\n")
      )
      const recovered = yield* backend.recover(options(), input)
      assert.strictEqual(recovered._tag, "Finished")
      assert.deepInclude(recovered._tag === "Finished" ? recovered.events[0] : {}, { _tag: "Started", token })
    }).pipe(Effect.provide(files))
  )
})
