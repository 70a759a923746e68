/** Every backend folder introduces itself properly, and those that can be scripted here keep the contract. */
import { existsSync, readdirSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { noBackendCapabilities } from "../../src/core/ports/AgentBackend.ts"
import type { BackendManifest } from "../../src/core/ports/Manifest.ts"
import { backendSuite, type Scripts } from "./BackendSuite.ts"

const folder = new URL("../../src/adapters/backend/", import.meta.url)
const names = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/index.ts`, folder)))
const manifests = await Promise.all(
  names.map(async (name): Promise<readonly [string, BackendManifest]> => {
    const { manifest } = await import(new URL(`${name}/index.ts`, folder).href)
    return [name, manifest]
  })
)

const scripts: Readonly<Record<string, Scripts>> = {
  rehearsal: {
    streamed: "!stream 12 words every 1ms",
    usesTool: '!tool Bash "npm test" 2ms',
    endless: "!stream 100000 words every 5ms",
    outlives: "!stream 60 words every 15ms\n!say The end.",
    outlivesEnd: "The end.",
    memory: {
      first: "!say Hello.\nmy cat is called Minka",
      second: "what did I say?",
      proof: (answer) => Effect.succeed(answer.includes("message 2") && answer.includes("Minka"))
    },
    asksPermission: '!ask Bash "rm -rf dist"',
    asksQuestion: '!question "Which color?" Red Blue',
    reviewsPlan: "!plan 1. look"
  }
}

describe("backends", () => {
  it("are found on disk", () => assert.include(names, "rehearsal"))

  for (const [name, manifest] of manifests) {
    it.effect(`${name} is named like its folder and runs without configuration`, () =>
      Effect.gen(function* () {
        assert.strictEqual(manifest.name, name)
        assert.isAbove(manifest.title.length, 0)
        yield* Schema.decodeEffect(manifest.config)({})
        assert.deepStrictEqual(
          Object.entries(manifest.capabilities)
            .map(([key, value]) => [key, typeof value])
            .sort(),
          Object.keys(noBackendCapabilities)
            .map((key) => [key, "boolean"])
            .sort()
        )
      })
    )
    const known = scripts[name]
    if (known !== undefined) {
      backendSuite(manifest, Effect.succeed({ config: {}, environment: {}, scripts: known }))
    }
  }
})
