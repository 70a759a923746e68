/**
 * Where the dashboard's built client lies. In a clone of the repository it is built when it is missing or older than
 * what it is made of: in a process of its own, outside of `dist` since that is packed, and then put in place. What a killed
 * build left is swept by the next. An installed package has no sources and never builds. What must not change while the service runs is not touched twice.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as ChildProcess from "effect/process/ChildProcess"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { allowedEnvironment } from "../core/ports/BackendConfig.ts"
import { Startup } from "./Startup.ts"

export class DashboardBuildError extends Schema.TaggedError<DashboardBuildError>()("DashboardBuildError", {
  reason: Schema.Literals(["missing", "no-builder", "failed"]),
  /** What the builder said. */
  detail: Schema.String
}) {
  override get message() {
    return {
      missing: "the dashboard is not part of this installation: install it again",
      "no-builder": "the dashboard cannot be built without the development dependencies: npm install",
      failed: `the dashboard was not built; see what is wrong with: npm run build${this.detail && `\n${this.detail}`}`
    }[this.reason]
  }
}

export interface DashboardBuilder {
  /** Without this file there is no builder. */
  readonly program: string
  /** The command that builds into that folder. */
  readonly command: (folder: string) => readonly [string, ...ReadonlyArray<string>]
}

export interface DashboardBuildOptions {
  /** The folder that the product was installed into. */
  readonly product: string
  readonly builder: DashboardBuilder
  /** The machine's; the builder sees no more of it than a CLI does. */
  readonly environment: Readonly<Record<string, string>>
}

const client = "src/adapters/surface/web/client"

/** All that the built client is made of; of the core it may use anything that is no service. */
const ingredients = [client, "src/core", "package-lock.json"]

const patience = Duration.minutes(5)
const mostSaid = 2_000

/** Milliseconds since 1970; undefined when it is not there. */
const changedAt = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const info = yield* Effect.option(fs.stat(file))
  return Option.match(
    Option.flatMap(info, ({ mtime }) => mtime),
    {
      onNone: () => undefined,
      onSome: (date) => date.getTime()
    }
  )
})

/** When something in it changed last; a folder changes when something is put into it or taken away. */
const newestIn = Effect.fnUntraced(function* (root: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const inside = yield* fs.readDirectory(root, { recursive: true }).pipe(Effect.orElseSucceed(() => []))
  const times = yield* Effect.forEach(["", ...inside], (each) => changedAt(path.join(root, each)), { concurrency: 16 })
  return times.reduce<number>((newest, time) => Math.max(newest, time ?? 0), 0)
})

/** A folder to build in: on the same disk as `dist`, and in nobody's package. */
const makeAside = Effect.fnUntraced(function* (product: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const directory = path.join(product, ".cache", "dashboard")
  yield* fs.makeDirectory(directory, { recursive: true })
  const now = yield* Clock.currentTimeMillis
  for (const name of yield* fs.readDirectory(directory)) {
    const left = path.join(directory, name)
    const since = yield* changedAt(left)
    // no build that lives is as old as this
    if (since !== undefined && now - since > 2 * Duration.toMillis(patience)) {
      yield* Effect.ignore(fs.remove(left, { recursive: true }))
    }
  }
  return yield* fs.makeTempDirectoryScoped({ directory })
})

