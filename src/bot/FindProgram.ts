/**
 * Whether a program is on this machine: a path that can be executed, or a name on the PATH.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"

/** The absolute path; undefined when there is none. */
export const findProgram = Effect.fn("findProgram")(function* (
  command: string,
  environment: Readonly<Record<string, string>>
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const candidates = command.includes("/")
    ? [path.resolve(command)]
    : (environment.PATH ?? "").split(":").flatMap((folder) => (folder === "" ? [] : [path.join(folder, command)]))
  for (const candidate of candidates) {
    const info = yield* Effect.option(fs.stat(candidate))
    if (info._tag === "Some" && info.value.type === "File" && (info.value.mode & 0o111) !== 0) return candidate
  }
  return undefined
})
