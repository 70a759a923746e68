/**
 * Reads every agent file of the folders into agents whose working directory exists and whose permissions are granted.
 * Owns what is checked beyond one file's text; changes nothing on disk.
 */
import * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { BackendName } from "../model/Ids.ts"
import { readAgentFile } from "./AgentFile.ts"
import type { AgentSource } from "./AgentsSnapshot.ts"
import { fileVersion } from "./FileVersion.ts"
import { Frontmatter } from "./Frontmatter.ts"
import type { Problem } from "./Problem.ts"
import { type WorkDirectories, workDirectory } from "./WorkDirectory.ts"

export interface AgentFolder {
  /** Absolute. */
  readonly path: string
  /** Whether its absence is a problem: a folder that the configuration names. */
  readonly required: boolean
}

export interface AgentFoldersSettings {
  /** In order; later ones win by name. Never written to. */
  readonly folders: ReadonlyArray<AgentFolder>
  /** Absolute; agents made at run time, last of all. Made when it is missing. */
  readonly own: string
  readonly directories: WorkDirectories
  readonly backends: ReadonlyArray<string>
  /** For a file that names no backend. */
  readonly defaultBackend: string
  /** The agents that may have `permissions: full`. */
  readonly allowFull: ReadonlyArray<string>
}

const largest = 256 * 1024

/** Reads one file's text as if it stood at `file`. */
export const readSource = Effect.fn("AgentFolders.readSource")(function* (
  settings: AgentFoldersSettings,
  file: string,
  text: string
) {
  const path = yield* Path.Path
  const frontmatter = yield* Frontmatter
  const digest = yield* Digest.Digest
  const shown = shownPath(path, settings, file)
  const folder = path.dirname(file)
  const reading = readAgentFile(frontmatter, text, {
    file: shown,
    stem: path.basename(file, ".md"),
    backends: settings.backends,
    defaultBackend: settings.defaultBackend
  })
  const problems: Array<Problem> = [...reading.problems]
  const source: AgentSource = {
    file,
    shown,
    folder,
    own: folder === settings.own,
    version: yield* fileVersion(text),
    name: reading.name,
    problems,
    ...(reading.written === undefined ? {} : { written: reading.written })
  }
  const { draft, full, name, workdir: written } = reading
  const error = (key: string, text: string) =>
    problems.push({ file: shown, line: reading.lineOf(key), key, text, severity: "error" })

  if (full === true && !settings.allowFull.includes(name)) {
    const line = JSON.stringify([...settings.allowFull, name])
    error("permissions", `full is not granted to ${name}; to grant it, put allowFull: ${line} in the configuration`)
  }
  if (draft === undefined && written === undefined) return source
  const workdir = yield* workDirectory(written, settings.directories).pipe(
    Effect.catch((refused) => Effect.sync(() => void error("workdir", refused.message)))
  )
  if (draft === undefined || workdir === undefined || problems.some((problem) => problem.severity === "error"))
    return source
  const hash = yield* digest.digestHex(Digest.sha256, new TextEncoder().encode(draft.persona))
  const agent = { ...draft, backend: BackendName.make(draft.backend), workdir, personaVersion: hash.slice(0, 12) }
  const good: AgentSource = { ...source, agent }
  return good
})

const shownPath = (path: Path.Path, settings: AgentFoldersSettings, file: string): string => {
  const relative = path.relative(settings.directories.start, file)
  return relative.startsWith("..") || path.isAbsolute(relative) ? file : relative
}

/** Every file of every folder, in the order of precedence. */
export const readFolders = Effect.fn("AgentFolders.readFolders")(function* (settings: AgentFoldersSettings) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const sources: Array<AgentSource> = []
  const problems: Array<Problem> = []
  const readOne = Effect.fnUntraced(function* (file: string) {
    const shown = shownPath(path, settings, file)
    const folder = path.dirname(file)
    const broken = (text: string): AgentSource => ({
      file,
      shown,
      folder,
      own: folder === settings.own,
      version: "",
      name: path.basename(file, ".md"),
      problems: [{ file: shown, key: "", text, severity: "error" }]
    })
    return yield* Effect.gen(function* () {
      const info = yield* fs.stat(file)
      if (info.type !== "File") return undefined
      if (Number(info.size) > largest) return broken("the file is larger than 256 KiB; shorten it")
      return yield* readSource(settings, file, yield* fs.readFileString(file))
    }).pipe(
      // A file that was removed between the listing and the reading is nobody's problem.
      Effect.catch((cause) =>
        Effect.succeed(
          cause.reason._tag === "NotFound" ? undefined : broken("the file cannot be read; check its permissions")
        )
      )
    )
  })
  for (const folder of [...settings.folders, { path: settings.own, required: false }]) {
    const names = yield* fs.readDirectory(folder.path).pipe(Effect.option)
    if (names._tag === "None") {
      if (folder.required) {
        const text = "the folder cannot be read; create it or remove it from agents.folders"
        problems.push({ file: shownPath(path, settings, folder.path), key: "", text, severity: "warning" })
      }
      continue
    }
    for (const name of names.value.filter((name) => name.endsWith(".md") && !name.startsWith(".")).sort()) {
      const source = yield* readOne(path.join(folder.path, name))
      if (source !== undefined) sources.push(source)
    }
  }
  return { sources, problems }
})
