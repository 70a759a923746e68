/**
 * The directories of this host in which something may be done, asked wherever a path comes from a person or a model.
 * Owns the roots; the rule itself is in `WorkDirectory`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import { absolutePath, type WorkDirectories, type WorkDirectoryError, workDirectory } from "./WorkDirectory.ts"

export class Directories extends Context.Service<
  Directories,
  {
    /** The real path of a directory that may be worked in; relative ones are resolved against `from`. */
    readonly allowed: (written: string, from?: string) => Effect.Effect<string, WorkDirectoryError>
  }
>()("orchestrator/agents/Directories") {
  static readonly layer = (where: WorkDirectories) =>
    Layer.effect(
      Directories,
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const path = yield* Path.Path
        return Directories.of({
          allowed: (written, from) =>
            // Only the path is meant from there: a root that was written relative stays where it is.
            workDirectory(absolutePath(path, written, { ...where, start: from ?? where.start }), where).pipe(
              Effect.provideService(FileSystem.FileSystem, files),
              Effect.provideService(Path.Path, path)
            )
        })
      })
    )
}
