/**
 * What is known before anything runs: where the service was started, its environment, its data directory and its
 * configuration. Owns reading them, once, in that order. Everything in it that is wrong is said at once.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import { backendList } from "./BackendList.ts"
import type { Config } from "./config/ConfigSchema.ts"
import { dataDirectory } from "./config/DataDirectory.ts"
import { loadDotEnv } from "./config/DotEnv.ts"
import { findConfig, loadConfig } from "./config/LoadConfig.ts"
import { platformList } from "./PlatformList.ts"

/** The folder that this product was installed into. */
export const productFolder = Effect.map(Path.Path, (path) => path.resolve(import.meta.dirname, "..", ".."))

/** The environment of this process. */
export const machineEnvironment = Effect.sync(() => {
  const machine: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) machine[name] = value
  return machine
})

export class Startup extends Context.Service<
  Startup,
  {
    readonly config: Config
    /** The configuration file; undefined when everything is at its default. */
    readonly file: string | undefined
    /** The machine's environment with the `.env` files in. */
    readonly environment: Readonly<Record<string, string>>
    /** The directory in which the service was started. */
    readonly start: string
    /** The data directory. */
    readonly home: string
    /** The folder that this product was installed into. */
    readonly product: string
  }
>()("orchestrator/bot/Startup") {
  static readonly layer = Layer.effect(
    Startup,
    Effect.gen(function* () {
      const start = process.cwd()
      const machine = yield* machineEnvironment
      const home = yield* dataDirectory({ environment: machine, start })
      const config = yield* findConfig({ environment: machine, start, home })
      const { values: environment } = yield* loadDotEnv({ environment: machine, config, home })
      const loaded = yield* loadConfig({
        backends: backendList,
        platforms: platformList,
        // Where the configuration lies is the machine's word: a .env file is found beside it.
        environment: machine,
        start,
        home
      })
      return Startup.of({ ...loaded, environment, start, home, product: yield* productFolder })
    })
  )
}
