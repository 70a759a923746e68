/**
 * The append-only record of turns: the truth from which everything shown is derived. Owned by the store adapters. Must
 * not interpret what it stores; reading a turn's fate out of its entries is `core/sessions`' job.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { AgentEvent } from "../model/AgentEvent.ts"
import { Answer } from "../model/Ask.ts"
import { MessageRef } from "../model/Conversation.ts"
import { DoneBy } from "../model/DoneBy.ts"
import {
  type AgentName,
  AskId,
  type ConversationId,
  type PlatformName,
  type SessionId,
  TurnId,
  UserId
} from "../model/Ids.ts"
import { BudgetName, Outcome, type OutcomeTag } from "../model/Outcome.ts"
import { SentFile } from "../model/SentFile.ts"
import { Turn } from "../model/Turn.ts"
import { Usage } from "../model/Usage.ts"
import { Routed } from "../model/Worker.ts"

export const JournalEntry = Schema.TaggedUnion({
  /** The lane has the message. */
  Accepted: { turn: Turn },
  /** The text was changed while it waited. */
  Amended: { text: Schema.String },
  /** It is about to be handed to the CLI, for the nth time. */
  Dispatched: { attempt: Schema.Natural },
  /** One event of the backend; text deltas are coalesced before they get here. */
  Happened: { event: AgentEvent },
  /** Which model works on it, where that was to be chosen, and why. */
  Routed: Routed.fields,
  /** A budget is nearly used up: told once in a turn. */
  Neared: { budget: BudgetName, spentUsd: Schema.Finite, limitUsd: Schema.Finite },
  /** Somebody raised the budget that had ended the turn: it goes on as the turn `next`. */
  Raised: { budget: BudgetName, toUsd: Schema.Finite, ...DoneBy.fields, user: UserId, next: TurnId },
  Answered: { ask: AskId, answer: Answer, ...DoneBy.fields },
  /** Somebody said whether the answer helped; the latest word of each person counts. */
  Rated: { helpful: Schema.Boolean, by: Schema.String, user: UserId },
  /** The agent sends a file to the people: from now on it is in the transcript. */
  Sent: SentFile.fields,
  /** A file that was sent did not get to the chat. */
  Unsent: { key: Schema.String, why: Schema.String },
  /** A message of ours exists on the platform. */
  Posted: { key: Schema.String, message: MessageRef },
  /** The answer is complete; what remains is to show it. */
  Ended: { outcome: Outcome, usage: Schema.optionalKey(Usage), elapsedMillis: Schema.Finite },
  /** The last write landed: nothing is left to do. */
  Delivered: {}
})
export type JournalEntry = typeof JournalEntry.Type

export interface JournalRow {
  /** Strictly rising over the whole journal. */
  readonly seq: number
  readonly session: SessionId
  readonly turn: TurnId
  /** Epoch milliseconds. */
  readonly at: number
  readonly entry: JournalEntry
}

export interface SessionSummary {
  readonly session: SessionId
  readonly turns: number
  readonly firstAt: number
  readonly lastAt: number
  /** What began it, its text cut at 2,000 characters or more; absent when it cannot be read. */
  readonly begun?: Turn
}

/** Which sessions are meant; what is absent does not matter. */
export interface SessionsWanted {
  readonly agent?: AgentName
  readonly platform?: PlatformName
  /** On any platform but this one. */
  readonly not?: PlatformName
  /** Begun by this person there. */
  readonly by?: { readonly platform: PlatformName; readonly user: UserId }
}

/** Where something was said: of a thread the channel that it is in, and all that contains it. */
export interface Spot {
  readonly platform: PlatformName
  /** The narrowest first. */
  readonly ids: ReadonlyArray<ConversationId>
}

/** A turn that was accepted, and where it begins in the journal. */
export interface TurnPlace {
  readonly turn: TurnId
  readonly first: number
}

export class JournalError extends Schema.TaggedError<JournalError>()("JournalError", {
  operation: Schema.String,
  /** `full` for a full disk, `corrupt` for rows that no longer decode, `unavailable` for the rest. */
  reason: Schema.Literals(["full", "corrupt", "unavailable"]),
  cause: Schema.Defect()
}) {
  override get message() {
    const why = {
      full: "the disk is full: free some space, then retry",
      corrupt: "a stored row cannot be read: run orchestrator doctor",
      unavailable: "the database does not answer: run orchestrator doctor"
    }[this.reason]
    return `journal ${this.operation} failed: ${why}`
  }
}

export class Journal extends Context.Service<
  Journal,
  {
    /** All entries of one call are stored, or none. Returns the last one's number. */
    readonly append: (
      session: SessionId,
      turn: TurnId,
      entries: ReadonlyArray<JournalEntry>
    ) => Effect.Effect<number, JournalError>
    /** Rows of one session after `seq`, oldest first, at most `limit`. */
    readonly read: (
      session: SessionId,
      options: { readonly after: number; readonly limit: number }
    ) => Effect.Effect<ReadonlyArray<JournalRow>, JournalError>
    /** All rows of one turn, oldest first; of its `gist` those of text are left out but for the last one. */
    readonly turn: (turn: TurnId, which?: "all" | "gist") => Effect.Effect<ReadonlyArray<JournalRow>, JournalError>
    /** Sessions that have a turn which is Accepted and not Delivered. */
    readonly unfinished: Effect.Effect<
      ReadonlyArray<{ readonly session: SessionId; readonly turn: TurnId }>,
      JournalError
    >
    /** The rows with which turns so ended since `at` (epoch milliseconds) that were the last of their session so far. */
    readonly ended: (
      at: number,
      outcomes: ReadonlyArray<OutcomeTag>
    ) => Effect.Effect<ReadonlyArray<JournalRow>, JournalError>
    /** Accepted turns of one session, or those accepted before the row `before`; the latest first, at most `limit`. */
    readonly turns: (
      session: SessionId,
      options: { readonly before?: number; readonly limit: number }
    ) => Effect.Effect<ReadonlyArray<TurnPlace>, JournalError>
    /** The number of the last row, of one session or of all; 0 when there is none. */
    readonly last: (session?: SessionId) => Effect.Effect<number, JournalError>
    /** Rows of all sessions after `seq`, oldest first, at most `limit`. */
    readonly since: (seq: number, limit: number) => Effect.Effect<ReadonlyArray<JournalRow>, JournalError>
    /** Latest first. */
    readonly sessions: (
      limit: number,
      wanted?: SessionsWanted
    ) => Effect.Effect<ReadonlyArray<SessionSummary>, JournalError>
    /** What began a session of which something is kept, its text cut, even when that turn itself is not kept any more. */
    readonly begun: (session: SessionId) => Effect.Effect<Turn | undefined, JournalError>
    /** Where agents were spoken to on these platforms, each once, at most `limit`. */
    readonly spots: (
      platforms: ReadonlyArray<PlatformName>,
      limit: number
    ) => Effect.Effect<ReadonlyArray<Spot>, JournalError>
    /** Removes delivered turns that ended before `before` (epoch milliseconds). Returns how many rows went. */
    readonly prune: (before: number) => Effect.Effect<number, JournalError>
  }
>()("orchestrator/ports/Journal") {}
