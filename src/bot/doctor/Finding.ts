/**
 * One line of the doctor's report, and how failures of others become one. Owns that a check which cannot be made is
 * itself a finding: nothing that goes wrong here ends the report.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type { Check } from "../../core/ports/Manifest.ts"

export const groups = ["machine", "configuration", "data", "coding clis", "chat", "agents"] as const
export type Group = (typeof groups)[number]

export interface Finding extends Check {
  readonly group: Group
}

export const inGroup =
  (group: Group) =>
  (check: Check): Finding => ({ group, ...check })

export const fine = (name: string, found: string): Check => ({ name, state: "ok", found, fix: "" })
export const warning = (name: string, found: string, fix: string): Check => ({ name, state: "warning", found, fix })
export const failed = (name: string, found: string, fix: string): Check => ({ name, state: "failed", found, fix })

/** `what is wrong; what to do` in its two parts. */
export const split = (message: string): { readonly found: string; readonly fix: string } => {
  const at = message.indexOf("; ")
  return at < 0 ? { found: message, fix: "" } : { found: message.slice(0, at), fix: message.slice(at + 2) }
}

/** A check that could not be made. */
export const fromCause = (name: string, cause: Cause.Cause<unknown>): Check => {
  const error = Cause.squash(cause)
  const { fix, found } = split(error instanceof Error ? error.message : String(error))
  const otherwise = "ORCHESTRATOR_DEBUG=1 orchestrator start shows the detail"
  return failed(name, found === "" ? "this could not be looked at" : found, fix === "" ? otherwise : fix)
}

export const guarded = <R>(
  name: string,
  checks: Effect.Effect<ReadonlyArray<Check>, unknown, R>
): Effect.Effect<ReadonlyArray<Check>, never, R> =>
  Effect.catchCause(checks, (cause) => Effect.succeed([fromCause(name, cause)]))
