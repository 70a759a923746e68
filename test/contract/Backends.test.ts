/** Every backend folder introduces itself properly, and those that can be scripted here keep the contract. */
import { existsSync, readdirSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { noBackendCapabilities } from "../../src/core/ports/AgentBackend.ts"
import type { BackendManifest } from "../../src/core/ports/Manifest.ts"
import type { Prepare } from "./BackendGiven.ts"
import { backendSuite } from "./BackendSuite.ts"

const folder = new URL("../../src/adapters/backend/", import.meta.url)
const names = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/index.ts`, folder)))
const manifests = await Promise.all(
  names.map(async (name): Promise<readonly [string, BackendManifest]> => {
    const { manifest } = await import(new URL(`${name}/index.ts`, folder).href)
    return [name, manifest]
  })
)

/**
 * By folder: what a backend's own tests bring as `Harness.ts`. One that needs a program from elsewhere brings none; its
 * contract is kept by the tests of the real CLIs.
 */
const harnesses = new Map<string, Prepare | undefined>(
  await Promise.all(
    names.map(async (name): Promise<readonly [string, Prepare | undefined]> => {
      const file = new URL(`../adapters/backend/${name}/Harness.ts`, import.meta.url)
      return [name, existsSync(file) ? (await import(file.href)).prepare : undefined]
    })
  )
)

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
    const prepare = harnesses.get(name)
    if (prepare !== undefined) backendSuite(manifest, prepare)
  }
})
