/**
 * Files that may leave this machine for a chat: regular ones, small enough, under a directory that is allowed once all
 * links are resolved, and none of the service's own. Owns that gate and how a file's bytes are written; default deny.
 */
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { labelOf } from "../chat/Cut.ts"
import { mediaTypeOf, telling, unknownType } from "../files/MediaTypes.ts"
import { ToolError } from "./Toolbox.ts"

export interface FileToSend {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  /** The same as text, or as base64. */
  readonly content: string
  readonly encoding?: "base64"
}

export interface SentFilesSettings {
  /** Absolute: files below them may be sent by anybody who may send files. */
  readonly roots: ReadonlyArray<string>
  /** Absolute: what the service keeps for itself. A directory below it that is allowed counts all the same. */
  readonly own: ReadonlyArray<string>
}

export interface SentFiles {
  /** `from` is the directory against which a relative path is meant, and may itself be sent from when `within`. */
  readonly read: (written: string, from: { readonly workdir?: string }) => Effect.Effect<FileToSend, ToolError>
}

const mostBytes = 8 * 1024 * 1024
const longestName = 100

const textOf = (bytes: Uint8Array): string | undefined => {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

export const sentFiles = (
  settings: SentFilesSettings
): Effect.Effect<SentFiles, never, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const real = (target: string) => Effect.option(fs.realPath(target))
    const refused = (detail: string) => new ToolError({ reason: "refused", detail })

    const contains = (folder: string, target: string) => {
      const relative = path.relative(folder, target)
      return relative !== "" && relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative)
    }

    /** The innermost of the folders around the file decides: allowed, or the service's own. */
    const isAllowed = Effect.fnUntraced(function* (target: string, allowed: ReadonlyArray<string>) {
      let best = { depth: -1, allowed: false }
      for (const [folders, verdict] of [
        [allowed, true],
        [settings.own, false]
      ] as const) {
        for (const folder of folders) {
          const found = yield* real(folder)
          if (found._tag === "None" || !contains(found.value, target)) continue
          // Of one folder that is both, what is the service's own stays.
          if (found.value.length > best.depth || (found.value.length === best.depth && !verdict)) {
            best = { depth: found.value.length, allowed: verdict }
          }
        }
      }
      return best.allowed
    })

    const read = Effect.fnUntraced(function* (
      written: string,
      { workdir }: { readonly workdir?: string }
    ): Effect.fn.Return<FileToSend, ToolError> {
      const [firstRoot = path.sep] = settings.roots
      const target = yield* real(path.resolve(workdir ?? firstRoot, written))
      const outside = refused(
        `${written} cannot be sent: there is no such file in ${workdir === undefined ? "an allowed directory" : "your working directory"}; copy it there first`
      )
      // What lies elsewhere does not exist here: nobody learns by this what there is.
      if (target._tag === "None") return yield* outside
      const allowed = workdir === undefined ? settings.roots : [workdir, ...settings.roots]
      if (!(yield* isAllowed(target.value, allowed))) return yield* outside
      const base = path.basename(target.value)
      if (base.startsWith(".env")) return yield* refused(`${base} is not sent: files of secrets stay on this machine`)
      const info = yield* Effect.mapError(fs.stat(target.value), () => outside)
      if (info.type !== "File") return yield* refused(`${written} is no file; send one file, or pack it first`)
      if (info.size > mostBytes)
        return yield* refused(`${written} has ${info.size} bytes, at most ${mostBytes}; cut or pack it`)
      const bytes = yield* Effect.mapError(fs.readFile(target.value), () => outside)
      if (bytes.length === 0) return yield* refused(`${written} is empty`)
      if (bytes.length > mostBytes) return yield* refused(`${written} has grown beyond ${mostBytes} bytes`)
      const text = textOf(bytes)
      const known = mediaTypeOf({ name: base, said: "", head: bytes.subarray(0, telling) })
      return {
        name: labelOf(base, longestName, "file"),
        mediaType: known === unknownType && text !== undefined ? "text/plain" : known,
        bytes,
        ...(text === undefined ? { content: Base64.encode(bytes), encoding: "base64" } : { content: text })
      }
    })
    return { read }
  })
