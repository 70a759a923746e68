/**
 * Keeps a secret in the `.env` file of the data directory, for its owner alone and with every other line as it was. Owns
 * that what was kept is what the service will use: something that is read before it is named instead.
 */
// the reader of .env files is Node's own: what is written is read back with it before it counts
import { parseEnv } from "node:util"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Redacted from "effect/Redacted"
import { NotKept } from "../../core/ports/Guide.ts"
import { loadDotEnv } from "../config/DotEnv.ts"
import { machineEnvironment, Startup } from "../Startup.ts"
import { replaceFile } from "./ReplaceFile.ts"

const quotes = ["", "'", '"', "`"]

/** Undefined when no way of writing it in one line is read back as it is. */
const lineOf = (name: string, value: string): string | undefined =>
  /[\r\n]/.test(value)
    ? undefined
    : quotes.map((quote) => `${name}=${quote}${value}${quote}`).find((line) => parseEnv(line)[name] === value)

const withLine = (text: string, name: string, line: string): string => {
  const own = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`)
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n")
  const at = lines.findIndex((each) => own.test(each))
  const rest = lines.filter((each, index) => index === at || !own.test(each))
  return `${(at < 0 ? [...rest, line] : rest.with(at, line)).join("\n")}\n`
}

export const keepSecret = Effect.fn("keepSecret")(function* (name: string, secret: Redacted.Redacted) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { file: config, home } = yield* Startup
  const value = Redacted.value(secret)
  const line = lineOf(name, value)
  const refuse = (detail: string, remedy: string) => new NotKept({ name, detail, remedy })
  if (line === undefined) return yield* refuse("this value cannot be written into a .env file", "copy it again")
  const file = path.join(home, ".env")
  const there = yield* Effect.orElseSucceed(fs.exists(file), () => false)
  const before = there
    ? yield* Effect.mapError(fs.readFileString(file), () => refuse(`${file} cannot be read`, "check its permissions"))
    : ""
  yield* Effect.mapError(replaceFile(file, withLine(before, name, line), 0o600), ({ message }) =>
    refuse("it is not kept", message)
  )
  const machine = yield* machineEnvironment
  const { files, values } = yield* Effect.mapError(loadDotEnv({ environment: machine, config, home }), ({ message }) =>
    refuse("it is kept, and cannot be read back", message)
  )
  if (values[name] === value) return file
  const inFiles = yield* Effect.forEach(files, (each) =>
    Effect.map(
      Effect.orElseSucceed(fs.readFileString(each), () => ""),
      (text) => (parseEnv(text)[name] === undefined ? [] : [each])
    )
  )
  const first = (machine[name] ?? "") === "" ? inFiles.flat()[0] : "the environment"
  return yield* refuse(
    `it is kept in ${file}, and another value in ${first ?? "another file"} counts before it`,
    "take that one away, then run again: orchestrator setup"
  )
})
