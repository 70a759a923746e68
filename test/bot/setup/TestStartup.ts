/**
 * A machine with nothing set up: a data directory and a folder to start in, both gone with the scope. What was written
 * there is read anew each time, as a new start of the program would.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect, type FileSystem, Layer, type Path, References } from "effect"
import { backendList } from "../../../src/bot/BackendList.ts"
import { layerProcesses } from "../../../src/bot/Core.ts"
import { loadDotEnv } from "../../../src/bot/config/DotEnv.ts"
import { findConfig, loadConfig } from "../../../src/bot/config/LoadConfig.ts"
import { platformList } from "../../../src/bot/PlatformList.ts"
import { Startup } from "../../../src/bot/Startup.ts"
import type { CliProcesses } from "../../../src/core/cli/CliProcesses.ts"
import type { PlatformManifest } from "../../../src/core/ports/Manifest.ts"

export interface TestMachine {
  readonly home: string
  readonly start: string
  readonly write: (file: string, text: string) => void
  /** With these platforms beside the product's own, and these variables set. */
  readonly layer: (
    platforms?: ReadonlyArray<PlatformManifest>,
    environment?: Readonly<Record<string, string>>
  ) => Layer.Layer<Startup | CliProcesses | NodeServices.NodeServices>
  /** What is written there now, and nothing else. */
  readonly startup: (
    platforms?: ReadonlyArray<PlatformManifest>,
    environment?: Readonly<Record<string, string>>
  ) => Layer.Layer<Startup, never, FileSystem.FileSystem | Path.Path>
}

export const makeTestMachine = Effect.acquireRelease(
  Effect.sync(() => realpathSync(mkdtempSync(join(tmpdir(), "orchestrator-setup-")))),
  (root) => Effect.sync(() => rmSync(root, { recursive: true, force: true }))
).pipe(
  Effect.map((root): TestMachine => {
    const [home, start] = [join(root, "data"), join(root, "start")]
    mkdirSync(home, { mode: 0o700 })
    mkdirSync(start)
    const read = (platforms: ReadonlyArray<PlatformManifest>, more: Readonly<Record<string, string>>) =>
      Effect.gen(function* () {
        // no coding CLI is found, so that every agent rehearses
        const machine = { PATH: "", HOME: root, ...more }
        const config = yield* findConfig({ environment: machine, start, home })
        const { values: environment } = yield* loadDotEnv({ environment: machine, config, home })
        const known = [...platformList.filter(({ name }) => !platforms.some((own) => own.name === name)), ...platforms]
        const loaded = yield* loadConfig({ backends: backendList, platforms: known, environment: machine, start, home })
        return Startup.of({ ...loaded, environment, start, home, product: resolve(import.meta.dirname, "../../..") })
      })
    const startup: TestMachine["startup"] = (platforms = [], environment = {}) =>
      Layer.effect(Startup, Effect.orDie(read(platforms, environment)))
    return {
      home,
      start,
      write: (file, text) => {
        mkdirSync(resolve(file, ".."), { recursive: true })
        writeFileSync(file, text, { mode: 0o600 })
      },
      startup,
      layer: (platforms = [], environment = {}) =>
        Layer.fresh(layerProcesses).pipe(
          Layer.provideMerge(startup(platforms, environment)),
          Layer.provideMerge(NodeServices.layer),
          Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
        )
    }
  })
)
