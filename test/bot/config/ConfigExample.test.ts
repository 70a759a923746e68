import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { configExample } from "../../../src/bot/config/ConfigExample.ts"
import { configJsonSchema } from "../../../src/bot/config/ConfigJsonSchema.ts"
import { type ConfigKey, configKeys } from "../../../src/bot/config/ConfigKeys.ts"
import { loadConfig } from "../../../src/bot/config/LoadConfig.ts"
import { backends, platforms } from "./SampleManifests.ts"

const keys = configKeys(backends, platforms)
const example = configExample(keys)

const load = (text: string | undefined) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const start = yield* fs.makeTempDirectoryScoped()
    if (text !== undefined) yield* fs.writeFileString(`${start}/orchestrator.yaml`, text)
    return (yield* loadConfig({ backends, platforms, environment: {}, start, home: start })).config
  }).pipe(Effect.scoped)

const flat = (keys: ReadonlyArray<ConfigKey>): ReadonlyArray<ConfigKey> =>
  keys.flatMap((key) => [key, ...flat(key.keys ?? [])])

describe("ConfigExample", () => {
  it.layer(NodeServices.layer)((it) => {
    it.effect("says nothing else than no file at all", () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* load(example), yield* load(undefined))
      })
    )

    it.effect("is still a configuration when every line is switched on", () =>
      Effect.gen(function* () {
        const config = yield* load(example.replaceAll(/^( *)#(?=[a-zA-Z])/gm, "$1"))
        assert.deepStrictEqual(config.platforms, { console: { color: true }, parlour: { room: "lobby" }, mirror: {} })
        assert.deepStrictEqual(config.budgets, { turn: 5, agentDay: 5, userDay: 5, fleetDay: 5 })
      })
    )
  })

  it("has every key, each with one line about it", () => {
    const lines = example.split("\n")
    for (const key of flat(keys)) {
      assert.notStrictEqual(key.description, "", `${key.name} has no description`)
      const at = lines.findIndex((line) => new RegExp(`^ *#?${key.name}:`).test(line))
      assert.match(lines[at - 1] ?? "", /^ *# \S/, `${key.name} is not explained`)
    }
  })

  it("writes durations as people do", () => {
    assert.include(example, 'patience: "90 seconds"')
    assert.include(example, 'keep: "30 days"')
  })
})

describe("ConfigJsonSchema", () => {
  it("offers editors every key with its description and default, and no other key", () => {
    const schema = JSON.parse(configJsonSchema(backends, platforms))
    const at = (path: string) => path.split(".").reduce((node, name) => node.properties[name], schema)
    assert.strictEqual(schema.additionalProperties, false)
    assert.strictEqual(at("backends.claude").additionalProperties, false)
    assert.deepInclude(at("backends.claude.command"), { type: "string", default: "claude" })
    assert.deepInclude(at("sessions.warmFor"), {
      type: "string",
      default: "10 minutes",
      description: "How long the CLI of an idle session stays open"
    })
    assert.deepStrictEqual(at("finish").enum, ["auto", "edit", "post"])
    assert.deepStrictEqual(at("bindings").items.properties.platform.enum, ["console", "parlour", "mirror"])
  })
})
