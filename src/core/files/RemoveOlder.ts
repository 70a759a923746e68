/**
 * Removes what lies in a folder for longer than it is kept: files, and folders with all that is in them. How old something
 * is says its own last change. Never fails: what cannot be removed now is tried again another day.
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"

/** Of what is directly in the folder; `before` in epoch milliseconds. Returns how many went. */
export const removeOlder = (
  fs: FileSystem.FileSystem,
  path: Path.Path,
  folder: string,
  before: number
): Effect.Effect<number> =>
  Effect.gen(function* () {
    const names = yield* Effect.orElseSucceed(fs.readDirectory(folder), () => [])
    let gone = 0
    for (const name of names) {
      const target = path.join(folder, name)
      const changed = yield* fs.stat(target).pipe(
        Effect.map(({ mtime }) => Option.match(mtime, { onNone: () => undefined, onSome: (at) => at.getTime() })),
        Effect.orElseSucceed(() => undefined)
      )
      if (changed === undefined || changed >= before) continue
      const removed = yield* Effect.exit(fs.remove(target, { recursive: true, force: true }))
      if (removed._tag === "Success") gone++
      else yield* Effect.logWarning(`an old file could not be deleted: ${target}`, removed.cause)
    }
    return gone
  })
