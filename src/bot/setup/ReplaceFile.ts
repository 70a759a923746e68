/**
 * Replaces a text file as a whole: whoever reads it, or pulls the plug, finds the old text or the new one and nothing in
 * between. A link keeps pointing where it points.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"

export class CannotReplace extends Schema.TaggedError<CannotReplace>()("CannotReplace", {
  file: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `${this.file} cannot be written; check the free space and the permissions of its folder`
  }
}

/** Nobody whom `mode` leaves out can read it meanwhile either. */
export const replaceFile = Effect.fn("replaceFile")(function* (file: string, text: string, mode: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* Effect.gen(function* () {
    const target = yield* Effect.orElseSucceed(fs.realPath(file), () => file)
    yield* fs.makeDirectory(path.dirname(target), { recursive: true, mode: 0o700 })
    const draft = yield* fs.makeTempFileScoped({ directory: path.dirname(target), prefix: ".orchestrator-" })
    yield* fs.chmod(draft, mode)
    const opened = yield* fs.open(draft, { flag: "w" })
    yield* opened.writeAll(new TextEncoder().encode(text))
    yield* opened.sync
    yield* fs.rename(draft, target)
  }).pipe(
    Effect.scoped,
    Effect.mapError((cause) => new CannotReplace({ file, cause }))
  )
})
