/**
 * Where everything that the service keeps lives: `ORCHESTRATOR_HOME`, else the user's data directory. Makes it for its
 * owner alone and makes sure that it can be written; what lies inside belongs to others.
 */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as UserDirectories from "effect/persistence/UserDirectories"
import * as Schema from "effect/Schema"
import { absolutePath } from "../../core/agents/WorkDirectory.ts"

export class DataDirectoryError extends Schema.TaggedError<DataDirectoryError>()("DataDirectoryError", {
  path: Schema.String,
  reason: Schema.Literals(["unknown", "file", "writable-by-others", "not-writable"])
}) {
  override get message() {
    const remedy = "set ORCHESTRATOR_HOME to a directory that you can write"
    return {
      unknown: `the data directory is not known: HOME is not set; ${remedy}`,
      file: `the data directory ${this.path} is a file; ${remedy}`,
      "writable-by-others": `others can write to the data directory ${this.path}; run: chmod 700 '${this.path}'`,
      "not-writable": `the data directory ${this.path} cannot be made or written; ${remedy}`
    }[this.reason]
  }
}

export interface DataDirectorySource {
  readonly environment: Readonly<Record<string, string>>
  /** The directory in which the service was started; a relative `ORCHESTRATOR_HOME` starts there. */
  readonly start: string
}

const locate = Effect.fnUntraced(function* ({ environment, start }: DataDirectorySource) {
  const path = yield* Path.Path
  const named = environment.ORCHESTRATOR_HOME
  if (named !== undefined && named !== "") {
    return absolutePath(path, named, environment.HOME === undefined ? { start } : { start, home: environment.HOME })
  }
  return yield* UserDirectories.make()
    .data("orchestrator")
    .pipe(
      Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord({ ...environment })),
      Effect.mapError(() => new DataDirectoryError({ path: "", reason: "unknown" }))
    )
})

/** The absolute path of a directory that exists and can be written. */
export const dataDirectory = Effect.fn("dataDirectory")(function* (source: DataDirectorySource) {
  const fs = yield* FileSystem.FileSystem
  const directory = yield* locate(source)
  const refuse = (reason: DataDirectoryError["reason"]) => new DataDirectoryError({ path: directory, reason })
  const before = yield* fs.stat(directory).pipe(Effect.option)
  if (before._tag === "Some" && before.value.type !== "Directory") return yield* refuse("file")
  const info = yield* fs.makeDirectory(directory, { recursive: true, mode: 0o700 }).pipe(
    Effect.andThen(fs.access(directory, { readable: true, writable: true })),
    Effect.andThen(fs.stat(directory)),
    Effect.mapError(() => refuse("not-writable"))
  )
  if ((info.mode & 0o022) !== 0) return yield* refuse("writable-by-others")
  return directory
})
