/**
 * Finds the configuration file, reads it and reports everything that is wrong with it at once. Owns where the file is
 * looked for and how its problems are worded; the keys are in `ConfigSchema`.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Problem, problemText } from "../../core/agents/Problem.ts"
import { schemaProblems, showValue } from "../../core/agents/SchemaProblems.ts"
import { absolutePath } from "../../core/agents/WorkDirectory.ts"
import type { BackendManifest, PlatformManifest } from "../../core/ports/Manifest.ts"
import { type Config, configSchema } from "./ConfigSchema.ts"
import { isSecretName, isSecretValue } from "./SecretText.ts"
import { readYaml, type YamlText } from "./YamlText.ts"

export class ConfigError extends Schema.TaggedError<ConfigError>()("ConfigError", {
  problems: Schema.NonEmptyArray(Problem)
}) {
  /** One line per problem. */
  override get message() {
    return this.problems.map(problemText).join("\n")
  }
}

export interface ConfigSource {
  readonly backends: ReadonlyArray<BackendManifest>
  readonly platforms: ReadonlyArray<PlatformManifest>
  readonly environment: Readonly<Record<string, string>>
  /** The directory in which the service was started. */
  readonly start: string
  /** The data directory. */
  readonly home: string
}

export interface LoadedConfig {
  readonly config: Config
  /** Absolute; undefined when there is none and everything is at its default. */
  readonly file: string | undefined
}

type Steps = ReadonlyArray<string | number>

const noSecrets = "expected none in this file; put it in the environment, or in a .env file with mode 0600"

/** `ORCHESTRATOR_CONFIG`, else `./config/orchestrator.yaml`, else `orchestrator.yaml` in the data directory. */
export const findConfig = Effect.fn("findConfig")(function* (
  source: Pick<ConfigSource, "environment" | "start" | "home">
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const named = source.environment.ORCHESTRATOR_CONFIG
  if (named !== undefined && named !== "") {
    return absolutePath(path, named, { start: source.start, ...homeOf(source.environment) })
  }
  for (const file of [
    path.join(source.start, "config", "orchestrator.yaml"),
    path.join(source.home, "orchestrator.yaml")
  ]) {
    if (yield* fs.exists(file).pipe(Effect.orElseSucceed(() => false))) return file
  }
  return undefined
})

const homeOf = (environment: Readonly<Record<string, string>>): { readonly home?: string } =>
  environment.HOME === undefined || environment.HOME === "" ? {} : { home: environment.HOME }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A key without a value is at its default; a platform without one is on. */
const withoutNulls = (values: Readonly<Record<string, unknown>>, path: Steps = []): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]): ReadonlyArray<readonly [string, unknown]> => {
      if (value === null) return path.length === 1 && path[0] === "platforms" ? [[key, {}]] : []
      return [[key, isRecord(value) ? withoutNulls(value, [...path, key]) : value]]
    })
  )

const secretsIn = (value: unknown, path: Steps = []): ReadonlyArray<Steps> => {
  if (Array.isArray(value)) return value.flatMap((each, index) => secretsIn(each, [...path, index]))
  if (isRecord(value)) return Object.entries(value).flatMap(([key, each]) => secretsIn(each, [...path, key]))
  return isSecretValue(value) ? [path] : []
}

const read = Effect.fnUntraced(function* (source: ConfigSource, shown: string, yaml: YamlText) {
  const schema = configSchema(source.backends, source.platforms)
  const values = withoutNulls(yaml.values)
  const problems: Array<Problem> = []
  const add = (path: Steps, text: string) =>
    problems.push({ file: shown, line: yaml.lineOf(path), key: path.join("."), text, severity: "error" })
  const secrets = secretsIn(values)
  for (const path of secrets) add(path, `found what looks like a secret; ${noSecrets}`)
  const hidden = (path: Steps) => secrets.some((secret) => path.every((step, index) => step === secret[index]))

  const decoded = Schema.decodeResult(schema)(values, { errors: "all", onExcessProperty: "error" })
  if (Result.isFailure(decoded)) {
    const show = (value: unknown, path: Steps) =>
      typeof value === "number" ? (yaml.writtenAt(path) ?? showValue(value)) : showValue(value)
    for (const { path, kind, text } of schemaProblems(decoded.failure, values, show)) {
      if (hidden(path)) continue
      const secret = kind === "unknown" && isSecretName(String(path.at(-1)))
      add(path, secret ? `found a key for a secret; ${noSecrets}` : text)
    }
  } else {
    const path = yield* Path.Path
    const fs = yield* FileSystem.FileSystem
    for (const [index, root] of decoded.success.workdirs.entries()) {
      const at = absolutePath(path, root, { start: source.start, ...homeOf(source.environment) })
      if (yield* fs.exists(at).pipe(Effect.orElseSucceed(() => false))) continue
      add(["workdirs", index], `found ${JSON.stringify(root)}; expected a directory that exists`)
    }
  }
  const [first, ...rest] = problems.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0))
  if (first !== undefined) return yield* new ConfigError({ problems: [first, ...rest] })
  const config = Result.getOrThrow(decoded)
  // An adapter decodes its own keys when it is created, so it is given them as they would be written.
  const { backends, platforms } = yield* Effect.orDie(Schema.encodeEffect(schema)(config))
  const result: Config = { ...config, backends: backends ?? {}, platforms: platforms ?? {} }
  return result
})

/** Everything at its default, for a command that must go on where the file is broken. */
export const defaultConfig = (source: ConfigSource) =>
  Effect.flatMap(Effect.fromResult(readYaml("")), (yaml) => read(source, "defaults", yaml))

export const loadConfig = Effect.fn("loadConfig")(function* (source: ConfigSource) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = yield* findConfig(source)
  const relative = file === undefined ? "" : path.relative(source.start, file)
  const shown = file === undefined ? "defaults" : relative.startsWith("..") ? file : relative
  const text =
    file === undefined
      ? ""
      : yield* fs.readFileString(file).pipe(
          Effect.mapError((cause) => {
            const why = cause.reason._tag === "NotFound" ? "the file does not exist" : "the file cannot be read"
            const remedy =
              source.environment.ORCHESTRATOR_CONFIG === undefined
                ? "check its permissions"
                : "check ORCHESTRATOR_CONFIG"
            return new ConfigError({
              problems: [{ file: shown, key: "", text: `${why}; ${remedy}`, severity: "error" }]
            })
          })
        )
  const yaml = readYaml(text)
  if (Result.isFailure(yaml)) {
    const { line, column, text: said } = yaml.failure
    return yield* new ConfigError({
      problems: [{ file: shown, line, key: "", text: `column ${column}: ${said}`, severity: "error" }]
    })
  }
  const loaded: LoadedConfig = { config: yield* read(source, shown, yaml.success), file }
  return loaded
})
