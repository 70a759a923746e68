/**
 * Finds and reads the CLI's own record of a conversation. Owns where it lies; must not know what is in it.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import { ResumeToken } from "../../../core/model/Ids.ts"

export interface TranscriptFile {
  readonly token: ResumeToken
  readonly transcript: string
}

/** How many of a folder's latest conversations are searched when nobody knows which one it was. */
const searched = 20

const projectsOf = (environment: Readonly<Record<string, string>>): string =>
  `${environment.CLAUDE_CONFIG_DIR ?? `${environment.HOME ?? ""}/.claude`}/projects`

/** The folder of a working directory, which may be a link in more than one step. */
const foldersOf = (cwds: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set(cwds)].map((cwd) => cwd.replace(/[^a-zA-Z0-9]/g, "-"))

const listing = Effect.fnUntraced(function* (directory: string) {
  const files = yield* FileSystem.FileSystem
  return yield* Effect.orElseSucceed(files.readDirectory(directory), (): ReadonlyArray<string> => [])
})

/** A conversation may be resumed from another folder than its own, so that all are looked through. */
const ofToken = Effect.fnUntraced(function* (projects: string, token: ResumeToken) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  for (const folder of yield* listing(projects)) {
    const found = yield* Effect.option(files.readFileString(path.join(projects, folder, `${token}.jsonl`)))
    if (Option.isSome(found)) return Option.some<TranscriptFile>({ token, transcript: found.value })
  }
  return Option.none<TranscriptFile>()
})

/** Without a token: the latest conversation of that folder in which one of the messages is. */
const ofMessage = Effect.fnUntraced(function* (projects: string, cwd: string, messageIds: ReadonlyArray<string>) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const real = yield* Effect.orElseSucceed(files.realPath(cwd), () => cwd)
  const found: Array<{ readonly file: string; readonly at: number }> = []
  for (const folder of foldersOf([cwd, real])) {
    for (const name of yield* listing(path.join(projects, folder))) {
      if (!name.endsWith(".jsonl")) continue
      const file = path.join(projects, folder, name)
      const info = yield* Effect.option(files.stat(file))
      if (Option.isSome(info)) {
        found.push({ file, at: Option.match(info.value.mtime, { onNone: () => 0, onSome: (at) => at.getTime() }) })
      }
    }
  }
  for (const { file } of found.sort((left, right) => right.at - left.at).slice(0, searched)) {
    const transcript = yield* Effect.orElseSucceed(files.readFileString(file), () => "")
    if (messageIds.some((id) => transcript.includes(id))) {
      return Option.some<TranscriptFile>({ token: ResumeToken.make(path.basename(file, ".jsonl")), transcript })
    }
  }
  return Option.none<TranscriptFile>()
})

export const findTranscript = Effect.fn("claude.findTranscript")(function* (search: {
  readonly environment: Readonly<Record<string, string>>
  readonly token: ResumeToken | undefined
  readonly cwd: string
  readonly messageIds: ReadonlyArray<string>
}) {
  const projects = projectsOf(search.environment)
  return search.token === undefined
    ? yield* ofMessage(projects, search.cwd, search.messageIds)
    : yield* ofToken(projects, search.token)
})
