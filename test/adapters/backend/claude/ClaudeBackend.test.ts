/** How a conversation's process comes about: which flags, which second try, which environment, which error. */
import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Schema, Scope } from "effect"
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

const fakeProcesses = (starts: ReadonlyArray<Start>, specs: Array<CliSpec>) =>
  Layer.succeed(CliProcesses, {
    start: Effect.fnUntraced(function* (spec: CliSpec) {
      const how = starts[Math.min(specs.length, starts.length - 1)] ?? "ready"
      specs.push(spec)
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
  const backend = yield* manifest
    .create({}, { directory, environment })
    .pipe(Effect.provide(Layer.mergeAll(fakeProcesses(starts, specs), files)))
  return { backend, specs, directory }
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

  it.effect("an agent's servers are in a file for the owner alone, which goes with the session", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const { backend, specs } = yield* given(["ready"])
      const scope = yield* Scope.make()
      const mcp = { orchestrator: { type: "http", headers: { Authorization: "Bearer secret" } } }
      yield* Scope.provide(backend.open(options({}, { mcp })), scope)
      const args = specs[0]?.args ?? []
      assert.isFalse(args.some((arg) => arg.includes("secret")))
      const file = args.find((arg) => arg.startsWith("--mcp-config="))?.slice("--mcp-config=".length) ?? ""
      assert.deepStrictEqual(JSON.parse(yield* fileSystem.readFileString(file)), { mcpServers: mcp })
      assert.strictEqual((yield* fileSystem.stat(file)).mode & 0o777, 0o600)
      yield* Scope.close(scope, yield* Effect.exit(Effect.void))
      assert.isFalse(yield* fileSystem.exists(file))
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
