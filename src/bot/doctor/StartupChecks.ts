/**
 * The startup as `Startup` reads it, step by step and without giving up: what is wrong becomes a finding, and the rest is
 * looked at with what is right. Owns what stands in for what is broken.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { Problem } from "../../core/agents/Problem.ts"
import type { Check } from "../../core/ports/Manifest.ts"
import { backendList } from "../BackendList.ts"
import { dataDirectory } from "../config/DataDirectory.ts"
import { loadDotEnv } from "../config/DotEnv.ts"
import { type ConfigSource, defaultConfig, findConfig, loadConfig } from "../config/LoadConfig.ts"
import { platformList } from "../PlatformList.ts"
import { loadPrices } from "../Prices.ts"
import { machineEnvironment, productFolder, Startup } from "../Startup.ts"
import { failed, fine, guarded, split } from "./Finding.ts"

export interface Examined {
  readonly startup: Startup["Service"]
  readonly configuration: ReadonlyArray<Check>
  readonly data: ReadonlyArray<Check>
  /** Whether the data directory is the real one; else everything is looked at with an empty one. */
  readonly hasData: boolean
}

/** `config/orchestrator.yaml:4 lane.capacity: found "a lot"`, with what is expected as the fix. */
export const problemCheck = (name: string, { file, key, line, severity, text }: Problem): Check => {
  const { fix, found } = split(text)
  const where = [line === undefined ? file : `${file}:${line}`, key].filter((part) => part !== "").join(" ")
  return {
    name,
    state: severity === "error" ? "failed" : "warning",
    found: `${where}: ${found}`,
    fix: fix === "" ? `correct ${file}` : fix
  }
}

const examineHome = Effect.fnUntraced(function* (environment: Readonly<Record<string, string>>, start: string) {
  const fs = yield* FileSystem.FileSystem
  const result = yield* Effect.result(dataDirectory({ environment, start }))
  if (result._tag === "Success") {
    return { home: result.success, hasData: true, data: [fine("directory", result.success)] }
  }
  const { message, path, reason } = result.failure
  const { fix, found } = split(message)
  // a directory that others can write is still the one with the data in it
  const usable = reason === "writable-by-others"
  const home = usable ? path : yield* Effect.orDie(fs.makeTempDirectoryScoped({ prefix: "orchestrator-doctor-" }))
  return { home, hasData: usable, data: [failed("directory", found, fix)] }
})

const examineDotEnv = Effect.fnUntraced(function* (
  machine: Readonly<Record<string, string>>,
  config: string | undefined,
  home: string
) {
  const result = yield* Effect.result(loadDotEnv({ environment: machine, config, home }))
  if (result._tag === "Failure") {
    const { fix, found } = split(result.failure.message)
    return { environment: machine, checks: [failed(".env", found, fix)] }
  }
  const { files, values } = result.success
  const found = files.length === 0 ? "none; secrets come from the environment" : `${files.join(", ")}, yours alone`
  return { environment: values, checks: [fine(".env", found)] }
})

const examineFile = Effect.fnUntraced(function* (source: ConfigSource) {
  const result = yield* Effect.result(loadConfig(source))
  if (result._tag === "Success") {
    const found = result.success.file ?? "none, everything is at its default"
    return { config: result.success.config, file: result.success.file, checks: [fine("file", found)] }
  }
  return {
    // what is left to go wrong is the directory in which this runs, and without it nothing can be looked at
    config: yield* Effect.orDie(defaultConfig(source)),
    file: yield* findConfig(source),
    checks: result.failure.problems.map((problem) => problemCheck("file", problem))
  }
})

const examinePrices = loadPrices.pipe(
  Effect.map(({ asOf, models }) => [fine("prices", `${models.length} models, as of ${asOf}`)]),
  Effect.catchTag("PricesError", ({ detail, file }) =>
    Effect.succeed([failed("prices", `${file}: ${detail}`, "compare it with config/prices.yaml of the product")])
  )
)

/** What is written in the files of this data directory now. */
export const examineConfiguration = Effect.fnUntraced(function* (
  machine: Readonly<Record<string, string>>,
  start: string,
  home: string
) {
  const path = yield* Path.Path
  const source = { backends: backendList, platforms: platformList, environment: machine, start, home }
  const { checks, config, file } = yield* examineFile(source)
  const dotEnv = yield* examineDotEnv(machine, file, home)
  const startup = Startup.of({
    config,
    file,
    environment: dotEnv.environment,
    start: path.resolve(start),
    home,
    product: yield* productFolder
  })
  const prices = yield* guarded("prices", examinePrices).pipe(Effect.provideService(Startup, startup))
  const configuration: ReadonlyArray<Check> = [...checks, ...dotEnv.checks, ...prices]
  return { startup, configuration }
})

/** Fails only where there is nothing to stand on: the directory in which this runs is gone. */
export const examineStartup = Effect.gen(function* () {
  const start = yield* Effect.sync(() => process.cwd())
  const machine = yield* machineEnvironment
  const { data, hasData, home } = yield* examineHome(machine, start)
  const examined: Examined = { ...(yield* examineConfiguration(machine, start, home)), data, hasData }
  return examined
})
