/**
 * Files that agents send, in a folder where the person can find them. Owns the names: a name from an agent is hostile and
 * never leaves the folder, and no file is ever overwritten.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { PlatformError, Rejected } from "../../../core/ports/ChatPlatform.ts"
import { tameLine } from "./HostileText.ts"
import { platformName } from "./Inbound.ts"

const longestName = 100
const mostNames = 1000

/** `../../.bashrc` becomes `bashrc`. */
export const safeName = (name: string): string => {
  const last = tameLine(name).split(/[/\\]/).at(-1) ?? ""
  const tidy = last.replace(/[^\p{L}\p{N}._ -]/gu, "_").replace(/^[. -]+/, "")
  return tidy === "" ? "file" : tidy.slice(-longestName)
}

const numbered = (name: string, number: number): string => {
  if (number === 1) return name
  const dot = name.lastIndexOf(".")
  return dot <= 0 ? `${name}-${number}` : `${name.slice(0, dot)}-${number}${name.slice(dot)}`
}

export interface Files {
  /** Returns the path of the new file. */
  readonly keep: (name: string, content: string) => Effect.Effect<string, PlatformError>
}

/** Only the owner may read them: an agent may have been told a secret. */
export const makeFiles = (directory: string): Effect.Effect<Files, never, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = path.join(directory, "files")
    const refused = (detail: string) =>
      new PlatformError({
        platform: platformName,
        reason: new Rejected({ detail: `the file cannot be kept: ${detail}` })
      })

    const attempt = (name: string, content: string, number: number): Effect.Effect<string, PlatformError> => {
      const file = path.join(folder, numbered(name, number))
      return fs.writeFileString(file, content, { flag: "wx", mode: 0o600 }).pipe(
        Effect.as(file),
        Effect.catch((error) =>
          error.reason._tag === "AlreadyExists" && number < mostNames
            ? attempt(name, content, number + 1)
            : Effect.fail(refused(error.message))
        )
      )
    }

    return {
      keep: (name, content) =>
        fs.makeDirectory(folder, { recursive: true, mode: 0o700 }).pipe(
          Effect.mapError((error) => refused(error.message)),
          Effect.andThen(attempt(safeName(name), content, 1))
        )
    }
  })
