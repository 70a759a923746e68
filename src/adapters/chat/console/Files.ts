/**
 * Files that agents send, in a folder where the person can find them. Owns the names: a name from an agent is hostile and
 * never leaves the folder, and no file is ever overwritten.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { uploadBytes } from "../../../core/chat/UploadBytes.ts"
import { type Operation, PlatformError, Rejected } from "../../../core/ports/ChatPlatform.ts"
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

type Upload = Pick<Extract<Operation, { readonly _tag: "Upload" }>, "name" | "content" | "encoding">

export interface Files {
  /** Returns the path of the new file. */
  readonly keep: (upload: Upload) => Effect.Effect<string, PlatformError>
}

/** Only the owner may read them: an agent may have been told a secret. */
export const makeFiles = (directory: string): Effect.Effect<Files, never, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = path.join(directory, "files")
    const rejected = (reason: Rejected) => new PlatformError({ platform: platformName, reason })
    const refused = (detail: string) => rejected(new Rejected({ detail: `the file cannot be kept: ${detail}` }))

    const attempt = (name: string, content: Uint8Array, number: number): Effect.Effect<string, PlatformError> => {
      const file = path.join(folder, numbered(name, number))
      return fs.writeFile(file, content, { flag: "wx", mode: 0o600 }).pipe(
        Effect.as(file),
        Effect.catch((error) =>
          error.reason._tag === "AlreadyExists" && number < mostNames
            ? attempt(name, content, number + 1)
            : Effect.fail(refused(error.message))
        )
      )
    }

    return {
      keep: ({ name, ...file }) =>
        Effect.gen(function* () {
          const bytes = yield* Effect.mapError(Effect.fromResult(uploadBytes(file)), rejected)
          yield* Effect.mapError(fs.makeDirectory(folder, { recursive: true, mode: 0o700 }), (error) =>
            refused(error.message)
          )
          return yield* attempt(safeName(name), bytes, 1)
        })
    }
  })
