/**
 * How a command ends: what went wrong on stderr in words for a person, and the exit code. 0 is fine, 1 failed, 2 was not
 * understood, 130 was interrupted. What is known says its remedy; what nobody foresaw is a bug and says so. Never a stack
 * trace, unless `ORCHESTRATOR_DEBUG=1` asks for it.
 */
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import type * as CliError from "effect/cli/CliError"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import { tame } from "../adapters/chat/console/HostileText.ts"

/** The command failed, and what there was to say of it is on the screen already. */
export class AlreadySaid extends Schema.TaggedError<AlreadySaid>()("AlreadySaid", {}) {}

/** The flags and arguments are right one by one, but not together. */
export class UsageError extends Schema.TaggedError<UsageError>()("UsageError", { detail: Schema.String }) {
  override get message() {
    return this.detail
  }
}

const failed = 1
const notUnderstood = 2

const tagOf = (error: unknown): string | undefined =>
  error instanceof Error && "_tag" in error && typeof error._tag === "string" ? error._tag : undefined

const isShowHelp = (error: unknown): error is CliError.ShowHelp => tagOf(error) === "ShowHelp"

const isDebug = (): boolean => (process.env.ORCHESTRATOR_DEBUG ?? "") !== ""

const bug = (error: unknown): string =>
  [
    `this is a bug: ${error instanceof Error ? error.message : String(error)}`,
    isDebug()
      ? "please report it with the lines below, where this program was downloaded from"
      : "ORCHESTRATOR_DEBUG=1 shows the detail; please report it with that, where this program was downloaded from"
  ].join("\n")

/** What is said of a failure; empty for one that was said already. */
export const errorText = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  const tag = tagOf(error)
  if (tag === "AlreadySaid" || isShowHelp(error)) return ""
  const known = error instanceof Error && tag !== undefined && error.message !== ""
  const lines = tame(known ? error.message : bug(error)).split("\n")
  return [...lines.map((line) => `orchestrator: ${line}`), ...(isDebug() ? [tame(Cause.pretty(cause))] : [])].join("\n")
}

export const reportError = <A, E, R>(command: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.tapCause(command, (cause) => {
    const text = Cause.hasInterruptsOnly(cause) ? "" : errorText(cause)
    return text === "" ? Effect.void : Console.error(text)
  })

const codeOf = (error: unknown): number => {
  if (isShowHelp(error)) return error.errors.length > 0 ? notUnderstood : 0
  return tagOf(error) === "UsageError" ? notUnderstood : failed
}

export const exitCodes: Runtime.Teardown = (exit, onExit) =>
  Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)
    ? onExit(codeOf(Cause.squash(exit.cause)))
    : Runtime.defaultTeardown(exit, onExit)
