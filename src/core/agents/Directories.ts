/**
 * The directories of this host in which something may be done, asked wherever a path comes from a person or a model.
 * Owns the roots and what is shown of them; the rule itself is in `WorkDirectory`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import { type ListedFolder, listFolder } from "./FolderListing.ts"
import { absolutePath, type WorkDirectories, type WorkDirectoryError, workDirectory } from "./WorkDirectory.ts"

export class Directories extends Context.Service<
  Directories,
  {
    /** The real path of a directory that may be worked in; relative ones are resolved against `from`. */
    readonly allowed: (written: string, from?: string) => Effect.Effect<string, WorkDirectoryError>
    /** The folders in one that may be worked in, for choosing; the roots themselves when none is named. */
    readonly list: (written?: string) => Effect.Effect<ListedFolder, WorkDirectoryError>
  }
>()("orchestrator/agents/Directories") {
  static readonly layer = (where: WorkDirectories) =>
    Layer.effect(
      Directories,
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const path = yield* Path.Path
        const here = <A, E>(effect: Effect.Effect<A, E, FileSystem.FileSystem | Path.Path>) =>
          effect.pipe(Effect.provideService(FileSystem.FileSystem, files), Effect.provideService(Path.Path, path))
        return Directories.of({
          allowed: (written, from) =>
            // Only the path is meant from there: a root that was written relative stays where it is.
            here(workDirectory(absolutePath(path, written, { ...where, start: from ?? where.start }), where)),
          list: (written) => here(listFolder(written, where))
        })
      })
    )
}
