/**
 * What a person who chooses a directory is shown: folders below the roots and nothing else. Owns that no link leads out,
 * that what lies outside is refused in the same words whether it exists or not, and how much of a folder is looked at.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { absolutePath, contains, type WorkDirectories, WorkDirectoryError, workDirectory } from "./WorkDirectory.ts"

export interface ListedFolder {
  /** Absolute, links resolved; absent: above all roots. */
  readonly path?: string
  /** Absent where there is none that may be seen. */
  readonly parent?: string
  readonly folders: ReadonlyArray<{
    readonly name: string
    /** Absolute, links resolved. */
    readonly path: string
    /** It holds a repository. */
    readonly repository: boolean
  }>
}

const mostFolders = 500
/** Names beyond this are not looked at: nobody chooses among them. */
const mostNames = 20_000
/** Looked at in one go. */
const batch = 64

export const listFolder = Effect.fn("listFolder")(function* (written: string | undefined, where: WorkDirectories) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const real = (target: string) => fs.realPath(target).pipe(Effect.option)
  const roots: Array<string> = []
  for (const root of where.roots) {
    const found = yield* real(absolutePath(path, root, where))
    if (found._tag === "Some" && !roots.includes(found.value)) roots.push(found.value)
  }
  const within = (target: string) => roots.some((root) => contains(path, root, target))

  const folderAt = Effect.fnUntraced(function* (name: string, at: string) {
    const target = yield* real(at)
    if (target._tag === "None" || !within(target.value)) return []
    const info = yield* fs.stat(target.value).pipe(Effect.option)
    if (info._tag === "None" || info.value.type !== "Directory") return []
    const repository = yield* fs.exists(path.join(target.value, ".git")).pipe(Effect.orElseSucceed(() => false))
    return [{ name, path: target.value, repository }]
  })

  if (written === undefined) {
    const folders = yield* Effect.forEach(roots, (root) => folderAt(path.basename(root) || root, root))
    const listed: ListedFolder = { folders: folders.flat() }
    return listed
  }

  const absolute = absolutePath(path, written, where)
  // What does not exist is looked for no further than its nearest folder that does, so that refusals tell nothing.
  let existing = absolute
  let nearest = yield* real(existing)
  while (nearest._tag === "None" && path.dirname(existing) !== existing) {
    existing = path.dirname(existing)
    nearest = yield* real(existing)
  }
  if (nearest._tag === "None" || !within(nearest.value)) {
    return yield* new WorkDirectoryError({ directory: written, path: absolute, reason: "outside", roots })
  }
  const here = yield* workDirectory(absolute, where)
  const names = yield* fs
    .readDirectory(here)
    .pipe(
      Effect.mapError(() => new WorkDirectoryError({ directory: written, path: here, reason: "unreadable", roots }))
    )
  const visible = names.filter((name) => !name.startsWith(".")).sort((left, right) => left.localeCompare(right, "en"))
  const folders: Array<ListedFolder["folders"][number]> = []
  for (let at = 0; at < Math.min(visible.length, mostNames) && folders.length < mostFolders; at += batch) {
    const some = yield* Effect.forEach(visible.slice(at, at + batch), (name) => folderAt(name, path.join(here, name)), {
      concurrency: 16
    })
    folders.push(...some.flat())
  }
  const parent = path.dirname(here)
  const listed: ListedFolder = {
    path: here,
    ...(parent !== here && within(parent) ? { parent } : {}),
    folders: folders.slice(0, mostFolders)
  }
  return listed
})
