/**
 * What the command line can say of an agent: the flags that `create` and `edit` share, and the keys of an agent file that
 * they become. Whether a value is right is said by the one who reads the file.
 */
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import { Permissions } from "../../core/model/Agent.ts"
import { backendList } from "../BackendList.ts"
import { UsageError } from "../ReportError.ts"

const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

export const agentFlags = {
  description: text("description", "One line: what it is good at"),
  backend: Flag.Literals(
    "backend",
    backendList.map((manifest) => manifest.name)
  ).pipe(Flag.withDescription("The coding CLI that it runs on"), Flag.optional),
  model: text("model", "A model or alias of the backend; empty for the CLI's own default"),
  workdir: text("workdir", "The directory that it works in"),
  permissions: Flag.Literals("permissions", Permissions.literals).pipe(
    Flag.withDescription("What it may do without asking"),
    Flag.optional
  ),
  persona: text("persona", "Who it is and how it works, in plain words"),
  personaFile: text("persona-file", "A file with the persona")
}

export interface AgentFlagValues {
  readonly description: Option.Option<string>
  readonly backend: Option.Option<string>
  readonly model: Option.Option<string>
  readonly workdir: Option.Option<string>
  readonly permissions: Option.Option<string>
  readonly persona: Option.Option<string>
  readonly personaFile: Option.Option<string>
}

const keyNames = ["description", "backend", "model", "workdir", "permissions"] as const

/** Only what was said; an empty text removes the key. */
export const saidKeys = (flags: AgentFlagValues): Record<string, Schema.Json | undefined> =>
  Object.fromEntries(
    keyNames.flatMap((name) =>
      Option.match(flags[name], {
        onNone: () => [],
        onSome: (value) => [[name, value === "" ? undefined : value] as const]
      })
    )
  )

export const saidPersona = Effect.fnUntraced(function* ({ persona, personaFile }: AgentFlagValues) {
  if (Option.isSome(persona) && Option.isSome(personaFile)) {
    return yield* new UsageError({ detail: "say --persona or --persona-file, not both" })
  }
  if (Option.isNone(personaFile)) return Option.getOrUndefined(persona)
  const fs = yield* FileSystem.FileSystem
  const file = personaFile.value
  return yield* fs
    .readFileString(file)
    .pipe(
      Effect.mapError(() => new UsageError({ detail: `${file} cannot be read; check the path and its permissions` }))
    )
})

export const saidNothing = (flags: AgentFlagValues): boolean =>
  Object.keys(saidKeys(flags)).length === 0 && Option.isNone(flags.persona) && Option.isNone(flags.personaFile)
