/**
 * A text in the person's own editor: `$VISUAL`, else `$EDITOR`, else `vi` where a person sits. Owns the file that is
 * edited, which is nobody else's to read; when it goes is the caller's to say, so that no text is lost.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as ChildProcess from "effect/process/ChildProcess"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import * as Schema from "effect/Schema"
import { Interactive } from "./Interactive.ts"
import { Startup } from "./Startup.ts"

export class EditorError extends Schema.TaggedError<EditorError>()("EditorError", {
  command: Schema.String,
  reason: Schema.Literals(["none", "not-found", "failed"])
}) {
  override get message() {
    return {
      none: "there is no editor: set EDITOR, or say what to change with flags (--help shows them)",
      "not-found": `the editor ${this.command} cannot be started: set EDITOR to one that is installed`,
      failed: `the editor ${this.command} ended with an error: nothing was changed`
    }[this.reason]
  }
}

/** The program and its arguments; never a shell. Undefined where nobody could use one. */
const editorCommand = Effect.gen(function* () {
  const { environment } = yield* Startup
  const fallback = (yield* Interactive) ? "vi" : ""
  const words = (environment.VISUAL ?? environment.EDITOR ?? fallback).split(/\s+/).filter((word) => word !== "")
  return words.length === 0 ? undefined : words
})

export const hasEditor = Effect.map(editorCommand, (words) => words !== undefined)

/** Returns the text of the file as the person left it. */
export const openEditor = Effect.fnUntraced(function* (file: string) {
  const spawner = yield* ChildProcessSpawner
  const fs = yield* FileSystem.FileSystem
  const words = yield* editorCommand
  const [program, ...args] = words ?? []
  if (program === undefined) return yield* new EditorError({ command: "", reason: "none" })
  const code = yield* spawner
    .exitCode(
      ChildProcess.make(program, [...args, file], {
        stdin: "inherit",
        stdout: "inherit",
        stderr: "inherit",
        extendEnv: true,
        forceKillAfter: "2 seconds"
      })
    )
    .pipe(
      Effect.mapError(
        ({ reason }) =>
          new EditorError({ command: program, reason: reason._tag === "NotFound" ? "not-found" : "failed" })
      )
    )
  if (code !== 0) return yield* new EditorError({ command: program, reason: "failed" })
  return yield* fs
    .readFileString(file)
    .pipe(Effect.mapError(() => new EditorError({ command: program, reason: "failed" })))
})

/** A file of that name with that text in a folder of its own. */
export const makeDraft = Effect.fnUntraced(function* (name: string, text: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = yield* fs.makeTempDirectory({ prefix: "orchestrator-" })
  const file = path.join(folder, name)
  yield* fs.writeFileString(file, text, { mode: 0o600 })
  return { file, discard: fs.remove(folder, { recursive: true, force: true }).pipe(Effect.ignore) }
})
