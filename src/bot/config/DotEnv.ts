/**
 * The environment of the service: the real one, completed from `.env` files that nobody but their owner can read. Owns
 * which files count and that secrets leave only as `Redacted`.
 */
// Effect's own reader of .env hands out a nested provider that cannot say which names there are.
import { parseEnv } from "node:util"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

export class DotEnvError extends Schema.TaggedError<DotEnvError>()("DotEnvError", {
  file: Schema.String,
  /** The permission bits, `644`; absent when the file cannot be read. */
  mode: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    return this.mode === undefined
      ? `${this.file} cannot be read; check its permissions`
      : `others can read ${this.file} (mode ${this.mode}), which holds secrets; run: chmod 600 '${this.file}'`
  }
}

export interface Environment {
  /** Names and values, empty ones left out. */
  readonly values: Readonly<Record<string, string>>
  /** The files that were read. */
  readonly files: ReadonlyArray<string>
  readonly secret: (name: string) => Option.Option<Redacted.Redacted>
}

export interface DotEnvSource {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The configuration file, if there is one. */
  readonly config: string | undefined
  /** The data directory. */
  readonly home: string
}

/** Beside the configuration; for `config/orchestrator.yaml` also where `config/` lies; then the data directory. */
const candidates = (path: Path.Path, { config, home }: DotEnvSource): ReadonlyArray<string> => {
  const beside = config === undefined ? [] : [path.dirname(config)]
  const above = beside.filter((folder) => path.basename(folder) === "config").map((folder) => path.dirname(folder))
  return [...new Set([...beside, ...above, home])].map((folder) => path.join(folder, ".env"))
}

/** The environment wins over the files, an earlier file over a later one. */
export const loadDotEnv = Effect.fn("loadDotEnv")(function* (source: DotEnvSource) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const files: Array<string> = []
  const values: Record<string, string> = {}
  const add = (record: Readonly<Record<string, string | undefined>>) => {
    for (const [name, value] of Object.entries(record)) {
      if (value !== undefined && value !== "" && !Object.hasOwn(values, name)) values[name] = value
    }
  }
  add(source.environment)
  for (const file of candidates(path, source)) {
    const info = yield* fs.stat(file).pipe(Effect.option)
    if (info._tag === "None") continue
    if ((info.value.mode & 0o077) !== 0) {
      return yield* new DotEnvError({ file, mode: (info.value.mode & 0o777).toString(8).padStart(3, "0") })
    }
    const text = yield* fs.readFileString(file).pipe(Effect.mapError(() => new DotEnvError({ file })))
    add(parseEnv(text))
    files.push(file)
  }
  const loaded: Environment = {
    values,
    files,
    secret: (name) =>
      Object.hasOwn(values, name) ? Option.some(Redacted.make(values[name] ?? "", { label: name })) : Option.none()
  }
  return loaded
})