const build = Effect.fn("DashboardBuild.build")(function* ({ product, builder, environment }: DashboardBuildOptions) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const spawner = yield* ChildProcessSpawner
  if (!(yield* fs.exists(builder.program))) {
    return yield* new DashboardBuildError({ reason: "no-builder", detail: "" })
  }
  yield* Effect.logInfo("building the dashboard: it is there in a few seconds")
  const began = yield* Clock.currentTimeMillis
  const aside = yield* makeAside(product)
  const made = path.join(aside, "new")
  const [program, ...args] = builder.command(made)
  const child = yield* spawner.spawn(
    ChildProcess.make(program, args, {
      cwd: product,
      stdin: "ignore",
      env: allowedEnvironment(environment, { prefixes: [], names: ["NODE_COMPILE_CACHE"] }),
      extendEnv: false,
      forceKillAfter: "2 seconds"
    })
  )
  const [said, code] = yield* Effect.all([Stream.mkString(Stream.decodeText(child.all)), child.exitCode], {
    concurrency: 2
  })
  const page = path.join(made, "index.html")
  if (code !== 0 || !(yield* fs.exists(page))) {
    return yield* new DashboardBuildError({ reason: "failed", detail: said.trim().slice(-mostSaid) })
  }
  // what was changed while it was built is newer than it
  yield* fs.utimes(page, new Date(began), new Date(began))
  const dist = path.join(product, "dist")
  yield* fs.makeDirectory(dist, { recursive: true })
  const place = path.join(dist, "dashboard")
  yield* fs.rename(place, path.join(aside, "old")).pipe(Effect.ignore)
  // somebody else put theirs there in between: it is as new as this
  yield* fs
    .rename(made, place)
    .pipe(
      Effect.catch((error) =>
        Effect.flatMap(fs.exists(path.join(place, "index.html")), (there) => (there ? Effect.void : Effect.fail(error)))
      )
    )
}, Effect.scoped)

const find = Effect.fn("DashboardBuild.find")(function* (options: DashboardBuildOptions) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = path.join(options.product, "dist", "dashboard")
  const builtAt = yield* changedAt(path.join(folder, "index.html"))
  if (!(yield* fs.exists(path.join(options.product, client)))) {
    return builtAt === undefined ? yield* new DashboardBuildError({ reason: "missing", detail: "" }) : folder
  }
  const times = yield* Effect.forEach(ingredients, (each) => newestIn(path.join(options.product, each)))
  if (builtAt !== undefined && Math.max(...times) <= builtAt) return folder
  const told = build(options).pipe(
    Effect.timeout(patience),
    Effect.catchTags({
      PlatformError: (error) => failed(error.message),
      TimeoutError: () => failed(`it took longer than ${Duration.format(patience)}`)
    })
  )
  if (builtAt === undefined) yield* told
  // an old dashboard is better than none
  else
    yield* Effect.catch(told, (error) => Effect.logWarning("the dashboard is older than its sources:", error.message))
  return folder
})

const failed = (detail: string) => Effect.fail(new DashboardBuildError({ reason: "failed", detail }))

/** Begins at once; ends with the scope. */
export const makeDashboardBuild = Effect.fnUntraced(function* (options: DashboardBuildOptions) {
  const found = yield* find(options).pipe(
    Effect.catchTag("PlatformError", (error) => failed(error.message)),
    Effect.tapError((error) => Effect.logError(error.message)),
    Effect.forkScoped
  )
  const fs = yield* FileSystem.FileSystem
  const folder = (yield* Path.Path).join(options.product, "dist", "dashboard")
  const isThere = fs.exists(`${folder}/index.html`).pipe(Effect.orElseSucceed(() => false))
  // somebody may have followed the advice since
  const afterAll = (error: DashboardBuildError) =>
    Effect.flatMap(isThere, (there) => (there ? Effect.succeed(folder) : Effect.fail(error)))
  return DashboardBuild.of({ folder: Effect.catch(Fiber.join(found), afterAll) })
})

export class DashboardBuild extends Context.Service<
  DashboardBuild,
  {
    /** The folder with `index.html` and `assets`; waits for a build that is under way. */
    readonly folder: Effect.Effect<string, DashboardBuildError>
  }
>()("orchestrator/bot/DashboardBuild") {
  static readonly layer = Layer.effect(
    DashboardBuild,
    Effect.gen(function* () {
      const { environment, product } = yield* Startup
      const path = yield* Path.Path
      const program = path.join(product, "node_modules/vite/bin/vite.js")
      const config = path.join(product, client, "vite.config.ts")
      return yield* makeDashboardBuild({
        product,
        environment,
        builder: {
          program,
          command: (folder) => [
            ...([process.execPath, program, "build", "--config", config] as const),
            ...["--outDir", folder, "--logLevel", "warn"]
          ]
        }
      })
    })
  )
}
