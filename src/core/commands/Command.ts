/**
 * What a command is: a name of the vocabulary, its options, who may use it, and what it does. Every platform and
 * surface offers the same ones. Owns the shape only.
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { AccessAction } from "../agents/Access.ts"
import type { Conversation, MessageRef, Person } from "../model/Conversation.ts"
import type { CommandShape, OptionShape } from "../model/Vocabulary.ts"
import type { AuditAction } from "../ports/AuditLog.ts"

/** Where values come from that are offered while a person types. */
export type OptionValues = "agents" | "backends" | "models" | "commands" | "conversations" | "workers"

export interface CommandOption extends Omit<OptionShape, "suggests"> {
  readonly values?: OptionValues
}

export interface CommandCall {
  readonly conversation: Conversation
  readonly person: Person
  /** Unique to this call; the same again when the platform hands the same command over twice. */
  readonly handle: string
  readonly args: Readonly<Record<string, string>>
  /** The message that stands for what the person said; absent where there is none. */
  readonly origin?: MessageRef
}

export class CommandError extends Schema.TaggedError<CommandError>()("CommandError", {
  /** `usage`: the words are wrong. `failed`: they were right and it could not be done. */
  reason: Schema.Literals(["usage", "failed"]),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

export interface Command extends Omit<CommandShape, "options"> {
  readonly options: ReadonlyArray<CommandOption>
  readonly action: AccessAction
  /** How what it did stands in the audit log; absent where it changes nothing, or the journal tells of it anyway. */
  readonly audit?: AuditAction | ((args: CommandCall["args"]) => AuditAction | undefined)
  /** What a form is filled with when it opens. */
  readonly draft?: (args: CommandCall["args"]) => Effect.Effect<CommandCall["args"]>
  /** Returns Markdown for the person who asked. */
  readonly run: (call: CommandCall) => Effect.Effect<string, CommandError>
}
