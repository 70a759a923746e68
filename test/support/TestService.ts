/**
 * The whole service on a folder of its own, with platforms given by the test: the product's own layers, nothing
 * replaced below them. Starting it twice on one folder, one after the other, is a restart.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import { backendList } from "../../src/bot/BackendList.ts"
import { layerCore } from "../../src/bot/Core.ts"
import { loadConfig } from "../../src/bot/config/LoadConfig.ts"
import { platformList } from "../../src/bot/PlatformList.ts"
import { configuredPlatforms } from "../../src/bot/Platforms.ts"
import { Startup } from "../../src/bot/Startup.ts"
import { layerStores } from "../../src/bot/Stores.ts"
import { layerWebServer } from "../../src/bot/WebServer.ts"
import type { ChatPlatform } from "../../src/core/ports/ChatPlatform.ts"
import { definePlatform, type PlatformManifest } from "../../src/core/ports/Manifest.ts"
import { listen } from "../../src/core/sessions/Gateways.ts"
import { shareCompiled } from "./Compiled.ts"
import { layerWithoutTools } from "./WithoutTools.ts"

export interface TestHome {
  readonly home: string
  readonly workdir: string
  readonly product: string
}

const agentFile = (name: string, backend: string, keys: string) =>
  `---\nname: ${name}\ndescription: for tests\nbackend: ${backend}\n${keys}---\nYou are ${name}.\n`

/** By name. `keys` are more lines of frontmatter. */
export type TestAgents = Readonly<Record<string, { readonly backend: string; readonly keys?: string }>>

/** A data directory with agents in it, removed with the scope. */
export const makeTestHome = (agents: TestAgents) =>
  Effect.acquireRelease(
    Effect.sync((): TestHome => {
      const home = mkdtempSync(join(tmpdir(), "orchestrator-test-"))
      const workdir = join(home, "work")
      mkdirSync(workdir)
      mkdirSync(join(home, "agents"))
      shareCompiled(home)
      for (const [name, { backend, keys }] of Object.entries(agents)) {
        writeFileSync(join(home, "agents", `${name}.md`), agentFile(name, backend, keys ?? ""))
      }
      return { home, workdir, product: resolve(import.meta.dirname, "../..") }
    }),
    ({ home }) => Effect.sync(() => rmSync(home, { recursive: true, force: true }))
  )

export interface TestServiceOptions {
  readonly home: TestHome
  /** Beside those that the configuration names. */
  readonly platforms: ReadonlyArray<ChatPlatform>
  /** The configuration file's text. */
  readonly config?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Agents get the service's own tools: it listens on a port of this machine. */
  readonly tools?: boolean
}

/** So that the configuration may name it. */
const manifestOf = ({ capabilities, name }: ChatPlatform): PlatformManifest =>
  definePlatform({
    name,
    title: "A platform of the test",
    config: Schema.Struct({}),
    capabilities,
    create: () => Effect.never,
    checks: () => Effect.succeed([])
  })

const layerStartup = ({ config, environment, home, platforms, tools }: TestServiceOptions) =>
  Layer.effect(
    Startup,
    Effect.gen(function* () {
      const listening = tools === true && !/^web:/m.test(config ?? "") ? "web:\n  listen: 127.0.0.1:0\n" : ""
      if (config !== undefined || tools === true) {
        writeFileSync(join(home.home, "orchestrator.yaml"), (config ?? "") + listening)
      }
      const machine = { PATH: process.env.PATH ?? "", HOME: home.home, ...environment }
      const loaded = yield* loadConfig({
        backends: backendList,
        platforms: [...platformList, ...platforms.map(manifestOf)],
        environment: machine,
        start: home.workdir,
        home: home.home
      })
      return Startup.of({
        ...loaded,
        environment: machine,
        start: home.workdir,
        home: home.home,
        product: home.product
      })
    })
  )

const layerOn = (platforms: ReadonlyArray<ChatPlatform>, tools: boolean) =>
  Layer.effectDiscard(Effect.forkScoped(listen(platforms))).pipe(
    Layer.provideMerge(tools ? layerWebServer : layerWithoutTools),
    Layer.provideMerge(layerCore(platforms))
  )

/** Every layer of the service, listening on the platforms that are given and on those that the configuration names. */
export const layerTestService = (options: TestServiceOptions) =>
  Layer.unwrap(
    Effect.map(configuredPlatforms, (configured) =>
      layerOn([...options.platforms, ...configured], options.tools ?? false)
    )
  ).pipe(
    Layer.provideMerge(layerStores),
    Layer.provideMerge(layerStartup(options)),
    Layer.provideMerge(NodeServices.layer),
    Layer.provideMerge(
      Layer.succeed(References.MinimumLogLevel, process.env.TEST_LOG === undefined ? "None" : "Debug")
    ),
    Layer.provideMerge(Logger.layer([Logger.consolePretty()]))
  )
