/**
 * `orchestrator export`: one session as a transcript for people or as journal rows for programs. Reads beside the running
 * service and changes nothing.
 */
import * as Console from "effect/Console"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { tame } from "../../adapters/chat/console/HostileText.ts"
import { exportMarkdown } from "../../core/sessions/ExportMarkdown.ts"
import { exportNdjson } from "../../core/sessions/ExportNdjson.ts"
import { layerMachine } from "../Service.ts"
import { layerStoresReadOnly } from "../Stores.ts"
import { findSession, readSession } from "./FindSession.ts"

export class CannotExport extends Schema.TaggedError<CannotExport>()("CannotExport", {
  file: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `${this.file} cannot be written; check that its folder exists and that there is space`
  }
}

export const exportSession = Command.make(
  "export",
  {
    session: Argument.String("session").pipe(Argument.withDescription("Its id, or a part that only it has")),
    format: Flag.Literals("format", ["md", "ndjson"]).pipe(
      Flag.withDescription("md: a transcript to read. ndjson: every row of the journal"),
      Flag.withDefault("md")
    ),
    out: Flag.String("out").pipe(
      Flag.withDescription("The file to write, for its owner alone; stdout unless given"),
      Flag.optional
    )
  },
  Effect.fn("export")(function* ({ format, out, session }) {
    yield* Effect.gen(function* () {
      const found = yield* findSession(session)
      const rows = yield* readSession(found.session)
      const text = format === "md" ? tame(exportMarkdown(found.session, rows)) : exportNdjson(rows)
      if (Option.isNone(out)) return yield* Console.log(text.trimEnd())
      const fs = yield* FileSystem.FileSystem
      const file = out.value
      yield* fs
        .writeFileString(file, text, { mode: 0o600 })
        .pipe(Effect.mapError((cause) => new CannotExport({ file, cause })))
      yield* Console.error(`wrote ${file}`)
    }).pipe(Effect.provide(Layer.provideMerge(layerStoresReadOnly, layerMachine({ quiet: true }))))
  })
).pipe(
  Command.withDescription("Writes one session as Markdown or NDJSON"),
  Command.withExamples([
    { command: "orchestrator export scout --out scout.md", description: "the transcript of the only session of scout" },
    { command: "orchestrator export scout --format ndjson", description: "its journal rows" }
  ])
)
