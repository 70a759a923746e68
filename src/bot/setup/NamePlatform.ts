/**
 * Names a platform in the configuration, which switches it on: in the file that is in force, else in a new one in the
 * data directory. Owns that everything else in the file stays as a person wrote it, comments and all.
 */
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { isMap } from "yaml"
import { readYaml } from "../config/YamlText.ts"
import { Startup } from "../Startup.ts"
import { replaceFile } from "./ReplaceFile.ts"

type Settings = Readonly<Record<string, Schema.Json>>

export class CannotName extends Schema.TaggedError<CannotName>()("CannotName", {
  file: Schema.String,
  lines: Schema.String
}) {
  override get message() {
    return `${this.file} cannot be changed without losing something; add these lines to it by hand:\n${this.lines}`
  }
}

const newFile = `# What differs from the defaults; config/orchestrator.example.yaml of the product shows every key.
`

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const valuesOf = (text: string): Readonly<Record<string, unknown>> => {
  const yaml = readYaml(text)
  return Result.isSuccess(yaml) ? yaml.success.values : {}
}

const expected = (text: string, name: string, settings: Settings): unknown => {
  const values = valuesOf(text)
  const platforms = isRecord(values.platforms) ? values.platforms : {}
  return { ...values, platforms: { ...platforms, [name]: settings } }
}

/** By a line of its own: the library would set comments and indentation anew. */
const byLine = (text: string, name: string, settings: Settings): string => {
  const yaml = Result.getOrUndefined(readYaml(text))
  const lines = text.split("\n")
  const line = (indent: string) => `${indent}${name}: ${JSON.stringify(settings)}`
  if (yaml === undefined || !("platforms" in yaml.values)) {
    const gap = text === "" || text.endsWith("\n") ? "" : "\n"
    return `${text}${gap}platforms:\n${line("  ")}\n`
  }
  const [first] = isRecord(yaml.values.platforms) ? Object.keys(yaml.values.platforms) : []
  const indent = first === undefined ? "  " : /^ */.exec(lines[yaml.lineOf(["platforms", first]) - 1] ?? "")?.[0]
  return lines.toSpliced(yaml.lineOf(["platforms"]), 0, line(indent ?? "  ")).join("\n")
}

/** For what is written in braces. */
const byDocument = (text: string, name: string, settings: Settings): string => {
  const yaml = Result.getOrUndefined(readYaml(text))
  if (yaml === undefined || !isMap(yaml.document.contents)) return text
  const { document } = yaml
  const platforms = document.get("platforms")
  if (isMap(platforms)) platforms.set(name, document.createNode(settings))
  else document.set("platforms", document.createNode({ [name]: settings }))
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

/** The text with the platform in it; undefined when that cannot be done without losing something. */
export const withPlatform = (text: string, name: string, settings: Settings): string | undefined => {
  const { platforms } = valuesOf(text)
  if (isRecord(platforms) && Object.hasOwn(platforms, name)) return text
  if (platforms !== undefined && platforms !== null && !isRecord(platforms)) return undefined
  const wanted = expected(text, name, settings)
  return [byLine, byDocument]
    .map((way) => way(text, name, settings))
    .find((written) => Equal.equals(valuesOf(written), wanted))
}

/** Returns the file, and whether it was changed. */
export const namePlatform = Effect.fn("namePlatform")(function* (name: string, settings: Settings) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { file: inForce, home } = yield* Startup
  const file = inForce ?? path.join(home, "orchestrator.yaml")
  const before = inForce === undefined ? newFile : yield* fs.readFileString(inForce)
  const text = withPlatform(before, name, settings)
  if (text === undefined) {
    return yield* new CannotName({ file, lines: `platforms:\n  ${name}: ${JSON.stringify(settings)}` })
  }
  if (inForce !== undefined && text === before) return { file, changed: false }
  const mode = inForce === undefined ? 0o600 : (yield* fs.stat(inForce)).mode & 0o777
  yield* replaceFile(file, text, mode)
  return { file, changed: true }
})
