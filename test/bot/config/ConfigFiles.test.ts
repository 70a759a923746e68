/** The two generated files of `config/`: this fails when they are out of date and says how to write them anew. */
import { readFileSync } from "node:fs"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { expect } from "vitest"
import { backendList } from "../../../src/bot/BackendList.ts"
import { configExample } from "../../../src/bot/config/ConfigExample.ts"
import { configJsonSchema } from "../../../src/bot/config/ConfigJsonSchema.ts"
import { configKeys } from "../../../src/bot/config/ConfigKeys.ts"
import { loadConfig } from "../../../src/bot/config/LoadConfig.ts"
import { platformList } from "../../../src/bot/PlatformList.ts"

const file = (name: string) => new URL(`../../../config/${name}`, import.meta.url).pathname
const remedy = "out of date: npx vitest run test/bot/config/ConfigFiles.test.ts --update"

const load = (example: boolean) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const start = yield* fs.makeTempDirectoryScoped()
    if (example) yield* fs.copyFile(file("orchestrator.example.yaml"), `${start}/orchestrator.yaml`)
    const source = { backends: backendList, platforms: platformList, environment: {}, start, home: start }
    return (yield* loadConfig(source)).config
  }).pipe(Effect.scoped)

describe("config/", () => {
  it("holds the example that the schema makes", async () => {
    const text = configExample(configKeys(backendList, platformList))
    await expect(text, remedy).toMatchFileSnapshot(file("orchestrator.example.yaml"))
  })

  it("holds the editors' schema that the schema makes", async () => {
    await expect(configJsonSchema(backendList, platformList), remedy).toMatchFileSnapshot(
      file("orchestrator.schema.json")
    )
  })

  it.effect("has an example that says exactly the defaults", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* load(true), yield* load(false))
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it("leaves every secret of .env.example empty", () => {
    const lines = readFileSync(new URL("../../../.env.example", import.meta.url), "utf8").split("\n")
    const set = lines.filter((line) => line !== "" && !line.startsWith("#"))
    assert.isNotEmpty(set)
    for (const line of set) assert.match(line, /^[A-Z][A-Z0-9_]*=$/)
  })
})
