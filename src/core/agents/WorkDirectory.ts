/**
 * Whether a directory may be worked in: it exists and lies under one of the configured roots once all symbolic links
 * are resolved. The one gate for working directories, folder pickers and files that are sent; default deny.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"

export class WorkDirectoryError extends Schema.TaggedError<WorkDirectoryError>()("WorkDirectoryError", {
  /** As it was written. */
  directory: Schema.String,
  /** Where that leads. */
  path: Schema.String,
  reason: Schema.Literals(["missing", "file", "outside", "unreadable"]),
  roots: Schema.Array(Schema.String)
}) {
  override get message() {
    const found = this.directory === this.path ? this.path : `${this.directory} (${this.path})`
    if (this.reason === "missing") return `found ${found}, which does not exist; create it or name another directory`
    if (this.reason === "file") return `found ${found}, which is not a directory`
    if (this.reason === "unreadable") return `found ${found}, which cannot be read; check its permissions`
    const roots = this.roots.length === 0 ? "none" : this.roots.join(", ")
    return `found ${found}, which is outside the allowed roots (${roots}); add its root to workdirs in the configuration`
  }
}

export interface WorkDirectories {
  /** Relative paths are resolved against it. */
  readonly start: string
  /** What `~/` stands for; without it `~` is an ordinary name. */
  readonly home?: string
  /** Absolute, or relative to `start`. */
  readonly roots: ReadonlyArray<string>
}

/** Absolute, with `~/` expanded; links are not resolved. */
export const absolutePath = (path: Path.Path, written: string, where: Omit<WorkDirectories, "roots">): string =>
  where.home !== undefined && (written === "~" || written.startsWith("~/"))
    ? path.resolve(where.home, written.slice(2))
    : path.resolve(where.start, written)

export const contains = (path: Path.Path, root: string, target: string): boolean => {
  const relative = path.relative(root, target)
  return relative === "" || !(relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
}

/** The real path of a directory that may be used. Without one: `start`, or the first root where `start` may not be. */
export const workDirectory = Effect.fn("workDirectory")(function* (
  written: string | undefined,
  where: WorkDirectories
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const real = (target: string) => fs.realPath(target).pipe(Effect.option)
  const roots: Array<string> = []
  for (const root of where.roots) {
    const found = yield* real(absolutePath(path, root, where))
    if (found._tag === "Some") roots.push(found.value)
  }
  const check = Effect.fnUntraced(function* (directory: string) {
    const absolute = absolutePath(path, directory, where)
    const fail = (reason: "missing" | "file" | "outside", at: string) =>
      new WorkDirectoryError({ directory, path: at, reason, roots })
    const target = yield* real(absolute)
    if (target._tag === "None") return yield* fail("missing", absolute)
    if (!roots.some((root) => contains(path, root, target.value))) return yield* fail("outside", target.value)
    const info = yield* fs.stat(target.value).pipe(Effect.option)
    if (info._tag === "None") return yield* fail("missing", absolute)
    if (info.value.type !== "Directory") return yield* fail("file", target.value)
    return target.value
  })
  if (written !== undefined) return yield* check(written)
  const first = roots[0]
  return yield* check(where.start).pipe(
    Effect.catch((error) => (first === undefined ? Effect.fail(error) : check(first)))
  )
})
