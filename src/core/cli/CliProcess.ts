/**
 * A CLI child process as a typed value. Owns the shapes that `CliProcesses` hands out; the process itself belongs to
 * the scope in which it was started.
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { SessionId } from "../model/Ids.ts"

export interface CliSpec {
  /** A program, found on the PATH of `env` or absolute. Never a shell. */
  readonly command: string
  readonly args: ReadonlyArray<string>
  /** Must exist. */
  readonly cwd: string
  /** The child's whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  /** Written into the child's environment, so that whatever it leaves behind can be found. */
  readonly session: SessionId
}

/** One line of stdout. `Garbage` is a line that is not JSON. */
export type CliLine =
  | { readonly _tag: "Json"; readonly value: unknown; readonly text: string }
  | { readonly _tag: "Garbage"; readonly text: string }

export interface CliExit {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly signal: string | null
  /** The last lines of stderr, at most 4 KiB. */
  readonly stderr: string
}

export class CliError extends Schema.TaggedError<CliError>()("CliError", {
  command: Schema.String,
  reason: Schema.Literals(["not-found", "not-executable", "no-such-directory", "spawn-failed", "closed"]),
  detail: Schema.String
}) {
  override get message() {
    return `${this.command}: ${this.detail}`
  }
}

export interface CliProcess {
  readonly pid: number
  /** One value as one line of JSON on stdin. Fails with `closed` once the process or its stdin is gone. */
  readonly send: (value: unknown) => Effect.Effect<void, CliError>
  readonly endInput: Effect.Effect<void>
  /** Every line of stdout from the start, at any chunking; ends with stdout. May be consumed once. */
  readonly lines: Stream.Stream<CliLine>
  readonly exit: Effect.Effect<CliExit>
  readonly stderrTail: Effect.Effect<string>
  readonly signal: (signal: "SIGINT" | "SIGTERM" | "SIGKILL") => Effect.Effect<void>
}
