/**
 * Who did what: one line for every act of a person that changed something or had something done, kept apart from the
 * journal, so that it outlives transcripts. Lines are only ever added. Owned by the store adapters. What the journal is
 * told of (asked, approved, denied, answered, stopped, withdrew, raised) is noted where the journal is written, in the
 * same transaction; everything else by whoever does it. Must never hold what was said: a few words of it at most.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Person } from "../model/Conversation.ts"
import { type PlatformName, SessionId, UserId } from "../model/Ids.ts"

export const AuditAction = Schema.Literals([
  "asked",
  "approved",
  "denied",
  "answered",
  "stopped",
  "withdrew",
  "raised",
  "spawned",
  "cancelled",
  "retried",
  "created",
  "changed",
  "deleted",
  "bound",
  "unbound",
  "configured",
  "signed-in",
  "invited",
  "revoked",
  "connected"
])
export type AuditAction = typeof AuditAction.Type

export const AuditLine = Schema.Struct({
  /** Strictly rising. */
  seq: Schema.Natural,
  at: Schema.Finite,
  /** Who, by the name that the platform knows; the platform they did it on. */
  by: Schema.String,
  /** Two people may have one name; absent where it was no person, and in lines of old. */
  user: Schema.optionalKey(UserId),
  platform: Schema.String,
  action: AuditAction,
  /** What it was done to: an agent's name, a job. */
  subject: Schema.String,
  /** Where it can be seen. */
  session: Schema.optionalKey(SessionId),
  /** In a line. */
  detail: Schema.String
})
export type AuditLine = typeof AuditLine.Type

/** What somebody did just now. */
export interface AuditNote {
  readonly by: Pick<Person, "id" | "name">
  /** Where they did it: their chat, the dashboard, the terminal. */
  readonly platform: PlatformName
  readonly action: AuditAction
  /** An agent's name, a job, a person: in one line, without anything that is secret. */
  readonly subject: string
  readonly session?: SessionId
  /** In a line; cut when it is stored. Empty where the subject says it all. */
  readonly detail: string
  /** The same in every telling of the same act, of which one line is kept; absent where each telling is an act. */
  readonly fact?: string
}

export interface AuditQuery {
  /** Only lines before this one. */
  readonly before?: number
  readonly limit: number
  /** Only what this person did on this platform. */
  readonly by?: { readonly platform: PlatformName; readonly user: UserId }
  /** Words that are looked for, whatever the case, in who (name or id), where, the act, to what, the detail. */
  readonly search?: string
  readonly action?: AuditAction
}

export class AuditError extends Schema.TaggedError<AuditError>()("AuditError", {
  operation: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `audit ${this.operation} failed: run orchestrator doctor`
  }
}

export class AuditLog extends Context.Service<
  AuditLog,
  {
    /** Never fails: an act that was done stays done, and a line that cannot be kept is logged as an error. */
    readonly note: (note: AuditNote) => Effect.Effect<void>
    /** Latest first. */
    readonly read: (query: AuditQuery) => Effect.Effect<ReadonlyArray<AuditLine>, AuditError>
    /** What people were called when they last did something, by their ids; who never did is left out. */
    readonly names: (users: ReadonlyArray<UserId>) => Effect.Effect<ReadonlyMap<UserId, string>, AuditError>
    /** Removes lines from before this moment, epoch milliseconds. Returns how many went. */
    readonly prune: (before: number) => Effect.Effect<number, AuditError>
  }
>()("orchestrator/ports/AuditLog") {}
