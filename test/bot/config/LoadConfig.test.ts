import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, FileSystem, Path, Result, Schema } from "effect"
import { configSchema } from "../../../src/bot/config/ConfigSchema.ts"
import { loadConfig } from "../../../src/bot/config/LoadConfig.ts"
import { backends, platforms } from "./SampleManifests.ts"

const place = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const root = yield* fs.makeTempDirectoryScoped()
  const start = path.join(root, "project")
  const home = path.join(root, "data")
  yield* fs.makeDirectory(path.join(start, "config"), { recursive: true })
  yield* fs.makeDirectory(home)
  return { fs, path, start, home }
})

const load = (start: string, home: string, environment: Record<string, string> = {}) =>
  loadConfig({ backends, platforms, environment, start, home })

/** What a person sees for a file with this text. */
const complaint = (text: string) =>
  Effect.gen(function* () {
    const { fs, start, home } = yield* place
    yield* fs.writeFileString(`${start}/config/orchestrator.yaml`, text)
    const result = yield* Effect.result(load(start, home))
    return Result.isFailure(result) ? result.failure.message : "no complaint"
  }).pipe(Effect.scoped)

const file = "config/orchestrator.yaml"

describe("LoadConfig", () => {
  it.layer(NodeServices.layer)((it) => {
    it.effect("is complete without a file", () =>
      Effect.gen(function* () {
        const { start, home } = yield* place
        const { config, file } = yield* load(start, home)
        assert.strictEqual(file, undefined)
        assert.strictEqual(config.default, "scout")
        assert.strictEqual(config.agents.backend, "claude")
        assert.deepStrictEqual(config.platforms, {})
        assert.deepStrictEqual(config.access.owners, [])
        assert.strictEqual(Duration.toMinutes(config.sessions.warmFor), 10)
        assert.deepStrictEqual(config.budgets, {})
      })
    )

    it.effect("hands each adapter its keys in the form its own schema reads", () =>
      Effect.gen(function* () {
        const { fs, start, home } = yield* place
        yield* fs.writeFileString(
          `${start}/${file}`,
          "backends:\n  claude:\n    patience: 2 minutes\nplatforms:\n  console:\n"
        )
        const { config } = yield* load(start, home)
        assert.deepStrictEqual(config.platforms, { console: { color: true } })
        const [claude] = backends
        const again = Schema.decodeUnknownResult(claude?.config ?? Schema.Never)(config.backends.claude)
        assert.isTrue(Result.isSuccess(again), "the backend's keys decode a second time")
        assert.deepInclude(config.backends.claude, { command: "claude", args: [], env: [] })
      })
    )

    it.effect("looks in ORCHESTRATOR_CONFIG, then config/, then the data directory", () =>
      Effect.gen(function* () {
        const { fs, path, start, home } = yield* place
        const answers = (environment: Record<string, string> = {}) =>
          Effect.map(load(start, home, environment), ({ config }) => config.default)
        yield* fs.writeFileString(path.join(home, "orchestrator.yaml"), "default: third")
        assert.strictEqual(yield* answers(), "third")
        yield* fs.writeFileString(path.join(start, file), "default: second")
        assert.strictEqual(yield* answers(), "second")
        yield* fs.writeFileString(path.join(start, "mine.yaml"), "default: first")
        assert.strictEqual(yield* answers({ ORCHESTRATOR_CONFIG: "mine.yaml" }), "first")
        const missing = yield* Effect.flip(answers({ ORCHESTRATOR_CONFIG: "nowhere.yaml" }))
        assert.strictEqual(missing.message, "nowhere.yaml: the file does not exist; check ORCHESTRATOR_CONFIG")
      })
    )

    it.effect("reports everything that is wrong at once, in the order of the file", () =>
      Effect.gen(function* () {
        const said = yield* complaint(
          [
            "finish: atuo",
            "backends:",
            "  claude:",
            "    comand: /usr/bin/claude",
            "    args: --verbose",
            "lane:",
            "  capacity: 0",
            "sessions: { warmFor: a while }",
            "platform:",
            "  console:",
            "bindings:",
            "  - platform: consol",
            "    agent: Scout",
            "  - platform: parlour",
            "    agent: scout",
            "    conversation: 1234567890123456789012",
            "access:",
            "  allow:",
            "    - { platform: parlour, actions: [talk] }",
            "budgets: { turn: -1 }",
            "routing:",
            "  - model: auto",
            "  - { model: fast, backend: cluade, when: { atMots: 200, budgetBelow: 0 } }"
          ].join("\n")
        )
        const name = "a name of lower-case letters, digits and dashes that starts with a letter, at most 32 characters"
        assert.deepStrictEqual(said.split("\n"), [
          `${file}:1: finish: found "atuo"; expected "auto" | "edit" | "post"; did you mean "auto"?`,
          `${file}:4: backends.claude.comand: found an unknown key; expected a known key; did you mean "command"?`,
          `${file}:5: backends.claude.args: found "--verbose"; expected a list`,
          `${file}:7: lane.capacity: found 0; expected a value between 1 and 1000`,
          `${file}:8: sessions.warmFor: found "a while"; expected a duration such as "10 minutes"`,
          `${file}:9: platform: found an unknown key; expected a known key; did you mean "platforms"?`,
          `${file}:12: bindings.0.platform: found "consol"; expected "console" | "parlour" | "mirror"; did you mean "console"?`,
          `${file}:13: bindings.0.agent: found "Scout"; expected ${name}`,
          `${file}:16: bindings.1.conversation: found 1234567890123456789012; expected text; put it in quotes`,
          `${file}:19: access.allow.0: found keys with values; expected at least one of user, role, channel`,
          `${file}:20: budgets.turn: found -1; expected US dollars above zero`,
          `${file}:22: routing.0.model: found "auto"; expected a model's name; auto is what rules decide`,
          `${file}:23: routing.1.when.atMots: found an unknown key; expected a known key; did you mean "atMost"?`,
          `${file}:23: routing.1.when.budgetBelow: found 0; expected US dollars above zero`,
          `${file}:23: routing.1.backend: found "cluade"; expected "claude" | "codex"; did you mean "claude"?`
        ])
      })
    )

    it.effect("asks for what is missing, and names the directory that does not exist", () =>
      Effect.gen(function* () {
        assert.strictEqual(
          yield* complaint("platforms:\n  parlour:\n"),
          `${file}:2: platforms.parlour.room: found nothing; expected text`
        )
        assert.strictEqual(
          yield* complaint("workdirs:\n  - .\n  - ../gone\n"),
          `${file}:3: workdirs.1: found "../gone"; expected a directory that exists`
        )
      })
    )

    it.effect("refuses secrets without repeating them", () =>
      Effect.gen(function* () {
        const remedy = "expected none in this file; put it in the environment, or in a .env file with mode 0600"
        const token = ["xoxb", "123456789012", "abcdefghijkl"].join("-")
        const said = yield* complaint(
          `platforms:\n  console:\n    botToken: hunter2\ntelemetry:\n  otlp: http://me:hunter2@traces\ndefault: ${token}\n`
        )
        assert.deepStrictEqual(said.split("\n"), [
          `${file}:3: platforms.console.botToken: found a key for a secret; ${remedy}`,
          `${file}:5: telemetry.otlp: found what looks like a secret; ${remedy}`,
          `${file}:6: default: found what looks like a secret; ${remedy}`
        ])
        assert.notInclude(said, "hunter2")
      })
    )

    it.effect("says where a file is not YAML", () =>
      Effect.gen(function* () {
        assert.strictEqual(
          yield* complaint("default: scout\ndefault: smith\n"),
          `${file}:2: column 1: this key is given twice; keep one of them`
        )
        assert.strictEqual(
          yield* complaint("- scout\n"),
          `${file}:1: column 1: found something else than keys; expected lines like key: value`
        )
        assert.match(
          yield* complaint("lane:\n  capacity: [1\n"),
          /^config\/orchestrator\.yaml:\d+: column \d+: not readable/
        )
        const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"]
        for (const [name, before] of ["ba", "cb", "dc", "ed"])
          bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`)}]`)
        assert.strictEqual(
          yield* complaint(bomb.join("\n")),
          `${file}:1: column 1: the aliases of this file expand to too much`
        )
      })
    )

    it.effect("takes an empty file, and keys without a value, for the defaults", () =>
      Effect.gen(function* () {
        const { fs, start, home } = yield* place
        const before = (yield* load(start, home)).config
        for (const text of ["", "# nothing\n", "budgets:\nlog:\n  level:\n"]) {
          yield* fs.writeFileString(`${start}/${file}`, text)
          assert.deepStrictEqual((yield* load(start, home)).config, before)
        }
      })
    )
  })

  it("knows a schema without any adapter", () => {
    assert.isTrue(Result.isSuccess(Schema.decodeResult(configSchema(backends, []))({})))
  })
})
