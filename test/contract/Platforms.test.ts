/** Every platform folder introduces itself properly and keeps the contract in every way in which it is used. */
import { existsSync, readdirSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { noCapabilities } from "../../src/core/ports/ChatPlatform.ts"
import type { PlatformManifest } from "../../src/core/ports/Manifest.ts"
import { type MakeHarness, platformSuite } from "./PlatformSuite.ts"

const folder = new URL("../../src/adapters/chat/", import.meta.url)
const names = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/index.ts`, folder)))
const manifests = await Promise.all(
  names.map(async (name): Promise<readonly [string, PlatformManifest]> => {
    const { manifest } = await import(new URL(`${name}/index.ts`, folder).href)
    return [name, manifest]
  })
)

/** By folder, then by the way in which it is used. Each lies beside its adapter's own tests, as `Harness.ts`. */
const harnesses: Readonly<Record<string, Readonly<Record<string, MakeHarness>>>> = Object.fromEntries(
  await Promise.all(
    names.map(async (name) => {
      const file = new URL(`../adapters/chat/${name}/Harness.ts`, import.meta.url)
      return [name, existsSync(file) ? (await import(file.href)).harnesses : {}]
    })
  )
)

describe("platforms", () => {
  it("are found on disk", () => assert.include(names, "console"))

  for (const [name, manifest] of manifests) {
    it.effect(`${name} is named like its folder and can be configured with nothing`, () =>
      Effect.gen(function* () {
        assert.strictEqual(manifest.name, name)
        assert.isAbove(manifest.title.length, 0)
        yield* Schema.decodeEffect(manifest.config)({})
        assert.deepStrictEqual(Object.keys(manifest.capabilities).sort(), Object.keys(noCapabilities).sort())
      })
    )

    it(`${name} has a harness to be tested with`, () => assert.isNotEmpty(Object.keys(harnesses[name] ?? {})))

    for (const [use, make] of Object.entries(harnesses[name] ?? {})) platformSuite(`${name} (${use})`, make)
  }
})
